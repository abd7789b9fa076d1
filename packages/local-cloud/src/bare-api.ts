/** An API without functions and delivery: chosen services over real HTTP, on a clock that stands still until it is moved. */
import { type Account, emptyAccount } from './account.ts';
import { type FinishedCall, startApi } from './api.ts';
import { createCall } from './call.ts';
import type { ClientConfig } from './clients.ts';
import { createFaults, type Faults } from './faults/faults.ts';
import { createJournal, type Journal } from './journal.ts';
import type { Caller, Check, Emission, Service } from './service.ts';
import { createArrivals } from './services/sqs/arrivals.ts';
import { createSqs } from './services/sqs/index.ts';
import { wakeTimer } from './services/sqs/messages.ts';

/**
 * Where the clock stands at first, unless told otherwise (ms since the epoch).
 * @internal Exported for its tests.
 */
export const START = Date.parse('2026-03-02T09:00:00Z');

export interface BareApi {
  readonly url: string;
  readonly port: number;
  readonly account: Account;
  readonly journal: Journal;
  /** Every call that was answered, in order. */
  readonly finished: readonly FinishedCall[];
  readonly faults: Faults;
  /** Local time in ms since the epoch. */
  now(): number;
  /** Moves the clock (ms) and runs the transitions that fall due, in order; answers what they emit. */
  advance(ms: number): Emission[];
  stop(): Promise<void>;
}

/**
 * Keys that start with `ASIA` belong to a role, the others to a user; `AKIA<account>` to a user of that account.
 * @internal Exported for its tests.
 */
export const callerOf = (accessKeyId: string, region = 'eu-west-2'): Caller => ({
  accessKeyId,
  accountId: /^AKIA(\d{12})$/.exec(accessKeyId)?.[1] ?? '111122223333',
  region,
  principal: accessKeyId.startsWith('ASIA') ? { type: 'role', name: 'dns-role' } : { type: 'user', name: 'ada' },
});

interface BareOptions {
  readonly checks?: readonly Check[];
  /** Kills whoever calls with an access key, when a fault asks for it. */
  readonly kill?: (accessKeyId: string) => void;
  /** By which slow answers come later (ms); default is real time, since the clock stands still. */
  readonly wait?: (ms: number) => Promise<unknown>;
}

/** Starts the services on a free port. Stop it after use. */
export const startBareApi = async (
  services: readonly Service[],
  account: Account = emptyAccount(),
  start = START,
  { checks = [], kill, wait }: BareOptions = {},
): Promise<BareApi> => {
  let now = start;
  const journal = createJournal(() => now);
  // The clock stands still; buckets fill as real time passes, too.
  const time = (): number => now + performance.now();
  const faults = createFaults({ account, journal, now: () => now, time, ...(wait ? { wait } : {}) });
  const finished: FinishedCall[] = [];
  const { url, port, stop } = await startApi({
    account,
    services,
    journal,
    checks,
    faults,
    ...(kill ? { kill } : {}),
    now: () => now,
    caller: (accessKeyId, region) => ({ caller: callerOf(accessKeyId, region) }),
    finished: (call) => void finished.push(call),
  });
  const advance = (ms: number): Emission[] => {
    const emissions: Emission[] = [];
    const until = now + ms;
    for (;;) {
      const timer = account.timers.toSorted((a, b) => a.at - b.at).find(({ at }) => at <= until);
      if (!timer) break;
      account.timers.splice(account.timers.indexOf(timer), 1);
      now = Math.max(now, timer.at);
      const service = services.find(({ signingName }) => signingName === timer.service);
      const call = createCall({ account, caller: callerOf('AKIALOCAL', account.region), now, service: timer.service });
      const transition = service?.transitions?.[timer.kind];
      if (!transition) throw new Error(`No transition ${timer.kind} of ${timer.service}.`);
      faults.changes();
      transition(timer.key, call);
      emissions.push(...call.emissions);
    }
    now = until;
    return emissions;
  };
  return { url, port, stop, account, journal, finished, faults, advance, now: () => now };
};

/** SQS for such an API: nothing polls its queues. `now` is the time of the API. */
export const queues = (now: () => number): Service => {
  const arrivals = createArrivals();
  return { ...createSqs({ arrivals, now }), transitions: { [wakeTimer]: (name) => arrivals.wake(name) } };
};

/** For SDK clients that ask the API at `url` once, without retries. */
export const clientConfig = (
  url: string,
  accessKeyId = 'AKIALOCAL',
): ClientConfig & { readonly maxAttempts: number } => ({
  endpoint: url,
  region: 'eu-west-2',
  credentials: { accessKeyId, secretAccessKey: 'local' },
  maxAttempts: 1,
});
