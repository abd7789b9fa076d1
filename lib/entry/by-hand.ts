/** All three controllers together, for runs by hand. The queue functions import only their own. */
import { connectionsController } from '../connections/controller.ts';
import type { ControllerName, Report } from '../core/plan.ts';
import { runContext, runController } from '../core/run.ts';
import { dnsController } from '../dns/controller.ts';
import { routesController } from '../routes/controller.ts';
import type { HandlerContext } from './lambda.ts';
import { type Request, readRequest } from './request.ts';

/** What a run by hand returns: every report, and whether all of them converged. */
interface ReconcileResponse {
  readonly converged: boolean;
  readonly reports: readonly Report[];
}

/** Runs the controllers that were asked for, one after the other. One that can read nothing does not stop the others. */
export const reconcileByHand = async (payload: unknown, context: HandlerContext): Promise<ReconcileResponse> => {
  const request = readRequest(payload);
  const reports: Report[] = [];
  for (const name of request.controllers) reports.push(await runOne(name, request, context));
  return { converged: reports.every(({ converged }) => converged), reports };
};

const runOne = (
  name: ControllerName,
  request: Request,
  { config, environment, remaining }: HandlerContext,
): Promise<Report> => {
  const { topicArn, bus } = environment;
  const options = { mode: request.mode, trigger: { by: 'hand', what: ['reconcile'], scope: 'all' } } as const;
  const run = runContext(remaining);
  switch (name) {
    case 'connections':
      return runController(connectionsController(config, Date.now, topicArn), options, run, bus);
    case 'dns':
      return runController(dnsController(config, Date.now), options, run, bus);
    case 'routes':
      return runController(routesController(config, Date.now, request.failback), options, run, bus);
  }
};
