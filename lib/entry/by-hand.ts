/** Runs by hand. A request that is refused loads no controller; the queue functions import only their own. */
import { PayloadError } from '../aws/errors.ts';
import type { ConnectionFindingCode } from '../connections/codes.ts';
import type { CoreCode } from '../core/codes.ts';
import type { Report, Verdict } from '../core/plan.ts';
import { loudest } from '../core/report/verdict.ts';
import type { WarmMemory } from '../dns/zones/warm-memory.ts';
import type { HandlerContext } from './lambda.ts';
import { readRequest } from './request.ts';
import type { ShownPlans } from './shown-plans.ts';

/** What a run by hand returns: every report, the loudest of their verdicts, and whether all of them converged. */
export interface ReconcileResponse {
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
    const { runOne } = await import('./lazy/run-one.ts');
    const reports: Report[] = [];
    for (const name of request.controllers) {
      const report = await runOne(name, asked, context, warm);
      reports.push(name === 'connections' ? refuseWhole(report) : report);
    }
    if (request.only) expectSelected(reports);
    for (const { plan } of reports) shown.remember(plan.changes);
    return {
      verdict: loudest(reports.map(({ verdict }) => verdict)),
      converged: reports.every(({ converged }) => converged),
      reports,
    };
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
