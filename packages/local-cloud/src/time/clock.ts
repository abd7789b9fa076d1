/** Local-cloud time: real time plus an offset that only grows. */

export interface Clock {
  /** ms since the epoch. */
  now(): number;
  /** How far local-cloud time is ahead of real time (ms). */
  offset(): number;
  /** Moves the clock to a moment (ms since the epoch); a moment that has passed changes nothing. */
  moveTo(at: number): void;
}

/** `real` is the time underneath (ms); tests may stop it. `start` is where local-cloud time begins, by default at real time. */
export const createClock = ({
  real = Date.now,
  start = real(),
}: {
  readonly real?: () => number;
  readonly start?: number;
} = {}): Clock => {
  let offset = start - real();
  const now = (): number => real() + offset;
  const moveTo = (at: number): void => {
    offset += Math.max(0, at - now());
  };
  return { now, offset: () => offset, moveTo };
};
