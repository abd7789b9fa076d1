/** A warm process for bundles, as the runner sees it. A fault may kill it; the next load starts another. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { FromHost, Invoke, Invoked, Load, ToHost } from './host/messages.ts';

export interface Host {
  /** Loads a function that remembers nothing. */
  load(load: Omit<Load, 'say'>): Promise<void>;
  /** Runs it; undefined when it was killed. */
  invoke(invoke: Omit<Invoke, 'say'>): Promise<Invoked | undefined>;
  /** So many calls more or fewer wait for time to pass. */
  held(count: number): void;
  kill(): void;
  /** How many processes were started. */
  started(): number;
  stop(): Promise<void>;
}

const MAIN = join(import.meta.dirname, 'host/main.ts');

/** Real ms after which an invocation hangs, whatever its own time says. */
const PATIENCE_MS = 60_000;

/** `leap` lets up to so many ms pass, and answers how many did. */
export const createHost = (leap: (ms: number) => number): Host => {
  let child: ChildProcess | undefined;
  let count = 0;
  let answer: ((invoked: Invoked | undefined) => void) | undefined;

  const send = (message: ToHost): void => {
    if (child?.connected) child.send(message);
  };
  const settle = (invoked: Invoked | undefined): void => {
    answer?.(invoked);
    answer = undefined;
  };
  const start = (): Promise<ChildProcess> =>
    new Promise((resolve, reject) => {
      count += 1;
      const started = fork(MAIN, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], env: { PATH: process.env.PATH } });
      started.once('error', reject);
      started.once('exit', () => {
        if (child === started) child = undefined;
        settle(undefined);
      });
      started.on('message', (message: FromHost) => {
        if (message.say === 'ready') resolve(started);
        if (message.say === 'leap') send({ say: 'passed', ms: leap(message.ms) });
        if (message.say === 'invoked') settle(message);
      });
    });

  return {
    load: async (load) => {
      child ??= await start();
      send({ say: 'load', ...load });
    },
    invoke: async (invoke) => {
      let hangs: NodeJS.Timeout | undefined;
      const invoked = new Promise<Invoked | undefined>((resolve, reject) => {
        answer = resolve;
        hangs = setTimeout(() => reject(new Error('the function hangs, though its time leaps')), PATIENCE_MS);
      });
      send({ say: 'invoke', ...invoke });
      return invoked.finally(() => clearTimeout(hangs));
    },
    held: (more) => send({ say: 'held', count: more }),
    kill: () => void child?.kill('SIGKILL'),
    started: () => count,
    stop: async () => {
      const ending = child;
      if (!ending) return;
      const ended = new Promise((resolve) => ending.once('exit', resolve));
      ending.kill('SIGKILL');
      await ended;
    },
  };
};
