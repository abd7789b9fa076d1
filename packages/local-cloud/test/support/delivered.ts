/** An account whose events and messages are delivered, over real HTTP, on a clock that stands still until it is moved. */
import { setImmediate } from 'node:timers/promises';
import { type Account, emptyAccount } from '../../src/account.ts';
import { type FinishedCall, startApi } from '../../src/api.ts';
import { callerOf, START } from '../../src/bare-api.ts';
import { createDelivery } from '../../src/delivery/delivery.ts';
import { createFaults } from '../../src/faults/faults.ts';
import { createJournal, type JournalEntry } from '../../src/journal.ts';
import type { Service } from '../../src/service.ts';
import { events } from '../../src/services/events/index.ts';
import { sns } from '../../src/services/sns/index.ts';
import { createArrivals } from '../../src/services/sqs/arrivals.ts';
import { createSqs } from '../../src/services/sqs/index.ts';
import { addQueue } from '../../src/services/sqs/queues.ts';
import type { Queue } from '../../src/services/sqs/state.ts';
import { createClock } from '../../src/time/clock.ts';
import { createFire } from '../../src/time/fire.ts';
import { createTimekeeper } from '../../src/time/timekeeper.ts';
import { AwsError } from '../../src/wire/error.ts';

/** An account with a default bus and nothing else. */
export const messagingAccount = (slices: Partial<Account> = {}): Account => ({
  ...emptyAccount(),
  ...slices,
});

interface Invocation {
  readonly functionArn: string;
  readonly payload: unknown;
  readonly cause: number;
}

export const functionArn = (name: string): string => `arn:aws:lambda:eu-west-2:111122223333:function:${name}`;

/** Everything but HTTP; functions whose name is `missing` do not exist. */
export const createDelivered = (account: Account = messagingAccount(), others: readonly Service[] = []) => {
  const clock = createClock({ real: () => START });
  const now = clock.now;
  const journal = createJournal(now);
  const arrivals = createArrivals();
  const invocations: Invocation[] = [];
  const invoke = (arn: string, payload: unknown, cause: number): void => {
    if (arn === functionArn('missing'))
      throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
    invocations.push({ functionArn: arn, payload, cause });
  };
  const faults = createFaults({ account, journal, now });
  const delivery = createDelivery({ account, journal, now, invoke, arrivals, faults });
  const services = [createSqs({ arrivals, now }), sns, events, ...others];
  const fire = createFire({ account, services, journal, delivery, now });
  const idle = async (): Promise<void> => void (await setImmediate());
  const timekeeper = createTimekeeper({ account, clock, fire, idle, moved: arrivals.wakeAll });
  const queue = (name: string, attributes: Readonly<Record<string, string>> = {}): Queue =>
    addQueue(account, name, { ...(name.endsWith('.fifo') ? { FifoQueue: 'true' } : {}), ...attributes }, now());
  const bodies = (name: string): unknown[] =>
    (account.sqs.queues[name]?.messages ?? []).map(({ body }) => JSON.parse(body));
  /** The kinds of the entries that led to this one, the first cause first. */
  const causes = (entry: JournalEntry | undefined): string[] => {
    if (!entry) return [];
    return [...causes(journal.entries.find(({ id }) => id === entry.cause)), entry.kind];
  };
  return {
    account,
    journal,
    faults,
    now,
    delivery,
    invocations,
    services,
    queue,
    bodies,
    causes,
    advance: timekeeper.advance,
  };
};

/** The same behind an API; stop it after use. */
export const startDelivered = async (account?: Account, others: readonly Service[] = []) => {
  const local = createDelivered(account, others);
  const calls: FinishedCall[] = [];
  const { url, stop } = await startApi({
    account: local.account,
    services: local.services,
    journal: local.journal,
    faults: local.faults,
    now: local.now,
    caller: (accessKeyId, region) => ({ caller: callerOf(accessKeyId, region) }),
    finished: (call) => {
      calls.push(call);
      local.delivery.finished(call);
    },
  });
  return { ...local, url, stop, calls };
};

export type Delivered = Awaited<ReturnType<typeof startDelivered>>;

/** A service of which only the name and the SDK client matter. */
export const serviceOf = (signingName: string, client: object): Service => ({ signingName, client, operations: {} });

/** A call as the API tells of it when it is over. */
export const finishedCall = (
  service: Service,
  operation: string,
  input: object,
  output: object = {},
  more: Partial<FinishedCall> = {},
): FinishedCall => ({
  service,
  operation,
  readOnly: false,
  caller: callerOf('AKIALOCAL'),
  input,
  output,
  emissions: [],
  entry: { id: 1, at: START, kind: 'clock', movedMs: 0 },
  requestId: 'req-1',
  userAgent: 'agent',
  ...more,
});
