/** What runs leave behind in the log: facts as objects, one report line a run. */
import { Logger } from '@aws-lambda-powertools/logger';
import type { Report } from './plan.ts';
import { metricsOf } from './report/metrics.ts';
import { openText } from './report/open.ts';
import { type Detail, logged } from './report/shorten.ts';
import type { StandingOf } from './standing.ts';

export const log = new Logger({ serviceName: 'waykeeper' });

/** What the line of a run says beside its report. */
interface Line {
  /** Of the stack: a dimension of the metrics. */
  readonly stage: string;
  readonly standingOf: StandingOf;
  readonly detail: Detail;
  /** Ids of the messages that woke the run, and of what these tell of. */
  readonly wokenBy: readonly string[];
  /** AWS's ids of the calls that it wrote with, and of those that failed. */
  readonly requests: readonly string[];
}

/** Logs the one line of a run. */
export const logReport = (report: Report, { stage, standingOf, detail, wokenBy, requests }: Line): void => {
  const open = openText(report, standingOf);
  log.info('report', {
    report: logged(report, standingOf, detail),
    ...(open === undefined ? {} : { open }),
    ...(wokenBy.length > 0 ? { wokenBy } : {}),
    ...(requests.length > 0 ? { requests } : {}),
    ...metricsOf(report, stage, standingOf),
  });
};
