/** Time that passes at once, and a bucket as AWS has it: written anew, so that it shares no fault with ours. */

/** Time that passes when somebody waits, once all that can go on has gone on. */
export const virtualTime = () => {
  let now = 0;
  const timers: { readonly at: number; readonly done: () => void }[] = [];
  return {
    now: () => now,
    wait: (ms: number) => new Promise<void>((done) => void timers.push({ at: now + ms, done })),
    /** Runs until nobody waits any more. */
    run: async (): Promise<void> => {
      for (;;) {
        await new Promise((done) => setImmediate(done));
        timers.sort((a, b) => a.at - b.at);
        const next = timers.shift();
        if (!next) return;
        now = Math.max(now, next.at);
        next.done();
      }
    },
  };
};

/** AWS's own bucket. `others`: calls a second that others make meanwhile, as far as it lets them. */
export interface Theirs {
  readonly burst?: number;
  readonly perSecond?: number;
  readonly others?: number;
  readonly left?: number;
}

export const awsBucket = (now: () => number, theirs: Theirs = {}) => {
  const { burst = 50, perSecond = 5, others = 0, left = burst } = theirs;
  let [tokens, at, sent, refused] = [left, now(), 0, 0];
  return {
    call: async (): Promise<string> => {
      const time = now();
      tokens = Math.min(burst, tokens + ((time - at) / 1_000) * Math.max(0, perSecond - others));
      at = time;
      sent += 1;
      if (tokens >= 1 - 1e-9) {
        tokens -= 1;
        return 'moved';
      }
      refused += 1;
      throw Object.assign(new Error('slow down'), { name: 'RequestLimitExceeded', $fault: 'client' });
    },
    counts: () => ({ sent, refused, ms: now() }),
  };
};
