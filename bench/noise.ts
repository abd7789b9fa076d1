/**
 * What events about other people's things cost before a failover: with the stack's rules, and if they delivered all of a kind
 * to a function that stays warm.
 */
import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { CreateTagsCommand, EC2Client, StartInstancesCommand, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import { addAlarm, addInstance, addSubnet } from '@waykeeper/local-cloud/seed';
import type { Account } from '@waykeeper/local-cloud/state';
import type { Report } from '../lib/core/plan.ts';
import { packageRoutes, ROUTES_FUNCTION, routesWorld } from './routes-world.ts';
import type { Row } from './table.ts';

/** Other things of the account; each of a round's calls is about another one. */
const OTHERS = 125;
const ALARM_ROUNDS = 48;
const TAG_ROUNDS = 24;
/** Each instance is stopped and started so often, which makes four events. */
const RESTARTS = 2;
const EVENTS = OTHERS * (ALARM_ROUNDS + TAG_ROUNDS + 4 * RESTARTS);
const WHAT = `${EVENTS} events about other alarms, tags and instances`;
/** Ms in which an instance stops, or starts. */
const RESTART_MS = 20_000;

const numbers = Array.from({ length: OTHERS }, (_, at) => at);
const alarm = (at: number): string => `other-${at}`;
const instance = (at: number): string => `i-0other${at}`;

const world = (): Account => {
  const account = routesWorld([1, 1]);
  addSubnet(account, { id: 'subnet-0other', vpc: 'vpc-0bench', cidr: '10.254.0.0/24', az: 'eu-west-2a' });
  for (const at of numbers) {
    addAlarm(account, { name: alarm(at), state: 'OK' });
    addInstance(account, { id: instance(at), subnet: 'subnet-0other' });
  }
  return account;
};

/** The rules as they were before the config narrowed them: every alarm, state and tag. */
const widen = ({ events }: Account): void => {
  for (const [key, rule] of Object.entries(events.rules)) {
    const { detail = {}, ...pattern } = JSON.parse(rule.eventPattern ?? '{}') as { readonly detail?: object };
    const { eventName, errorCode } = detail as { readonly eventName?: unknown; readonly errorCode?: unknown };
    const wide = { ...pattern, ...(eventName ? { detail: { eventName, errorCode } } : {}) };
    events.rules[key] = { ...rule, eventPattern: JSON.stringify(wide) };
  }
};

interface Operator {
  setAlarm(AlarmName: string, StateValue: 'ALARM' | 'OK'): Promise<unknown>;
  readonly ec2: EC2Client;
}

const inRounds = async (rounds: number, call: (at: number, round: number) => Promise<unknown>): Promise<void> => {
  for (let round = 0; round < rounds; round += 1) await Promise.all(numbers.map((at) => call(at, round)));
};

/** Makes the noise, and returns the reads for those events by which nothing can become ours: stops and alarms. */
const makeNoise = async (cloud: Cloud, { ec2, setAlarm }: Operator): Promise<number> => {
  const InstanceIds = numbers.map(instance);
  let reads = 0;
  for (let time = 0; time < RESTARTS; time += 1) {
    reads += await readsDuring(cloud, () => ec2.send(new StopInstancesCommand({ InstanceIds })));
    await readsDuring(cloud, () => ec2.send(new StartInstancesCommand({ InstanceIds })));
  }
  reads += await readsDuring(cloud, () =>
    inRounds(ALARM_ROUNDS, (at, round) => setAlarm(alarm(at), round % 2 === 0 ? 'ALARM' : 'OK')),
  );
  await inRounds(TAG_ROUNDS, (at, round) =>
    ec2.send(new CreateTagsCommand({ Resources: [instance(at)], Tags: [{ Key: 'backup', Value: `${round}` }] })),
  );
  return reads;
};

/** The reads of the runs that events woke while something was done, and until its instances have stopped or started. */
const readsDuring = async ({ journal: { entries }, advance }: Cloud, act: () => Promise<unknown>): Promise<number> => {
  const from = entries.length;
  await act();
  await advance(RESTART_MS);
  return sum(reportsIn(entries.slice(from)).filter(({ trigger }) => trigger.by === 'event'));
};

const reportsIn = (entries: Cloud['journal']['entries']): Report[] =>
  entries.flatMap((entry) => (entry.kind === 'report' ? [entry.report as Report] : []));

const sum = (reports: readonly Report[]): number => reports.reduce((all, { calls }) => all + calls.reads, 0);

/** What came to the queue, and what it cost until the failover was done. */
interface Cost {
  readonly records: number;
  readonly invocations: number;
  readonly reads: number;
  /** For events by which nothing can become ours. */
  readonly idleReads: number;
  /** Invocations that began after the failover's alarm, and before the one that moved the routes. */
  readonly ahead: number;
}

const costOf = async (packageDir: string, prepare: (account: Account) => void): Promise<Cost> => {
  const cloud = await startCloud({ account: world() });
  const config = cloud.clientConfig();
  const [cloudwatch, ec2] = [new CloudWatchClient(config), new EC2Client(config)];
  const setAlarm: Operator['setAlarm'] = (AlarmName, StateValue) =>
    cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'bench' }));
  try {
    await cloud.deploy(packageDir);
    await cloud.settle();
    prepare(cloud.account);
    const { entries } = cloud.journal;
    const begin = entries.length;
    const idleReads = await makeNoise(cloud, { setAlarm, ec2 });
    const failover = entries.length;
    await setAlarm('fw-a-failover', 'ALARM');
    await cloud.settle();
    return { ...countsIn(entries.slice(begin), failover - begin), idleReads };
  } finally {
    for (const client of [cloudwatch, ec2]) client.destroy();
    await cloud.stop();
  }
};

