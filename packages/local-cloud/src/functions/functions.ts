/** Lambda's invocations around the packaged zips: synchronous, asynchronous with retries, and the environments that run them. */
import { randomUUID } from 'node:crypto';
import type { Account } from '../account.ts';
import type { FaultsInside } from '../faults/faults.ts';
import type { Journal } from '../journal.ts';
import { measureInvocation } from '../services/cloudwatch/of-aws.ts';
import { findFunction, functionNameOf } from '../services/lambda/find.ts';
import type { FunctionState } from '../services/lambda/state.ts';
import { AwsError } from '../wire/error.ts';
import { unpack } from './code.ts';
import type { InFlight } from './in-flight.ts';
import { callerOf, createPool, type Finished, type KnownCaller, type Pool, type Run } from './pool.ts';

/** AWS's limits in bytes: 6 MB for a synchronous payload, 1 MB for an asynchronous one (since 2026-01-29). */
const PAYLOAD_BYTES = { now: 6_291_456, later: 1_048_576 } as const;

const ENVIRONMENT_KEY = /^ASIALOCAL(\d{11})$/;
const keyOf = (ordinal: number): string => `ASIALOCAL${String(ordinal).padStart(11, '0')}`;

interface FunctionsOptions {
  readonly account: Account;
  readonly journal: Journal;
  /** Local-cloud time in ms since the epoch. */
  readonly now: () => number;
  /** The local cloud's API, which the children call. */
  readonly endpoint: () => string;
  /** Counts every invocation from its start, or from its wait for an environment, to its end. */
  readonly inFlight: InFlight;
  readonly faults: Pick<FaultsInside, 'skewOf'>;
}

/** Runs the account's functions. Everything that it starts is gone after `stop`. */
export interface Functions {
  /** Puts a function with its zip in place of the one of that name. Throws when the zip cannot be unpacked. */
  install(definition: Omit<FunctionState, 'codeSize' | 'codeSha256'>, zip: Uint8Array): Promise<void>;
  /**
   * Runs a function and waits for its answer. Throws ResourceNotFoundException for an unknown one, TooManyRequestsException when its
   * reserved concurrency is used up, and RequestTooLargeException.
   */
  invoke(nameOrArn: string, payload: string, cause?: number): Promise<Finished>;
  /** One attempt at an asynchronous event or a batch: waits for a free environment instead of being throttled. */
  attempt(nameOrArn: string, run: Run): Promise<Finished>;
  /** Calls `listener` whenever an invocation has ended, before it stops counting as in flight. */
  listen(listener: () => void): void;
  /** Whether an invocation of this function would start at once. */
  free(nameOrArn: string): boolean;
  /** Throws as `invoke` does, without running anything. */
  check(nameOrArn: string, payload: string, when: keyof typeof PAYLOAD_BYTES): FunctionState;
  /** An access key as an execution environment of the function has. Throws ResourceNotFoundException. */
  credentialsOf(nameOrArn: string): string;
  /** Who calls with an access key, if it is or was that of an execution environment. */
  callerOf(accessKeyId: string): KnownCaller | undefined;
  /** Kills the execution environment that has an access key, if there is one. */
  kill(accessKeyId: string): void;
  /** Ends all children, closes their ports and deletes their files. Invocations that still run end as killed ones. */
  stop(): Promise<void>;
}

interface State extends FunctionsOptions {
  readonly pools: Map<string, Pool>;
  /** Those who wait for a free environment. */
  readonly waiting: Set<() => void>;
  readonly listeners: (() => void)[];
  /** By the ordinal in their access keys, counted from 1. */
  readonly callers: (() => KnownCaller)[];
  stopped: boolean;
}

