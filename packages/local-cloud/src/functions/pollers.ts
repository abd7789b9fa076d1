/**
 * Event source mappings: hands the messages of queues to functions in batches. Nothing polls here: `look` is called whenever something
 * happened to a queue, a mapping or the clock, and takes whatever can be received at that moment.
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

export interface PollerOptions {
  readonly account: Account;
  readonly functions: Functions;
  readonly inFlight: InFlight;
  readonly queues: Pick<Queues, 'named' | 'receive' | 'remove'>;
  /** Tells when something of a queue may have become receivable. */
  readonly arrivals: Pick<Arrivals, 'listen'>;
  /** Local-cloud time in ms since the epoch. */
  readonly now: () => number;
}

/** Lambda begins with five batches at a time for a standard queue; a FIFO queue is limited by its message groups. */
const CONCURRENCY = { standard: 5, fifo: 1000 } as const;

/** The pollers of the account's mappings; they read the mappings anew at each look. */
export class Pollers {
  readonly #options: PollerOptions;
  /** Batches on their way, by mapping. */
  readonly #running = new Map<string, number>();
  /** The end of the batching window that a timer was set for, by mapping. */
  readonly #windows = new Map<string, number>();
  /** How to stop listening, by queue name. */
  readonly #watched = new Map<string, () => void>();
  #scheduled = false;
  #stopped = false;

  constructor(options: PollerOptions) {
    this.#options = options;
    options.functions.listen(() => this.look());
  }

  /** Looks at all mappings soon; whatever is received counts as in flight from this call on. */
  look(): void {
    if (this.#scheduled || this.#stopped) return;
    this.#scheduled = true;
    this.#options.inFlight.start(async () => {
      // Only when the operation that caused this look has written all of its state.
      await Promise.resolve();
      this.#scheduled = false;
      const mappings = Object.values(this.#options.account.lambda.mappings).filter(({ enabled }) => enabled);
      for (const mapping of mappings) this.#serve(mapping);
    });
  }

  /** Takes nothing more. */
  stop(): void {
    this.#stopped = true;
    for (const unwatch of this.#watched.values()) unwatch();
  }

  #serve(mapping: MappingState): void {
    const { queues, inFlight } = this.#options;
    while (!this.#stopped) {
      const queue = queues.named(mapping.eventSourceArn);
      if (!queue) return;
      this.#watch(queue);
      if (!(this.#isDue(mapping, queue) && this.#hasRoom(mapping, queue))) return;
      const messages = queues.receive(queue.name, { max: mapping.batchSize });
      if (messages.length === 0) return;
      this.#count(mapping, 1);
      inFlight.start(() => this.#deliver(mapping, queue, messages));
    }
  }

  async #deliver(mapping: MappingState, queue: Queue, messages: readonly Message[]): Promise<void> {
    const { account, functions, queues } = this.#options;
    try {
      const payload = JSON.stringify(sqsEvent(queue, messages, account.region));
      const cause = messages[0]?.cause;
      const run = { requestId: randomUUID(), payload, ...(cause === undefined ? {} : { cause }) };
      const failed = failedIn(mapping, messages, await functions.attempt(mapping.functionName, run));
      for (const message of messages) if (!failed.has(message.id)) removeReceived(queues, queue, message);
    } finally {
      this.#count(mapping, -1);
      this.look();
    }
  }

  #watch({ name }: Queue): void {
    if (!this.#watched.has(name))
      this.#watched.set(
        name,
        this.#options.arrivals.listen(name, () => this.look()),
      );
  }

  #count({ uuid }: MappingState, by: 1 | -1): void {
    this.#running.set(uuid, (this.#running.get(uuid) ?? 0) + by);
  }

  #hasRoom(mapping: MappingState, { fifo }: Queue): boolean {
    const limit = mapping.maximumConcurrency ?? CONCURRENCY[fifo ? 'fifo' : 'standard'];
    return (this.#running.get(mapping.uuid) ?? 0) < limit && this.#options.functions.free(mapping.functionName);
  }

  /** Whether a batch may go now: at once without a batching window, else when it is full or its oldest message has waited that long. */
  #isDue({ uuid, batchSize, batchingWindowSeconds }: MappingState, queue: Queue): boolean {
    const { account, now } = this.#options;
    if (batchingWindowSeconds === 0) return true;
    const since = queue.messages.map(({ visibleAt }) => visibleAt).filter((visibleAt) => visibleAt <= now());
    const until = Math.min(...since) + batchingWindowSeconds * 1000;
    if (since.length === 0 || since.length >= batchSize || until <= now()) return since.length > 0;
    if (this.#windows.get(uuid) !== until) {
      this.#windows.set(uuid, until);
      account.timers.push({ at: until, service: 'lambda', kind: 'window', key: uuid });
    }
    return false;
  }
}

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
