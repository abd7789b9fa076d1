/** Fires a timer: delivery's own ones there, every other as the transition of its service. */
import type { Account, Timer } from '../account.ts';
import { createCall } from '../call.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { Journal } from '../journal.ts';
import type { Service } from '../service.ts';

interface FireOptions {
  readonly account: Account;
  readonly services: readonly Service[];
  readonly journal: Journal;
  readonly delivery: Delivery;
  /** Local-cloud time in ms since the epoch. */
  readonly now: () => number;
}

/**
 * What `createTimekeeper` calls for each timer. A transition is journalled and is the cause of what it emits.
 * Throws when no service knows the timer: that is a fault of the local cloud.
 */
export const createFire = ({ account, services, journal, delivery, now }: FireOptions): ((timer: Timer) => void) => {
  const caller = {
    accessKeyId: 'LOCALCLOUD',
    accountId: account.id,
    region: account.region,
    principal: { type: 'role', name: 'aws' },
  } as const;
  return (timer) => {
    if (delivery.fire(timer)) return;
    const { service: name, kind, key } = timer;
    const transition = services.find(({ signingName }) => signingName === name)?.transitions?.[kind];
    if (!transition) throw new Error(`Expected a service ${name} with a transition ${kind} for ${key}, found none.`);
    const call = createCall({ account, caller, now: now(), service: name });
    transition(key, call);
    const entry = journal.add({ kind: 'transition', service: name, transition: kind, key });
    for (const emission of call.emissions) delivery.emit(emission, entry.id);
  };
};
