/** All three controllers together, for runs by hand. The queue functions import only their own. */

import { PayloadError } from '../aws/errors.ts';
import { connectionsController } from '../connections/controller.ts';
import type { ControllerName, Mode, Report } from '../core/plan.ts';
import { runContext, runController } from '../core/run.ts';
import { dnsController } from '../dns/controller.ts';
import { routesController } from '../routes/controller.ts';
import type { HandlerContext } from './lambda.ts';

/** What a person may ask for. Without `mode` a run by hand only plans. */
export interface Request {
  readonly mode: Mode;
  readonly controllers: readonly ControllerName[];
  readonly failback: boolean;
}

/** What a run by hand returns: every report, and whether all of them converged. */
export interface ReconcileResponse {
  readonly converged: boolean;
  readonly reports: readonly Report[];
}

const NAMES: readonly ControllerName[] = ['connections', 'dns', 'routes'];
const KEYS = ['mode', 'controllers', 'failback'];

/** Reads a payload such as `{ "mode": "apply", "controllers": ["dns"] }`. Throws PayloadError with all its problems. */
export const readRequest = (payload: unknown): Request => {
  const given = payload ?? {};
  if (typeof given !== 'object' || Array.isArray(given)) {
    throw new PayloadError(`expected an object such as {"mode":"plan"}, found ${JSON.stringify(payload)}`);
  }
  const { mode = 'plan', controllers = NAMES, failback = false } = given as Partial<Record<keyof Request, unknown>>;
  const unknown = Object.keys(given).filter((key) => !KEYS.includes(key));
  const listed =
    Array.isArray(controllers) && controllers.length > 0 && controllers.every((name) => NAMES.includes(name));
  const problems = [
    ...unknown.map((key) => `${key}: unknown; known are ${KEYS.join(', ')}`),
    ...(mode === 'plan' || mode === 'apply' ? [] : [`mode: expected "plan" or "apply", found ${JSON.stringify(mode)}`]),
    ...(listed ? [] : [`controllers: expected a list of ${NAMES.join(', ')}, found ${JSON.stringify(controllers)}`]),
    ...(typeof failback === 'boolean' ? [] : [`failback: expected true or false, found ${JSON.stringify(failback)}`]),
  ];
  if (problems.length > 0) throw new PayloadError(problems.join('; '));
  return {
    mode: mode as Mode,
    controllers: NAMES.filter((name) => (controllers as unknown[]).includes(name)),
    failback: failback === true,
  };
};

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
