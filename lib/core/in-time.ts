/** A limit for reads that may hang. */

/** The read, or an error `LATE` when it takes too long (ms). Trying again soon helps, unless whoever reads knows better. */
export const inTime = async <T>(
  reading: Promise<T>,
  { limitMs, retryable = true }: { readonly limitMs: number; readonly retryable?: boolean },
): Promise<T> => {
  const late = Object.assign(new Error(`no answer within ${limitMs / 1_000} s`), { name: 'LATE', retryable });
  let timer: NodeJS.Timeout | undefined;
  const giveUp = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(late), limitMs);
  });
  try {
    return await Promise.race([reading, giveUp]);
  } finally {
    clearTimeout(timer);
  }
};
