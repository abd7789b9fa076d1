/** More to come: what a run leaves to the next one that its queue wakes. Pure. */
import { counted } from '../std/words.ts';
import type { CoreCode } from './codes.ts';
import type { Ledger } from './ledger.ts';
import type { Change, Controller, ObservedBase, Report, Voluntary } from './plan.ts';
import { failedByCore } from './stages.ts';

/** Which run of the same work one is. */
export interface Continuation {
  /** From 1. */
  readonly attempt: number;
  /** How many changes the run before it had left; nothing for the first. */
  readonly remaining?: number;
}

/** By these codes a run left something that nothing was wrong with. */
const LEFT: readonly string[] = ['OUT_OF_TIME', 'CUT_SHORT', 'MADE_WAY'] satisfies CoreCode[];

/** Does the code say that a change was left, and not that anything is wrong with it? */
export const isLeft = (code: string): boolean => LEFT.includes(code);

/**
 * Tells of a run that stopped before it had tried everything how many of its changes another run could still make. To leave no
 * less than the run before had left is booked as a failure: two writers who undo each other would go on for ever.
 */
export const bookRest = <C extends Change>(
  controller: string,
  ledger: Ledger<C>,
  continues: Continuation | undefined,
): Pick<Report, 'remaining' | 'attempt'> => {
  const remaining = remainingOf(ledger);
  const { attempt = 1, remaining: before = Number.POSITIVE_INFINITY } = continues ?? {};
  const told = { ...(remaining === undefined ? {} : { remaining }), ...(attempt > 1 ? { attempt } : {}) };
  if (remaining === undefined || remaining < before) return told;
  const why = `${counted(remaining, 'change')} left, and the run before had left ${before}: somebody else undoes what is done`;
  ledger.outcomes.set(controller, failedByCore(controller, 'NO_PROGRESS', why, true));
  return told;
};

const remainingOf = <C extends Change>({ balance, outcomes }: Ledger<C>): number | undefined => {
  const failures = balance().changes.flatMap(({ key }) => {
    const outcome = outcomes.get(key);
    return outcome?.status === 'failed' && outcome.retryable ? [outcome] : [];
  });
  return failures.some(({ code }) => isLeft(code)) ? failures.length : undefined;
};

/** Is there a rest that another run can go on with? */
export const isToBeContinued = ({ controller, outcomes, remaining }: Report): boolean =>
  remaining !== undefined &&
  !outcomes.some(
    (outcome) =>
      outcome.status === 'failed' && outcome.key === controller && outcome.code === ('NO_PROGRESS' satisfies CoreCode),
  );

/**
 * Those of the changes that a run leaves to the next one, so that what waits behind it does not wait long: voluntary ones
 * beyond its share, set by set in the order of the stages. `made` are those of earlier rounds.
 */
export const putOff = <O extends ObservedBase, C extends Change>(
  { voluntary, stages }: Pick<Controller<O, C>, 'voluntary' | 'stages'>,
  due: readonly C[],
  made: readonly C[],
): readonly C[] => {
  if (!voluntary) return [];
  const isVoluntary = (change: C): boolean => voluntary.setOf(change) !== undefined;
  const sets = Map.groupBy(stages(due).flat(2).filter(isVoluntary), (change) => voluntary.setOf(change));
  let used = made.filter(isVoluntary).length;
  const beyond = [...sets.values()].filter(({ length }) => {
    if (used > 0 && used + length > voluntary.most) return true;
    used += length;
    return false;
  });
  return beyond.flat();
};

/** Is it too late for this batch, since nobody waits for any of its changes? `since`: ms since the first write of the run. */
export const isPutOffBy = <C extends Change>(
  voluntary: Voluntary<C> | undefined,
  batch: readonly C[],
  since: number,
): boolean =>
  voluntary !== undefined && since > voluntary.forMs && batch.every((one) => voluntary.setOf(one) !== undefined);
