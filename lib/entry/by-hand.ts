/** All three controllers together, for runs by hand. The queue functions import only their own. */
import { PayloadError } from '../aws/errors.ts';
import type { ConnectionFindingCode } from '../connections/codes.ts';
import { connectionsController } from '../connections/controller.ts';
import { acknowledging } from '../core/acknowledge.ts';
import { type CoreCode, finding, reason } from '../core/codes.ts';
import type { Change, Controller, ControllerName, ObservedBase, Report, Verdict } from '../core/plan.ts';
import type { RunOptions } from '../core/reconcile.ts';
import { loudest } from '../core/report/verdict.ts';
import type { Expected } from '../core/review.ts';
import { runContext, runController } from '../core/run.ts';
import { dnsController } from '../dns/controller.ts';
import type { WarmMemory } from '../dns/zones/warm-memory.ts';
import { routesController } from '../routes/controller.ts';
import type { HandlerContext } from './lambda.ts';
import { type Request, readRequest } from './request.ts';
import type { ShownPlans } from './shown-plans.ts';

/** What a run by hand returns: every report, the loudest of their verdicts, and whether all of them converged. */
interface ReconcileResponse {
  readonly verdict: Verdict;
  readonly converged: boolean;
  readonly reports: readonly Report[];
}

/**
 * Runs the controllers that were asked for, one after the other. One that can read nothing does not stop the others. `shown`
 * remembers the plans that were answered with, from which a later request may expect one; `warm` is what the dns controller
 * remembers of earlier runs.
 */
export const reconcileByHand =
  (shown: ShownPlans, warm: WarmMemory) =>
  async (payload: unknown, context: HandlerContext): Promise<ReconcileResponse> => {
    const { expect, ...request } = readRequest(payload, context.config);
    const asked = { ...request, ...(expect === undefined ? {} : { expect: shown.expected(expect) }) };
    const reports: Report[] = [];
    for (const name of request.controllers) reports.push(await runOne(name, asked, context, warm));
    if (request.only) expectSelected(reports);
    for (const { plan } of reports) shown.remember(plan.changes);
    return {
      verdict: loudest(reports.map(({ verdict }) => verdict)),
      converged: reports.every(({ converged }) => converged),
      reports,
    };
  };

/** What is asked, with what is remembered of the plan that it expects. */
interface Asked extends Omit<Request, 'expect'> {
  readonly expect?: Expected;
}

const runOne = async (
  name: ControllerName,
  asked: Asked,
  context: HandlerContext,
  warm: WarmMemory,
): Promise<Report> => {
  const { config, environment } = context;
  switch (name) {
    case 'connections':
      return refuseWhole(
        await run(connectionsController(config, Date.now, environment.topicArn, asked.reaccept), asked, context),
      );
    case 'dns':
      return run(dnsController(config, Date.now, warm, { outside: config.dns.network !== undefined }), asked, context);
    case 'routes':
      return run(
        routesController(config, Date.now, {
          ...{ stage: environment.stage, ownRoles: environment.roles },
          failback: asked.failback,
        }),
        asked,
        context,
      );
  }
};

const run = <O extends ObservedBase, C extends Change>(
  controller: Controller<O, C>,
  { mode, only, expect, override }: Asked,
  { config, environment, remaining }: HandlerContext,
): Promise<Report> => {
  const { name } = controller;
  const held = mode === 'apply' && config.mode[name] === 'plan' && !override.includes(name);
  const selected = only?.[name];
  const options: RunOptions = {
    mode: held ? 'plan' : mode,
    trigger: { by: 'hand', what: ['reconcile'], scope: 'all' },
    ...(selected ? { only: selected } : {}),
    ...(expect && !held ? { expect } : {}),
  };
  const known = acknowledging(held ? sayingThatItPlans(controller) : controller, config.acknowledge);
  return runController(known, options, runContext(remaining), { ...environment, log: config.log });
};

/** Only a run can tell whether a connection is one to accept again. Where one is not, nothing was written. */
const refuseWhole = (report: Report): Report => {
  const refused = report.plan.findings.filter(
    ({ reason }) => reason.code === ('NOT_REACCEPTED' satisfies ConnectionFindingCode),
  );
  if (refused.length === 0 || report.outcomes.length > 0) return report;
  throw new PayloadError(`reaccept: ${refused.map(({ reason }) => reason.message).join('; ')}`);
};

/** Where tags select, only a run can tell that nothing goes by the names of `only`. Then nothing was written either. */
const expectSelected = (reports: readonly Report[]): void => {
  const missed = reports.flatMap(({ plan }) =>
    plan.findings.filter(({ reason }) => reason.code === ('ONLY_FINDS_NOTHING' satisfies CoreCode)),
  );
  const found = reports.some(
    ({ plan, outcomes }) =>
      plan.changes.length + plan.skips.length + outcomes.length > 0 ||
      plan.findings.some(({ reason }) => !OF_THE_RUN.includes(reason.code)),
  );
  if (found || missed.length === 0) return;
  throw new PayloadError(`only: ${missed.map(({ reason, remedy }) => `${reason.message}: ${remedy}`).join('; ')}`);
};

/** What is said of the run itself, and of nothing that it looked at. */
const OF_THE_RUN: readonly string[] = [
  'ONLY_FINDS_NOTHING',
  'MODE_IS_PLAN',
  'ACKNOWLEDGEMENT_ENDED',
] satisfies CoreCode[];

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
