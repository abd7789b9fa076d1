/** `waykeeper render`: prints the file of a forwarder or answers entry, or keeps it current on the DNS host itself. */

import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode, errorMessage } from '../lib/aws/errors.ts';
import { readParameter } from '../lib/aws/ssm/parameters.ts';
import { within } from '../lib/aws/time-limit.ts';
import { ConfigError, ConfigUnreadableError, formatProblem } from '../lib/config/errors.ts';
import { parseConfig } from '../lib/config/parse.ts';
import { resolveConfigText } from '../lib/config/source.ts';
import type { Config } from '../lib/config/types.ts';
import type { Reason } from '../lib/core/plan.ts';
import { dnsController } from '../lib/dns/controller.ts';
import type { PublishChange } from '../lib/dns/publishing/types.ts';
import { createWarmMemory } from '../lib/dns/zones/warm-memory.ts';
import { entryOf, type RenderedEntry, RenderUsageError } from './render-entry.ts';
import { type FileToKeep, haveRead, replaceFile } from './render-file.ts';
import { printLine, styled, type Terminal } from './terminal.ts';

/** What a person may ask for beside the entry's name. */
export interface RenderOptions {
  readonly config: string;
  readonly format?: string;
  readonly origin?: string;
  readonly out?: string;
  /** Seconds. */
  readonly every?: string;
  readonly run?: string;
}

const LONGEST_SECONDS = 86_400;

/** The person or the service manager has had enough before the sources were read. */
class EndedError extends Error {
  constructor() {
    super('ended before the sources were read');
    this.name = 'Ended';
  }
}

/**
 * Renders once, or until `ended`; returns the exit code: 0 when the file is current and was read by the server as far as
 * `--run` asks for that, 1 when not. What goes on when it is ended is stopped, and counts as not done.
 */
export const render = async (
  name: string,
  options: RenderOptions,
  terminal: Terminal,
  ended: AbortSignal,
): Promise<number> => {
  try {
    const { out } = options;
    const every = secondsOf(options);
    const to = out === undefined ? join(tmpdir(), `waykeeper-${randomUUID()}`) : resolve(out);
    const read = async (): Promise<RenderedEntry> => entryOf(await load(options.config), name, options, to);
    let entry = await read();
    if (out === undefined) return await print(entry, terminal, ended);
    const told: Told = {};
    for (let isRead = true; ; ) {
      const isDone = await keep(entry, { to, run: options.run, ended }, told, terminal);
      if (every === undefined || (await isOver(every, ended))) return isDone && isRead ? 0 : 1;
      const next = await readAgain(read, terminal);
      isRead = next !== undefined;
      entry = next ?? entry;
    }
  } catch (error) {
    return refuse(error, terminal);
  }
};

/** What the look before found in order, so that it is not said again. */
interface Told {
  last?: string | undefined;
}

/** The config may have changed; while it cannot be read, what was read before holds. */
const readAgain = async (
  read: () => Promise<RenderedEntry>,
  terminal: Terminal,
): Promise<RenderedEntry | undefined> => {
  try {
    return await read();
  } catch (error) {
    refuse(error, terminal);
    printLine(terminal.err, 'waykeeper: goes on with the config as it was read before');
    return undefined;
  }
};

const load = async (value: string): Promise<Config> => {
  const { text, file } = await resolveConfigText(value, readParameter);
  return parseConfig(text, file);
};

const secondsOf = ({ every, out, run }: RenderOptions): number | undefined => {
  if (out === undefined && (every !== undefined || run !== undefined)) {
    throw new RenderUsageError(`--${every === undefined ? 'run' : 'every'}: expected --out with it, found none`);
  }
  if (every === undefined) return undefined;
  const seconds = Number(every);
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST_SECONDS) return seconds;
  throw new RenderUsageError(`--every: expected whole seconds from 1 to ${LONGEST_SECONDS}, found ${every}`);
};

type Looked =
  | { readonly change: PublishChange; readonly text: string; readonly left?: never }
  | { readonly change?: never; readonly text?: never; readonly left: Reason };

