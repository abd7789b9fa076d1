/** Bundle sizes and how long a function takes to load, against a bundle of the bare EC2 client. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { BUNDLE, FUNCTIONS } from '../scripts/build.ts';
import { slimSdk } from '../scripts/slim-sdk.ts';
import type { Row } from './table.ts';

const ROOT = join(import.meta.dirname, '..');
const KB = 1_000;
/** What a run by hand loads once it is asked for. */
const LATER = 'reconcile/run-one';
const LIMITS_KB: Readonly<Record<string, number>> = { 'reconcile: index.cjs': 100, [`${LATER}.cjs`]: 700 };
/** Two clients are in it. */
const LIMITS_LOAD: Readonly<Record<string, number>> = { dns: 1.5 };

const RUNS = 11;

const LOAD = 'const t=performance.now();require(process.argv[1]);console.log(performance.now()-t)';

/** Ms to load a bundle in a fresh child. */
const loadMs = (file: string): number =>
  Number(execFileSync(process.execPath, ['-e', LOAD, file], { env: { AWS_REGION: 'eu-west-2' } }));

/** The best of each: what else the machine does only adds to it. They take turns, so that it falls on all of them alike. */
const loadTimes = (files: readonly string[]): number[] => {
  const rounds = Array.from({ length: RUNS }, () => files.map(loadMs));
  return files.map((_, at) => Math.min(...rounds.map((round) => round[at] ?? Number.NaN)));
};

const bareEc2 = async (outfile: string): Promise<void> => {
  const contents =
    "import { EC2Client, DescribeVpcsCommand } from '@aws-sdk/client-ec2'; new EC2Client({}); export { DescribeVpcsCommand };";
  await build({ ...BUNDLE, stdin: { contents, resolveDir: ROOT }, outfile, plugins: [...slimSdk] });
};

export const bundles = async (): Promise<Row[]> => {
  const dir = await mkdtemp(join(tmpdir(), 'waykeeper-bench-'));
  const bare = join(dir, 'bare.cjs');
  await bareEc2(bare);
  const functions = join(ROOT, 'dist/functions');
  const files = FUNCTIONS.map((name) => join(functions, name, 'index.cjs'));
  const [base = Number.NaN, ...times] = loadTimes([bare, ...files]);
  await rm(dir, { recursive: true });
  const sizes = await Promise.all(
    [...files, join(functions, `${LATER}.cjs`)].map(async (file) => (await stat(file)).size),
  );
  const names = [...FUNCTIONS.map((name) => `${name}: index.cjs`), `${LATER}.cjs`];
  return [
    ...names.map((what, at) => ({
      what,
      measured: (sizes[at] ?? Number.NaN) / KB,
      unit: 'KB',
      limit: LIMITS_KB[what] ?? 450,
    })),
    ...FUNCTIONS.map((name, at) => ({
      what: `${name}: load, against the bare EC2 client`,
      measured: (times[at] ?? Number.NaN) / base,
      unit: '×',
      limit: LIMITS_LOAD[name] ?? 1.3,
    })),
  ];
};
