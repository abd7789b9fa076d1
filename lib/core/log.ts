/** What runs leave behind in the log: facts as objects, one report line a run. */
import { Logger } from '@aws-lambda-powertools/logger';
import type { Report } from './plan.ts';
import { bytesOf, leading, leadingFailures, shortTrigger } from './report/shorten.ts';

export const log = new Logger({ serviceName: 'waykeeper' });

/** CloudWatch Logs takes events of up to 256 KB (262,144 bytes with its own 26); the rest of the line needs some. */
const MAX_REPORT_BYTES = 200_000;
/** What the lists of a shortened report may take. */
const MAX_CHANGED_BYTES = 100_000;
const MAX_FAILED_BYTES = 60_000;

/** Logs the one line of a run. A report that is too large loses what was in order: it keeps counts, changes and failures. */
export const logReport = (report: Report): void => {
  log.info('report', { report: fitting(report) });
};

/** The report, or where it is too large its counts with the failed outcomes and the keys of the changes that fit. */
export const fitting = (report: Report): unknown => {
  if (bytesOf(report) <= MAX_REPORT_BYTES) return report;
  const { plan, outcomes, trigger, ...rest } = report;
  return {
    ...rest,
    trigger: shortTrigger(trigger),
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
