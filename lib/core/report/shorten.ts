/** Makes long reports short enough for the places that take only so much. Sizes are bytes of JSON in UTF-8. */
import type { Difference, FailedOutcome, Outcome, Reason, Report, Skip, Trigger } from '../plan.ts';
import type { StandingOf } from '../standing.ts';

/** An error message tells enough in its first characters. */
const MESSAGE = 1_000;

/** How many ids and names a trigger may show. */
const TRIGGER_BYTES = 15_000;

/** CloudWatch Logs takes events of up to 256 KB (262,144 bytes with its own 26); the rest of the line needs some. */
const MAX_REPORT_BYTES = 200_000;
/** What the lists of a shortened report may take. */
const MAX_CHANGED_BYTES = 100_000;
const MAX_FAILED_BYTES = 60_000;
const MAX_BLOCKED_BYTES = 20_000;
const MAX_NAMED_BYTES = 5_000;

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** As many items from the start of the list as fit. */
export const leading = <T>(items: readonly T[], bytes: number): readonly T[] => {
  let left = bytes;
  const end = items.findIndex((item) => {
    left -= bytesOf(item) + 1;
    return left < 0;
  });
  return end < 0 ? items : items.slice(0, end);
};

/** The failures among the outcomes, as many as fit, with messages of readable length. */
export const leadingFailures = (outcomes: readonly Outcome[], bytes: number): readonly FailedOutcome[] =>
  leading(
    outcomes.flatMap((outcome) =>
      outcome.status === 'failed' ? [{ ...outcome, error: outcome.error.slice(0, MESSAGE) }] : [],
    ),
    bytes,
  );

/** A trigger with the first of what woke the run. */
export const shortTrigger = ({ by, what, scope, claimedBy }: Trigger): Trigger => ({
  by,
  what: leading(what, TRIGGER_BYTES),
  scope: scope === 'all' ? scope : { ids: leading(scope.ids, TRIGGER_BYTES) },
  ...(claimedBy === undefined ? {} : { claimedBy }),
});

const shortDifference = ({ came, went, changed }: Difference): Difference => ({
  came: leading(came, MAX_NAMED_BYTES),
  went: leading(went, MAX_NAMED_BYTES),
  changed: leading(changed, MAX_NAMED_BYTES),
});

/** A report as the log has it: whole, without what is in order, or cut. */
export type LoggedReport = Report | BriefReport | CutReport;

/** Without the skips of what is in order, of which it has counts by code. */
interface BriefReport extends Report {
  readonly inOrder: Readonly<Record<string, number>>;
}

/** Counts, and as many of the changed keys and of the failures as there is room for. */
export interface CutReport extends Omit<Report, 'plan' | 'outcomes' | 'blocked'> {
  readonly truncated: true;
  readonly blocked: readonly { readonly unit: string; readonly reason: Reason; readonly held: number }[];
  readonly counts: Readonly<Record<'changes' | 'skips' | 'findings' | 'outcomes' | 'failed', number>>;
  readonly changed: readonly string[];
  readonly failed: readonly FailedOutcome[];
}

/** How much is logged of what is in order: as counts where it would be long, or all of it (the key `log` of the config). */
export type Detail = 'brief' | 'full';

/** A run that did nothing logs no more than this of what is in order. */
const BRIEF_BYTES = 3_000;

/** The report for the log, by what people asked to see there and what CloudWatch Logs takes. */
export const logged = (report: Report, standingOf: StandingOf, detail: Detail): LoggedReport => {
  if (detail === 'brief' && didNothing(report) && bytesOf(report) > BRIEF_BYTES) {
    const brief = briefOf(report, standingOf);
    if (bytesOf(brief) <= MAX_REPORT_BYTES) return brief;
  }
  return bytesOf(report) <= MAX_REPORT_BYTES ? report : cutOf(report);
};

const didNothing = ({ plan, outcomes, blocked }: Report): boolean =>
  plan.changes.length + outcomes.length + blocked.length === 0;

const briefOf = (report: Report, standingOf: StandingOf): BriefReport => {
  const isInOrder = ({ reason }: Skip): boolean => ['inOrder', 'over'].includes(standingOf(reason.code) ?? '');
  const { skips } = report.plan;
  const counts = Map.groupBy(skips.filter(isInOrder), ({ reason }) => reason.code);
  return {
    ...report,
    plan: { ...report.plan, skips: skips.filter((skip) => !isInOrder(skip)) },
    inOrder: Object.fromEntries([...counts].map(([code, all]) => [code, all.length])),
  };
};

/** A report without its plan, of any size. */
export const cutOf = (report: Report): CutReport => {
  const { plan, outcomes, trigger, blocked, only, difference, ...rest } = report;
  return {
    ...rest,
    trigger: shortTrigger(trigger),
    ...(only ? { only: leading(only, MAX_NAMED_BYTES) } : {}),
    ...(difference ? { difference: shortDifference(difference) } : {}),
    blocked: leading(
      blocked.map(({ unit, reason, keys }) => ({ unit, reason, held: keys.length })),
      MAX_BLOCKED_BYTES,
    ),
    truncated: true,
    counts: {
      changes: plan.changes.length,
      skips: plan.skips.length,
      findings: plan.findings.length,
      outcomes: outcomes.length,
      failed: outcomes.filter(({ status }) => status === 'failed').length,
    },
    changed: leading(
      plan.changes.map(({ key }) => key),
      MAX_CHANGED_BYTES,
    ),
    failed: leadingFailures(outcomes, MAX_FAILED_BYTES),
  };
};
