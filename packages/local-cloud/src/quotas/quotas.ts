/** Request quotas as a check before each operation: a call that its buckets do not hold is throttled as its service does it. */

import { throttled } from '../faults/errors.ts';
import type { Asked } from '../service.ts';
import { type Bucket, createBucket, type Rate } from './bucket.ts';

/** One of AWS's request quotas. */
export interface Quota extends Rate {
  /** The signing name of the service. */
  readonly service: string;
  /** Without it, every operation of the service. */
  readonly operations?: RegExp;
  /** Whether it counts a call with this input. */
  readonly when?: (input: unknown) => boolean;
  /** `each`: a bucket for each operation, the first such quota that fits counts alone. `all`: one bucket, beside those. */
  readonly per: 'each' | 'all';
  /** The tokens that a call takes; default 1. */
  readonly cost?: (input: unknown) => number;
}

interface Needed {
  readonly bucket: Bucket;
  readonly tokens: number;
}

const fits = ({ service, operations, when }: Quota, asked: Asked): boolean =>
  service === asked.service && (operations?.test(asked.operation) ?? true) && (when?.(asked.input) ?? true);

const counting = (quotas: readonly Quota[], asked: Asked): readonly Quota[] => {
  const fitting = quotas.filter((quota) => fits(quota, asked));
  const own = fitting.find(({ per }) => per === 'each');
  return [...fitting.filter(({ per }) => per === 'all'), ...(own ? [own] : [])];
};

/**
 * A check that throttles. A call that one bucket refuses takes nothing from the others. `time` is that by which buckets fill
 * (ms, of any clock that only grows).
 */
export const quotaCheck = (quotas: readonly Quota[], time: () => number): ((asked: Asked) => void) => {
  const buckets = new Map<Quota, Map<string, Bucket>>();
  const bucketOf = (quota: Quota, { operation, call }: Asked): Bucket => {
    const own = buckets.get(quota) ?? new Map<string, Bucket>();
    const key = quota.per === 'all' ? call.caller.accountId : `${call.caller.accountId} ${operation}`;
    const bucket = own.get(key) ?? createBucket(quota);
    buckets.set(quota, own.set(key, bucket));
    return bucket;
  };
  return (asked) => {
    const now = time();
    const needed = counting(quotas, asked).map(
      (quota): Needed => ({ bucket: bucketOf(quota, asked), tokens: quota.cost?.(asked.input) ?? 1 }),
    );
    // Each is looked at, since looking fills it.
    const held = needed.map(({ bucket, tokens }) => bucket.holds(tokens, now));
    if (held.includes(false)) throw throttled(asked.service);
    for (const { bucket, tokens } of needed) bucket.take(tokens);
  };
};

/** The same quotas on a clock that runs so many times as fast, for tests that cannot wait for minutes. */
export const faster = (quotas: readonly Quota[], times: number): Quota[] =>
  quotas.map((quota) => ({ ...quota, perSecond: quota.perSecond * times }));
