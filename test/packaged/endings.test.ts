/** Runs that have no time for all that is to be done: under EC2's own buckets, in functions that end much earlier than the deployed ones. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import { awsQuotas } from '@waykeeper/local-cloud/faults';
import { packageRoutes, routesWorld } from '../../bench/routes-world.ts';
import { reportsOf } from '../../demo/play.ts';

const QUEUE = 'waykeeper-prod-routes.fifo';
const DEAD = 'waykeeper-prod-routes-dead.fifo';

/** Of the functions; the deployed ones have 60 s. */
const SECONDS = 14;

let dir: string;
beforeAll(async () => {
  dir = await packageRoutes('{ alarms: ["{appliance}-failover"] }');
  const template = join(dir, 'cloudformation-template-update-stack.json');
  const text = await readFile(template, 'utf8');
  await writeFile(template, text.replaceAll(/"Timeout": *60/g, `"Timeout": ${SECONDS}`));
}, 60_000);
afterAll(() => rm(dir, { recursive: true }));

let cloud: Cloud;
afterEach(() => cloud.stop());

/** Starts one with so many tables of two routes each, all on the first firewall; the first sweep is over. */
const start = async (tables: number): Promise<void> => {
  cloud = await startCloud({ account: routesWorld(Array(tables).fill(1)) });
  await cloud.deploy(dir);
  await cloud.settle();
  cloud.faults.limit(awsQuotas('ec2'));
};

/** One message tells of it: the next sweep. */
const stopFirewall = async (): Promise<void> => {
  const firewall = cloud.account.ec2.instances['i-0fwa'];
  if (firewall) firewall.state = 'stopped';
  await cloud.advance(5 * 60_000);
  await cloud.settle();
};

const defaultRoutes = () =>
  Object.values(cloud.account.ec2.routeTables).flatMap(({ routes }) =>
    routes.filter(({ destination }) => destination.endsWith('/0')),
  );
const on = (target: string): number => defaultRoutes().filter((route) => route.target === target).length;

const reports = () => reportsOf(cloud.journal).slice(1);
const messagesIn = (queue: string) => Object.values(cloud.account.sqs.queues[queue]?.messages ?? {});
const faultsOfFunctions = (): string[] =>
  cloud.journal.entries.map((entry) => JSON.stringify(entry)).filter((text) => /Task timed out|signal: /.test(text));

describe('more routes on a dead firewall than EC2 lets one run move', () => {
  it('are all moved, by one run after the other, each of which ends in time and says what it left', async () => {
    await start(60);
    await stopFirewall();
    expect([on('eni-0fwa'), on('eni-0fwb')]).toEqual([0, 120]);
    const left = reports().flatMap(({ remaining }) => remaining ?? []);
    expect(left.length).toBeGreaterThan(0);
    expect(left).toEqual([...new Set(left)].toSorted((a, b) => b - a));
    const stopped = reports().filter(({ remaining }) => remaining !== undefined);
    expect(new Set(stopped.map(({ verdict }) => verdict))).toEqual(new Set(['waiting']));
    expect(reports().at(-1)).toMatchObject({ converged: true });
    expect([messagesIn(DEAD), messagesIn(QUEUE), faultsOfFunctions()]).toEqual([[], [], []]);
    const moved = cloud.journal.entries.filter((entry) => JSON.stringify(entry).includes('"Route Moved"'));
    expect(moved.length).toBeGreaterThan(0);
  }, 120_000);

  it('are moved when a run is killed after it handed on what it left, and nothing is lost', async () => {
    await start(50);
    cloud.faults.set([{ kind: 'killed', when: 'after', service: 'sqs', operation: 'SendMessage' }]);
    await stopFirewall();
    expect(faultsOfFunctions().length).toBeGreaterThan(0);
    await cloud.advance(66_000);
    await cloud.settle();
    expect([on('eni-0fwa'), on('eni-0fwb')]).toEqual([0, 100]);
    expect(reports().at(-1)).toMatchObject({ converged: true });
    expect([messagesIn(DEAD), messagesIn(QUEUE)]).toEqual([[], []]);
  }, 120_000);
});

describe('two writers who undo each other', () => {
  it('end as failed in the dead-letter queue, and do not go on for ever', async () => {
    await start(60);
    const undo = setInterval(() => {
      for (const route of defaultRoutes()) route.target = 'eni-0fwa';
    }, 2);
    try {
      await stopFirewall();
      for (let back = 0; back < 6 && messagesIn(DEAD).length === 0; back += 1) await cloud.advance(6_000);
    } finally {
      clearInterval(undo);
    }
    // Two routes of each table, and its tag.
    const [first] = reports();
    expect(first).toMatchObject({ verdict: expect.stringMatching(/waiting|failed/), remaining: 3 * 60 });
    const told = reports().flatMap(({ outcomes }) => outcomes.map((one) => (one.status === 'failed' ? one.code : '')));
    expect(told).toContain('NO_PROGRESS');
    expect(reports().at(-1)?.verdict).toBe('failed');
    const isRest = ({ body }: { readonly body: string }): boolean => body.includes('waykeeper.rest');
    expect([messagesIn(DEAD).map(isRest), messagesIn(QUEUE).filter(isRest)]).toEqual([[true], []]);
    expect(reports().length).toBeLessThan(8);
  }, 120_000);
});

describe('routes that come back to the firewall that they were moved from', () => {
  const alarm = async (StateValue: 'ALARM' | 'OK'): Promise<void> => {
    const command = { AlarmName: 'fw-a-failover', StateValue, StateReason: 'test' };
    await new CloudWatchClient(cloud.clientConfig()).send(new SetAlarmStateCommand(command));
    await cloud.settle();
  };

  it('make way for others: a run moves half of what EC2 takes at once, and hands the rest on', async () => {
    await start(14);
    await alarm('ALARM');
    expect([on('eni-0fwa'), on('eni-0fwb')]).toEqual([0, 28]);
    await alarm('OK');
    const before = reports().length;
    await cloud.advance(16 * 60_000);
    await cloud.settle();
    expect([on('eni-0fwa'), on('eni-0fwb')]).toEqual([28, 0]);
    const back = reports()
      .slice(before)
      .filter(({ outcomes }) => outcomes.length > 0);
    const moved = back.map(({ plan, outcomes }) => {
      const made = new Set(outcomes.filter(({ status }) => status === 'applied').map(({ key }) => key));
      return plan.changes.filter(({ action, key }) => action === 'replace' && made.has(key)).length;
    });
    expect(moved).toEqual([24, 4]);
    expect(back.map(({ verdict, attempt = 1 }) => [verdict, attempt])).toEqual([
      ['waiting', 1],
      ['changed', 2],
    ]);
  }, 120_000);
});
