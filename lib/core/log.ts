/** What runs leave behind in the log: facts as objects, one report line a run. */
import { Logger } from '@aws-lambda-powertools/logger';
import type { Report } from './plan.ts';
import { fitting } from './report/shorten.ts';

export const log = new Logger({ serviceName: 'waykeeper' });

/** Logs the one line of a run. A report that is too large loses what was in order: it keeps counts, changes and failures. */
export const logReport = (report: Report): void => {
  log.info('report', { report: fitting(report) });
};
