/** Applies changes stage by stage, with a bound on what is in flight, and starts nothing that it cannot finish. */
import { errorCode, errorMessage, isRetryable } from '../aws/errors.ts';
import { inTurns } from '../std/turns.ts';
import type { Deadline } from './clock.ts';
import type { CoreCode } from './codes.ts';
import type { Change, Controller, FailedOutcome, ObservedBase, Outcome } from './plan.ts';

const PARALLEL_BATCHES = 8;
/** Ms that one attempt of a call may take; nothing is started with less time left. */
export const BATCH_BUDGET_MS = 5_000;

/** Codes of changes for which no call was made. */
const UNTRIED: readonly string[] = ['OUT_OF_TIME', 'MADE_WAY', 'PREREQUISITE_FAILED'] satisfies CoreCode[];

/** Was a call made for the change, whatever became of it? */
export const wasTried = (outcome: Outcome | undefined): boolean =>
  outcome?.status !== 'failed' || !UNTRIED.includes(outcome.code);

export const failed = (key: string, code: string, error: string, retryable: boolean): FailedOutcome => ({
  key,
  status: 'failed',
  code,
  error,
  retryable,
});

/** A failure that the core itself tells, and not AWS. */
export const failedByCore = (key: string, code: CoreCode, error: string, retryable: boolean): FailedOutcome =>
  failed(key, code, error, retryable);

/** What applying keeps to. */
export interface Limits<C extends Change> extends Deadline {
  /** Does nobody wait for this batch, while somebody may wait for the run to end? */
  makesWay(batch: readonly C[]): boolean;
  /** Does some work whose calls keep to its share of the time. */
  within<T>(share: Share, work: () => Promise<T>): Promise<T>;
}

/** What of the time one batch may use: ms that are left for it, and ms for which a call waits while AWS throttles it. */
interface Share {
  readonly left: () => number;
  readonly throttledMs: number;
}

/** Fills `outcomes` with one outcome for each change. */
export const applyInStages = async <O extends ObservedBase, C extends Change>(
  controller: Controller<O, C>,
  changes: readonly C[],
  limits: Limits<C>,
  outcomes: Map<string, Outcome>,
): Promise<void> => {
  const turns = inTurns(controller.parallel ?? PARALLEL_BATCHES);
  const order = createOrder(controller);
  const stages = controller.stages(changes);
  for (const [at, stage] of stages.entries()) {
    const later = stages.length - at - 1;
    const apply = async (batch: readonly C[]): Promise<void> => {
      const share = shareOf(later, limits, controller.batchBudget);
      for (const outcome of await applyBatch(controller, batch, { ...limits, share }, outcomes)) {
        outcomes.set(outcome.key, outcome);
      }
    };
    order.add(stage, (batch) => turns(() => apply(batch)));
  }
  await order.all();
};

/** Begins each batch when those are done that it comes after. */
const createOrder = <O extends ObservedBase, C extends Change>({ laneOf }: Pick<Controller<O, C>, 'laneOf'>) => {
  const [ofChange, ofLane] = [new Map<string, Promise<unknown>>(), new Map<string, Promise<unknown>>()];
  let all: Promise<unknown> = Promise.resolve();
  const awaitedBy = (change: C): (Promise<unknown> | undefined)[] => {
    const lane = laneOf?.(change);
    return lane === undefined ? [all] : [ofLane.get(lane), ...(change.needs ?? []).map((key) => ofChange.get(key))];
  };
  return {
    add: (stage: readonly (readonly C[])[], begin: (batch: readonly C[]) => Promise<void>): void => {
      const begun = stage.map((batch) => ({
        batch,
        done: Promise.all(new Set(batch.flatMap(awaitedBy))).then(() => begin(batch)),
      }));
      for (const { batch, done } of begun) {
        for (const change of batch) {
          ofChange.set(change.key, done);
          const lane = laneOf?.(change);
          if (lane !== undefined) ofLane.set(lane, Promise.all([ofLane.get(lane), done]));
        }
      }
      all = Promise.all([all, ...begun.map(({ done }) => done)]);
    },
    all: () => all,
  };
};

/**
 * What a batch may take so that each of the stages that follow can be begun. A write that AWS throttles waits for its turn as long
 * as the run may write; where others follow for half of that, since what it keeps waiting may have nothing to do with it.
 */
const shareOf = (later: number, { remaining }: Deadline, budget = BATCH_BUDGET_MS): Share => {
  const half = remaining() / 2;
  const kept = Math.min(later * budget, half);
  return { left: () => remaining() - kept, throttledMs: later > 0 ? half : Number.POSITIVE_INFINITY };
};

const applyBatch = async <O extends ObservedBase, C extends Change>(
  controller: Controller<O, C>,
  batch: readonly C[],
  { share, ...limits }: Limits<C> & { readonly share: Share },
  earlier: ReadonlyMap<string, Outcome>,
): Promise<readonly Outcome[]> => {
  const blocked = batch.flatMap((change) => missingPrerequisite(change, earlier) ?? []);
  const ready = batch.filter(({ key }) => !blocked.some((outcome) => outcome.key === key));
  if (ready.length === 0) return blocked;
  const isTooLate = share.left() <= 0 || limits.remaining() < (controller.batchBudget ?? BATCH_BUDGET_MS);
  if (isTooLate) return [...blocked, ...ready.map(outOfTime)];
  if (limits.makesWay(ready)) return [...blocked, ...ready.map(madeWay)];
  try {
    const outcomes = await limits.within(share, () => controller.apply(ready));
    const told = new Set(outcomes.map(({ key }) => key));
    const untold = ready.filter(({ key }) => !told.has(key));
    return [
      ...blocked,
      ...outcomes,
      ...untold.map(({ key }) => failedByCore(key, 'NO_OUTCOME', 'the controller told no outcome', true)),
    ];
  } catch (error) {
    const retryable = isRetryable(error);
    return [...blocked, ...ready.map(({ key }) => failed(key, errorCode(error), errorMessage(error), retryable))];
  }
};

const outOfTime = ({ key }: Change): FailedOutcome =>
  failedByCore(key, 'OUT_OF_TIME', 'the change was not started: too little time was left', true);

/** The outcome of a change that is left to the next run, so that what waits for this one to end does not wait for it. */
export const madeWay = ({ key }: Change): FailedOutcome =>
  failedByCore(key, 'MADE_WAY', 'the change waits, so that a failover behind it need not; the next run makes it', true);

const missingPrerequisite = (change: Change, outcomes: ReadonlyMap<string, Outcome>): FailedOutcome | undefined => {
  for (const key of change.needs ?? []) {
    const earlier = outcomes.get(key);
    if (earlier?.status !== 'failed') continue;
    return failedByCore(change.key, 'PREREQUISITE_FAILED', `${key} failed first: ${earlier.error}`, earlier.retryable);
  }
  return undefined;
};
