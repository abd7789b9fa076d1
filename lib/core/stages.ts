/** Applies changes stage by stage, with a bound on what is in flight, and starts nothing that it cannot finish. */
import { errorCode, errorMessage, isRetryable } from '../aws/errors.ts';
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
}

/** Fills `outcomes` with one outcome for each change. */
export const applyInStages = async <O extends ObservedBase, C extends Change>(
  controller: Controller<O, C>,
  changes: readonly C[],
  limits: Limits<C>,
  outcomes: Map<string, Outcome>,
): Promise<void> => {
  for (const stage of controller.stages(changes)) {
    const waiting = [...stage];
    const worker = async (): Promise<void> => {
      for (let batch = waiting.shift(); batch; batch = waiting.shift()) {
        for (const outcome of await applyBatch(controller, batch, limits, outcomes)) outcomes.set(outcome.key, outcome);
      }
    };
    await Promise.all(Array.from({ length: controller.parallel ?? PARALLEL_BATCHES }, worker));
  }
};

const applyBatch = async <O extends ObservedBase, C extends Change>(
  controller: Controller<O, C>,
  batch: readonly C[],
  limits: Limits<C>,
  earlier: ReadonlyMap<string, Outcome>,
): Promise<readonly Outcome[]> => {
  const blocked = batch.flatMap((change) => missingPrerequisite(change, earlier) ?? []);
  const ready = batch.filter(({ key }) => !blocked.some((outcome) => outcome.key === key));
  if (ready.length === 0) return blocked;
  if (limits.remaining() < (controller.batchBudget ?? BATCH_BUDGET_MS)) return [...blocked, ...ready.map(outOfTime)];
  if (limits.makesWay(ready)) return [...blocked, ...ready.map(madeWay)];
  try {
    const outcomes = await controller.apply(ready);
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
