/** What controllers really report about the demo's world, against the schema of a report. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import { world } from '../../../demo/world.ts';
import { readEnvironment } from '../../../lib/config/environment.ts';
import { parseConfig } from '../../../lib/config/parse.ts';
import { createWarmMemory } from '../../../lib/dns/zones/warm-memory.ts';
import { rememberPlans } from '../../../lib/entry/shown-plans.ts';
import { REPORT_SCHEMA_FILE, reportSchema, reportSchemaText } from '../../../scripts/report-schema.ts';
import { goTo } from '../../support/environment.ts';
import { context, logged } from './support/lambda.ts';

const ROOT = join(import.meta.dirname, '../../..');
const CONFIG = parseConfig(readFileSync(join(ROOT, 'waykeeper.yml'), 'utf8'), 'waykeeper.yml');

let cloud: Cloud;
let reconcileByHand: ReturnType<typeof import('../../../lib/entry/by-hand.ts').reconcileByHand>;

beforeAll(async () => {
  cloud = await startCloud({ account: world() });
  goTo(cloud);
  const byHand = await import('../../../lib/entry/by-hand.ts');
  reconcileByHand = byHand.reconcileByHand(rememberPlans(), createWarmMemory());
});

afterAll(() => cloud.stop());

const ask = async (payload: unknown): Promise<Awaited<ReturnType<typeof reconcileByHand>>> => {
  let answer: Awaited<ReturnType<typeof reconcileByHand>> | undefined;
  await logged(async () => {
    const handling = {
      config: CONFIG,
      environment: readEnvironment({}),
      invocation: context(),
      remaining: () => 60_000,
    };
    answer = await reconcileByHand(payload, handling);
  });
  if (!answer) throw new Error('expected an answer');
  return answer;
};

/** As whoever reads a report gets it. */
const written = (report: unknown): unknown => JSON.parse(JSON.stringify(report));

const ALL = ['connections', 'dns', 'routes'];

it('the schema in the repository is current: run `node scripts/report-schema.ts` after a change', () => {
  expect(readFileSync(join(ROOT, REPORT_SCHEMA_FILE), 'utf8')).toBe(reportSchemaText());
});

describe('the schema of a report', () => {
  it.each<[string, object]>([
    ['a plan', { mode: 'plan' }],
    ['a plan that is not the expected one', { mode: 'apply', controllers: ['dns'], expect: '0123456789abcdef' }],
    ['what was applied', { mode: 'apply', controllers: ALL }],
    ['a part of what is there', { only: ['edge-firewall'] }],
  ])('holds of %s', async (_, payload) => {
    const { reports } = await ask(payload);
    expect(reports.length).toBeGreaterThan(0);
    for (const report of reports) expect(reportSchema.parse(written(report))).toEqual(written(report));
  });

  it('refuses a report without a verdict', async () => {
    const { verdict, ...rest } = (await ask({ only: ['edge-firewall'] })).reports[0] ?? {};
    expect(verdict).toBeDefined();
    expect(reportSchema.safeParse(written(rest)).success).toBe(false);
  });
});

describe('an answer', () => {
  it('has the loudest verdict of its reports', async () => {
    const { verdict, reports } = await ask({ mode: 'plan' });
    expect(reports.map((report) => report.verdict)).toContain(verdict);
  });
});
