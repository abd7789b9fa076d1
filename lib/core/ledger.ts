/** What a run has planned, blocked, made and confirmed so far, over all of its rounds. No input or output. */
import { counted } from '../std/words.ts';
import type { CoreCode } from './codes.ts';
import type { Blocked, Change, Outcome, Plan, Refusal } from './plan.ts';
import { type Prints, printOf } from './review.ts';
import { failedByCore, madeWay, wasTried } from './stages.ts';
import type { StandingOf } from './standing.ts';

/** The book of one run. It lives as long as the run does. */
export interface Ledger<C extends Change> {
  /** By key. Whoever applies a change puts its outcome here. */
  readonly outcomes: Map<string, Outcome>;
  /** Takes these changes from the guard's hands: a person reviewed exactly them. */
  review(prints: Prints): void;
  /** Those of a plan's changes that were made in earlier rounds, and are counted with it. */
  made(): C[];
  /**
   * Books what a round plans, and what the refusals hold of it. Returns what may be made now: what nothing holds, what is
   * not confirmed already, and what has not failed for good.
   */
  book(planned: readonly C[], refusals: readonly Refusal<C>[]): C[];
  /** Books a plan of which nothing may be made. */
  refuse(planned: readonly C[], blocked: Blocked): void;
  /** What AWS confirmed of these changes: planned again from the same state, it means that an answer is stale. */
  confirm(due: readonly C[]): void;
  /** The changes of a plan that contradict a write which AWS confirmed. */
  contradicted(plan: Plan<C>): C[];
  /** Those of them that no earlier round has waited for in vain. */
  awaited(contradicted: readonly C[]): C[];
  /** Books the contradicted writes as unconfirmed, and what was unconfirmed and is contradicted no more as applied. */
  unconfirm(contradicted: readonly C[]): void;
  /** A call that failed may have taken effect all the same. Only a planner that finds the thing in order tells that. */
  takeEffect(plan: Plan<C>): void;
  /** Leaves changes to the next run, unless they have failed for a reason of their own. */
  putOff(changes: readonly C[]): void;
  /** The run has to end before its last look, whose outcome goes by this name; what was begun may have no outcome yet. */
  cutShort(look: string): void;
  /** What the last round still plans was not made: a failure of the run, unless the change has one of its own. */
  giveUp(due: readonly C[], rounds: number): void;
  /** All changes, those that were made again with their first `before` and their last `after`; and what was blocked. */
  balance(): { readonly changes: readonly C[]; readonly outcomes: readonly Outcome[]; readonly blocked: Blocked[] };
}

/** Opens the book of a run. `standingOf` tells by which codes the planner says that a thing is as a change wanted it. */
export const createLedger = <C extends Change>(standingOf: StandingOf): Ledger<C> => {
  const changes = new Map<string, C>();
  const outcomes = new Map<string, Outcome>();
  const confirmed = new Set<string>();
  const reviewed = new Set<string>();
  const blocked = new Map<string, Blocked>();
  const isApplied = ({ key }: Change): boolean => outcomes.get(key)?.status === 'applied';
  const enter = (planned: readonly C[], due: readonly C[]): void => {
    for (const change of planned) {
      const earlier = changes.get(change.key);
      if (!earlier || !isApplied(earlier)) changes.set(change.key, change);
      else if (due.includes(change)) changes.set(change.key, { ...change, before: earlier.before });
    }
  };
  const isOpen = (change: C): boolean => {
    const earlier = outcomes.get(change.key);
    return !(earlier?.status === 'failed' && !earlier.retryable) && !confirmed.has(fingerprint(change));
  };
  return {
    outcomes,
    review: (prints) => {
      for (const print of prints.values()) reviewed.add(print);
    },
    made: () => [...changes.values()].filter(isApplied),
    book: (planned, refusals) => {
      const held = holding(
        planned.filter((change) => !reviewed.has(printOf(change))),
        refusals,
      );
      for (const one of held) blocked.set(`${one.unit} ${one.reason.code}`, one);
      const keys = new Set(held.flatMap((one) => one.keys));
      const due = planned.filter((change) => isOpen(change) && !keys.has(change.key));
      enter(planned, due);
      return due;
    },
    refuse: (planned, why) => {
      enter(planned, []);
      blocked.set(why.unit, why);
    },
    confirm: (due) => {
      for (const change of due.filter(isApplied)) confirmed.add(fingerprint(change));
    },
    contradicted: (plan) => plan.changes.filter((change) => confirmed.has(fingerprint(change))),
    awaited: (contradicted) => contradicted.filter(({ key }) => !isUnconfirmed(outcomes.get(key))),
    unconfirm: (contradicted) => unconfirm(new Set(contradicted.map(({ key }) => key)), outcomes),
    takeEffect: (plan) => takeEffect(plan, outcomes, standingOf),
    putOff: (later) => {
      for (const change of later) if (!hasFailed(outcomes.get(change.key))) outcomes.set(change.key, madeWay(change));
    },
    cutShort: (look) => {
      const held = [...blocked.values()].flatMap(({ keys }) => keys);
      cutShort(new Set(changes.keys()).difference(new Set(held)), look, outcomes);
    },
    giveUp: (due, rounds) => giveUp(due, rounds, outcomes),
    balance: () => ({
      changes: [...changes.values()],
      outcomes: [...outcomes.values()],
      blocked: [...blocked.values()],
    }),
  };
};

