/** Counts what has begun and not ended, so that others can wait until nothing is left. */
export interface InFlight {
  /** Counts `work` from now until it settles, and hands on what it settles to. */
  track<T>(work: () => Promise<T>): Promise<T>;
  /** Counts work that nobody waits for; what it throws is thrown by the next `finished`. */
  start(work: () => Promise<unknown>): void;
  /** Notes a failure that has nobody to be thrown to. */
  fail(error: unknown): void;
  /** Resolves when nothing is counted, however it ended; at once when that is so already. */
  ended(): Promise<void>;
  /** As `ended`, and throws the first failure of work that nobody waited for. */
  finished(): Promise<void>;
}

/** Nothing has begun yet. */
export const createInFlight = (): InFlight => {
  let count = 0;
  const waiting: (() => void)[] = [];
  const failures: unknown[] = [];
  const fail = (error: unknown): void => void failures.push(error);
  const track = async <T>(work: () => Promise<T>): Promise<T> => {
    count += 1;
    try {
      return await work();
    } finally {
      count -= 1;
      if (count === 0) for (const resolve of waiting.splice(0)) resolve();
    }
  };
  const ended = async (): Promise<void> => {
    while (count > 0) await new Promise<void>((resolve) => waiting.push(resolve));
  };
  return {
    ...{ track, fail, ended },
    start: (work) => void track(() => work().catch(fail)),
    finished: async () => {
      await ended();
      const [failure] = failures.splice(0);
      if (failure !== undefined) throw failure;
    },
  };
};
