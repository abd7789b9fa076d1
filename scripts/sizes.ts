/** Prints how large the code is, and fails when a limit is passed. `npm run check` runs it. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { circlesAmong, type Source, sourcesIn } from './sources.ts';

const ROOT = dirname(import.meta.dirname);
const LONGEST_FILE = 300;

/** What a newcomer reads, by what it is for. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  product: ['{cli,functions,lib,resources}/**/*.ts'],
  'local cloud': ['packages/local-cloud/src/**/*.{ts,mjs}'],
  'demo, bench, scripts': ['{bench,demo,scripts}/**/*.{ts,cjs}'],
  tests: ['test/**/*.ts', 'packages/local-cloud/test/**/*.ts'],
};

const linesOf = ({ text }: Source): number => text.split('\n').length - 1;

/** The size that so many percent of the files do not exceed. */
const percentile = (sorted: readonly number[], percent: number): number =>
  sorted[Math.ceil((sorted.length * percent) / 100) - 1] ?? 0;

const rowOf = (name: string, sources: readonly Source[]): string[] => {
  const lines = sources.map(linesOf).sort((a, b) => a - b);
  const total = lines.reduce((sum, one) => sum + one, 0);
  return [name, ...[lines.length, total, percentile(lines, 50), percentile(lines, 95), lines.at(-1) ?? 0].map(String)];
};

const tableOf = (rows: readonly string[][]): string => {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const cell = (text: string, at: number) => (at === 0 ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0));
  return rows.map((row) => row.map(cell).join('  ')).join('\n');
};

/** Functions over the limit that biome.json sets; tests are excepted. */
const longFunctions = (): number => {
  const biome = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');
  const folders = ['bench', 'cli', 'demo', 'functions', 'lib', 'packages/local-cloud/src', 'resources', 'scripts'];
  const only = ['--only=complexity/noExcessiveLinesPerFunction', '--reporter=json'];
  const report = execFileSync(process.execPath, [biome, 'lint', ...only, ...folders], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: 'pipe',
  });
  return JSON.parse(report).diagnostics.length;
};

/** A figure and the most that it may be. */
type Limit = readonly [what: string, is: number, most: number];

const limitsOf = (all: readonly Source[]): Limit[] => [
  [`files over ${LONGEST_FILE} lines`, all.filter((source) => linesOf(source) > LONGEST_FILE).length, 0],
  ['functions over 50 lines, tests excepted', longFunctions(), 0],
  ['import circles, types included', circlesAmong(all).length, 0],
  ['lines of biome.json', readFileSync(join(ROOT, 'biome.json'), 'utf8').trimEnd().split('\n').length, 250],
];

const parts = Object.entries(PARTS).map(([name, patterns]) => [name, sourcesIn(...patterns)] as const);
const limits = limitsOf(parts.flatMap(([, sources]) => sources));
console.log(tableOf([['', 'files', 'lines', 'p50', 'p95', 'max'], ...parts.map(([name, it]) => rowOf(name, it))]));
console.log(`\n${tableOf(limits.map(([what, is, most]) => [what, `${is}`, `at most ${most}`]))}`);
process.exitCode = limits.every(([, is, most]) => is <= most) ? 0 : 1;