/** The same change from the same state. */
const fingerprint = ({ key, action, before, after }: Change): string => JSON.stringify([key, action, before, after]);

/** What each refusal holds of the changes; one that holds nothing is none. */
const holding = <C extends Change>(changes: readonly C[], refusals: readonly Refusal<C>[]): Blocked[] =>
  refusals.flatMap((refusal) => {
    const keys = [...blockedKeys(changes, refusal)];
    return keys.length === 0 ? [] : [{ unit: refusal.unit, reason: refusal.reason, keys }];
  });

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

const isUnconfirmed = (outcome: Outcome | undefined): boolean =>
  outcome?.status === 'failed' && outcome.code === ('UNCONFIRMED' satisfies CoreCode);

const hasFailed = (outcome: Outcome | undefined): boolean => outcome?.status === 'failed';

const cutShort = (begun: ReadonlySet<string>, look: string, outcomes: Map<string, Outcome>): void => {
  const unanswered = [...begun].filter((key) => !outcomes.has(key));
  for (const key of unanswered) {
    outcomes.set(key, failedByCore(key, 'CUT_SHORT', 'the run had to end before the call was answered', true));
  }
  outcomes.set(look, failedByCore(look, 'LATE', 'the run had to end before it had looked to the end', true));
};

const giveUp = (due: readonly Change[], rounds: number, outcomes: Map<string, Outcome>): void => {
  const why = `the change is still to be done after ${counted(rounds, 'look')}`;
  for (const { key } of due) {
    if (!hasFailed(outcomes.get(key))) outcomes.set(key, failedByCore(key, 'OUT_OF_LOOKS', why, true));
  }
};

const unconfirm = (contradicted: ReadonlySet<string>, outcomes: Map<string, Outcome>): void => {
  for (const [key, outcome] of outcomes) {
    if (isUnconfirmed(outcome) && !contradicted.has(key)) outcomes.set(key, { key, status: 'applied' });
  }
  for (const key of contradicted) {
    outcomes.set(
      key,
      failedByCore(key, 'UNCONFIRMED', 'AWS confirmed the write, but its answers still contradict it', true),
    );
  }
};

const takeEffect = ({ changes, skips }: Plan, outcomes: Map<string, Outcome>, standingOf: StandingOf): void => {
  for (const [key, outcome] of outcomes) {
    if (outcome.status !== 'failed' || !outcome.retryable || changes.some((change) => change.key === key)) continue;
    const left = skips.find((skipped) => skipped.key === key);
    if (!left || standingOf(left.reason.code) !== 'inOrder') continue;
    // What was not tried, somebody else has done.
    outcomes.set(key, { key, status: wasTried(outcome) ? 'applied' : 'unchanged' });
  }
};
