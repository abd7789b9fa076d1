/** Limits for what may hang. */
import { within } from '../aws/time-limit.ts';
import type { CoreCode } from './codes.ts';

/** How long something may take (ms), and whether trying again soon helps; it does unless whoever reads knows better. */
interface Limit {
  readonly limitMs: number;
  readonly retryable?: boolean;
}

/** The error of what did not come in time. */
export const late = ({ limitMs, retryable = true }: Limit): Error =>
  Object.assign(new Error(`no answer within ${limitMs / 1_000} s`), { name: 'LATE' satisfies CoreCode, retryable });

/**
 * What the work comes to, or an error `LATE` when it takes too long. The calls of work that is given up end, too: otherwise they
 * would be tried again for nobody, and before the calls of others.
 */
export const inTime = async <T>(work: () => Promise<T>, limit: Limit): Promise<T> => {
  let left = Number.POSITIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  const giveUp = new Promise<never>((_, fail) => {
    timer = setTimeout(() => {
      left = 0;
      fail(late(limit));
    }, limit.limitMs);
  });
  try {
    return await Promise.race([within({ left: () => left }, work), giveUp]);
  } finally {
    clearTimeout(timer);
  }
};

/** The longest time that a timer can be set for. Ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Does the work end within so many ms? What does not is left to itself. Rejects as the work does. */
export const endsWithin = async (ms: number, work: () => Promise<void>): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined;
  const timeIsUp = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), Math.min(ms, LONGEST_TIMER_MS));
  });
  try {
    return await Promise.race([work().then(() => true), timeIsUp]);
  } finally {
    clearTimeout(timer);
  }
};
