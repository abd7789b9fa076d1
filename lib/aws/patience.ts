/** Trying again where many calls share a small bucket: each waits a random while, and none gives up for what the others spent. */
import { setTimeout as sleep } from 'node:timers/promises';
import { outlookOf } from './errors.ts';

/** How long a call is tried again. */
export interface Patience {
  /** The clock, in ms since the epoch. */
  readonly now: () => number;
  /** Ms that the call may take with all its repetitions; by default 12 s. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 12_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 2_000;
/** What nobody knows to pass, an answer that cannot be decoded or a fault of our own, is repeated no more often. */
const UNKNOWN_REPEATS = 2;

/** Repeats a call that failed for a moment, with growing random pauses. Throws its last error when patience is up. */
export const patiently = async <T>(call: () => Promise<T>, { now, patienceMs = PATIENCE_MS }: Patience): Promise<T> => {
  const until = now() + patienceMs;
  let unknown = 0;
  for (let longest = FIRST_PAUSE_MS; ; longest = Math.min(longest * 2, LONGEST_PAUSE_MS)) {
    const wait = longest * (0.5 + Math.random() / 2);
    try {
      return await call();
    } catch (error) {
      const outlook = outlookOf(error);
      if (outlook === 'unknown') unknown += 1;
      if (outlook === 'refused' || unknown > UNKNOWN_REPEATS || now() + wait > until) throw error;
    }
    await sleep(wait);
  }
};

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
