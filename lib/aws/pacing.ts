/** Sending no faster than AWS takes: a token bucket on this side of the wire, which learns from what AWS throttles. */
import { cutShort, isOfOneZone, isThrottle, outOfTime } from './errors.ts';
import { PATIENCE_MS, pauseBefore } from './patience.ts';
import { limitHere, throttledTime } from './time-limit.ts';

/** What AWS's bucket holds at most, and how fast it fills again. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
  /**
   * So many others take from it that nobody knows how full it is: nothing is held back before AWS throttles a call, nor once it
   * is full again. For calls of which few are under way together.
   */
  readonly crowded?: true;
}

/** What tells the time (ms of any beginning) and lets it pass. */
export interface Clock {
  now(): number;
  wait(ms: number): Promise<unknown>;
}

/** A bucket that this process shares with everybody who makes such calls in the account. */
export interface Bucket {
  /**
   * Waits for so many calls, which may be made together then, in the order in which they are asked for. What is `repeated` for
   * the first time goes before all others; from then on it pauses before, and takes turns with those that are not. Throws
   * `OUT_OF_TIME` as soon as it shows that the work which asks has to end before.
   */
  take(calls: number, repeated?: number): Promise<void>;
  /** AWS took a call. */
  passed(): void;
  /** AWS throttled one: others take from its bucket, too, and it is empty now. */
  throttled(): void;
  /** The clock, in ms of any beginning. */
  now(): number;
}

/** A little slower than AWS says, since calls overtake each other on their way. */
const SLACK = 0.98;
/** At each throttle the rate falls to this part, at most once in so many ms; each call that passes brings a little back. */
const FALL = 0.7;
const FALL_EVERY_MS = 1_000;
const RISE = 0.01;
/** The least part of the known rate. */
const LEAST = 0.1;
/** Ms after which it is looked at again how fast the bucket fills. */
const LOOK_EVERY_MS = 250;

interface Waiting {
  readonly calls: number;
  readonly left: () => number;
  readonly go: () => void;
  readonly fail: (error: Error) => void;
}

/** How full a bucket is taken to be. */
const createLevel = ({ burst, perSecond, crowded }: Rate, now: () => number) => {
  const known = perSecond * SLACK;
  const full = crowded ? Number.POSITIVE_INFINITY : burst;
  let [tokens, at, rate, fellAt] = [full, now(), known, Number.NEGATIVE_INFINITY];
  const fill = (): void => {
    const time = now();
    tokens += ((time - at) / 1_000) * rate;
    at = time;
    if (tokens < burst) return;
    // Nobody has taken anything for a while: what was learnt is no longer true.
    [tokens, rate] = [full, known];
  };
  return {
    /** Ms until it holds so many. */
    until: (calls: number): number => {
      fill();
      return Math.max(0, Math.ceil(((Math.min(calls, burst) - tokens) / rate) * 1_000));
    },
    take: (calls: number): void => {
      tokens -= Math.min(calls, burst);
    },
    passed: (): void => {
      rate = Math.min(known, rate + known * RISE);
    },
    throttled: (): void => {
      fill();
      tokens = 0;
      if (at - fellAt < FALL_EVERY_MS) return;
      fellAt = at;
      rate = Math.max(known * LEAST, rate * FALL);
    },
  };
};

/** Those that wait: what was throttled once comes first, and what is throttled over and over takes turns with the new ones. */
const createQueues = () => {
  const [once, often, fresh]: [Waiting[], Waiting[], Waiting[]] = [[], [], []];
  let wasOften = false;
  const due = (): Waiting[] => {
    if (once.length > 0) return once;
    return often.length > 0 && (fresh.length === 0 || !wasOften) ? often : fresh;
  };
  return {
    add: (waiting: Waiting, repeated: number): void => {
      const queue = repeated === 0 ? fresh : repeated === 1 ? once : often;
      queue.push(waiting);
    },
    next: (): Waiting | undefined => due()[0],
    shift: (): void => {
      const queue = due();
      if (queue !== once) wasOften = queue === often;
      queue.shift();
    },
  };
};

/** A bucket that is taken to be full. */
export const createBucket = (rate: Rate, { now, wait }: Clock): Bucket => {
  const [level, queues] = [createLevel(rate, now), createQueues()];
  let serving = false;
  const serve = async (next: Waiting): Promise<unknown> => {
    const ms = level.until(next.calls);
    if (ms > 0 && ms < next.left()) return wait(Math.min(ms, LOOK_EVERY_MS));
    queues.shift();
    if (ms >= next.left()) return next.fail(outOfTime());
    level.take(next.calls);
    return next.go();
  };
  const serveAll = async (): Promise<void> => {
    if (serving) return;
    serving = true;
    for (let next = queues.next(); next; next = queues.next()) await serve(next);
    serving = false;
  };
  return {
    take: async (calls, repeated = 0) => {
      const left = limitHere();
      const pause = repeated > 1 ? pauseBefore(repeated - 1) : 0;
      if (pause > 0 && pause >= left()) throw outOfTime();
      if (pause > 0) await wait(pause);
      await new Promise<void>((go, fail) => {
        queues.add({ calls, left, go, fail }, repeated);
        void serveAll();
      });
    },
    ...{ passed: level.passed, throttled: level.throttled, now },
  };
};

/** A call that is made anew at each attempt; `repeated`: not for the first time. */
type Call<T> = (repeated: boolean) => Promise<T>;

/**
 * Makes calls that belong together: all are sent or none is, once the bucket holds enough for them. Each is sent again while
 * AWS throttles it, as long as its work is patient and time is left. Rejects with `OUT_OF_TIME` where none was sent.
 */
export const paced = async <T>(bucket: Bucket, calls: readonly Call<T>[]): Promise<PromiseSettledResult<T>[]> => {
  await bucket.take(calls.length);
  return Promise.allSettled(calls.map((call) => untilTaken(bucket, call)));
};

/** Makes one call in its turn. */
export const inTurn = async <T>(bucket: Bucket, call: Call<T>): Promise<T> => {
  await bucket.take(1);
  return untilTaken(bucket, call);
};

const untilTaken = async <T>(bucket: Bucket, call: Call<T>): Promise<T> => {
  let until = Number.POSITIVE_INFINITY;
  for (let repeated = 0; ; repeated += 1) {
    try {
      const answer = await call(repeated > 0);
      bucket.passed();
      return answer;
    } catch (error) {
      if (!isThrottle(error)) throw error;
      if (repeated === 0) until = bucket.now() + (throttledTime() ?? PATIENCE_MS);
      if (bucket.now() >= until) throw error;
      await turnAfter(bucket, error, repeated);
    }
  }
};

/**
 * Only the first throttle of a call is taken for an empty bucket: what AWS goes on to throttle while others pass has trouble of
 * its own, and must not slow them down. Throws the error where no time is left.
 */
const turnAfter = async (bucket: Bucket, error: unknown, repeated: number): Promise<void> => {
  const ofOne = isOfOneZone(error);
  if (repeated === 0 && !ofOne) bucket.throttled();
  await bucket.take(1, repeated + (ofOne ? 2 : 1)).catch(() => {
    throw cutShort(error);
  });
};