const countsIn = (entries: Cloud['journal']['entries'], alarmed: number): Omit<Cost, 'idleReads'> => {
  const isRun = (entry: (typeof entries)[number]): boolean =>
    entry.kind === 'invocation' && entry.function === ROUTES_FUNCTION;
  const moved = entries.findIndex((entry) => entry.kind === 'report' && isFailover(entry.report as Report));
  if (moved < 0) throw new Error('the failover did not come');
  return {
    records: entries.filter((entry) => entry.kind === 'message' && entry.action === 'sent').length,
    invocations: entries.filter(isRun).length,
    reads: sum(reportsIn(entries)),
    ahead: entries.slice(alarmed, moved).filter(isRun).length - 1,
  };
};

const isFailover = ({ plan }: Report): boolean => plan.changes.some(({ reason }) => reason.code === 'FAILOVER');

/** The records of instances' states are what no rule can tell from our own: the config names no instance. */
export const noise = async (): Promise<Row[]> => {
  const dir = await packageRoutes('{ alarms: ["{appliance}-failover"] }');
  const [narrow, wide] = [await costOf(dir, () => {}), await costOf(dir, widen)];
  const rows = (name: 'records' | 'invocations' | 'reads', limit: number, share: number): Row[] => [
    { what: `${WHAT}: ${name}`, measured: narrow[name], unit: name, limit },
    {
      what: `the same, of what rules without a filter cost (${wide[name]})`,
      measured: (100 * narrow[name]) / wide[name],
      unit: '%',
      limit: share,
    },
  ];
  return [
    ...rows('records', 800, 10),
    ...rows('invocations', 100, 10),
    ...rows('reads', 200, 15),
    {
      what: 'stops and alarms of others, all delivered to a warm function: reads',
      measured: wide.idleReads,
      unit: 'reads',
      limit: 0,
    },
    ...[narrow, wide].map(({ ahead }, at) => ({
      what: `a failover after them${at === 0 ? '' : ', all delivered'}: invocations that it waits for`,
      measured: ahead,
      unit: 'invocations',
      limit: 1,
    })),
  ];
};
