/** What the packaged functions publish of things that stay as they are: each once, whatever happens to what remembers it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import type { Fault } from '@waykeeper/local-cloud/faults';
import { reportsOf } from '../../demo/play.ts';
import { packageStack } from '../../scripts/package-stack.ts';
import { seeded } from './support/services.ts';

const MINUTE = 60_000;
const STATE = '/waykeeper-prod/state';

const configWith = (mode: string): string => `version: 1
mode: ${mode}
connections:
  - name: payments
    services: { tags: { waykeeper: payments } }
    accept: [{ name: partners, accounts: ["111122223333"] }]
`;

let dir: string;
let cloud: Cloud;
const packaged = new Map<string, string>();

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'waykeeper-'));
  for (const mode of ['plan', 'apply']) {
    const file = join(dir, `${mode}.yml`);
    await writeFile(file, configWith(mode));
    packaged.set(mode, (await packageStack(file, join(dir, mode))).dir);
  }
});
afterAll(() => rm(dir, { recursive: true }));
afterEach(() => cloud.stop());

const SERVICE = 'vpce-svc-0a';
const WAITING = { service: SERVICE, endpoint: 'vpce-0waits' };

/** The first sweep comes at once. */
const start = async (mode: string, faults: readonly Fault[] = []): Promise<void> => {
  cloud = await startCloud({ account: seeded([SERVICE], mode === 'plan' ? [WAITING] : []) });
  read = 0;
  cloud.faults.set(faults);
  await cloud.deploy(packaged.get(mode) ?? '');
  await cloud.settle();
};

/** How much of the journal was looked at. */
let read = 0;

/** What was published since the last look, or since the start. */
const published = (): string[] => {
  const entries = cloud.journal.entries.slice(read);
  read += entries.length;
  return entries.flatMap((entry) => (entry.kind === 'event' && entry.source === 'waykeeper' ? [entry.detailType] : []));
};

/** What was published until now, and by each sweep of some time, without those that published nothing. */
const tellings = async (sweeps: number): Promise<string[][]> => {
  const told = [published()];
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    await cloud.advance(5 * MINUTE);
    told.push(published());
  }
  return told.filter((events) => events.length > 0);
};

const calls = (operation: string): number =>
  cloud.journal.entries.filter((entry) => entry.kind === 'call' && entry.operation === operation).length;

const remembered = (): string => cloud.account.ssm.parameters[STATE]?.value ?? '';

describe('a permission that is denied', () => {
  it('is told once, again after an hour, and when it is granted', async () => {
    await start('apply');
    const trouble = { service: 'ec2', operation: 'DescribeVpcEndpointConnections', kind: 'denied' } as const;
    cloud.faults.set([{ ...trouble, times: Number.POSITIVE_INFINITY }]);
    expect(await tellings(14)).toEqual([['Run Failed'], ['Run Failed']]);
    const writes = calls('PutParameter');
    expect(await tellings(5)).toEqual([]);
    expect(calls('PutParameter')).toBe(writes);
    cloud.faults.clear();
    expect(await tellings(3)).toEqual([['Run Recovered']]);
  });
});

describe('a finding', () => {
  it('is told when it opens and when it closes', async () => {
    await start('apply');
    const service = cloud.account.ec2.endpointServices[SERVICE];
    if (!service) throw new Error('expected the service');
    expect(await tellings(1)).toEqual([]);
    Object.assign(service, { acceptanceRequired: false });
    const [opened = [], ...later] = await tellings(3);
    expect([new Set(opened), later]).toEqual([new Set(['Finding Opened']), []]);
    Object.assign(service, { acceptanceRequired: true });
    expect(await tellings(3)).toEqual([opened.map(() => 'Finding Closed')]);
  });
});

describe('a plan in mode plan', () => {
  it('is told once', async () => {
    await start('plan');
    expect(await tellings(14)).toEqual([['Connection Would Be Accepted']]);
    expect(reportsOf(cloud.journal).length).toBeGreaterThan(10);
  });

  it('is told by each run while what was told cannot be read, and nothing is overwritten', async () => {
    await start('plan');
    await tellings(1);
    const before = remembered();
    cloud.faults.set([{ service: 'ssm', operation: 'GetParameter', kind: 'denied', times: Number.POSITIVE_INFINITY }]);
    expect(await tellings(3)).toEqual(Array(3).fill(['Connection Would Be Accepted']));
    expect(remembered()).toBe(before);
    cloud.faults.clear();
    expect(await tellings(2)).toEqual([]);
  });

  it('is told again, and the parameter made anew, when somebody deleted that', async () => {
    await start('plan');
    await tellings(1);
    delete cloud.account.ssm.parameters[STATE];
    expect(await tellings(3)).toEqual([['Connection Would Be Accepted']]);
  });
});

describe('a function that is killed', () => {
  it.each([
    ['before it writes down what it told', 'ssm', 'PutParameter', 'before', 2],
    ['when it has written that down', 'ssm', 'PutParameter', 'after', 1],
    ['when the bus has taken what it tells', 'events', 'PutEvents', 'after', 2],
    ['before the bus has it', 'events', 'PutEvents', 'before', 1],
  ] as const)('%s loses nothing, and tells it twice at worst', async (_, service, operation, when, times) => {
    await start('plan', [{ service, operation, kind: 'killed', when }]);
    expect((await tellings(4)).flat()).toEqual(Array(times).fill('Connection Would Be Accepted'));
    expect(remembered()).toContain('connections');
  });
});
