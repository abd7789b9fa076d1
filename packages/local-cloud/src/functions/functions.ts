/** Lambda's invocations around the packaged zips: synchronous, asynchronous with retries, and the environments that run them. */
import { randomUUID } from 'node:crypto';
import type { Account } from '../account.ts';
import type { Journal } from '../journal.ts';
import { type FunctionState, functionNameOf } from '../services/lambda/state.ts';
import { AwsError } from '../wire/error.ts';
import { unpack } from './code.ts';
import type { InFlight } from './in-flight.ts';
import { type Finished, type KnownCaller, Pool } from './pool.ts';

/** AWS's limits in bytes: 6 MB for a synchronous payload, 1 MB for an asynchronous one (since 2026-01-29). */
const PAYLOAD_BYTES = { now: 6_291_456, later: 1_048_576 } as const;

const ENVIRONMENT_KEY = /^ASIALOCAL(\d{11})$/;
const keyOf = (ordinal: number): string => `ASIALOCAL${String(ordinal).padStart(11, '0')}`;

export interface FunctionsOptions {
  readonly account: Account;
  readonly journal: Journal;
  /** Local-cloud time in ms since the epoch. */
  readonly now: () => number;
  /** The local cloud's API, which the children call. */
  readonly endpoint: () => string;
  /** Counts every invocation from its start, or from its wait for an environment, to its end. */
  readonly inFlight: InFlight;
}

/** Runs the account's functions. Everything that it starts is gone after `stop`. */
export class Functions {
  readonly #options: FunctionsOptions;
  readonly #pools = new Map<string, Pool>();
  readonly #freed = new Set<() => void>();
  readonly #listeners: (() => void)[] = [];
  /** A program that exits without `stop` leaves nothing behind either, unless a signal kills it. */
  readonly #abandon = (): void => {
    for (const pool of this.#pools.values()) pool.abandon();
  };
  readonly #callers: (() => KnownCaller)[] = [];
  #stopped = false;

  constructor(options: FunctionsOptions) {
    this.#options = options;
    process.once('exit', this.#abandon);
  }

  /** Puts a function with its zip in place of the one of that name. Throws when the zip cannot be unpacked. */
  async install(definition: Omit<FunctionState, 'codeSize' | 'codeSha256'>, zip: Uint8Array): Promise<void> {
    const code = await unpack(definition.name, zip);
    const state: FunctionState = { ...definition, codeSize: code.size, codeSha256: code.sha256 };
    const former = this.#pools.get(definition.name);
    this.#options.account.lambda.functions[definition.name] = state;
    const enrol = (who: () => KnownCaller): string => keyOf(this.#callers.push(who));
    this.#pools.set(definition.name, new Pool(state, code, { ...this.#options, enrol }));
    await former?.retire();
  }

  /**
   * Runs a function and waits for its answer. Throws ResourceNotFoundException for an unknown one, TooManyRequestsException when its
   * reserved concurrency is used up, and RequestTooLargeException.
   */
  async invoke(nameOrArn: string, payload: string, cause?: number): Promise<Finished> {
    this.check(nameOrArn, payload, 'now');
    const pool = this.#pool(nameOrArn);
    if (!pool.free) throw throttled();
    return this.#run(pool, { requestId: randomUUID(), payload, ...(cause === undefined ? {} : { cause }) });
  }

  /** One attempt at an asynchronous event or a batch: waits for a free environment instead of being throttled. */
  async attempt(nameOrArn: string, run: { requestId: string; payload: string; cause?: number }): Promise<Finished> {
    return this.#options.inFlight.track(async () => {
      while (!this.#pool(nameOrArn).free) await new Promise<void>((resolve) => this.#freed.add(resolve));
      return this.#run(this.#pool(nameOrArn), run);
    });
  }

  /** Calls `listener` whenever an invocation has ended, before it stops counting as in flight. */
  listen(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Whether an invocation of this function would start at once. */
  free(nameOrArn: string): boolean {
    return this.#pool(nameOrArn).free;
  }

  /** Throws as `invoke` does, without running anything. */
  check(nameOrArn: string, payload: string, when: keyof typeof PAYLOAD_BYTES): FunctionState {
    const pool = this.#pool(nameOrArn);
    const bytes = Buffer.byteLength(payload);
    if (bytes > PAYLOAD_BYTES[when]) {
      const message = `${bytes} byte payload is too large for the ${when === 'now' ? 'RequestResponse' : 'Event'} invocation type (limit ${PAYLOAD_BYTES[when]} bytes)`;
      throw new AwsError('RequestTooLargeException', message, 413);
    }
    return pool.definition;
  }

  /** Who calls with an access key, if it is or was that of an execution environment. */
  callerOf(accessKeyId: string): KnownCaller | undefined {
    const [, ordinal] = ENVIRONMENT_KEY.exec(accessKeyId) ?? [];
    return this.#callers[Number(ordinal) - 1]?.();
  }

  /** Ends all children, closes their ports and deletes their files. Invocations that still run end as killed ones. */
  async stop(): Promise<void> {
    this.#stopped = true;
    process.off('exit', this.#abandon);
    this.#wakeWaiting();
    await Promise.all([...this.#pools.values()].map((pool) => pool.stop()));
  }

  #pool(nameOrArn: string): Pool {
    const name = functionNameOf(nameOrArn);
    const pool = this.#pools.get(name);
    if (this.#stopped) throw new AwsError('ServiceException', 'The local cloud has stopped.', 500);
    if (pool) return pool;
    const arn = `arn:aws:lambda:${this.#options.account.region}:${this.#options.account.id}:function:${name}`;
    if (!this.#options.account.lambda.functions[name]) {
      throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
    }
    const message = `The code of ${name} is not in this local cloud: deploy the package that holds it.`;
    throw new AwsError('ResourceNotReadyException', message, 502);
  }

  #run(pool: Pool, run: { requestId: string; payload: string; cause?: number }): Promise<Finished> {
    return this.#options.inFlight.track(async () => {
      try {
        return await pool.run(run);
      } finally {
        // Still counted, so that nobody finds everything finished before those who wait have had their turn.
        this.#wakeWaiting();
        for (const listener of this.#listeners) listener();
      }
    });
  }

  #wakeWaiting(): void {
    const waiting = [...this.#freed];
    this.#freed.clear();
    for (const resolve of waiting) resolve();
  }
}

const throttled = (): AwsError =>
  new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, {
    Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    Type: 'User',
  });
