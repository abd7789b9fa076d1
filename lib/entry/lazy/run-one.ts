/**
 * One run of one controller by hand, with all that this takes. In the bundle it is a file of its own, which is loaded when a
 * run is asked for: its log is another than that of the function, and learns here of the invocation.
 */
import type { Calls } from '../../aws/quotas.ts';
import { connectionCalls } from '../../connections/calls.ts';
import { connectionsController } from '../../connections/controller.ts';
import { acknowledging } from '../../core/acknowledge.ts';
import { finding, reason } from '../../core/codes.ts';
import { forecast } from '../../core/forecast.ts';
import { log } from '../../core/log.ts';
import type { Change, Controller, ControllerName, ObservedBase, Report } from '../../core/plan.ts';
import type { RunOptions } from '../../core/reconcile.ts';
import type { Expected } from '../../core/review.ts';
import { runContext, runController } from '../../core/run.ts';
import { dnsCalls } from '../../dns/calls.ts';
import { dnsController } from '../../dns/controller.ts';
import type { WarmMemory } from '../../dns/zones/warm-memory.ts';
import { routeCalls } from '../../routes/calls.ts';
import { routesController } from '../../routes/controller.ts';
import type { HandlerContext } from '../lambda.ts';
import type { Request } from '../request.ts';

/** What is asked, with what is remembered of the plan that it expects. */
export interface Asked extends Omit<Request, 'expect'> {
  readonly expect?: Expected;
}

/** Runs one controller, as a person asked it to. `warm` is what the dns controller remembers of earlier runs. */
export const runOne = async (
  name: ControllerName,
  asked: Asked,
  context: HandlerContext,
  warm: WarmMemory,
): Promise<Report> => {
  const { config, environment, deployment, invocation } = context;
  if (invocation) log.addContext(invocation);
  switch (name) {
    case 'connections':
      return run(
        connectionsController(config, Date.now, environment.topicArn, asked.reaccept),
        connectionCalls,
        asked,
        context,
      );
    case 'dns':
      return run(
        dnsController(config, Date.now, warm, { outside: config.dns.network !== undefined, by: deployment }),
        dnsCalls,
        asked,
        context,
      );
    case 'routes':
      return run(
        routesController(config, Date.now, {
          ...{ stage: environment.stage, ownRoles: environment.roles },
          failback: asked.failback,
        }),
        routeCalls,
        asked,
        context,
      );
  }
};

const run = async <O extends ObservedBase, C extends Change>(
  controller: Controller<O, C>,
  callsOf: (batch: readonly C[]) => readonly Calls[],
  { mode, only, expect, override, claimedBy, units, inspect }: Asked,
  { config, environment, remaining }: HandlerContext,
): Promise<Report> => {
  const { name } = controller;
  const held = mode === 'apply' && config.mode[name] === 'plan' && !override.includes(name);
  const selected = only?.[name];
  const options: RunOptions = {
    mode: held ? 'plan' : mode,
    trigger: { by: 'hand', what: ['reconcile'], scope: 'all', ...(claimedBy === undefined ? {} : { claimedBy }) },
    ...(selected ? { only: selected } : {}),
    ...(expect && !held ? { expect } : {}),
  };
  const looking = inspect ? inspecting(controller) : controller;
  const known = acknowledging(held ? sayingThatItPlans(looking) : looking, config.acknowledge);
  let last: O | undefined;
  const observe: typeof known.observe = async (scope) => {
    last = await known.observe(scope);
    return last;
  };
  const outlet = { ...environment, bus: config.bus, log: config.log, on: config.notify?.on ?? [] };
  const report = await runController({ ...known, observe }, options, runContext(remaining), outlet);
  return {
    ...report,
    ...(units && last ? { units: controller.units(last) } : {}),
    ...(mode === 'plan' ? { applying: await forecast(controller, report.plan.changes, callsOf) } : {}),
  };
};

/** What no sweep tells is told as the findings of the plan are. */
const inspecting = <O extends ObservedBase, C extends Change>(controller: Controller<O, C>): Controller<O, C> => ({
  ...controller,
  plan: (observed) => {
    const plan = controller.plan(observed);
    return { ...plan, findings: [...plan.findings, ...(controller.inspect?.(observed) ?? [])] };
  },
});

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
    return { ...plan, findings: [...plan.findings, finding(name, why, remedy)] };
  },
});
