/**
 * Packages the stack without credentials and without network: validates the config, builds, and has osls write the
 * template and one zip for each function to `.serverless`. Does nothing when no input changed since.
 * With `--deploy` it then deploys exactly that package, with `--scp` it writes a service control policy and packages nothing.
 * `--help` tells the other options.
 */
import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, glob, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { ConfigError, ConfigUnreadableError } from '../lib/config/errors.ts';
import { StackError } from '../resources/errors.ts';
import { limitProblems } from '../resources/limits.ts';
import { tagPolicy } from '../resources/scp.ts';
import type { Resources } from '../resources/types.ts';
import { buildBundles, buildCommand, COMMAND, type PackagedConfig, readConfig, writeConfig } from './build.ts';

const ROOT = dirname(import.meta.dirname);

/** What bundles are made of. */
const SOURCES = [
  'functions/**/*.ts',
  'lib/**/*.ts',
  'resources/**/*.ts',
  'scripts/{build,lambda-credentials,slim-sdk}.ts',
  'package-lock.json',
];
const BUNDLES = ['dist/stack.cjs', 'dist/functions/**/*.cjs'];

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
const ensureBundles = async (into: string): Promise<void> => {
  for (const from of [into, ROOT]) {
    if (!(await isStamped(from, BUNDLES_STAMP, await bundlesStamp(from)))) continue;
    if (from !== into) await copyBundles(from, into);
    return;
  }
  await buildBundles(into);
  await writeFile(join(into, BUNDLES_STAMP), await bundlesStamp(into));
};

const copyBundles = async (from: string, into: string): Promise<void> => {
  for await (const file of glob([...BUNDLES, BUNDLES_STAMP], { cwd: from })) {
    await mkdir(dirname(join(into, file)), { recursive: true });
    await copyFile(join(from, file), join(into, file));
  }
};

/** The command of this checkout, which is the same whatever the config says. */
const ensureCommand = async (): Promise<void> => {
  const stamp = async (): Promise<string> => `${await digest(ROOT, COMMAND_SOURCES)} ${await digest(ROOT, COMMAND)}`;
  if (await isStamped(ROOT, COMMAND_STAMP, await stamp())) return;
  await buildCommand(ROOT);
  await writeFile(join(ROOT, COMMAND_STAMP), await stamp());
};

/** What is in the template that osls wrote, with all that it added. Throws StackError for what AWS would refuse of it. */
const checkLimits = async (into: string): Promise<void> => {
  const { Resources } = JSON.parse(await readFile(join(into, TEMPLATE), 'utf8')) as { readonly Resources: Resources };
  const problems = limitProblems(Resources, process.env.AWS_REGION ?? LONGEST_REGION);
  if (problems.length > 0) throw new StackError(`the stack would be refused:\n${problems.join('\n')}`);
};

/** No Region has a longer name. */
const LONGEST_REGION = 'ap-southeast-1';

interface PackageOptions {
  /** Go to osls. */
  readonly flags?: readonly string[];
  /** The parameter that functions read their config from, instead of the packaged one. */
  readonly configFrom?: string | undefined;
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
  await ensureBundles(resolve(into));
  await writeConfig(config, into, options.configFrom);
  await runOsls(into, options.flags ?? []);
  await checkLimits(into);
  await writeFile(join(into, STAMP), await packageStamp(config, into, options));
  return { dir, fresh: true };
};

const require = createRequire(import.meta.url);
const OSLS = require.resolve('serverless/bin/serverless.js');

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

/** Deploys the very package that lies there; osls asks for credentials and tells of its progress. */
const deploy = (flags: readonly string[]): number =>
  spawnSync(process.execPath, [OSLS, 'deploy', '--package', '.serverless', ...flags], { cwd: ROOT, stdio: 'inherit' })
    .status ?? 1;

const HELP = `Usage: npm run package -- [options], or npm run deploy -- [options]
  --config FILE   the config to package (default: waykeeper.yml)
  --into DIR      where to write dist/ and .serverless/ (default: here; not for deploy)
  --stage NAME    part of every name (default: prod)
  --region NAME   the AWS Region (default: AWS_REGION, or eu-west-2)
  --config-from ssm:NAME  have the functions read their config from this parameter; rules, roles and alarms are made
                  from the packaged one all the same
  --scp ARN       write dist/scp.json, a service control policy that leaves the tags which the config selects by to
                  this role or user (repeat it for several), and package nothing
  --quiet         print faults only`;

const readOptions = () => {
  try {
    return parseArgs({
      options: {
        config: { type: 'string', default: join(ROOT, 'waykeeper.yml') },
        into: { type: 'string', default: ROOT },
        stage: { type: 'string' },
        region: { type: 'string' },
        'config-from': { type: 'string' },
        scp: { type: 'string', multiple: true },
        quiet: { type: 'boolean', default: false },
        deploy: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    console.error(`${(error as Error).message}\n${HELP}`);
    return undefined;
  }
};

/** What Parameter Store takes as a name (`PutParameter`, AWS Systems Manager API reference). */
const PARAMETER = /^ssm:([\w.-]+|(?:\/[\w.-]+)+)$/;

/** The parameter's name. Throws StackError for anything else than `ssm:` and a name. */
const parameterOf = (from: string | undefined): string | undefined => {
  if (from === undefined) return undefined;
  const [, name] = PARAMETER.exec(from) ?? [];
  if (name === undefined) {
    throw new StackError(
      `--config-from: expected ssm: and the name of a parameter, such as ssm:/waykeeper/config, found ${from}`,
    );
  }
  return name;
};

/** Zones whose names the roles cannot tell, so that they allow more than is claimed. */
const wideZones = ({ dns }: PackagedConfig['config']): string[] =>
  [...Map.groupBy(dns.zones, ({ zone }) => zone)]
    .filter(([, entries]) => entries.every(({ name }) => name === undefined))
    .map(
      ([zone]) =>
        `${zone}: its role covers more than the claimed names, since no entry tells the zone's own name (name: …)`,
    );

/** The roles of the stack that may set tags of their own go by its stage, in whichever Region unless one is named. */
const writeTagPolicy = async (
  configFile: string,
  into: string,
  principals: readonly string[],
  { stage, region }: { readonly stage: string; readonly region: string },
): Promise<void> => {
  const { config } = await readConfig(resolve(configFile));
  const policy = tagPolicy(config, principals, { prefix: `waykeeper-${stage}`, stage, region });
  const file = join(into, 'dist/scp.json');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(policy, undefined, 2)}\n`);
  console.log(`${file} is written; attach it where the tagged things are`);
};

const main = async (): Promise<number> => {
  const options = readOptions();
  if (!options) return 1;
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const { config, into, stage, region, quiet, scp, 'config-from': from } = options;
  if (scp) {
    await writeTagPolicy(config, into, scp, { stage: stage ?? 'prod', region: region ?? '*' });
    return 0;
  }
  const flags = Object.entries({ stage, region }).flatMap(([name, value]) => (value ? [`--${name}`, value] : []));
  const { dir, fresh } = await packageStack(config, into, { flags, configFrom: parameterOf(from) });
  if (resolve(into) === ROOT) await ensureCommand();
  if (!quiet) console.log(fresh ? `packaged into ${dir}` : `nothing changed; ${dir} is current`);
  if (!quiet) for (const hint of wideZones((await readConfig(resolve(config))).config)) console.log(hint);
  return options.deploy ? deploy(flags) : 0;
};

if (import.meta.main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    const plain = [ConfigError, ConfigUnreadableError, StackError].some((kind) => error instanceof kind);
    console.error(plain ? (error as Error).message : error);
    process.exitCode = 1;
  }
}
