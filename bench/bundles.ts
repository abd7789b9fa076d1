/** Bundle sizes and how long a function takes to load, against a bundle of the bare EC2 client. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { BUNDLE, FUNCTIONS } from '../scripts/build.ts';
import { pureSchemas } from '../scripts/pure-schemas.ts';
import type { Row } from './table.ts';

const ROOT = join(import.meta.dirname, '..');
const KB = 1_000;
const LIMITS_KB: Readonly<Record<string, number>> = { reconcile: 700 };
const RUNS = 11;

const LOAD = 'const t=performance.now();require(process.argv[1]);console.log(performance.now()-t)';

/** Ms to load a bundle in a fresh child: the median of several. */
const loadMs = (file: string): number => {
  const times = Array.from({ length: RUNS }, () =>
    Number(execFileSync(process.execPath, ['-e', LOAD, file], { env: { AWS_REGION: 'eu-west-2' } })),
  );
  return times.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? Number.NaN;
};

const bareEc2 = async (outfile: string): Promise<void> => {
  const contents =
    "import { EC2Client, DescribeVpcsCommand } from '@aws-sdk/client-ec2'; new EC2Client({}); export { DescribeVpcsCommand };";
  await build({ ...BUNDLE, stdin: { contents, resolveDir: ROOT }, outfile, plugins: [pureSchemas] });
};

export const bundles = async (): Promise<Row[]> => {
  const dir = await mkdtemp(join(tmpdir(), 'waykeeper-bench-'));
  const bare = join(dir, 'bare.cjs');
  await bareEc2(bare);
  const base = loadMs(bare);
  const rows: Row[] = [];
  for (const name of FUNCTIONS) {
    const file = join(ROOT, 'dist/functions', name, 'index.cjs');
    const { size } = await stat(file);
    const limit = LIMITS_KB[name] ?? 450;
    rows.push({ what: `${name}: index.cjs`, measured: size / KB, unit: 'KB', limit });
    rows.push({
      what: `${name}: load, against the bare EC2 client`,
      measured: loadMs(file) / base,
      unit: '×',
      limit: 1.5,
    });
  }
  await rm(dir, { recursive: true });
  return rows;
};