/** Functions without any code yet. */
export const createFunctions = (options: FunctionsOptions): Functions => {
  const state: State = { ...options, pools: new Map(), waiting: new Set(), listeners: [], callers: [], stopped: false };
  const { pools, listeners, callers } = state;
  /** A program that exits without `stop` leaves nothing behind either, unless a signal kills it. */
  const abandon = (): void => {
    for (const pool of pools.values()) pool.abandon();
  };
  process.once('exit', abandon);
  return {
    install: (definition, zip) => install(state, definition, zip),
    invoke: async (nameOrArn, payload, cause) => {
      check(state, nameOrArn, payload, 'now');
      const pool = poolOf(state, nameOrArn);
      if (!pool.free) {
        measureInvocation(options.account, pool.definition.name, 'throttled', options.now());
        throw throttled();
      }
      return run(state, pool, { requestId: randomUUID(), payload, ...(cause === undefined ? {} : { cause }) });
    },
    attempt: (nameOrArn, one) =>
      state.inFlight.track(async () => {
        while (!poolOf(state, nameOrArn).free) await new Promise<void>((resolve) => state.waiting.add(resolve));
        return run(state, poolOf(state, nameOrArn), one);
      }),
    listen: (listener) => void listeners.push(listener),
    free: (nameOrArn) => poolOf(state, nameOrArn).free,
    check: (nameOrArn, payload, when) => check(state, nameOrArn, payload, when),
    credentialsOf: (nameOrArn) => {
      const definition = findFunction(options.account, nameOrArn);
      const accessKeyId: string = keyOf(
        callers.push(() => ({ caller: callerOf(options.account, definition, accessKeyId) })),
      );
      return accessKeyId;
    },
    callerOf: (accessKeyId) => {
      const [, ordinal] = ENVIRONMENT_KEY.exec(accessKeyId) ?? [];
      return callers[Number(ordinal) - 1]?.();
    },
    kill: (accessKeyId) => {
      for (const pool of pools.values()) pool.kill(accessKeyId);
    },
    stop: async () => {
      state.stopped = true;
      process.off('exit', abandon);
      wakeWaiting(state);
      await Promise.all([...pools.values()].map((pool) => pool.stop()));
    },
  };
};

const install = async (
  state: State,
  definition: Omit<FunctionState, 'codeSize' | 'codeSha256'>,
  zip: Uint8Array,
): Promise<void> => {
  const { account, journal, now, endpoint, faults, pools, callers } = state;
  const code = await unpack(definition.name, zip);
  const known: FunctionState = { ...definition, codeSize: code.size, codeSha256: code.sha256 };
  const former = pools.get(definition.name);
  account.lambda.functions[definition.name] = known;
  const enrol = (who: () => KnownCaller): string => keyOf(callers.push(who));
  pools.set(definition.name, createPool(known, code, { account, journal, now, endpoint, faults, enrol }));
  await former?.retire();
};

const check = (state: State, nameOrArn: string, payload: string, when: keyof typeof PAYLOAD_BYTES): FunctionState => {
  const pool = poolOf(state, nameOrArn);
  const bytes = Buffer.byteLength(payload);
  if (bytes > PAYLOAD_BYTES[when]) {
    const message = `${bytes} byte payload is too large for the ${when === 'now' ? 'RequestResponse' : 'Event'} invocation type (limit ${PAYLOAD_BYTES[when]} bytes)`;
    throw new AwsError('RequestTooLargeException', message, 413);
  }
  return pool.definition;
};

const poolOf = ({ account, pools, stopped }: State, nameOrArn: string): Pool => {
  const name = functionNameOf(nameOrArn);
  if (stopped) throw new AwsError('ServiceException', 'The local cloud has stopped.', 500);
  const pool = pools.get(name);
  if (pool) return pool;
  findFunction(account, name);
  const message = `The code of ${name} is not in this local cloud: deploy the package that holds it.`;
  throw new AwsError('ResourceNotReadyException', message, 502);
};

const run = (state: State, pool: Pool, one: Run): Promise<Finished> =>
  state.inFlight.track(async () => {
    try {
      return await pool.run(one);
    } finally {
      // Still counted, so that nobody finds everything finished before those who wait have had their turn.
      wakeWaiting(state);
      for (const listener of state.listeners) listener();
    }
  });

const wakeWaiting = ({ waiting }: State): void => {
  const woken = [...waiting];
  waiting.clear();
  for (const resolve of woken) resolve();
};

const throttled = (): AwsError =>
  new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, {
    Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    Type: 'User',
  });
