/**
 * What the example costs a month: its template, and what its functions do in an hour in which nothing happens, at AWS's prices.
 * Usage: `node bench/costs.ts` counts anew, prints it and writes it into docs/deploy.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import { world } from '../demo/world.ts';
import { parseConfig } from '../lib/config/parse.ts';
import type { Config } from '../lib/config/types.ts';
import { packageStack, readResources } from '../scripts/package-stack.ts';
import { type Part, partsOf, totalOf, type Usage, type Usages } from './costs-month.ts';
import { costsText, withCosts } from './costs-page.ts';
import type { Row } from './table.ts';

const ROOT = dirname(import.meta.dirname);
const EXAMPLE = join(ROOT, 'waykeeper.yml');

/** The page that has the costs, and the counts that it was made of. */
const PAGE = join(ROOT, 'docs/deploy.md');
const COUNTED = join(import.meta.dirname, 'costs-counted.json');

const HOUR_MS = 3_600_000;

type Entries = Cloud['journal']['entries'];

/** The second hour after the deployment: in the first one things are brought in order. */
const quietHour = async (): Promise<Entries> => {
  const cloud = await startCloud({ account: world() });
  try {
    await cloud.deploy(join(ROOT, '.serverless'));
    await cloud.advance(HOUR_MS);
    const before = cloud.journal.entries.length;
    await cloud.advance(HOUR_MS);
    return cloud.journal.entries.slice(before);
  } finally {
    await cloud.stop();
  }
};

/** By function. */
const usagesIn = (entries: Entries): Usages => {
  const invocations = entries.flatMap((entry) => (entry.kind === 'invocation' ? [entry] : []));
  const names = [...new Set(invocations.map((entry) => entry.function))].sort();
  return Object.fromEntries(names.map((name) => [name, usageOf(name, entries)]));
};

const usageOf = (name: string, entries: Entries): Usage => {
  const lines = entries.flatMap((entry) =>
    (entry.kind === 'report' || entry.kind === 'log') && entry.function === name ? [entry.line] : [],
  );
  const count = (test: (entry: Entries[number]) => boolean): number => entries.filter(test).length;
  return {
    invocations: count((entry) => entry.kind === 'invocation' && entry.function === name),
    // Lines hold times whose digits differ from hour to hour.
    logBytes: Math.round(lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0) / 1_000) * 1_000,
    metrics: new Set(lines.flatMap(metricsIn)).size,
    messages: count((entry) => entry.kind === 'message' && entry.queue === `${name}.fifo`),
    schedules: count(
      (entry) => entry.kind === 'transition' && entry.service === 'scheduler' && entry.key.includes(`${name}-sweep`),
    ),
    calls: callsOf(name, entries),
  };
};

const metricsIn = (line: string): string[] => {
  const { _aws } = JSON.parse(line) as { readonly _aws?: { readonly CloudWatchMetrics: readonly Directive[] } };
  return (_aws?.CloudWatchMetrics ?? []).flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name));
};

interface Directive {
  readonly Metrics: readonly { readonly Name: string }[];
}

/** Who calls is the role, whose name holds the Region before the controller's. */
const callsOf = (name: string, entries: Entries): Usage['calls'] => {
  const controller = name.slice(name.lastIndexOf('-'));
  const calls = entries.flatMap((entry) =>
    entry.kind === 'call' && entry.principal.startsWith('waykeeper') && entry.principal.endsWith(controller)
      ? Array.from({ length: timesOf(entry.input) }, () => `${entry.service}:${entry.operation}`)
      : [],
  );
  const counts = [...Map.groupBy(calls, (call) => call)].map(([call, times]) => [call, times.length] as const);
  return Object.fromEntries(counts.toSorted(([one], [other]) => (one < other ? -1 : 1)));
};

/** What PutEvents and GetMetricData are charged by. */
const timesOf = (input: unknown): number => {
  const { Entries = [], MetricDataQueries = [] } = Object(input) as Readonly<Record<string, readonly unknown[]>>;
  return Math.max(1, Entries.length, MetricDataQueries.length);
};

/** What the page was made of. */
const recorded = (): { readonly config: Config; readonly usages: Usages } => ({
  config: parseConfig(readFileSync(EXAMPLE, 'utf8'), 'waykeeper.yml'),
  usages: JSON.parse(readFileSync(COUNTED, 'utf8')) as Usages,
});

/** Parts that are in one of two bills alone, or differ by more than a tenth. */
const apart = (some: readonly Part[], others: readonly Part[]): number => {
  const quantity = (parts: readonly Part[], what: string): number =>
    parts.find((part) => part.what === what)?.quantity ?? 0;
  const all = new Set([...some, ...others].map(({ what }) => what));
  return [...all].filter((what) => {
    const [one, other] = [quantity(some, what), quantity(others, what)];
    return Math.abs(one - other) > Math.max(one, other) / 10;
  }).length;
};

export const costs = async (): Promise<Row[]> => {
  const resources = await readResources(ROOT);
  const parts = partsOf(resources, usagesIn(await quietHour()));
  return [
    { what: 'the example: a month in which nothing happens', measured: totalOf(parts), unit: 'USD', limit: 25 },
    {
      what: 'parts of it that are not as docs/deploy.md says (node bench/costs.ts)',
      measured: apart(parts, partsOf(resources, recorded().usages)),
      unit: 'parts',
      limit: 0,
    },
  ];
};

if (import.meta.main) {
  await packageStack(EXAMPLE);
  writeFileSync(COUNTED, `${JSON.stringify(usagesIn(await quietHour()), undefined, 2)}\n`);
  const { config, usages } = recorded();
  console.log(costsText(config, usages));
  writeFileSync(PAGE, withCosts(readFileSync(PAGE, 'utf8'), config, usages));
}
