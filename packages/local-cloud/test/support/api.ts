/** An API without delivery: the services of a test, over real HTTP, with a clock that the test moves. */
import { type Account, emptyAccount } from '../../src/account.ts';
import { type FinishedCall, startApi } from '../../src/api.ts';
import { createCall } from '../../src/call.ts';
import { Journal } from '../../src/journal.ts';
import type { Caller, Service } from '../../src/service.ts';

export const START = Date.parse('2026-03-02T09:00:00Z');

/** An empty account, but for the given slices. */
export const partialAccount = (slices: Partial<Account> = {}): Account => ({
  ...emptyAccount({ id: '111122223333', region: 'eu-west-2' }),
  ...slices,
});

/** Keys that start with `ASIA` belong to a role, the others to a user; `AKIA<account>` to a user of that account. */
const callerOf = (accessKeyId: string, region: string): Caller => ({
  accessKeyId,
  accountId: /^AKIA(\d{12})$/.exec(accessKeyId)?.[1] ?? '111122223333',
  region,
  principal: accessKeyId.startsWith('ASIA') ? { type: 'role', name: 'dns-role' } : { type: 'user', name: 'ada' },
});

/** Starts the services on a free port. Stop it after use. */
export const startBareApi = async (
  services: readonly Service[],
  account: Account = partialAccount(),
  start = START,
) => {
  let now = start;
  const journal = new Journal(() => now);
  const finished: FinishedCall[] = [];
  const { url, port, stop } = await startApi({
    account,
    services,
    journal,
    now: () => now,
    caller: (accessKeyId, region) => ({ caller: callerOf(accessKeyId, region) }),
    finished: (call) => void finished.push(call),
  });
  /** Moves the clock and runs the transitions that fall due, in order. */
  const advance = (ms: number): FinishedCall['emissions'] => {
    const emissions: FinishedCall['emissions'][number][] = [];
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
      transition(timer.key, call);
      emissions.push(...call.emissions);
    }
    now = until;
    return emissions;
  };
  return { url, port, stop, account, journal, finished, advance, now: () => now };
};

export type BareApi = Awaited<ReturnType<typeof startBareApi>>;

/** The configuration of an SDK client that talks to the API once, without retries. */
export const clientConfig = (url: string, accessKeyId = 'AKIALOCAL') => ({
  endpoint: url,
  region: 'eu-west-2',
  credentials: { accessKeyId, secretAccessKey: 'local' },
  maxAttempts: 1,
});
