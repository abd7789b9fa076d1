/**
 * What every controller observes towards and plans: the words of the loop. A plan is data: the same object is printed
 * by a dry run, applied, explained, logged and published.
 */
import { by, compare } from '../std/lists.ts';
import type { MayOwn, Named, Owned } from './own-things.ts';
import type { RowOf, Severity, StandingOf } from './standing.ts';
import type { Coverage, Sweep, Turn } from './sweep.ts';

export type ControllerName = 'connections' | 'dns' | 'routes';

/** `plan` observes and reports; `apply` also writes. */
export type Mode = 'plan' | 'apply';

/** What a run observes: everything, or the ids that events named. */
export type Scope = 'all' | { readonly ids: readonly string[] };

/** Why something is, or is not, being done. `code` is stable and tested, `message` is for people. */
export interface Reason<Code extends string = string> {
  readonly code: Code;
  readonly message: string;
}

/** What people tell a thing by, before and after a change, where that takes more than a word. */
export interface Appearance {
  /** What a route leads to; its state is told where it is not `active`. */
  readonly target?: string;
  readonly state?: string;
  readonly alias?: { readonly name: string };
  readonly values?: readonly string[];
}

/** One intended mutation. Every field is resolved when it is planned. */
export interface Change {
  readonly action: string;
  /** Stable and human: `vpce-svc-0a/vpce-0b`, `Z1/app.corp.example/A`, `rtb-1/0.0.0.0/0`. */
  readonly key: string;
  /** What was observed; absent when nothing is there. */
  readonly before?: Appearance | string;
  /** What should be there; absent when it should go. */
  readonly after?: Appearance | string;
  /** `after` without what tells the time, where it does: what a person who reviews the plan agrees to. */
  readonly timeless?: unknown;
  /** What else is written in its call, where something is, without what tells the time: who reviews the plan agrees to it, too. */
  readonly beside?: unknown;
  /** What else an audit asks about the change: published with it, and no part of what a person reviews. */
  readonly about?: Readonly<Record<string, unknown>>;
  readonly reason: Reason;
  /** Keys of changes in earlier stages without which this one must not be made. */
  readonly needs?: readonly string[];
}

/** A person's word that something is known and may stay as it is, until the end of a day. */
export interface Acknowledged {
  /** The last day on which it holds, such as `2027-01-31`. */
  readonly until: string;
  readonly reason: string;
}

/** Something that was observed and left alone. */
export interface Skip {
  readonly key: string;
  readonly reason: Reason;
  readonly acknowledged?: Acknowledged;
}

/** Something wrong that is not ours to mend, and what a person can do about it. */
export interface Finding {
  readonly key: string;
  readonly severity: Severity;
  readonly reason: Reason;
  readonly remedy: string;
  readonly acknowledged?: Acknowledged;
}

export interface Plan<C extends Change = Change> {
  readonly controller: ControllerName;
  readonly changes: readonly C[];
  readonly skips: readonly Skip[];
  readonly findings: readonly Finding[];
}

/** What became of one change, or of one thing that could not be read. */
export type Outcome = { readonly key: string; readonly status: 'applied' | 'unchanged' } | FailedOutcome;

export interface FailedOutcome {
  readonly key: string;
  readonly status: 'failed';
  readonly code: string;
  readonly error: string;
  readonly retryable: boolean;
}

/** What could not be read, by the key of the unit that needs it. Nothing is planned in such a unit. */
export interface Unseen {
  readonly key: string;
  readonly code: string;
  readonly error: string;
  readonly retryable: boolean;
}

/** What woke a run: events (with their names), the sweep, or a person. */
export interface Trigger {
  readonly by: 'event' | 'sweep' | 'hand';
  readonly what: readonly string[];
  readonly scope: Scope;
  /** When the first message of those that woke it was sent, where one did. ISO 8601. */
  readonly since?: string;
  /** Who a person says to be: AWS does not tell a function who invoked it. */
  readonly claimedBy?: string;
}

/** Events of a run that the event bus did not take; nobody but the log was told of them. */
export interface Unpublished {
  readonly events: number;
  readonly code: string;
  readonly error: string;
  readonly retryable: boolean;
}

