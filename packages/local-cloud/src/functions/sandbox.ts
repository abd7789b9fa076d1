/** One execution environment: a child that serves one invocation at a time, started on first use and kept warm. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { readLines } from './lines.ts';
import { type FunctionFault, type NextEvent, type RuntimeApi, startRuntimeApi } from './runtime-api.ts';

/** What came of an invocation; `value` is the returned JSON text. */
export type Outcome = { readonly value: string } | { readonly fault: FunctionFault };

export interface SandboxOptions {
  readonly root: string;
  readonly timeoutMs: number;
  /** The child's whole environment, given the address of its Runtime API. */
  variables(runtimeApi: string): Record<string, string>;
  /** Each line of stdout or stderr, before the invocation that wrote it ends. */
  line(line: string): void;
}

interface Pending {
  readonly event: NextEvent;
  readonly resolve: (outcome: Outcome) => void;
  given: boolean;
  outcome?: Outcome;
  /** Streams whose output of this invocation is not complete yet. */
  streams: number;
}

const BOOTSTRAP = fileURLToPath(new URL('./bootstrap.mjs', import.meta.url));
/** Lambda's own limit for the init phase. */
const INIT_MS = 10_000;
const OUTPUT_STREAMS = 2;

const timedOut = (requestId: string, ms: number): FunctionFault => ({
  errorType: 'Sandbox.Timedout',
  errorMessage: `RequestId: ${requestId} Error: Task timed out after ${(ms / 1000).toFixed(2)} seconds`,
});

const exited = (requestId: string, code: number | null, signal: string | null): FunctionFault => {
  const how = signal
    ? `Runtime exited with error: signal: ${signal === 'SIGKILL' ? 'killed' : signal}`
    : code === 0
      ? 'Runtime exited without providing a reason'
      : `Runtime exited with error: exit status ${code}`;
  return { errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: ${how}` };
};

export class Sandbox {
  readonly #options: SandboxOptions;
  #api: RuntimeApi | undefined;
  #child: ChildProcess | undefined;
  #closed: Promise<void> | undefined;
  #pending: Pending | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Why the child is about to end, when it is not its own doing. */
  #reason: FunctionFault | undefined;
  #ended = false;

  constructor(options: SandboxOptions) {
    this.#options = options;
  }

  /** True once the child is gone or has failed to start; such an environment takes no more events. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Runs one invocation; the caller sees to it that there is never a second one at the same time. Never rejects for what a function does. */
  async run(event: NextEvent): Promise<Outcome> {
    const result = new Promise<Outcome>((resolve) => {
      this.#pending = { event, resolve, given: false, streams: OUTPUT_STREAMS };
    });
    if (!this.#child) await this.#start(event.clockOffset);
    this.#give();
    return result;
  }

  /** Ends the child and waits until it and its port are gone. */
  async stop(): Promise<void> {
    this.#kill();
    await this.#closed;
    await this.#api?.close();
  }

  /** Ends the child without waiting, for a program that is about to exit. */
  abandon(): void {
    this.#kill();
  }

  async #start(clockOffset: number): Promise<void> {
    const api = await startRuntimeApi({
      ready: () => this.#give(),
      answered: (requestId, answer) => this.#answered(requestId, answer),
      initFailed: (fault) => {
        this.#reason ??= fault;
      },
    });
    this.#api = api;
    // Stopped before there was a child.
    if (this.#ended) {
      await api.close();
      return this.#childClosed(null, 'SIGKILL');
    }
    const child = spawn(process.execPath, [BOOTSTRAP, String(clockOffset)], {
      cwd: this.#options.root,
      env: this.#options.variables(api.address),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      readLines(stream, { line: this.#options.line, ended: (requestId) => this.#streamEnded(requestId) });
    }
    this.#closed = new Promise((resolve) => {
      child.once('error', (error) => {
        this.#reason ??= { errorType: 'Runtime.ExitError', errorMessage: String(error) };
      });
      child.once('close', (code, signal) => {
        this.#childClosed(code, signal);
        resolve();
      });
    });
    this.#limit(INIT_MS);
  }

  #give(): void {
    const pending = this.#pending;
    if (!pending || pending.given || !this.#api?.give(pending.event)) return;
    pending.given = true;
    this.#limit(this.#options.timeoutMs);
  }

  #limit(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#reason = timedOut(this.#pending?.event.requestId ?? '', ms);
      this.#kill();
    }, ms);
  }

  #answered(requestId: string, answer: Outcome): void {
    if (this.#pending?.event.requestId !== requestId) return;
    this.#pending.outcome = answer;
    this.#settleIfComplete();
  }

  #streamEnded(requestId: string): void {
    if (this.#pending?.event.requestId !== requestId) return;
    this.#pending.streams -= 1;
    this.#settleIfComplete();
  }

  /** An answer counts only when all output that was written before it has been read. */
  #settleIfComplete(): void {
    const pending = this.#pending;
    if (pending?.outcome && pending.streams === 0) this.#settle(pending.outcome);
  }

  #settle(outcome: Outcome): void {
    clearTimeout(this.#timer);
    const pending = this.#pending;
    this.#pending = undefined;
    pending?.resolve(outcome);
  }

  #kill(): void {
    clearTimeout(this.#timer);
    this.#ended = true;
    this.#child?.kill('SIGKILL');
  }

  #childClosed(code: number | null, signal: string | null): void {
    this.#ended = true;
    const pending = this.#pending;
    if (!pending) return;
    const fault = this.#reason ?? exited(pending.event.requestId, code, signal);
    this.#settle(pending.outcome ?? { fault });
  }
}
