/** Makes long reports short enough for the places that take only so much. Sizes are bytes of JSON in UTF-8. */
import type { Difference, FailedOutcome, Outcome, Report, Trigger } from '../plan.ts';

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
export const shortTrigger = ({ by, what, scope }: Trigger): Trigger => ({
  by,
  what: leading(what, TRIGGER_BYTES),
  scope: scope === 'all' ? scope : { ids: leading(scope.ids, TRIGGER_BYTES) },
});

const shortDifference = ({ came, went, changed }: Difference): Difference => ({
  came: leading(came, MAX_NAMED_BYTES),
  went: leading(went, MAX_NAMED_BYTES),
  changed: leading(changed, MAX_NAMED_BYTES),
});

/** The report, or where it is too large its counts with the failed outcomes and the keys of the changes that fit. */
export const fitting = (report: Report): unknown => {
  if (bytesOf(report) <= MAX_REPORT_BYTES) return report;
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