/** Keys of the changes by which a plan differs from the one that was reviewed. */
export interface Difference {
  readonly came: readonly string[];
  readonly went: readonly string[];
  readonly changed: readonly string[];
}

/**
 * What a run comes to, from the quietest to the loudest: the loudest that holds. `waiting`: it comes right by itself, or is
 * tried again; `needsPeople`: it does not.
 */
export const VERDICTS = ['inOrder', 'changed', 'wouldChange', 'waiting', 'needsPeople', 'blocked', 'failed'] as const;

export type Verdict = (typeof VERDICTS)[number];

/** The whole story of one run. Times are ISO 8601, durations ms. */
export interface Report<C extends Change = Change> {
  readonly version: 2;
  readonly controller: ControllerName;
  readonly mode: Mode;
  readonly trigger: Trigger;
  /** The names that were selected, where the run was about them alone: all else is in no plan. */
  readonly only?: readonly string[];
  /** Of the first round's plan, in mode plan and where one was expected: tells whether a plan is the one that was reviewed. */
  readonly digest?: string;
  /** How the plan differs from the expected one, where it does and that one is remembered; nothing was written then. */
  readonly difference?: Difference;
  /** The changes of all rounds, the skips and findings of the last. */
  readonly plan: Plan<C>;
  readonly outcomes: readonly Outcome[];
  /** What the guard blocked, by unit; nothing where it let everything pass. */
  readonly blocked: readonly Blocked[];
  /** How many changes are left for the next run, where this one had to end before its work was done. */
  readonly remaining?: number;
  /** Which run of the same work this is, where it goes on with what an earlier one had left. */
  readonly attempt?: number;
  /** Of a sweep that may be too large for one run: what this one looked at, and how often sweeps look at all. */
  readonly coverage?: Coverage;
  /** How often the run observed. */
  readonly rounds: number;
  readonly verdict: Verdict;
  /** The last round found nothing left to do, nothing unseen and nothing that leads nowhere, and nothing failed. */
  readonly converged: boolean;
  /** What its keys go by in the config, where a person asked for that. */
  readonly units?: readonly Unit[];
  /** What applying the plan would take, where a person asked for it alone. */
  readonly applying?: { readonly calls: number; readonly seconds: number };
  /** Calls of AWS, and how often the SDK repeated one. */
  readonly calls: { readonly reads: number; readonly writes: number; readonly retries: number };
  /** What was counted of what stands at its end, by the name of the metric. */
  readonly gauges?: Readonly<Record<string, number>>;
  /** What could not be published, where something could not. */
  readonly unpublished?: Unpublished;
  readonly startedAt: string;
  readonly durationMs: number;
}

/** What the guard blocked in one unit: a zone, a service, a group, or under the controller's own name the whole run. */
export interface Blocked {
  readonly unit: string;
  readonly reason: Reason;
  /** Keys of the changes that were not made because of it. */
  readonly keys: readonly string[];
}

/** What every observation carries, whatever else a controller observes. */
export interface ObservedBase {
  /** When it was observed, in ms since the epoch: the only clock a planner has. */
  readonly now: number;
  readonly unseen: readonly Unseen[];
}

/** The guard's word on one unit of a plan: why, and which changes must not be made. */
export interface Refusal<C extends Change = Change> {
  readonly unit: string;
  readonly reason: Reason;
  readonly blocks: (change: C) => boolean;
}

/** What people know changes by: an entry of the config, or something that changes as a whole. */
export interface Unit {
  readonly name: string;
  /** Keys of its changes, or what these begin with up to a slash. */
  readonly keys: readonly string[];
  /** Its changes are made together or not at all: to select one is to select all. */
  readonly whole?: true;
}

/** Changes of which a run from a queue makes only a few, since what waits behind it may be urgent. */
export interface Voluntary<C extends Change = Change> {
  /** Pure. What the change is made together with, as a whole; nothing for a change that somebody waits for. */
  setOf(change: C): string | undefined;
  /** So many a run, more only where the first set has more. */
  readonly most: number;
  /** None is started later than this after the first write of the run. Ms. */
  readonly forMs: number;
}

