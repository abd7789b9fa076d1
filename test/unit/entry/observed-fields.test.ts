import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ControllerName } from '../../../lib/core/plan.ts';
import { TRIGGERS } from '../../../lib/entry/triggers.ts';
import { type Cause, NOTIFICATION } from './observed-fields/cause.ts';
import { connections } from './observed-fields/connections.ts';
import { dns } from './observed-fields/dns.ts';
import { routes } from './observed-fields/routes.ts';

const ROOT = join(import.meta.dirname, '../../..');

type ByField = Readonly<Record<string, readonly Cause[]>>;

const OBSERVED: Readonly<Record<ControllerName, Readonly<Record<string, ByField>>>> = {
  connections: { ...connections },
  dns: { ...dns },
  routes: { ...routes },
};

const CONTROLLERS: readonly ControllerName[] = ['connections', 'dns', 'routes'];

interface FieldCause extends Cause {
  readonly field: string;
}

const causesOf = (controller: ControllerName): FieldCause[] =>
  Object.entries(OBSERVED[controller]).flatMap(([type, fields]) =>
    Object.entries(fields).flatMap(([name, causes]) => causes.map((cause) => ({ ...cause, field: `${type}.${name}` }))),
  );

const triggersOf = (controller: ControllerName): string[] => [
  ...TRIGGERS.filter((row) => row.controller === controller).flatMap(
    ({ eventNames, detailType }) => eventNames ?? [detailType],
  ),
  ...(controller === 'connections' ? [NOTIFICATION] : []),
];

/** What the ports export beside what is observed: what is written or asked for, and limits. */
const NOT_OBSERVED = ['EndpointPolicy', 'Ingress', 'PublishedEvent', 'RecordChange', 'Tags', 'Wanted'];

describe('the fields that are observed', () => {
  it('are those of every type that the ports return', () => {
    const exports = readFileSync(join(ROOT, 'lib/aws/types.ts'), 'utf8').matchAll(/export type \{([^}]+)\}/g);
    const types = [...exports].flatMap(([, names = '']) => names.split(',').map((name) => name.trim())).filter(Boolean);
    const known = CONTROLLERS.flatMap((controller) => Object.keys(OBSERVED[controller]));
    expect(types.filter((type) => !known.includes(type)).toSorted()).toEqual(NOT_OBSERVED);
  });

  it.each(CONTROLLERS)('of %s are changed by triggers, or by what the sweep is enough for', (controller) => {
    const triggers = triggersOf(controller);
    const missing = causesOf(controller)
      .filter(({ sweep }) => sweep === undefined)
      .flatMap(({ field, by }) => by.filter((what) => !triggers.includes(what)).map((what) => `${field}: ${what}`));
    expect(missing).toEqual([]);
  });

  it.each(CONTROLLERS)('of %s give each of its triggers something to tell of', (controller) => {
    const told = causesOf(controller).flatMap(({ by, sweep }) => (sweep === undefined ? by : []));
    expect(triggersOf(controller).filter((what) => !told.includes(what))).toEqual([]);
  });
});

/** One row for each reason: the fields that it holds for, and the calls. */
const rowsOf = (controller: ControllerName): string[] => {
  const byReason = Map.groupBy(
    causesOf(controller).filter(({ sweep }) => sweep !== undefined),
    ({ sweep }) => sweep,
  );
  const code = (texts: readonly string[]): string => [...new Set(texts)].map((text) => `\`${text}\``).join(', ');
  return [...byReason].map(([why, causes]) => {
    const calls = code(causes.flatMap(({ by }) => by));
    return `| ${controller} | ${code(causes.map(({ field }) => field))} | ${calls} | ${why} |`;
  });
};

describe('the page on events', () => {
  it('shows what the sweep alone finds, and why that is enough', () => {
    const page = readFileSync(join(ROOT, 'docs/events.md'), 'utf8');
    const shown = page.split('\n').filter((line) => /^\| (?:connections|dns|routes) \| `\w+\.\w+`/.test(line));
    expect(shown.join('\n')).toBe(CONTROLLERS.flatMap(rowsOf).join('\n'));
  });
});
