/** The one loop of all controllers: observe, plan, guard, apply in stages, and observe again until nothing is left. */
import { errorCode, errorMessage, isRetryable } from '../aws/errors.ts';
import type { Clock, Deadline } from './clock.ts';
import type {
  Blocked,
  Change,
  Controller,
  Difference,
  FailedOutcome,
  Mode,
  ObservedBase,
  Outcome,
  Plan,
  Refusal,
  Report,
  Trigger,
} from './plan.ts';
import { describeDifference, differenceFrom, digestOf, type Expected, printOf, printsOf } from './review.ts';
import { type Selected, select } from './selection.ts';
import { applyInStages, BATCH_BUDGET_MS, failed, wasTried } from './stages.ts';

/** What a run has beside its controller: a clock, a deadline, and a count of calls. */
export interface RunContext extends Clock, Deadline {
  /** AWS calls made so far; the difference over a run goes into its report. */
  calls(): { readonly reads: number; readonly writes: number };
}

export interface RunOptions {
  readonly mode: Mode;
  readonly trigger: Trigger;
  /** Names of what the run is about; without it the run is about everything in the trigger's scope. */
  readonly only?: readonly string[];
  /** The plan that was reviewed: in mode apply nothing is written when the first plan is another, and the guard lets its changes pass. */
  readonly expect?: Expected;
}

const MAX_ROUNDS = 3;
/** EC2 and Route 53 are eventually consistent: for this long an answer may contradict a confirmed write. */
const CONFIRM_FOR_MS = 10_000;
const FIRST_CONFIRM_WAIT_MS = 100;

const UNCONFIRMED = 'UNCONFIRMED';

/** What one observation found, and what is planned for it. */
interface Round<O, C extends Change> extends Selected<C> {
  readonly observed: O;
}

/** What a run has done so far. */
interface Progress<C extends Change, O = ObservedBase> {
  /** The last round whose observation succeeded. One that fails can only follow one that found changes. */
  last?: Round<O, C>;
  /** By key. A thing that was changed again stands here with its first `before` and its last `after`. */
  readonly changes: Map<string, C>;
  readonly outcomes: Map<string, Outcome>;
  /** Fingerprints of the changes that AWS confirmed. */
  readonly confirmed: Set<string>;
  /** Prints of the changes that a person reviewed, which the guard does not hold. */
  readonly reviewed: Set<string>;
  digest?: string;
  difference?: Difference;
  /** By unit and code. */
  readonly blocked: Map<string, Blocked>;
  rounds: number;
}

/** Runs one controller once. Never throws: an observation that failed is an outcome of the run, under the controller's name. */
export const reconcile = async <O extends ObservedBase, C extends Change>(
  controller: Controller<O, C>,
  options: RunOptions,
  context: RunContext,
): Promise<Report<C>> => {
  const { mode, trigger, only } = options;
  const startedAt = context.now();
  const before = context.calls();
  const progress: Progress<C> = {
    changes: new Map(),
    outcomes: new Map(),
    confirmed: new Set(),
    reviewed: new Set(),
    blocked: new Map(),
    rounds: 0,
  };
  try {
    await run(controller, options, context, progress);
  } catch (error) {
    progress.outcomes.set(
      controller.name,
      failed(controller.name, errorCode(error), errorMessage(error), isRetryable(error)),
    );
  }
  const after = context.calls();
  const { last: { plan } = {}, digest, difference } = progress;
  const unseen = (progress.last?.unseen ?? []).map((thing): FailedOutcome => ({ ...thing, status: 'failed' }));
  return {
    version: 1,
    controller: controller.name,
    ...{ mode, trigger, ...(only ? { only } : {}) },
    ...{ ...(digest === undefined ? {} : { digest }), ...(difference ? { difference } : {}) },
    plan: { skips: [], findings: [], ...plan, controller: controller.name, changes: [...progress.changes.values()] },
    outcomes: [...progress.outcomes.values(), ...unseen],
    blocked: [...progress.blocked.values()],
    rounds: progress.rounds,
    converged: plan?.changes.length === 0 && unseen.length === 0,
    calls: { reads: after.reads - before.reads, writes: after.writes - before.writes },
    startedAt: new Date(startedAt).toISOString(),
    durationMs: context.now() - startedAt,
  };
};

