/** Replaces a file on the DNS host once its checker accepts the new one, and has the server read it. */
import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { checkCommand, type Format } from '../lib/dns/forwarders/formats/index.ts';
import { writePlace } from '../lib/dns/forwarders/places.ts';
import type { PublishChange } from '../lib/dns/forwarders/types.ts';
import { errorCode, errorMessage } from '../lib/errors.ts';

/** What is remembered from one time to the next: a change that the server has not read yet. */
export interface Kept {
  toReload: boolean;
}

interface FileToKeep {
  readonly to: string;
  readonly format: Format;
  readonly origin: string | undefined;
  /** Nothing when the file is in order. */
  readonly change: PublishChange | undefined;
  readonly run: string | undefined;
  readonly state: Kept;
  say(line: string): void;
  complain(line: string): void;
}

/** Writes what has changed, and runs the command after a change until it succeeds once. False when something is not as it should be. */
export const keepFile = async (file: FileToKeep): Promise<boolean> => {
  const { change, to, run, state, say, complain } = file;
  if (change?.place.kind === 'file') {
    const { text, version } = change.place;
    const verdict = await check(file, text);
    if (!verdict.accepted) {
      complain(`${to} stays: the new text was refused by ${verdict.by}`);
      for (const line of verdict.words) complain(`  ${line}`);
      return false;
    }
    await writePlace(to, text, version);
    state.toReload = true;
    say(`${to} is written: ${change.reason.message} (${verdict.by})`);
  }
  if (run === undefined || !state.toReload) return true;
  const status = await runShell(run);
  state.toReload = status !== 0;
  if (status === 0) say(`ran: ${run}`);
  else complain(`${run} failed (${status}); it is run again next time`);
  return status === 0;
};

interface Verdict {
  readonly accepted: boolean;
  readonly by: string;
  readonly words: readonly string[];
}

/** Asks the server's own checker about a copy beside the file; without a checker the text is taken as it is. */
const check = async ({ to, format, origin }: FileToKeep, text: string): Promise<Verdict> => {
  const copy = join(dirname(to), `.waykeeper-${randomUUID()}`);
  const [program, ...args] = checkCommand(format, copy, origin) ?? [];
  if (program === undefined) return { accepted: true, by: `nothing here checks ${format}`, words: [] };
  try {
    await writeFile(copy, text);
    await promisify(execFile)(program, args);
    return { accepted: true, by: `accepted by ${program}`, words: [] };
  } catch (error) {
    if (errorCode(error) === 'ENOENT' && (error as NodeJS.ErrnoException).syscall?.startsWith('spawn')) {
      return { accepted: true, by: `not checked: there is no ${program} here`, words: [] };
    }
    const { stdout = '', stderr = errorMessage(error) } = error as { stdout?: string; stderr?: string };
    return { accepted: false, by: program, words: `${stdout}${stderr}`.split('\n').filter(Boolean) };
  } finally {
    await rm(copy, { force: true });
  }
};

/** Runs a command line as a shell does; its words go where ours go. Returns its exit status. */
const runShell = (command: string): Promise<number | string> =>
  new Promise((done) => {
    const child = spawn(command, { shell: true, stdio: 'inherit' });
    child.once('error', (error) => done(errorMessage(error)));
    child.once('exit', (status, signal) => done(status ?? signal ?? 1));
  });
