/** Fires the account's timers in order of time: as real time passes, and when the clock is moved. */
import type { Account, Timer } from '../account.ts';
import type { Clock } from './clock.ts';

export interface TimekeeperOptions {
  readonly account: Account;
  readonly clock: Clock;
  /** Does what a timer is for. What it throws stops the timekeeper's caller, or goes to `failed` when real time fired it. */
  readonly fire: (timer: Timer) => void;
  /** Resolves when nothing is in flight: no call, no delivery, no invocation. */
  readonly idle: () => Promise<void>;
  /** Told after the clock was moved, before anything fires; wakes those who wait by real time, such as long polls. */
  readonly moved?: () => void;
  /** Told what a timer threw that real time fired. Default: it is thrown, and ends the program. */
  readonly failed?: (error: unknown, timer: Timer) => void;
}

interface Timekeeper {
  /** Begins to fire timers as real time passes, those that are due already at once. */
  start(): void;
  stop(): void;
  /** Looks at the timers again soon; without it a new timer is seen within `lookMs`. */
  wake(): void;
  /** Moves the clock forward by `ms`: waits until nothing is in flight, then goes from one due moment to the next. */
  advance(ms: number): Promise<void>;
}

/** A timer can be added by anybody who holds the account, so the timekeeper looks at least this often. */
const lookMs = 100;

export const createTimekeeper = (options: TimekeeperOptions): Timekeeper => {
  const { account, clock, fire, idle, moved, failed } = options;
  let timeout: NodeJS.Timeout | undefined;
  let moving: Promise<void> = Promise.resolve();

  /** One timer at a time, since each may add timers, also for this very moment. */
  const fireDue = (until: number, onError: (error: unknown, timer: Timer) => void): void => {
    for (let timer = earliest(account); timer && timer.at <= until; timer = earliest(account)) {
      account.timers.splice(account.timers.indexOf(timer), 1);
      try {
        fire(timer);
      } catch (error) {
        onError(error, timer);
      }
    }
  };

  const rethrow = (error: unknown): never => {
    throw error;
  };

  const arm = (): void => {
    const due = earliest(account)?.at ?? Number.POSITIVE_INFINITY;
    timeout = setTimeout(tick, Math.max(0, Math.min(lookMs, due - clock.now()))).unref();
  };

  const tick = (): void => {
    arm();
    fireDue(clock.now(), failed ?? rethrow);
  };

  const step = async (target: number): Promise<void> => {
    for (;;) {
      await idle();
      const next = earliest(account);
      const at = Math.min(next?.at ?? target, target);
      clock.moveTo(at);
      moved?.();
      if (!next || next.at > target) return;
      fireDue(next.at, rethrow);
    }
  };

  return {
    start: () => {
      if (timeout === undefined) tick();
    },
    stop: () => {
      clearTimeout(timeout);
      timeout = undefined;
    },
    wake: () => {
      if (timeout === undefined) return;
      clearTimeout(timeout);
      arm();
    },
    advance: (ms) => {
      const arrived = moving.then(() => step(clock.now() + ms));
      moving = arrived.catch(() => undefined);
      return arrived;
    },
  };
};

/** The first to fall due; among equals the first that was added. */
const earliest = ({ timers }: Account): Timer | undefined => {
  let first: Timer | undefined;
  for (const timer of timers) if (!first || timer.at < first.at) first = timer;
  return first;
};
