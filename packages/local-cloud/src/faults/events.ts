/** What faults do to events on their way: those that are held back go on by a timer of the account, or after the next one. */
import type { Account, Timer } from '../account.ts';
import type { EventFacts, FaultsInside } from './faults.ts';

export interface Disturbance {
  /** Delivers an event at once, later, twice or never, as its fault says. */
  pass(event: EventFacts, deliver: () => void): void;
  /** Delivers what was held back until now; false for a timer of something else. */
  fire(timer: Timer): boolean;
}

interface DisturbanceOptions {
  readonly account: Account;
  /** Local-cloud time in ms since the epoch. */
  readonly now: () => number;
  /** Without it nothing is disturbed. */
  readonly faults?: Pick<FaultsInside, 'eventTrouble'>;
}

const TIMER = { service: 'faults', kind: 'deliver' } as const;

/** How long an event waits at most for another one to overtake it (ms). */
const OVERTAKEN_MS = 1_000;

/** Nothing is held back yet. What is, is lost with the program: a snapshot does not hold it. */
export const createDisturbance = ({ account, now, faults }: DisturbanceOptions): Disturbance => {
  const held = new Map<string, () => void>();
  const overtaken: string[] = [];
  let count = 0;
  const hold = (deliver: () => void, ms: number): string => {
    count += 1;
    const key = String(count);
    held.set(key, deliver);
    account.timers.push({ ...TIMER, at: now() + ms, key });
    return key;
  };
  const release = (key: string): void => {
    const deliver = held.get(key);
    held.delete(key);
    deliver?.();
  };
  return {
    pass: (event, deliver) => {
      const before = overtaken.splice(0);
      const fault = faults?.eventTrouble(event);
      if (fault?.kind === 'reordered') overtaken.push(hold(deliver, fault.ms ?? OVERTAKEN_MS));
      else if (fault?.kind === 'delayed') hold(deliver, fault.ms);
      else if (fault?.kind !== 'dropped') deliver();
      if (fault?.kind === 'duplicated') hold(deliver, fault.ms ?? 0);
      for (const key of before) release(key);
    },
    fire: ({ service, kind, key }) => {
      if (service !== TIMER.service || kind !== TIMER.kind) return false;
      release(key);
      return true;
    },
  };
};
