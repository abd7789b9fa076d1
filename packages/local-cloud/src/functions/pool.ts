/** The execution environments of one function: warm ones are used again, more are started when invocations overlap. */
import type { Account } from '../account.ts';
import type { FaultsInside } from '../faults/faults.ts';
import type { Journal, JournalEntry } from '../journal.ts';
import type { Caller } from '../service.ts';
import { extractMetrics } from '../services/cloudwatch/embedded.ts';
import { recordSample } from '../services/cloudwatch/metrics.ts';
import { measureInvocation } from '../services/cloudwatch/of-aws.ts';
import type { FunctionState } from '../services/lambda/state.ts';
import type { Code } from './code.ts';
import { createSandbox, type Outcome, type Sandbox } from './sandbox.ts';
import { variablesFor } from './variables.ts';

/** Lambda's default limit for the invocations of one account and Region at a time. */
const ACCOUNT_CONCURRENCY = 1000;
const TAIL_LINES = 100;

interface PoolOptions {
  readonly account: Account;
  readonly journal: Journal;
  /** Local-cloud time in ms since the epoch. */
  readonly now: () => number;
  /** The local cloud's API; known only once it listens. */
  readonly endpoint: () => string;
  readonly faults: Pick<FaultsInside, 'skewOf'>;
  /** Gives a new environment an access key, by which it is known from then on. */
  readonly enrol: (who: () => KnownCaller) => string;
}

/** Who makes a call, and the journal entry of the invocation that it belongs to. */
export interface KnownCaller {
  readonly caller: Caller;
  readonly cause?: number;
}

/** One invocation to run. */
export interface Run {
  readonly requestId: string;
  /** JSON text. */
  readonly payload: string;
  readonly cause?: number;
}

/** What came of it, with the journal entry that says so and the last lines that the function wrote. */
export interface Finished {
  readonly outcome: Outcome;
  readonly entry: JournalEntry;
  readonly tail: readonly string[];
}

/** An environment with what the local cloud knows of it. */
interface Environment {
  readonly sandbox: Sandbox;
  readonly accessKeyId: string;
  /** The journal entry of the current or latest invocation. */
  entry?: JournalEntry;
  tail: string[];
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
};

/** The report that a run logs as one JSON line, if `line` is one. */
const reportIn = (line: string): unknown => {
  if (!line.startsWith('{')) return undefined;
  const value = parsed(line) as { message?: unknown; report?: unknown };
  return value.message === 'report' ? value.report : undefined;
};

/** The environments of one function with one definition. */
export interface Pool {
  readonly definition: FunctionState;
  /** Whether one more invocation may start now. */
  readonly free: boolean;
  /** Runs one invocation in a warm environment or a new one, and journals it; the caller has asked `free` before. */
  run(run: Run): Promise<Finished>;
  /** Kills the environment that has an access key, if it is one of these and runs. */
  kill(accessKeyId: string): void;
  /** Lets running invocations end, and starts no environment anew: newer code or another definition took over. */
  retire(): Promise<void>;
  /** Ends all environments at once and deletes their files. */
  stop(): Promise<void>;
  /** As `stop`, for a program that is about to exit and can wait for nothing. */
  abandon(): void;
}

interface State extends PoolOptions {
  readonly definition: FunctionState;
  readonly code: Code;
  readonly idle: Environment[];
  readonly busy: Set<Environment>;
  retired: boolean;
}

/** A pool without any environment yet; it owns the code, and deletes it in the end. */
export const createPool = (definition: FunctionState, code: Code, options: PoolOptions): Pool => {
  const state: State = { ...options, definition, code, idle: [], busy: new Set(), retired: false };
  const { idle, busy } = state;
  return {
    definition,
    get free() {
      return busy.size < (definition.reservedConcurrency ?? ACCOUNT_CONCURRENCY);
    },
    run: (one) => run(state, one),
    kill: (accessKeyId) => {
      for (const environment of busy) if (environment.accessKeyId === accessKeyId) environment.sandbox.abandon();
    },
    retire: async () => {
      state.retired = true;
      await Promise.all(idle.splice(0).map(({ sandbox }) => sandbox.stop()));
      await removeWhenUnused(state);
    },
    stop: async () => {
      state.retired = true;
      const all = [...idle.splice(0), ...busy];
      await Promise.all(all.map(({ sandbox }) => sandbox.stop()));
      await code.remove();
    },
    abandon: () => {
      for (const { sandbox } of [...idle, ...busy]) sandbox.abandon();
      code.removeNow();
    },
  };
};

