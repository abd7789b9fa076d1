/** How long calls of AWS may go on: whoever begins some work says when its calls must have ended. */
import { AsyncLocalStorage } from 'node:async_hooks';

/** What the calls of some work keep to. */
export interface TimeLimit {
  /** Ms until they must have ended. */
  readonly left: () => number;
  /** Ms for which one call waits while AWS throttles it; by default as long as for anything else that passes. */
  readonly throttledMs?: number;
}

const limits = new AsyncLocalStorage<TimeLimit>();

/** Does some work whose calls keep to a limit, and to that of the work around it. */
export const within = <T>({ left, throttledMs }: TimeLimit, work: () => Promise<T>): Promise<T> => {
  const around = limits.getStore();
  const limit = { left: () => Math.min(left(), around?.left() ?? Number.POSITIVE_INFINITY) };
  return limits.run(throttledMs === undefined ? limit : { ...limit, throttledMs }, work);
};

/** Ms that are left for the work that is going on; without end where nobody set one. */
export const timeLeft = (): number => limits.getStore()?.left() ?? Number.POSITIVE_INFINITY;

/** The same at any later time, for who asks outside that work. */
export const limitHere = (): (() => number) => {
  const limit = limits.getStore();
  return () => limit?.left() ?? Number.POSITIVE_INFINITY;
};

/** Ms for which a call of this work waits while AWS throttles it; nothing where nobody said. */
export const throttledTime = (): number | undefined => limits.getStore()?.throttledMs;
