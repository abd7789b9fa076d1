/**
 * Event source mappings, and pipes before them: hands the messages of queues on, to functions in batches. Nothing polls by time: `poll` is called whenever
 * something happened to a queue, a mapping or the clock, and takes whatever can be received at that moment.
 */
import { randomUUID } from 'node:crypto';
import type { Account } from '../account.ts';
import type { Queues } from '../delivery/queues.ts';
import type { MappingState } from '../services/lambda/state.ts';
import type { Arrivals } from '../services/sqs/arrivals.ts';
import { receiptOf } from '../services/sqs/receipt.ts';
import type { Message, Queue } from '../services/sqs/state.ts';
import { AwsError } from '../wire/error.ts';
import type { Functions } from './functions.ts';
import type { InFlight } from './in-flight.ts';
import type { Finished } from './pool.ts';
import { failedOf, sqsEvent } from './sqs-event.ts';

interface PollerOptions {
  readonly account: Account;
  readonly functions: Functions;
  readonly inFlight: InFlight;
  readonly queues: Pick<Queues, 'named' | 'receive' | 'remove'>;
  /** Moves what the account's pipes can move. */
  readonly flow: () => void;
  /** Tells when something of a queue may have become receivable. */
  readonly arrivals: Pick<Arrivals, 'listen'>;
  /** Local-cloud time in ms since the epoch. */
  readonly now: () => number;
}

/** Lambda begins with five batches at a time for a standard queue; a FIFO queue is limited by its message groups. */
const CONCURRENCY = { standard: 5, fifo: 1000 } as const;

/** The pollers of the account's mappings; they read the mappings anew each time. */
export interface Pollers {
  /** Polls for all mappings soon; whatever is received counts as in flight from this call on. */
  poll(): void;
  /** Takes nothing more. */
  stop(): void;
}

interface State extends PollerOptions {
  /** Batches on their way, by mapping. */
  readonly running: Map<string, number>;
  /** The end of the batching window that a timer was set for, by mapping. */
  readonly windows: Map<string, number>;
  /** How to stop listening, by queue name. */
  readonly watched: Map<string, () => void>;
  scheduled: boolean;
  stopped: boolean;
}

/** Begins to serve the account's mappings whenever an invocation ends, a queue that was polled changes, or `poll` is called. */
export const startPollers = (options: PollerOptions): Pollers => {
  const state: State = {
    ...options,
    running: new Map(),
    windows: new Map(),
    watched: new Map(),
    scheduled: false,
    stopped: false,
  };
  options.functions.listen(() => poll(state));
  return {
    poll: () => poll(state),
    stop: () => {
      state.stopped = true;
      for (const unwatch of state.watched.values()) unwatch();
    },
  };
};

const poll = (state: State): void => {
  if (state.scheduled || state.stopped) return;
  state.scheduled = true;
  state.inFlight.start(async () => {
    // Only when the operation that led to this has written all of its state.
    await Promise.resolve();
    state.scheduled = false;
    for (const { sourceArn } of Object.values(state.account.pipes)) watchArn(state, sourceArn);
    state.flow();
    const mappings = Object.values(state.account.lambda.mappings).filter(({ enabled }) => enabled);
    for (const mapping of mappings) serve(state, mapping);
  });
};

const serve = (state: State, mapping: MappingState): void => {
  const { queues, inFlight } = state;
  while (!state.stopped) {
    const queue = queues.named(mapping.eventSourceArn);
    if (!queue) return;
    watch(state, queue);
    if (!(isDue(state, mapping, queue) && hasRoom(state, mapping, queue))) return;
    const messages = queues.receive(queue.name, { max: mapping.batchSize });
    if (messages.length === 0) return;
    count(state, mapping, 1);
    inFlight.start(() => deliver(state, mapping, queue, messages));
  }
};

const deliver = async (
  state: State,
  mapping: MappingState,
  queue: Queue,
  messages: readonly Message[],
): Promise<void> => {
  const { account, functions, queues } = state;
  try {
    const payload = JSON.stringify(sqsEvent(queue, messages, account.region));
    const cause = messages[0]?.cause;
    const run = { requestId: randomUUID(), payload, ...(cause === undefined ? {} : { cause }) };
    const failed = failedIn(mapping, messages, await functions.attempt(mapping.functionName, run));
    for (const message of messages) if (!failed.has(message.id)) removeReceived(queues, queue, message);
  } finally {
    count(state, mapping, -1);
    poll(state);
  }
};

const watchArn = (state: State, arn: string): void => {
  const queue = state.queues.named(arn);
  if (queue) watch(state, queue);
};

const watch = (state: State, { name }: Queue): void => {
  if (state.watched.has(name)) return;
  state.watched.set(
    name,
    state.arrivals.listen(name, () => poll(state)),
  );
};

const count = ({ running }: State, { uuid }: MappingState, by: 1 | -1): void =>
  void running.set(uuid, (running.get(uuid) ?? 0) + by);

const hasRoom = ({ running, functions }: State, mapping: MappingState, { fifo }: Queue): boolean => {
  const limit = mapping.maximumConcurrency ?? CONCURRENCY[fifo ? 'fifo' : 'standard'];
  return (running.get(mapping.uuid) ?? 0) < limit && functions.free(mapping.functionName);
};

/** Whether a batch may go now: at once without a batching window, else when it is full or its oldest message has waited that long. */
const isDue = (
  { account, now, windows }: State,
  { uuid, batchSize, batchingWindowSeconds }: MappingState,
  queue: Queue,
): boolean => {
  if (batchingWindowSeconds === 0) return true;
  const since = queue.messages.map(({ visibleAt }) => visibleAt).filter((visibleAt) => visibleAt <= now());
  const until = Math.min(...since) + batchingWindowSeconds * 1000;
  if (since.length === 0 || since.length >= batchSize || until <= now()) return since.length > 0;
  if (windows.get(uuid) !== until) {
    windows.set(uuid, until);
    account.timers.push({ at: until, service: 'lambda', kind: 'window', key: uuid });
  }
  return false;
};

/** A message that has outlived its visibility timeout meanwhile cannot be deleted any more: it comes back by itself, as in AWS. */
const removeReceived = (queues: PollerOptions['queues'], queue: Queue, message: Message): void => {
  try {
    queues.remove(queue.name, receiptOf(queue, message));
  } catch (error) {
    if (!(error instanceof AwsError && error.code === 'InvalidParameterValue')) throw error;
  }
};

const failedIn = (mapping: MappingState, messages: readonly Message[], { outcome }: Finished): ReadonlySet<string> => {
  if ('fault' in outcome) return new Set(messages.map(({ id }) => id));
  return mapping.reportBatchItemFailures ? failedOf(messages, JSON.parse(outcome.value)) : new Set();
};
