/** Programs of the system that tests run: where they are, and what happens to a suite without them. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program, and the Debian package that brings it. */
export interface Program {
  readonly name: string;
  readonly debianPackage: string;
}

/** Debian keeps servers in folders that are in root's PATH alone. */
const SERVER_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

const canRun = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The path of a program, or nothing when it is not there. */
export const findProgram = (name: string): string | undefined =>
  [...(process.env.PATH ?? '').split(delimiter), ...SERVER_FOLDERS]
    .filter(Boolean)
    .map((folder) => join(folder, name))
    .find(canRun);

/** Says which programs are missing and how to get them; nothing when all are there. */
export const missingPrograms = (programs: readonly Program[]): string | undefined => {
  const missing = programs.filter(({ name }) => findProgram(name) === undefined);
  if (missing.length === 0) return undefined;
  const names = missing.map(({ name }) => name).join(', ');
  const packages = [...new Set(missing.map(({ debianPackage }) => debianPackage))].join(' ');
  return `${names} not found (Debian: apt-get install ${packages})`;
};

/** A suite that runs real programs; see `describeUnless`. */
export const describeWith = (programs: readonly Program[], title: string, body: () => void): void =>
  describeUnless(missingPrograms(programs), title, body);

/**
 * A suite that needs something of the machine. Where that is missing it is one skipped test that says so; where the
 * environment variable CI is set, one that fails.
 */
export const describeUnless = (missing: string | undefined, title: string, body: () => void): void => {
  describe(title, missing === undefined ? body : () => unproven(missing));
};

const unproven = (missing: string): void => {
  const fail = () => {
    throw new Error(`expected what this suite needs, but ${missing}`);
  };
  if (process.env.CI) it(`is not proven: ${missing}`, fail);
  else it.skip(`is not proven: ${missing}`, fail);
};
