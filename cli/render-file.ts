/** Replaces a file on the DNS host once its checker accepts the new one, and has the server read it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { open, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorCode, errorMessage } from '../lib/aws/errors.ts';
import {
  followLinks,
  readLocalFile,
  temporaryBeside,
  versionOf,
  writeLocalFile,
} from '../lib/dns/publishing/local-file.ts';
import type { PublishChange } from '../lib/dns/publishing/types.ts';
import { checkCommand, type Format } from '../lib/dns-files/formats/index.ts';

/** A file, and what to do with it. */
export interface FileToKeep {
  readonly to: string;
  readonly format: Format;
  readonly origin: string | undefined;
  /** Has the server read the file. */
  readonly run: string | undefined;
  /** Stops the checker and the command. */
  readonly ended: AbortSignal;
  /** How long the checker may take (ms). */
  readonly checkMs?: number;
  say(line: string): void;
  complain(line: string): void;
}

const CHECK_MS = 30_000;
/** From the request to end to the end by force. */
const GRACE_MS = 1_000;
/** Of what a checker says; more helps nobody. */
const MOST_WORDS = 64_000;

/** Writes the new text if the checker accepts it; false when not. Throws FileError and what the system says. */
export const replaceFile = async (file: FileToKeep, { target, reason }: PublishChange): Promise<boolean> => {
  const { to, run, say, complain } = file;
  if (target.kind !== 'file') throw new Error(`expected a change of the file ${to}, found one of a ${target.kind}`);
  const { text, version } = target;
  const verdict = await check(file, text);
  if (!verdict.isAccepted) {
    complain(`${to} stays: ${verdict.said}`);
    for (const line of verdict.words) complain(`  ${line}`);
    return false;
  }
  // Before the file: whatever happens in between, a reload too many harms nobody, and one too few would never be missed.
  if (run !== undefined) await markDue(await markerOf(to), versionOf(text));
  await writeLocalFile(to, text, version);
  say(`${to} is written: ${reason.message} (${verdict.said})`);
  for (const line of verdict.words) say(`  ${line}`);
  return true;
};

/**
 * Runs the command if the server has not read the file since it was last written, also by an earlier process: a file
 * beside it tells, until the command succeeds. `isCurrent` is whether the file is known to say what it should; without
 * that, it must be the text which was accepted. False when the server may not have read it.
 */
export const haveRead = async (file: FileToKeep, isCurrent: boolean): Promise<boolean> => {
  const { to, run, ended, say, complain } = file;
  if (run === undefined) return true;
  try {
    const marker = await markerOf(to);
    const due = await readLocalFile(marker);
    if (due === undefined || !(isCurrent || (await readLocalFile(to))?.version === due.text)) return true;
    const { status } = await runProgram(run, [], { ended, isShell: true });
    if (status !== 0) {
      complain(`${run} failed (${status}); the next look with --run runs it again`);
      return false;
    }
    say(`ran: ${run}`);
    // Another process may have written a newer text meanwhile, which this command did not read.
    if ((await readLocalFile(marker))?.text === due.text) await rm(marker, { force: true });
    return true;
  } catch (error) {
    complain(`${to}: that the server is to read it, or has, could not be noted: ${errorMessage(error)}`);
    return false;
  }
};

const markerOf = async (to: string): Promise<string> => {
  const path = await followLinks(to);
  return join(dirname(path), `.${basename(path)}.waykeeper-reload`);
};

const markDue = async (marker: string, version: string): Promise<void> => {
  const file = await open(marker, 'w');
  try {
    await file.writeFile(version);
    await file.sync();
  } finally {
    await file.close();
  }
};

interface Verdict {
  readonly isAccepted: boolean;
  readonly said: string;
  readonly words: readonly string[];
}

/** Asks the server's own checker about a copy beside the file; without a checker the text is taken as it is. */
const check = async ({ to, format, origin, ended, checkMs }: FileToKeep, text: string): Promise<Verdict> => {
  const copy = temporaryBeside(await followLinks(to));
  const [program, ...args] = checkCommand(format, copy, origin) ?? [];
  if (program === undefined) return { isAccepted: true, said: `nothing here checks ${format}`, words: [] };
  try {
    await writeFile(copy, text, { flag: 'wx' });
    const { status, error, words } = await runProgram(program, args, { ended, ms: checkMs ?? CHECK_MS });
    const warnings = words.split('\n').filter((line) => /warning/i.test(line));
    if (status === 0) return { isAccepted: true, said: `accepted by ${program}`, words: warnings };
    if (error && errorCode(error) === 'ENOENT') {
      return { isAccepted: true, said: `not checked: there is no ${program} here`, words: [] };
    }
    const isRefused = typeof status === 'number';
    const said = isRefused ? `the new text was refused by ${program}` : `${program} did not finish (${status})`;
    return { isAccepted: false, said, words: words.split('\n').filter(Boolean) };
  } finally {
    await rm(copy, { force: true });
  }
};

interface Limits {
  readonly ended: AbortSignal;
  /** A command line as a shell reads it, whose words go where ours go. */
  readonly isShell?: boolean;
  /** Longest time (ms). */
  readonly ms?: number;
}

interface Ran {
  /** The exit status, or in words why there is none. */
  readonly status: number | string;
  /** The program could not be started. */
  readonly error?: Error;
  readonly words: string;
}

/** Runs a program with all that it starts in a process group, which is stopped as a whole. */
const runProgram = (program: string, args: readonly string[], { ended, isShell = false, ms }: Limits): Promise<Ran> => {
  if (ended.aborted) return Promise.resolve({ status: 'not run: the end was asked for', words: '' });
  return new Promise((done) => {
    const stdio = isShell ? 'inherit' : 'pipe';
    const child = spawn(program, args, { shell: isShell, detached: true, stdio });
    child.stdin?.end();
    const said = listen(child);
    let stopped: string | undefined;
    const timers: NodeJS.Timeout[] = [];
    const stop = (why: string): void => {
      stopped ??= why;
      killGroup(child, 'SIGTERM');
      timers.push(setTimeout(() => killGroup(child, 'SIGKILL'), GRACE_MS));
    };
    const end = (): void => stop('stopped: the end was asked for');
    ended.addEventListener('abort', end, { once: true });
    if (ms !== undefined) timers.push(setTimeout(() => stop(`stopped after ${ms / 1_000} s`), ms));
    const finish = (status: number | string, error?: Error): void => {
      ended.removeEventListener('abort', end);
      for (const timer of timers) clearTimeout(timer);
      // The shell may have ended where what it started has not.
      if (stopped !== undefined) killGroup(child, 'SIGKILL');
      done({ status: stopped ?? status, ...(error && { error }), words: said() });
    };
    child.once('error', (error) => finish(errorMessage(error), error));
    child.once(isShell ? 'exit' : 'close', (status, signal) => finish(status ?? signal ?? 'unknown'));
  });
};

/** What the program has said when asked, nothing where it says it to the terminal itself. */
const listen = ({ stdout, stderr }: ChildProcess): (() => string) => {
  let words = '';
  for (const stream of [stdout, stderr]) {
    stream?.setEncoding('utf8').on('data', (more: string) => {
      words = `${words}${more}`.slice(0, MOST_WORDS);
    });
  }
  return () => words;
};

const killGroup = (child: ChildProcess, signal: NodeJS.Signals): void => {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    // ESRCH: all have ended.
    if (errorCode(error) !== 'ESRCH') throw error;
  }
  if (signal !== 'SIGKILL') return;
  child.stdout?.destroy();
  child.stderr?.destroy();
};
