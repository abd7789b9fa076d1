/** Packages the stack: bundles, the config beside them, and what osls makes of both. Does nothing when no input changed since. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, glob, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { StackError } from '../resources/errors.ts';
import { limitProblems } from '../resources/limits.ts';
import type { Resources } from '../resources/types.ts';
import { buildBundles, buildCommand, COMMAND, type PackagedConfig, readConfig, writeConfig } from './build.ts';

/** The checkout. */
export const ROOT = dirname(import.meta.dirname);

/** What bundles are made of. */
const SOURCES = [
  'functions/**/*.ts',
  'lib/**/*.ts',
  'resources/**/*.ts',
  'scripts/{build,lambda-credentials,slim-sdk}.ts',
  'package-lock.json',
];
const BUNDLES = ['dist/packages.json', 'dist/stack.cjs', 'dist/functions/**/*.cjs'];

/** What the command is made of. */
const COMMAND_SOURCES = [
  '{cli,demo,lib,packages/local-cloud/src}/**/*.{ts,mjs}',
  'resources/{names,errors}.ts',
  'scripts/build.ts',
  'package.json',
  'package-lock.json',
];
const COMMAND_STAMP = 'dist/waykeeper.sha256';

const BUNDLES_STAMP = 'dist/bundles.sha256';
const STAMP = 'dist/package.sha256';

export interface Packaged {
  /** The folder with the CloudFormation template and the zips. */
  readonly dir: string;
  /** False when nothing had changed. */
  readonly fresh: boolean;
}

const TEMPLATE = '.serverless/cloudformation-template-update-stack.json';

/** Of relative paths and contents, so that a copied checkout has the same. */
const digest = async (cwd: string, patterns: readonly string[]): Promise<string> => {
  const files: string[] = [];
  for await (const file of glob(patterns, { cwd })) files.push(file);
  const hash = createHash('sha256');
  for (const file of files.sort()) hash.update(`${file}\0`).update(await readFile(join(cwd, file)));
  return hash.digest('hex');
};

const isStamped = async (into: string, file: string, stamp: string): Promise<boolean> =>
  stamp === (await readFile(join(into, file), 'utf8').catch(() => ''));

/** What the bundles are made of, and the bundles as they lie there. */
const bundlesStamp = async (into: string): Promise<string> =>
  `${await digest(ROOT, SOURCES)} ${await digest(into, BUNDLES)}`;

/**
 * What the package is made of (bundles, config, stage, Region) and the package as it lies there, which somebody may have
 * written for another stage since.
 */
const packageStamp = async (
  config: PackagedConfig,
  into: string,
  { flags = [], configFrom = '' }: PackageOptions,
): Promise<string> => {
  const inputs = createHash('sha256').update(config.text).digest('hex');
  const outputs = await digest(into, [TEMPLATE, '.serverless/*.zip', 'dist/**/config.json']);
  const stack = await digest(ROOT, ['serverless.yml']);
  return [await bundlesStamp(into), inputs, stack, configFrom, ...flags, process.env.AWS_REGION ?? '', outputs].join(
    ' ',
  );
};

/** Bundles take most of the time. A package elsewhere gets those of this checkout when they are current. */
export const ensureBundles = async (into: string, progress: Progress = () => {}): Promise<void> => {
  for (const from of [into, ROOT]) {
    if (!(await isStamped(from, BUNDLES_STAMP, await bundlesStamp(from)))) continue;
    if (from !== into) await copyBundles(from, into);
    return;
  }
  progress('building the functions');
  await buildBundles(into);
  await writeFile(join(into, BUNDLES_STAMP), await bundlesStamp(into));
};

const copyBundles = async (from: string, into: string): Promise<void> => {
  for await (const file of glob([...BUNDLES, BUNDLES_STAMP], { cwd: from })) {
    await mkdir(dirname(join(into, file)), { recursive: true });
    await copyFile(join(from, file), join(into, file));
  }
};

/** Builds the command of this checkout, which is the same whatever the config says, when what it is made of has changed. */
export const ensureCommand = async (): Promise<void> => {
  const stamp = async (): Promise<string> => `${await digest(ROOT, COMMAND_SOURCES)} ${await digest(ROOT, COMMAND)}`;
  if (await isStamped(ROOT, COMMAND_STAMP, await stamp())) return;
  await buildCommand(ROOT);
  await writeFile(join(ROOT, COMMAND_STAMP), await stamp());
};

/** What is in the template that osls wrote, with all that it added. */
export const readResources = async (into: string): Promise<Resources> =>
  (JSON.parse(await readFile(join(into, TEMPLATE), 'utf8')) as { readonly Resources: Resources }).Resources;

/** Throws StackError for what AWS would refuse of a template. */
export const checkLimits = (resources: Resources): void => {
  const problems = limitProblems(resources, process.env.AWS_REGION ?? LONGEST_REGION);
  if (problems.length > 0) throw new StackError(`the stack would be refused:\n${problems.join('\n')}`);
};

/** No Region has a longer name. */
const LONGEST_REGION = 'ap-southeast-1';

/** Takes what is being done now, in words, for somebody who waits. */
export type Progress = (doing: string) => void;

interface PackageOptions {
  /** Go to osls. */
  readonly flags?: readonly string[];
  /** The parameter that functions read their config from, instead of the packaged one. */
  readonly configFrom?: string | undefined;
  readonly progress?: Progress;
}

/**
 * Packages with the given config. Throws ConfigError or ConfigUnreadableError before anything is
 * built, an error with osls's own words when osls refuses, and StackError for what AWS would refuse of the template.
 */
export const packageStack = async (
  configFile: string,
  into: string = ROOT,
  options: PackageOptions = {},
): Promise<Packaged> => {
  const dir = join(into, '.serverless');
  const config = await readConfig(resolve(configFile));
  if (await isStamped(into, STAMP, await packageStamp(config, into, options))) return { dir, fresh: false };
  await mkdir(into, { recursive: true });
  if (resolve(into) !== ROOT) await copyFile(join(ROOT, 'serverless.yml'), join(into, 'serverless.yml'));
  await ensureBundles(resolve(into), options.progress);
  await writeConfig(config, into, options.configFrom);
  options.progress?.('making the template and the zips');
  await runOsls(into, options.flags ?? []);
  checkLimits(await readResources(into));
  await writeFile(join(into, STAMP), await packageStamp(config, into, options));
  return { dir, fresh: true };
};

const require = createRequire(import.meta.url);

/** What runs osls. */
export const OSLS = require.resolve('serverless/bin/serverless.js');

const runOsls = async (cwd: string, flags: readonly string[]): Promise<void> => {
  try {
    await promisify(execFile)(process.execPath, [OSLS, 'package', ...flags], { cwd });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    // The stack is computed inside of osls, which shows an error of ours among its own.
    const [, ours] = /\bStackError: (.*)/.exec(stdout) ?? [];
    if (ours !== undefined) throw new StackError(ours);
    throw new Error(`osls could not package the stack:\n${stdout}${stderr}`, { cause: error });
  }
};
