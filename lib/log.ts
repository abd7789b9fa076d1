/** What runs leave behind in the log: facts as objects, one report line a run. */
import { Logger } from '@aws-lambda-powertools/logger';
import type { Report } from './plan.ts';

export const log = new Logger({ serviceName: 'waykeeper' });

/** CloudWatch Logs takes events of up to 256 KB (262,144 bytes with its own 26); the rest of the line needs some. */
const MAX_REPORT_BYTES = 200_000;

/** Logs the one line of a run. A report that is too large loses what was in order: it keeps counts, changes and failures. */
export const logReport = (report: Report): void => {
  log.info('report', { report: fitting(report) });
};

/** The report, or where it is too large its counts with the failed outcomes and the keys of the changes. */
export const fitting = (report: Report): unknown => {
  if (Buffer.byteLength(JSON.stringify(report)) <= MAX_REPORT_BYTES) return report;
  const { plan, outcomes, ...rest } = report;
  return {
    ...rest,
    truncated: true,
    counts: {
      changes: plan.changes.length,
      skips: plan.skips.length,
      findings: plan.findings.length,
      outcomes: outcomes.length,
    },
    changed: plan.changes.map(({ key }) => key),
    failed: outcomes.filter(({ status }) => status === 'failed'),
  };
};
