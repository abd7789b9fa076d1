/** All three controllers together, for runs by hand. The queue functions import only their own. */
import { connectionsController } from '../connections/controller.ts';
import {
  type Change,
  type Controller,
  type ControllerName,
  finding,
  type Mode,
  type ObservedBase,
  type Report,
  reason,
} from '../core/plan.ts';
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
  const request = readRequest(payload, context.config);
  const reports: Report[] = [];
  for (const name of request.controllers) reports.push(await runOne(name, request, context));
  return { converged: reports.every(({ converged }) => converged), reports };
};

const runOne = (name: ControllerName, request: Request, context: HandlerContext): Promise<Report> => {
  const { config, environment } = context;
  switch (name) {
    case 'connections':
      return run(connectionsController(config, Date.now, environment.topicArn), request, context);
    case 'dns':
      return run(dnsController(config, Date.now), request, context);
    case 'routes':
      return run(routesController(config, Date.now, request.failback), request, context);
  }
};

const run = <O extends ObservedBase, C extends Change>(
  controller: Controller<O, C>,
  { mode, override }: Request,
  { config, environment, remaining }: HandlerContext,
): Promise<Report> => {
  const { name } = controller;
  const held = mode === 'apply' && config.mode[name] === 'plan' && !override.includes(name);
  const options: { mode: Mode; trigger: Report['trigger'] } = {
    mode: held ? 'plan' : mode,
    trigger: { by: 'hand', what: ['reconcile'], scope: 'all' },
  };
  return runController(
    held ? sayingThatItPlans(controller) : controller,
    options,
    runContext(remaining),
    environment.bus,
  );
};

/** Whoever asked for writes is told why there are none. */
const sayingThatItPlans = <O extends ObservedBase, C extends Change>(
  controller: Controller<O, C>,
): Controller<O, C> => ({
  ...controller,
  plan: (observed) => {
    const { name } = controller;
    const plan = controller.plan(observed);
    const why = reason('MODE_IS_PLAN', `the config has ${name} in mode plan, so that nothing was written for it`);
    const remedy = `set its mode to apply, or ask with "override": ["${name}"]`;
    return { ...plan, findings: [...plan.findings, finding('warning', name, why, remedy)] };
  },
});