const run = async <O extends ObservedBase, C extends Change>(
  controller: Controller<O, C>,
  options: RunOptions,
  context: RunContext,
  progress: Progress<C, O>,
): Promise<void> => {
  const nextRound = async (): Promise<Round<O, C>> => {
    const observed = await controller.observe(options.trigger.scope);
    progress.rounds += 1;
    progress.last = { observed, ...selected(controller, observed, options, progress) };
    return progress.last;
  };
  let current = await nextRound();
  if (!isExpected(controller.name, current.plan.changes, options, progress)) return;
  for (let round = 1; ; round += 1) {
    const due = allowed(controller, current, progress);
    note(current.plan.changes, due, progress);
    if (options.mode === 'plan' || due.length === 0) return;
    if (round === MAX_ROUNDS) return giveUp(due, progress.outcomes);
    await applyInStages(controller, due, context, progress.outcomes);
    // Where no call was made, another round would only use up time.
    if (!due.some(({ key }) => wasTried(progress.outcomes.get(key)))) return;
    noteConfirmed(due, progress);
    current = await confirm(nextRound, context, progress);
    if (current.unseen.length === 0) noteTakenEffect(current.plan, progress.outcomes);
  }
};

/** What is planned in a round, as far as the run is about it. */
const selected = <O extends ObservedBase, C extends Change>(
  controller: Controller<O, C>,
  observed: O,
  { only }: RunOptions,
  { changes }: Progress<C>,
): Selected<C> => {
  const plan = controller.plan(observed);
  if (!only) return { plan, unseen: observed.unseen };
  return select(plan, observed, { only, units: controller.units(observed), changed: changes.keys() });
};

/** Notes the digest of the first plan. One that is not what a person expects is held whole, and what differs is told. */
const isExpected = <C extends Change>(
  unit: string,
  changes: readonly C[],
  { mode, expect }: RunOptions,
  progress: Progress<C>,
): boolean => {
  if (mode === 'apply' && !expect) return true;
  const prints = printsOf(changes);
  progress.digest = digestOf(prints);
  if (!expect) return true;
  if (progress.digest === expect.digest) {
    for (const print of prints.values()) progress.reviewed.add(print);
    return true;
  }
  if (expect.prints) progress.difference = differenceFrom(expect.prints, prints);
  const how = progress.difference ? describeDifference(progress.difference) : FORGOTTEN;
  const why = `the plan is not the expected one (${expect.digest}) but ${progress.digest}; ${how}`;
  note(changes, [], progress);
  const keys = changes.map(({ key }) => key);
  progress.blocked.set(unit, { unit, reason: { code: 'PLAN_DIFFERS', message: why }, keys });
  return false;
};

const FORGOTTEN = 'what came or went cannot be told, since this execution environment did not show the expected one';

/** Records what a round plans. A change that was applied stays; one made on top of it takes over its first `before`. */
const note = <C extends Change>(planned: readonly C[], due: readonly C[], { changes, outcomes }: Progress<C>): void => {
  for (const change of planned) {
    const earlier = changes.get(change.key);
    if (!earlier || outcomes.get(change.key)?.status !== 'applied') changes.set(change.key, change);
    else if (due.includes(change)) changes.set(change.key, { ...change, before: earlier.before });
  }
};

const noteConfirmed = (due: readonly Change[], { outcomes, confirmed }: Progress<Change>): void => {
  for (const change of due) if (outcomes.get(change.key)?.status === 'applied') confirmed.add(fingerprint(change));
};

/** Codes by which a planner says that a thing is as the change wanted it. */
const AS_WANTED = new Set(['ACCEPTED', 'ESTABLISHED', 'IN_ORDER']);

/** A call that failed may have taken effect all the same. Only a planner that finds the thing in order tells that. */
const noteTakenEffect = ({ changes, skips }: Plan, outcomes: Map<string, Outcome>): void => {
  for (const [key, outcome] of outcomes) {
    if (outcome.status !== 'failed' || !outcome.retryable || changes.some((change) => change.key === key)) continue;
    const left = skips.find((skipped) => skipped.key === key);
    if (wasTried(outcome) && AS_WANTED.has(left?.reason.code ?? '')) outcomes.set(key, { key, status: 'applied' });
  }
};