const run = async (state: State, { requestId, payload, cause }: Run): Promise<Finished> => {
  const { account, journal, now, definition, faults } = state;
  const environment = state.idle.pop() ?? createEnvironment(state);
  state.busy.add(environment);
  const { name } = definition;
  const entry = journal.add({ kind: 'invocation', function: name, payload: parsed(payload) }, cause);
  environment.entry = entry;
  environment.tail = [];
  const started = performance.now();
  // Lambda tells the deadline by the clock of the function.
  const clock = now() + faults.skewOf(name);
  const outcome = await environment.sandbox.run({
    ...{ requestId, payload },
    deadline: Math.round(clock) + definition.timeoutSeconds * 1000,
    clockOffset: Math.round(clock - Date.now()),
    functionArn: definition.arn,
  });
  const facts =
    'value' in outcome
      ? { value: parsed(outcome.value) }
      : { error: { type: outcome.fault.errorType, message: outcome.fault.errorMessage } };
  const durationMs = performance.now() - started;
  const result = journal.add({ kind: 'result', function: name, durationMs, ...facts }, entry.id);
  measureInvocation(account, name, { durationMs, failed: 'fault' in outcome }, now());
  await release(state, environment);
  return { outcome, entry: result, tail: environment.tail };
};

const createEnvironment = (state: State): Environment => {
  const { account, endpoint, enrol, now, definition, code } = state;
  const accessKeyId: string = enrol(() => {
    const caller = callerOf(account, definition, accessKeyId);
    return environment.entry ? { caller, cause: environment.entry.id } : { caller };
  });
  const day = new Date(now()).toISOString().slice(0, 10).replaceAll('-', '/');
  const own = {
    accessKeyId,
    logStream: `${day}/[$LATEST]${accessKeyId}`,
    endpoint: endpoint(),
    region: account.region,
  };
  const sandbox = createSandbox({
    root: code.root,
    timeoutMs: definition.timeoutSeconds * 1000,
    variables: (runtimeApi) => variablesFor(definition, code, { ...own, runtimeApi }),
    line: (line) => noteLine(state, environment, line),
  });
  const environment: Environment = { accessKeyId, tail: [], sandbox };
  return environment;
};

/** Who a function's own code is to AWS: its role, which the function stands behind. */
export const callerOf = ({ id, region }: Account, { arn, roleArn }: FunctionState, accessKeyId: string): Caller => {
  const principal = { type: 'role', name: roleArn.split('/').at(-1) ?? roleArn } as const;
  return { accessKeyId, accountId: id, region, principal, functionArn: arn };
};

const noteLine = (
  { account, journal, now, definition: { name } }: State,
  environment: Environment,
  line: string,
): void => {
  for (const { metric, sample } of extractMetrics(line)) recordSample(account, metric, sample, now());
  const report = reportIn(line);
  const fact =
    report === undefined
      ? ({ kind: 'log', function: name, line } as const)
      : ({ kind: 'report', function: name, report, line } as const);
  journal.add(fact, environment.entry?.id);
  environment.tail.push(line);
  if (environment.tail.length > TAIL_LINES) environment.tail.shift();
};

const release = async (state: State, environment: Environment): Promise<void> => {
  state.busy.delete(environment);
  if (environment.sandbox.ended || state.retired) await environment.sandbox.stop();
  else state.idle.push(environment);
  if (state.retired) await removeWhenUnused(state);
};

const removeWhenUnused = async ({ busy, code }: State): Promise<void> => {
  if (busy.size === 0) await code.remove();
};
