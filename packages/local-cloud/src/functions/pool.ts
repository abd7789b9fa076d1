/** The execution environments of one function: warm ones are used again, more are started when invocations overlap. */
import type { Account } from '../account.ts';
import type { Journal, JournalEntry } from '../journal.ts';
import type { Caller } from '../service.ts';
import type { FunctionState } from '../services/lambda/state.ts';
import type { Code } from './code.ts';
import { type Outcome, Sandbox } from './sandbox.ts';
import { variablesFor } from './variables.ts';

/** Lambda's default limit for the invocations of one account and Region at a time. */
const ACCOUNT_CONCURRENCY = 1000;
const TAIL_LINES = 100;

export interface PoolOptions {
  readonly account: Account;
  readonly journal: Journal;
  /** Local-cloud time in ms since the epoch. */
  readonly now: () => number;
  /** The local cloud's API; known only once it listens. */
  readonly endpoint: () => string;
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

export class Pool {
  readonly definition: FunctionState;
  readonly #code: Code;
  readonly #options: PoolOptions;
  readonly #idle: Environment[] = [];
  readonly #busy = new Set<Environment>();
  #retired = false;

  constructor(definition: FunctionState, code: Code, options: PoolOptions) {
    this.definition = definition;
    this.#code = code;
    this.#options = options;
  }

  /** Whether one more invocation may start now. */
  get free(): boolean {
    return this.#busy.size < (this.definition.reservedConcurrency ?? ACCOUNT_CONCURRENCY);
  }

  /** Runs one invocation in a warm environment or a new one, and journals it; the caller has asked `free` before. */
  async run(run: Run): Promise<Finished> {
    const { journal, now } = this.#options;
    const environment = this.#idle.pop() ?? this.#create();
    this.#busy.add(environment);
    const name = this.definition.name;
    const entry = journal.add({ kind: 'invocation', function: name, payload: parsed(run.payload) }, run.cause);
    environment.entry = entry;
    environment.tail = [];
    const started = performance.now();
    const outcome = await environment.sandbox.run({
      requestId: run.requestId,
      payload: run.payload,
      deadline: Math.round(now()) + this.definition.timeoutSeconds * 1000,
      clockOffset: Math.round(now() - Date.now()),
      functionArn: this.definition.arn,
    });
    const facts =
      'value' in outcome
        ? { value: parsed(outcome.value) }
        : { error: { type: outcome.fault.errorType, message: outcome.fault.errorMessage } };
    const durationMs = performance.now() - started;
    const result = journal.add({ kind: 'result', function: name, durationMs, ...facts }, entry.id);
    await this.#release(environment);
    return { outcome, entry: result, tail: environment.tail };
  }

  /** Lets running invocations end, and starts no environment anew: newer code or another definition took over. */
  async retire(): Promise<void> {
    this.#retired = true;
    await Promise.all(this.#idle.splice(0).map(({ sandbox }) => sandbox.stop()));
    await this.#removeWhenUnused();
  }

  /** Ends all environments at once and deletes their files. */
  async stop(): Promise<void> {
    this.#retired = true;
    const all = [...this.#idle.splice(0), ...this.#busy];
    await Promise.all(all.map(({ sandbox }) => sandbox.stop()));
    await this.#code.remove();
  }

  /** As `stop`, for a program that is about to exit and can wait for nothing. */
  abandon(): void {
    for (const { sandbox } of [...this.#idle, ...this.#busy]) sandbox.abandon();
    this.#code.removeNow();
  }

  #create(): Environment {
    const { account, endpoint, enrol, now } = this.#options;
    const accessKeyId: string = enrol(() => this.#callerOf(environment));
    const day = new Date(now()).toISOString().slice(0, 10).replaceAll('-', '/');
    const own = {
      accessKeyId,
      logStream: `${day}/[$LATEST]${accessKeyId}`,
      endpoint: endpoint(),
      region: account.region,
    };
    const sandbox = new Sandbox({
      root: this.#code.root,
      timeoutMs: this.definition.timeoutSeconds * 1000,
      variables: (runtimeApi) => variablesFor(this.definition, this.#code, { ...own, runtimeApi }),
      line: (line) => this.#line(environment, line),
    });
    const environment: Environment = { accessKeyId, tail: [], sandbox };
    return environment;
  }

  #callerOf({ accessKeyId, entry }: Environment): KnownCaller {
    const { id, region } = this.#options.account;
    const name = this.definition.roleArn.split('/').at(-1) ?? this.definition.roleArn;
    const caller: Caller = { accessKeyId, accountId: id, region, principal: { type: 'role', name } };
    return entry ? { caller, cause: entry.id } : { caller };
  }

  #line(environment: Environment, line: string): void {
    const report = reportIn(line);
    const name = this.definition.name;
    const fact =
      report === undefined
        ? ({ kind: 'log', function: name, line } as const)
        : ({ kind: 'report', function: name, report } as const);
    this.#options.journal.add(fact, environment.entry?.id);
    environment.tail.push(line);
    if (environment.tail.length > TAIL_LINES) environment.tail.shift();
  }

  async #release(environment: Environment): Promise<void> {
    this.#busy.delete(environment);
    if (environment.sandbox.ended || this.#retired) await environment.sandbox.stop();
    else this.#idle.push(environment);
    if (this.#retired) await this.#removeWhenUnused();
  }

  async #removeWhenUnused(): Promise<void> {
    if (this.#busy.size === 0) await this.#code.remove();
  }
}
