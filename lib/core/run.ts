/** One run of one controller, from trigger to published report: what the functions and the CLI have in common. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type CallCount, counting } from '../aws/clients.ts';
import { logReport } from './log.ts';
import type { Change, Controller, ObservedBase, Report } from './plan.ts';
import { type RunContext, type RunOptions, reconcile } from './reconcile.ts';
import { withUnpublished } from './report/verdict.ts';
import { type Outlet, tell } from './told/tell.ts';

/** The real time of a run. `remaining` says how many ms it may still take. */
export const runContext = (remaining: () => number): RunContext => ({
  now: Date.now,
  wait: sleep,
  remaining,
});

/** A note for later runs takes no longer; where that is not left there is none. Ms. */
const FINISH_MS = 2_000;

/**
 * Reconciles, publishes to the event bus what changed or is wrong, and logs the report line, which has what the bus did not
 * take. Never throws.
 */
export const runController = async <O extends ObservedBase, C extends Change>(
  controller: Controller<O, C>,
  options: RunOptions,
  context: RunContext,
  outlet: Outlet,
): Promise<Report<C>> => {
  const traced: CallCount = { reads: 0, writes: 0, retries: 0, requests: [] };
  const found = await counting(traced, () => reconcile(controller, options, context));
  const { unpublished, remember } = await tell(
    found,
    { ...controller, covers: options.sweep?.covers },
    outlet,
    context,
  );
  const report = unpublished ? withUnpublished(found, unpublished) : found;
  logReport(report, {
    ...{ stage: outlet.stage, standingOf: controller.standingOf, detail: outlet.log },
    ...{ wokenBy: outlet.wokenBy ?? [], requests: traced.requests ?? [] },
  });
  await remember();
  if (context.remaining() > FINISH_MS) await controller.finish?.();
  return report;
};
