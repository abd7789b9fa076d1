/** What all AWS clients share: bounded patience, and a count of the calls made. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from './pacing.ts';
import { patient } from './patience.ts';

/** The clock of what lasts as long as the process does: clients, and the buckets that their calls wait for. */
export const REAL_TIME: Clock = { now: () => performance.now(), wait: sleep };

/** AWS calls made by some work. A call that the SDK repeats counts once, and its repetitions by themselves. */
export interface CallCount {
  reads: number;
  writes: number;
  retries: number;
  /** AWS's ids of the writes, and of all calls that failed, where somebody wants to know them. */
  requests?: string[];
}

/** The counts of the work that is going on, the outermost first. */
const counts = new AsyncLocalStorage<readonly CallCount[]>();

/** Does some work and counts its calls, and no others that are made meanwhile; they belong to the work around it as well. */
export const counting = <T>(count: CallCount, work: () => Promise<T>): Promise<T> =>
  counts.run([...(counts.getStore() ?? []), count], work);

const counted =
  (kind: 'reads' | 'writes' | 'retries') =>
  async <T>(call: Promise<T>): Promise<T> => {
    const around = counts.getStore() ?? [];
    for (const count of around) count[kind] += 1;
    try {
      const answer = await call;
      for (const count of around) note(count, answer, kind !== 'reads');
      return answer;
    } catch (error) {
      for (const count of around) note(count, error, true);
      throw error;
    }
  };

/** What the SDK notes in each answer, and in each error of its own. */
interface Noted {
  readonly $metadata?: { readonly attempts?: number; readonly requestId?: string };
}

/** More ids than this would fill the line of a run, which has each change with its outcome anyhow. */
const MOST_REQUESTS = 200;

const note = (count: CallCount, came: unknown, isKept: boolean): void => {
  const { attempts = 1, requestId } = ((came ?? {}) as Noted).$metadata ?? {};
  count.retries += Math.max(0, attempts - 1);
  if (isKept && requestId !== undefined && count.requests && count.requests.length < MOST_REQUESTS) {
    count.requests.push(requestId);
  }
};

/** Counts a reading call. */
export const read = counted('reads');

/** Counts a writing call. */
export const write = counted('writes');

/** Counts a reading call, or one that is made again where `repeated`. */
export const readOrRetry = <T>(repeated: boolean, call: Promise<T>): Promise<T> =>
  (repeated ? counted('retries') : read)(call);

/** Counts a writing call, or one that is made again where `repeated`. */
export const writeOrRetry = <T>(repeated: boolean, call: Promise<T>): Promise<T> =>
  (repeated ? counted('retries') : write)(call);

/** The SDK keeps 50 connections: fewer than the calls that a failover has in flight. */
const agent = { keepAlive: true, maxSockets: 128 };
const SOCKETS = { httpAgent: agent, httpsAgent: agent } as const;

/**
 * The settings of every client. Endpoint, Region and credentials come from the standard SDK environment. The SDK's own
 * retries share a quota that is spent long before the buckets of AWS fill again (EC2 lets five writes a second through, Route
 * 53 ten), and know nothing of when a run must end. A call that hangs is given up and tried again; without
 * `throwOnRequestTimeout` the SDK would only print a warning. Times are ms.
 */
export const clientDefaults = {
  retryStrategy: patient(REAL_TIME),
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true, ...SOCKETS },
} as const;

interface Page<T, Token> {
  readonly items: readonly T[] | undefined;
  readonly next: Token | undefined;
}

/** All items of a paged listing. `page` gets what the page before named as the next one, and nothing for the first. */
export const allPages = async <T, Token = string>(
  page: (token: Token | undefined) => Promise<Page<T, Token>>,
): Promise<T[]> => {
  const all: T[] = [];
  let token: Token | undefined;
  do {
    const { items, next } = await page(token);
    all.push(...(items ?? []));
    token = next;
  } while (token);
  return all;
};
