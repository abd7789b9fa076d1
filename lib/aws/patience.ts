/**
 * Trying again. A call that failed for a moment is made again after growing random pauses, each for itself: none gives up for
 * what others spent, and none goes on when the work that makes it has to end.
 */
import { cutShort, errorCode, isThrottle, outlookOf, outOfTime } from './errors.ts';
import { throttledTime, timeLeft } from './time-limit.ts';

/** For so long a call is made again, unless its work says otherwise. Ms. */
export const PATIENCE_MS = 12_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 2_000;
/** What nobody knows to pass, an answer that cannot be decoded or a fault of our own, is repeated no more often. */
const UNKNOWN_REPEATS = 2;

/** The next look mends these, and the same call does not: a conditional write of S3, a missing object, a rule in change. */
const NEEDS_A_LOOK: readonly string[] = [
  'ConditionalRequestConflict',
  'NoSuchKey',
  'PreconditionFailed',
  'ResourceUnavailableException',
];

interface Patience {
  /** The clock, in ms of any beginning. */
  readonly now: () => number;
  /** How often a call is made at most. */
  readonly attempts?: number;
  /** False where throttled calls wait for their turn elsewhere. */
  readonly throttles?: boolean;
}

/** What the SDK keeps of a call between its attempts. */
interface Attempts {
  getRetryCount(): number;
  /** Ms before the next one. */
  getRetryDelay(): number;
  readonly since: number;
  readonly unknown: number;
}

const attempts = (count: number, delay: number, since: number, unknown: number): Attempts => ({
  getRetryCount: () => count,
  getRetryDelay: () => delay,
  since,
  unknown,
});

/** The retry strategy of a client, as the SDK wants it (`RetryStrategyV2`): what it throws ends the call with that error. */
export const patient = ({ now, attempts: most = Number.POSITIVE_INFINITY, throttles = true }: Patience) => ({
  acquireInitialRetryToken: async (): Promise<Attempts> => {
    if (timeLeft() <= 0) throw outOfTime();
    return attempts(0, 0, now(), 0);
  },
  refreshRetryTokenForRetry: async (
    last: { getRetryCount(): number },
    { error }: { error?: unknown },
  ): Promise<Attempts> => {
    const { since, unknown } = last as Attempts;
    const count = last.getRetryCount() + 1;
    const unknowns = unknown + (outlookOf(error) === 'unknown' ? 1 : 0);
    const isThrottled = isThrottle(error);
    if (!isRepeatable(error) || unknowns > UNKNOWN_REPEATS || (isThrottled && !throttles)) throw error;
    const pause = pauseBefore(count);
    const patience = (isThrottled ? throttledTime() : undefined) ?? PATIENCE_MS;
    if (count >= most || now() + pause > since + patience) throw error;
    if (timeLeft() <= pause) throw cutShort(error);
    return attempts(count, pause, since, unknowns);
  },
  recordSuccess: (): void => {},
});

const isRepeatable = (error: unknown): boolean =>
  outlookOf(error) !== 'refused' && !NEEDS_A_LOOK.includes(errorCode(error));

/** Ms before a call is made again for the given time; growing, and random so that callers do not come together. */
export const pauseBefore = (count: number): number =>
  Math.min(FIRST_PAUSE_MS * 2 ** (count - 1), LONGEST_PAUSE_MS) * (0.5 + Math.random() / 2);