/** What the last round still plans was not made: that is a failure of the run, unless the change has one of its own. */
const giveUp = (due: readonly Change[], outcomes: Map<string, Outcome>): void => {
  for (const { key } of due) {
    if (outcomes.get(key)?.status === 'failed') continue;
    outcomes.set(key, failed(key, 'OUT_OF_LOOKS', `still to be done after ${MAX_ROUNDS} looks`, true));
  }
};

/** The planned changes that the guard does not block, that are not confirmed, and that have not failed for good before. */
const allowed = <O extends ObservedBase, C extends Change>(
  controller: Controller<O, C>,
  { observed, plan }: Round<O, C>,
  progress: Progress<C>,
): C[] => {
  const made = [...progress.changes.values()].filter(({ key }) => progress.outcomes.get(key)?.status === 'applied');
  const blocked = new Set<string>();
  const beyond = plan.changes.filter((change) => !progress.reviewed.has(printOf(change)));
  for (const refusal of controller.guard([...made, ...plan.changes], observed)) {
    const keys = blockedKeys(beyond, refusal);
    if (keys.size === 0) continue;
    const { unit, reason } = refusal;
    progress.blocked.set(`${unit} ${reason.code}`, { unit, reason, keys: [...keys] });
    for (const key of keys) blocked.add(key);
  }
  return plan.changes.filter((change) => {
    const earlier = progress.outcomes.get(change.key);
    const hopeless = earlier?.status === 'failed' && !earlier.retryable;
    return !hopeless && !progress.confirmed.has(fingerprint(change)) && !blocked.has(change.key);
  });
};

/** The keys of the changes that a refusal holds back, and of those that need one of these. */
const blockedKeys = <C extends Change>(changes: readonly C[], refusal: Refusal<C>): ReadonlySet<string> => {
  const blocked = new Set<string>();
  for (let size = -1; size < blocked.size; ) {
    size = blocked.size;
    for (const change of changes) {
      if (refusal.blocks(change) || change.needs?.some((key) => blocked.has(key))) blocked.add(change.key);
    }
  }
  return blocked;
};

/** The same change from the same state: planned again after it was confirmed, it means that the answer is stale. */
const fingerprint = ({ key, action, before, after }: Change): string => JSON.stringify([key, action, before, after]);

/** Observes again, and keeps observing while the answer contradicts a write that AWS confirmed. */
const confirm = async <O extends ObservedBase, C extends Change>(
  nextRound: () => Promise<Round<O, C>>,
  context: RunContext,
  progress: Progress<C>,
): Promise<Round<O, C>> => {
  const until = context.now() + Math.min(CONFIRM_FOR_MS, context.remaining() - BATCH_BUDGET_MS);
  for (let pause = FIRST_CONFIRM_WAIT_MS; ; pause *= 2) {
    const next = await nextRound();
    const contradicted = next.plan.changes.filter((change) => progress.confirmed.has(fingerprint(change)));
    const awaited = contradicted.filter(({ key }) => !isUnconfirmed(progress.outcomes.get(key)));
    if (awaited.length > 0 && context.now() + pause <= until) {
      await context.wait(pause);
      continue;
    }
    noteUnconfirmed(
      contradicted.map(({ key }) => key),
      progress.outcomes,
    );
    return next;
  }
};

const isUnconfirmed = (outcome: Outcome | undefined): boolean =>
  outcome?.status === 'failed' && outcome.code === UNCONFIRMED;

/** What was unconfirmed and is contradicted no more was applied after all. */
const noteUnconfirmed = (contradicted: readonly string[], outcomes: Map<string, Outcome>): void => {
  for (const [key, outcome] of outcomes) {
    if (isUnconfirmed(outcome) && !contradicted.includes(key)) outcomes.set(key, { key, status: 'applied' });
  }
  for (const key of contradicted) {
    outcomes.set(key, failed(key, UNCONFIRMED, 'AWS confirmed the write, but its answers still contradict it', true));
  }
};

/**
 * Must what woke this run be delivered again? Yes for a failure that may pass, for an observation that failed and for a run
 * that used up its rounds; no for a dry run, a refusal of the guard or a failure that a retry would only repeat.
 */
export const needsRetry = (report: Report): boolean => {
  if (report.mode === 'plan') return false;
  const failures = report.outcomes.filter((outcome) => outcome.status === 'failed');
  if (failures.some(({ key, retryable }) => retryable || key === report.controller)) return true;
  return !report.converged && report.blocked.length === 0 && failures.length === 0;
};
