/**
 * Time of the process that runs a bundle: it stands still while anything is under way, and leaps to the next timer when
 * nothing is. So a function that waits for a minute is over at once, and no load of the machine makes a timer fire too early.
 */
import timersPromises from 'node:timers/promises';

type Callback = (...args: unknown[]) => void;

interface Timer {
  at: number;
  readonly callback: Callback;
  readonly args: readonly unknown[];
  /** Ms after which it fires again. */
  readonly every?: number;
}

const real = { setTimeout, setImmediate, Date, now: Date.now };

/** Turns of the event loop in which nothing happens, before nothing is under way. */
const QUIET_TURNS = 4;
/** Ms of real time after which a process without timers and calls is looked at again. */
const LOOK_MS = 2;

export interface LeapingTime {
  /** In ms since the epoch. */
  now(): number;
  set(now: number): void;
  /** Puts this time in place of the process's own. */
  install(): void;
  /** Forgets all timers. */
  forget(): void;
  /**
   * Lets time leap until the work is done. `busy` tells whether anything is under way; `leap` asks how much of so many ms
   * may pass, and resolves when they have.
   */
  drive<T>(work: Promise<T>, busy: () => boolean, leap: (ms: number) => Promise<number>): Promise<T>;
}

export const createLeapingTime = (): LeapingTime => {
  let now = real.now();
  /** Of the clock that nobody sets. */
  let passed = 0;
  const timers = new Set<Timer>();

  const start = (callback: Callback, ms = 0, args: readonly unknown[] = [], repeat = false): object => {
    const after = Math.max(1, Number.isFinite(ms) ? ms : 1);
    const timer: Timer = { at: now + after, callback, args, ...(repeat ? { every: after } : {}) };
    timers.add(timer);
    const handle = { ref: () => handle, unref: () => handle, hasRef: () => true, timer };
    return Object.assign(handle, { refresh: () => Object.assign(timer, { at: now + after }) && handle });
  };
  const stop = (handle: { readonly timer?: Timer } | undefined): void => {
    if (handle?.timer) timers.delete(handle.timer);
  };
  const sleep = <T>(ms: number, value?: T): Promise<T | undefined> =>
    new Promise((resolve) => start(() => resolve(value), ms));

  const fireDue = (): void => {
    const due = [...timers].filter(({ at }) => at <= now).sort((one, other) => one.at - other.at);
    for (const timer of due) {
      if (!timers.delete(timer)) continue;
      if (timer.every !== undefined) timers.add(Object.assign(timer, { at: now + timer.every }));
      timer.callback(...timer.args);
    }
  };

  const quiet = async (busy: () => boolean, over: () => boolean): Promise<void> => {
    for (let turns = 0; turns < QUIET_TURNS && !over(); turns = busy() ? 0 : turns + 1) {
      await new Promise((resolve) => real.setImmediate(resolve));
    }
  };

  return {
    now: () => now,
    set: (at) => {
      now = at;
    },
    install: () => {
      const clock = (): number => now;
      Object.assign(globalThis, {
        setTimeout: (callback: Callback, ms?: number, ...args: unknown[]) => start(callback, ms, args),
        setInterval: (callback: Callback, ms?: number, ...args: unknown[]) => start(callback, ms, args, true),
        clearTimeout: stop,
        clearInterval: stop,
        Date: new Proxy(real.Date, {
          construct: (target, args, as) => Reflect.construct(target, args.length === 0 ? [clock()] : args, as),
          apply: () => new real.Date(clock()).toString(),
          get: (target, key) => (key === 'now' ? clock : Reflect.get(target, key)),
        }),
      });
      Object.assign(timersPromises, { setTimeout: sleep });
      performance.now = () => passed;
      AbortSignal.timeout = (ms) => {
        const controller = new AbortController();
        start(() => controller.abort(new DOMException('The operation timed out.', 'TimeoutError')), ms);
        return controller.signal;
      };
    },
    forget: () => timers.clear(),
    drive: async (work, busy, leap) => {
      let over = false;
      const end = (): void => {
        over = true;
      };
      work.then(end, end);
      for (;;) {
        await quiet(busy, () => over);
        if (over) return work;
        const next = Math.min(...[...timers].map(({ at }) => at));
        if (next === Number.POSITIVE_INFINITY) await new Promise((resolve) => real.setTimeout(resolve, LOOK_MS));
        else {
          const ms = await leap(Math.max(0, next - now));
          now += ms;
          passed += ms;
        }
        fireDue();
      }
    },
  };
};
