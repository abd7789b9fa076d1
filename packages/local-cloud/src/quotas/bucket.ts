/** Token buckets, as AWS counts calls: so many at once, then so many a second. */

/** What a bucket holds at most, and how fast it fills again. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

export interface Bucket {
  /** Whether it holds so many tokens at a time (ms, of any clock that only grows). */
  holds(tokens: number, now: number): boolean;
  /** Takes tokens that it holds. */
  take(tokens: number): void;
}

/** A full bucket. */
export const createBucket = ({ burst, perSecond }: Rate): Bucket => {
  let left = burst;
  let at: number | undefined;
  return {
    holds: (tokens, now) => {
      left = Math.min(burst, left + ((now - (at ?? now)) / 1_000) * perSecond);
      at = now;
      return left >= tokens;
    },
    take: (tokens) => {
      left -= tokens;
    },
  };
};
