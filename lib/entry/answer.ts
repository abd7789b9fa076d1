/** Makes an answer short enough for Lambda. Pure. */
import type { Report } from '../core/plan.ts';
import { type CutReport, cutOf } from '../core/report/shorten.ts';
import type { ReconcileResponse } from './by-hand.ts';

/** Lambda takes 6 MB of an answer (6,291,556 bytes: Lambda quotas, synchronous invocation payload); the rest is for its envelope. */
const MAX_BYTES = 6_200_000;

/** What came of a run whose answer is too large: counts, the first of the keys and of the failures, and where the rest is. */
export interface ShortResponse extends Omit<ReconcileResponse, 'reports'> {
  readonly truncated: true;
  /** Where the whole answer can be had. */
  readonly pointer: string;
  readonly reports: readonly CutReport[];
}

const POINTER =
  'the whole answer is larger than the 6 MB that Lambda takes: ask about less with "only" or "controllers", or have it run where you are (waykeeper plan without --via)';

/** The answer, or a summary of it with a pointer to the rest. */
export const fitting = (response: ReconcileResponse): ReconcileResponse | ShortResponse => {
  if (Buffer.byteLength(JSON.stringify(response)) <= MAX_BYTES) return response;
  const reports = response.reports.map((report: Report) => cutOf(report));
  return { ...response, truncated: true, pointer: POINTER, reports };
};