/** Ms that calls of AWS may take, so that what refuses them is told before the look gives them up. */
const PATIENCE_MS = 6_000;

/** One look: what the file should say, or why that cannot be told. */
const look = async ({ config }: RenderedEntry, ended: AbortSignal): Promise<Looked> => {
  const controller = dnsController(config, Date.now, createWarmMemory());
  const until = Date.now() + PATIENCE_MS;
  const reading = within({ left: () => until - Date.now() }, () => controller.observe('all'));
  const observed = await unlessEnded(reading, ended);
  const { changes, skips, findings } = controller.plan(observed);
  const [change] = changes;
  if (change?.action === 'publish' && change.target.kind === 'file') return { change, text: change.target.text };
  const [said] = [...findings, ...skips];
  return { left: said?.reason ?? { code: 'NOTHING', message: 'there is nothing to publish' } };
};

/** What is still being read when the end comes is left to itself. */
const unlessEnded = <T>(work: Promise<T>, ended: AbortSignal): Promise<T> =>
  new Promise((done, fail) => {
    const stop = (): void => fail(new EndedError());
    if (ended.aborted) stop();
    ended.addEventListener('abort', stop, { once: true });
    work.then(done, fail).finally(() => ended.removeEventListener('abort', stop));
  });

const print = async (entry: RenderedEntry, { out, err }: Terminal, ended: AbortSignal): Promise<number> => {
  const { text, left } = await look(entry, ended);
  if (text !== undefined) out.write(text);
  else printLine(err, `waykeeper: ${left.message} [${left.code}]`);
  return text === undefined ? 1 : 0;
};

/** Makes the file current, and has the server read it. Whatever fails is told; false then. */
const keep = async (
  entry: RenderedEntry,
  options: Pick<FileToKeep, 'to' | 'run' | 'ended'>,
  told: Told,
  { out, err }: Terminal,
): Promise<boolean> => {
  const say = (line: string): void => printLine(out, `${new Date().toISOString()}  ${line}`);
  const complain = (line: string): void => printLine(err, styled(err, 'red', `${new Date().toISOString()}  ${line}`));
  const file: FileToKeep = { ...entry, ...options, say, complain };
  const isCurrent = await makeCurrent(entry, file, told);
  return (await haveRead(file, isCurrent)) && isCurrent;
};

/** Whatever fails is told, and the file stays as it was. */
const makeCurrent = async (entry: RenderedEntry, file: FileToKeep, told: Told): Promise<boolean> => {
  const { to, ended, say, complain } = file;
  const { last } = told;
  told.last = undefined;
  try {
    const { change, left } = await look(entry, ended);
    if (change) return await replaceFile(file, change);
    if (left.code === 'IN_ORDER') {
      if (last !== left.message) say(`${to} is in order: ${left.message}`);
      told.last = left.message;
      return true;
    }
    complain(`${to} stays: ${left.message} [${left.code}]`);
    return false;
  } catch (error) {
    complain(`${to} stays: ${explained(error)}`);
    return false;
  }
};

/** Waits; true when it is time to end. */
const isOver = (seconds: number, ended: AbortSignal): Promise<boolean> =>
  sleep(seconds * 1_000, false, { signal: ended }).catch(() => true);

/** The SDK does not say where a Region is to be named. */
const explained = (error: unknown): string => {
  const message = errorMessage(error);
  return message === 'Region is missing' ? `${message}: set AWS_REGION` : `${message} [${errorCode(error)}]`;
};

const refuse = (error: unknown, { err }: Terminal): number => {
  if (error instanceof ConfigError) {
    for (const problem of error.problems) printLine(err, formatProblem(error.file, problem));
  } else if (error instanceof ConfigUnreadableError || error instanceof RenderUsageError) {
    printLine(err, `waykeeper: ${error.message}`);
  } else {
    printLine(err, `waykeeper: ${explained(error)}`);
  }
  return 1;
};
