import type { Outcome, Report } from '../../../../lib/core/plan.ts';
import { reconcile } from '../../../../lib/core/reconcile.ts';
import { awsError, type CabinetOptions, cabinet, trigger, virtualClock } from './cabinet.ts';

export const THROTTLED = awsError('RequestLimitExceeded');
export const DENIED = awsError('UnauthorizedOperation');

/** One run of the loop over a cabinet. `budget` is the time that it has, in ms. */
export const play = async (options: CabinetOptions, { mode = 'apply' as 'plan' | 'apply', budget = 57_000 } = {}) => {
  const clock = virtualClock(budget);
  const chest = cabinet(clock, options);
  const report = await reconcile(chest.controller, { mode, trigger: trigger() }, clock);
  return { clock, chest, report };
};

export const outcomeOf = ({ outcomes }: Report, key: string): Outcome | undefined =>
  outcomes.find((outcome) => outcome.key === key);

export const applied = (key: string): Outcome => ({ key, status: 'applied' });

export const failure = (key: string, code: string, retryable: boolean): unknown =>
  expect.objectContaining({ key, status: 'failed', code, retryable });
