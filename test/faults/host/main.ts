/** The process that runs the bundles: one invocation after the other, on a time that leaps. Started by `host.ts`. */

import { randomOf } from '@waykeeper/local-cloud/faults';
import { type Bundle, loadBundle } from './bundle.ts';
import { watchCalls } from './calls.ts';
import type { FromHost, Invoke, Invoked, Load, ToHost } from './messages.ts';
import { createLeapingTime } from './time.ts';

const say = (message: FromHost): void => void process.send?.(message);

const calls = watchCalls();
const time = createLeapingTime();
time.install();

let bundle: Bundle | undefined;
let lines: unknown[] = [];
let uncaught: string[] = [];
let passed: ((ms: number) => void) | undefined;

const note = (error: unknown): void => void uncaught.push(error instanceof Error ? String(error.stack) : String(error));
process.on('uncaughtException', note);
process.on('unhandledRejection', note);

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return line;
  }
};

/** What the bundle writes is read, not shown. */
const write = (chunk: string | Uint8Array): boolean => {
  const text = String(chunk).split('\n').filter(Boolean);
  lines.push(...text.map(parsed));
  return true;
};
Object.assign(process.stdout, { write });
Object.assign(process.stderr, { write });

/** Reading a file is under way, too. */
const isBusy = (): boolean => calls.busy() || process.getActiveResourcesInfo().some((name) => /Req|GetAddr/.test(name));

const leap = (ms: number): Promise<number> => {
  say({ say: 'leap', ms });
  return new Promise((resolve) => {
    passed = resolve;
  });
};

const load = ({ dist, taskRoot, environment, seed }: Load): void => {
  Math.random = randomOf(seed);
  time.forget();
  calls.forget();
  Object.assign(process.env, environment);
  bundle = loadBundle(dist, taskRoot);
};

const invoke = async ({ event, now, timeoutMs }: Invoke): Promise<Invoked> => {
  lines = [];
  uncaught = [];
  time.set(now);
  const deadline = now + timeoutMs;
  const context = {
    awsRequestId: '5b1c7d0e-0000-4000-8000-000000000001',
    functionName: 'faults',
    memoryLimitInMB: '512',
    invokedFunctionArn: 'arn:aws:lambda:eu-west-2:111122223333:function:faults',
    getRemainingTimeInMillis: () => deadline - time.now(),
  };
  try {
    if (!bundle) throw new Error('no function was loaded');
    const value = await time.drive(bundle.handler(event, context), isBusy, leap);
    return { value, lines, uncaught };
  } catch (error) {
    return { error: String(error), lines, uncaught };
  }
};

process.on('message', (message: ToHost) => {
  if (message.say === 'load') load(message);
  if (message.say === 'held') calls.held(message.count);
  if (message.say === 'passed') passed?.(message.ms);
  if (message.say === 'invoke') void invoke(message).then((invoked) => say({ say: 'invoked', ...invoked }));
});
process.on('disconnect', () => process.exit());
say({ say: 'ready' });
