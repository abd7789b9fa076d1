/** What a failover of routes costs: from death to the last route, in calls, and under EC2's own limits. */
import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { startAppliances } from '@waykeeper/local-cloud/appliances';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import { awsQuotas, type Quota } from '@waykeeper/local-cloud/faults';
import type { Report } from '../lib/core/plan.ts';
import { PORT, PROBE_FUNCTION, packageRoutes, ROUTES_FUNCTION, routesWorld } from './routes-world.ts';
import type { Row } from './table.ts';
import { type Passed, passed, peak } from './traffic.ts';

const LATENCY_MS = 50;
const WRITE = 'ReplaceRoute';

/** Resolves when the condition holds; by default it looks often enough for what is measured in tenths of a second. */
const until = async (holds: () => boolean, limitMs = 60_000, everyMs = 5): Promise<void> => {
  const end = performance.now() + limitMs;
  while (!holds()) {
    if (performance.now() > end) throw new Error('a benchmark waited in vain');
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
};

const lastReport = ({ journal }: Cloud): Report | undefined =>
  journal.entries.flatMap((entry) => (entry.kind === 'report' ? [entry.report as Report] : [])).at(-1);

const alarmOf = (cloud: Cloud, state: 'ALARM' | 'OK') => {
  const client = new CloudWatchClient(cloud.clientConfig());
  const command = { AlarmName: 'fw-a-failover', StateValue: state, StateReason: 'bench' };
  return client.send(new SetAlarmStateCommand(command)).finally(() => client.destroy());
};

/** Every answer comes so much later. */
const slowDown = ({ faults }: Cloud): void => faults.set([{ kind: 'slow', ms: LATENCY_MS, times: Infinity }]);

/** Runs with a cloud that answers late; the first sweep is over when it begins. */
const withCloud = async <T>(
  packageDir: string,
  subnets: readonly number[],
  quotas: readonly Quota[],
  run: (cloud: Cloud) => Promise<T>,
): Promise<T> => {
  const cloud = await startCloud({ account: routesWorld(subnets) });
  slowDown(cloud);
  cloud.faults.limit(quotas);
  try {
    await cloud.deploy(packageDir);
    await until(() => lastReport(cloud) !== undefined);
    return await run(cloud);
  } finally {
    await cloud.stop();
  }
};

const writesOf = (cloud: Cloud): Passed[] => passed(cloud).filter(({ operation }) => operation === WRITE);

/** Calls that move a route, those included that EC2 refused. */
const sent = ({ journal }: Cloud): number =>
  journal.entries.filter((entry) => entry.kind === 'call' && entry.operation === WRITE).length;

const tableOf = ({ input }: Passed): string => (input as { readonly RouteTableId?: string }).RouteTableId ?? '';

const death = async (): Promise<Row[]> => {
  const probe = `{ from: { subnets: [subnet-0fwa], securityGroups: [sg-0p] }, tcp: ${PORT} }`;
  const dir = await packageRoutes(`{ probe: ${probe} }`);
  const appliance = `10.255.1.10:${PORT}` as const;
  const appliances = await startAppliances([appliance, `10.255.2.10:${PORT}`]);
  const cloud = await startCloud({ account: routesWorld(Array(10).fill(1)) });
  slowDown(cloud);
  const { variables } = appliances;
  try {
    await cloud.deploy(dir, { [ROUTES_FUNCTION]: variables, [PROBE_FUNCTION]: variables });
    const healthy = (): boolean =>
      Object.values(cloud.account.monitoring.alarms).filter(
        ({ name, state }) => /probe.*(verdict|heartbeat)/.test(name) && state === 'OK',
      ).length === 4;
    await until(healthy);
    await until(() => (lastReport(cloud)?.plan.findings.length ?? 1) >= 0);
    const died = cloud.now();
    await appliances.crash(appliance);
    await until(() => writesOf(cloud).length >= 20);
    return partsOf(cloud, died);
  } finally {
    await cloud.stop();
    await appliances.stop();
  }
};

/** The parts of the time from death to the last route, in the order in which they follow each other. */
const partsOf = (cloud: Cloud, died: number): Row[] => {
  const after = passed(cloud).filter(({ from }) => from > died);
  const first = (name: string, since = died): number =>
    after.find(({ operation, from }) => operation === name && from > since)?.from ?? Number.NaN;
  const verdict = first('SetAlarmState');
  const looked = first('DescribeRouteTables', verdict);
  const wrote = first(WRITE);
  const last = writesOf(cloud).at(-1)?.until ?? Number.NaN;
  const seconds = (from: number, to: number): number => (to - from) / 1_000;
  const row = (what: string, from: number, to: number, limit: number): Row => ({
    ...{ what: `death of an appliance, 20 routes, ${LATENCY_MS} ms a call: ${what}` },
    ...{ measured: seconds(from, to), unit: 's', limit },
  });
  return [
    row('detect', died, verdict, 4),
    row('deliver', verdict, looked, 1),
    row('read', looked, wrote, 1),
    row('write', wrote, last, 1),
    row('all', died, last, 5),
  ];
};

/** How many calls EC2's bucket for ReplaceRoute holds, and how many it gets back each second. */
const BURST = 50;
const PER_SECOND = 5;

const hundred = async (): Promise<Row[]> => {
  const dir = await packageRoutes('{}');
  const stop = (cloud: Cloud): void => {
    const instance = cloud.account.ec2.instances['i-0fwa'];
    if (instance) instance.state = 'stopped';
  };
  return withCloud(dir, Array(50).fill(1), [], async (cloud) => {
    stop(cloud);
    const before = passed(cloud).length;
    await cloud.advance(5 * 60_000);
    const calls = passed(cloud)
      .slice(before)
      .map(({ operation }) => operation);
    const reads = (from: number, to: number): number =>
      calls.slice(from, to).filter((action) => action.startsWith('Describe')).length;
    const [first, last] = [calls.indexOf(WRITE), calls.lastIndexOf(WRITE)];
    return [
      {
        // The fifth tells where attachments enter. It goes beside those about instances, and decides which routes make one set: whose
        // decision that is, and what is written first, must be known before the first write, and be the same in every run.
        what: '100 routes in 50 tables, health from status checks: reads before the first write',
        measured: reads(0, first),
        unit: 'calls',
        limit: 5,
      },
      {
        what: '100 routes in 50 tables: reads of the final look',
        measured: reads(last, calls.length),
        unit: 'calls',
        limit: 5,
      },
      {
        what: '100 routes in 50 tables: writes',
        measured: calls.filter((action) => action === WRITE).length,
        unit: 'calls',
        limit: 100,
      },
      {
        what: '100 routes in 50 tables: of the 50 writes that EC2 takes at once, those that waited for another',
        measured: BURST - peak(writesOf(cloud)),
        unit: 'calls',
        limit: 5,
      },
    ];
  });
};

const fiveHundred = async (): Promise<Row[]> => {
  const dir = await packageRoutes('{ alarms: ["{appliance}-failover"] }');
  // The busiest tables are scattered over the ids.
  const subnets = Array.from({ length: 250 }, (_, at) => (at % 10 === 3 ? 3 : 1));
  return withCloud(dir, subnets, awsQuotas(), async (cloud) => {
    await alarmOf(cloud, 'ALARM');
    // It takes several runs.
    await until(() => writesOf(cloud).length >= 500, 200_000, 500);
    const writes = writesOf(cloud);
    const first = writes.slice(0, BURST);
    const others = first.filter((call) => Number(tableOf(call).slice('rtb-0'.length)) % 10 !== 3).length;
    const whole = [...Map.groupBy(first, tableOf).values()].filter(({ length }) => length < 2).length;
    return [
      {
        what: '500 routes, throttled: of the first 50 not of the path sets with most subnets',
        measured: others,
        unit: 'routes',
        limit: 0,
      },
      { what: '500 routes, throttled: path sets half moved by the first 50', measured: whole, unit: 'sets', limit: 0 },
      { what: '500 routes, throttled: calls sent', measured: sent(cloud), unit: 'calls', limit: 550 },
      {
        what: '500 routes, throttled: from the first write to the last, as part of what the bucket allows',
        measured: ((writes.at(-1)?.until ?? 0) - (writes[0]?.from ?? 0)) / ((1_000 * (500 - BURST)) / PER_SECOND),
        unit: 'x',
        limit: 1.1,
      },
    ];
  });
};

export const routes = async (): Promise<Row[]> => [...(await death()), ...(await hundred()), ...(await fiveHundred())];
