/**
 * Packages the stack without credentials and without network: validates the config, builds, and has osls write the
 * template and one zip for each function to `.serverless`. Does nothing when no input changed since.
 * Usage: node scripts/package.ts [--config FILE] [--into DIR] [--quiet]
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, glob, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { ConfigError } from '../lib/config/errors.ts';
import { buildAll } from './build.ts';

const ROOT = dirname(import.meta.dirname);
const INPUTS = [
  'functions/**/*.ts',
  'lib/**/*.ts',
  'resources/**/*.ts',
  'scripts/*.ts',
  'serverless.yml',
  'package-lock.json',
];
const STAMP = 'dist/inputs.sha256';

export interface Packaged {
  /** The folder with the CloudFormation template and the zips. */
  readonly dir: string;
  /** False when nothing had changed. */
  readonly fresh: boolean;
}

const digest = async (configFile: string): Promise<string> => {
  const files: string[] = [];
  for await (const file of glob(INPUTS, { cwd: ROOT })) files.push(join(ROOT, file));
  const hash = createHash('sha256');
  for (const file of [...files.sort(), configFile]) hash.update(file).update(await readFile(file));
  return hash.digest('hex');
};

const unchanged = async (into: string, now: string): Promise<boolean> => {
  const stamp = await readFile(join(into, STAMP), 'utf8').catch(() => '');
  const template = await stat(join(into, '.serverless/cloudformation-template-update-stack.json')).catch(
    () => undefined,
  );
  return stamp === now && template !== undefined;
};

/** Packages with the given config. Throws ConfigError, and an error with osls's own words when osls refuses. */
export const packageStack = async (configFile: string, into: string = ROOT): Promise<Packaged> => {
  const dir = join(into, '.serverless');
  const inputs = await digest(resolve(configFile));
  if (await unchanged(into, inputs)) return { dir, fresh: false };
  await mkdir(into, { recursive: true });
  if (resolve(into) !== ROOT) await copyFile(join(ROOT, 'serverless.yml'), join(into, 'serverless.yml'));
  await buildAll(resolve(configFile), into);
  await runOsls(into);
  await writeFile(join(into, STAMP), inputs);
  return { dir, fresh: true };
};

const runOsls = async (cwd: string): Promise<void> => {
  const osls = join(ROOT, 'node_modules/serverless/bin/serverless.js');
  try {
    await promisify(execFile)(process.execPath, [osls, 'package'], {
      cwd,
      env: { ...process.env, SLS_TELEMETRY_DISABLED: '1' },
    });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`osls could not package the stack:\n${stdout}${stderr}`, { cause: error });
  }
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      config: { type: 'string', default: join(ROOT, 'waykeeper.yml') },
      into: { type: 'string', default: ROOT },
      quiet: { type: 'boolean', default: false },
    },
  });
  const { dir, fresh } = await packageStack(values.config, values.into);
  if (!values.quiet) console.log(fresh ? `packaged into ${dir}` : `nothing changed; ${dir} is current`);
};

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof ConfigError ? error.message : error);
    process.exitCode = 1;
  }
}
