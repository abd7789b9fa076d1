/** One run of one controller, from trigger to published report: what the functions and the CLI have in common. */
import { setTimeout as sleep } from 'node:timers/promises';
import { errorMessage } from '../aws/errors.ts';
import { publish } from '../aws/events/bus.ts';
import { log, logReport } from './log.ts';
import type { Change, Controller, ObservedBase, Report } from './plan.ts';
import { type RunContext, type RunOptions, reconcile } from './reconcile.ts';
import { eventsOf } from './report/events.ts';

/** The real time of a run. `remaining` says how many ms it may still take. */
export const runContext = (remaining: () => number): RunContext => ({
  now: Date.now,
  wait: sleep,
  remaining,
});

/** Reconciles, logs the report line and publishes to the event bus what changed or failed. Never throws. */
export const runController = async <O extends ObservedBase, C extends Change>(
  controller: Controller<O, C>,
  options: RunOptions,
  context: RunContext,
  bus: string,
): Promise<Report<C>> => {
  const report = await reconcile(controller, options, context);
  logReport(report);
  try {
    await publish(bus, eventsOf(report, controller.standingOf));
  } catch (error) {
    // What AWS confirmed stays done: the report line holds it, and running again would publish nothing.
    log.error('results could not be published', { controller: controller.name, error: errorMessage(error) });
  }
  return report;
};