/** One of the three jobs, as the loop sees it. */
export interface Controller<Observed extends ObservedBase = ObservedBase, C extends Change = Change> {
  readonly name: ControllerName;
  /** What its codes say of a thing; the core knows none of them. */
  readonly standingOf: StandingOf;
  /** Their rows: what a person does about it. */
  readonly rowOf: RowOf;
  /** Pure. What a run of a sweep looks at; `now` in ms since the epoch. Without it each looks at everything, as fast as it can. */
  sweep?(now: number, turn?: Turn): Sweep;
  /** Reads only: what is in scope, of a `sweep` what it covers. Throws only when nothing could be read; what could not be read is in `unseen`. */
  observe(scope: Scope, sweep?: Sweep): Promise<Observed>;
  /** Pure. */
  plan(observed: Observed): Plan<C>;
  /** Pure. What is wrong beside the plan, though no sweep tells it: only a person who asks is told. */
  inspect?(observed: Observed): readonly Finding[];
  /** Pure. What is counted of what stands, by the name of its metric: of a run over everything, what is none left out. */
  gauges?(observed: Observed): Readonly<Record<string, number>>;
  /** Pure. `changes` are those of this plan and those already applied in earlier rounds of the run. None of the refusals holds more than its unit. */
  guard(changes: readonly C[], observed: Observed): readonly Refusal<C>[];
  /** Pure. Whose the things are that a look found. */
  ownedBy?(observed: Observed, scope: Scope): readonly Owned[];
  /** Pure. May an event be about something of ours, by the config and by what is known? Without it every event may. */
  mayConcern?(named: Named, mayOwn: MayOwn): boolean;
  /** Pure. What people may select of its plans by name. */
  units(observed: Observed): readonly Unit[];
  /** Pure. Stages run in order, as far as `laneOf` does not say otherwise; the batches of a stage in parallel, with a bound. */
  stages(changes: readonly C[]): readonly (readonly (readonly C[])[])[];
  /**
   * Pure. By what a change is in order with others: it waits for those of earlier stages in the same lane, and for those that it
   * needs, and for no others. Without a lane it waits for all earlier stages.
   */
  laneOf?(change: C): string | undefined;
  /** How many batches of a stage may be in flight together; without it a few. */
  readonly parallel?: number;
  /** Ms that a batch may take with all its retries; without it a few seconds. Nothing is started with less time left. */
  readonly batchBudget?: number;
  /** Which of its changes nobody waits for; without it somebody waits for all of them. */
  readonly voluntary?: Voluntary<C>;
  /** One idempotent call or atomic batch. Returns one outcome for each change; a thrown error fails them all. */
  apply(batch: readonly C[]): Promise<readonly Outcome[]>;
  /** Leaves a note for later runs, once the run is reported. Never rejects. */
  finish?(): Promise<void>;
}

/** The skip that stands for a unit which could not be read. */
export const skipUnseen = (key: string, unseen: Unseen): Skip => ({
  key,
  reason: {
    code: unseen.code,
    message: `${unseen.key === key ? 'it' : unseen.key} could not be read: ${unseen.error}`,
  },
});

/** The union of scopes: everything wins, otherwise all ids, each once. */
export const mergeScopes = (scopes: readonly Scope[]): Scope => {
  const ids = new Set<string>();
  for (const scope of scopes) {
    if (scope === 'all') return 'all';
    for (const id of scope.ids) ids.add(id);
  }
  return { ids: [...ids].sort() };
};

/** A plan with everything in order of key, so that the order in which AWS answers never shows. */
export const sortPlan = <C extends Change>(plan: Plan<C>): Plan<C> => ({
  ...plan,
  changes: plan.changes.toSorted(byKey),
  skips: plan.skips.toSorted(byKeyAndCode),
  findings: plan.findings.toSorted(byKeyAndCode),
});

const byKey = by(({ key }: { readonly key: string }) => key);
const byKeyAndCode = (a: Skip, b: Skip): number => byKey(a, b) || compare(a.reason.code, b.reason.code);
