/** A bound on what is under way together. Pure. */

/** Lets at most so many calls run at once; the others wait for their turn, in order. */
export const inTurns = (most: number) => {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async <T>(call: () => Promise<T>): Promise<T> => {
    if (running < most) running += 1;
    else await new Promise<void>((turn) => waiting.push(turn));
    try {
      return await call();
    } finally {
      // The turn is handed on, so that nobody takes it in between.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
};
