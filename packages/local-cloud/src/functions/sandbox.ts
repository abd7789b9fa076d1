/** One execution environment: a child that serves one invocation at a time, started on first use and kept warm. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { readLines } from './lines.ts';
import { type FunctionFault, type NextEvent, type RuntimeApi, startRuntimeApi } from './runtime-api.ts';

/** What came of an invocation; `value` is the returned JSON text. */
export type Outcome = { readonly value: string } | { readonly fault: FunctionFault };

interface SandboxOptions {
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

/** An environment; it takes no second event while the first one runs. */
export interface Sandbox {
  /** True once the child is gone or has failed to start; such an environment takes no more events. */
  readonly ended: boolean;
  /** Runs one invocation; the caller sees to it that there is never a second one at the same time. Never rejects for what a function does. */
  run(event: NextEvent): Promise<Outcome>;
  /** Ends the child and waits until it and its port are gone. */
  stop(): Promise<void>;
  /** Ends the child without waiting, for a program that is about to exit. */
  abandon(): void;
}

interface State {
  readonly options: SandboxOptions;
  api?: RuntimeApi;
  child?: ChildProcess;
  closed?: Promise<void>;
  pending?: Pending | undefined;
  timer?: NodeJS.Timeout;
  /** Why the child is about to end, when it is not its own doing. */
  reason?: FunctionFault;
  ended: boolean;
}

/** An environment whose child starts at its first event. */
export const createSandbox = (options: SandboxOptions): Sandbox => {
  const state: State = { options, ended: false };
  return {
    get ended() {
      return state.ended;
    },
    run: (event) => run(state, event),
    stop: async () => {
      kill(state);
      await state.closed;
      await state.api?.stop();
    },
    abandon: () => kill(state),
  };
};

const run = async (state: State, event: NextEvent): Promise<Outcome> => {
  const result = new Promise<Outcome>((resolve) => {
    state.pending = { event, resolve, given: false, streams: OUTPUT_STREAMS };
  });
  if (!state.child) await start(state, event.clockOffset);
  give(state);
  return result;
};

const start = async (state: State, clockOffset: number): Promise<void> => {
  const { options } = state;
  const api = await startRuntimeApi({
    ready: () => give(state),
    answered: (requestId, answer) => answered(state, requestId, answer),
    initFailed: (fault) => {
      state.reason ??= fault;
    },
  });
  state.api = api;
  // Stopped before there was a child.
  if (state.ended) {
    await api.stop();
    return childClosed(state, null, 'SIGKILL');
  }
  const child = spawn(process.execPath, [BOOTSTRAP, String(clockOffset)], {
    cwd: options.root,
    env: options.variables(api.address),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  state.child = child;
  for (const stream of [child.stdout, child.stderr]) {
    readLines(stream, { line: options.line, ended: (requestId) => streamEnded(state, requestId) });
  }
  state.closed = new Promise((resolve) => {
    child.once('error', (error) => {
      state.reason ??= { errorType: 'Runtime.ExitError', errorMessage: String(error) };
    });
    child.once('close', (code, signal) => {
      childClosed(state, code, signal);
      resolve();
    });
  });
  limit(state, INIT_MS);
};

const give = (state: State): void => {
  const { pending } = state;
  if (!pending || pending.given || !state.api?.give(pending.event)) return;
  pending.given = true;
  limit(state, state.options.timeoutMs);
};

const limit = (state: State, ms: number): void => {
  clearTimeout(state.timer);
  state.timer = setTimeout(() => {
    state.reason = timedOut(state.pending?.event.requestId ?? '', ms);
    kill(state);
  }, ms);
};

const answered = (state: State, requestId: string, answer: Outcome): void => {
  if (state.pending?.event.requestId !== requestId) return;
  state.pending.outcome = answer;
  settleIfComplete(state);
};

const streamEnded = (state: State, requestId: string): void => {
  if (state.pending?.event.requestId !== requestId) return;
  state.pending.streams -= 1;
  settleIfComplete(state);
};

/** An answer counts only when all output that was written before it has been read. */
const settleIfComplete = (state: State): void => {
  const { pending } = state;
  if (pending?.outcome && pending.streams === 0) settle(state, pending.outcome);
};

const settle = (state: State, outcome: Outcome): void => {
  clearTimeout(state.timer);
  const { pending } = state;
  state.pending = undefined;
  pending?.resolve(outcome);
};

const kill = (state: State): void => {
  clearTimeout(state.timer);
  state.ended = true;
  state.child?.kill('SIGKILL');
};

const childClosed = (state: State, code: number | null, signal: string | null): void => {
  state.ended = true;
  const { pending } = state;
  if (!pending) return;
  const fault = state.reason ?? exited(pending.event.requestId, code, signal);
  settle(state, pending.outcome ?? { fault });
};
