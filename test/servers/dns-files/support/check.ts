/** Runs of the programs that check files. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from '../../../support/programs.ts';

/** Does what a command does with a folder that is gone afterwards. */
const withFolder = async <T>(work: (folder: string) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'waykeeper-formats-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
};

/** What a program says, all in one text; it is an error when it exits with anything but 0. */
const run = async ([program = '', ...args]: readonly string[]): Promise<string> => {
  const path = findProgram(program);
  if (path === undefined) throw new Error(`expected the program ${program}, found none`);
  const { stdout, stderr } = await promisify(execFile)(path, args).catch((error: unknown) => {
    const { stdout: out = '', stderr: err = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${program} ${args.join(' ')} refused: ${out}${err}`, { cause: error });
  });
  return stdout + stderr;
};

/** Writes the text to a file and lets a command for that file run. */
export const check = (text: string, command: (file: string) => readonly string[]): Promise<string> =>
  withFolder(async (folder) => {
    const file = join(folder, 'published');
    await writeFile(file, text);
    return run(command(file));
  });
