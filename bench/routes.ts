/** What a failover of routes costs: from death to the last route, in calls, and under EC2's own limits. */
import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { startAppliances } from '@waykeeper/local-cloud/appliances';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import type { Report } from '../lib/core/plan.ts';
import { PORT, PROBE_FUNCTION, packageRoutes, ROUTES_FUNCTION, routesWorld } from './routes-world.ts';
import type { Row } from './table.ts';
import { type Bucket, startToll, type Toll } from './toll.ts';

const LATENCY_MS = 50;
const WRITE = 'ReplaceRoute';

/** Resolves when the condition holds; looks often enough for what is measured in tenths of a second. */
const until = async (holds: () => boolean, limitMs = 60_000): Promise<void> => {
  const end = performance.now() + limitMs;
  while (!holds()) {
    if (performance.now() > end) throw new Error('a benchmark waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

const lastReport = ({ journal }: Cloud): Report | undefined =>
  journal.entries.flatMap((entry) => (entry.kind === 'report' ? [entry.report as Report] : [])).at(-1);

const alarmOf = (cloud: Cloud, state: 'ALARM' | 'OK') => {
  const client = new CloudWatchClient(cloud.clientConfig());
  const command = { AlarmName: 'fw-a-failover', StateValue: state, StateReason: 'bench' };
  return client.send(new SetAlarmStateCommand(command)).finally(() => client.destroy());
};

interface Bench {
  readonly cloud: Cloud;
  readonly toll: Toll;
}

/** Runs with a cloud whose routes function reaches AWS through the toll; the first sweep is over when it begins. */
const withCloud = async <T>(
  packageDir: string,
  subnets: readonly number[],
  bucket: Bucket | undefined,
  run: (bench: Bench) => Promise<T>,
): Promise<T> => {
  const cloud = await startCloud({ account: routesWorld(subnets) });
  const toll = await startToll(cloud.url, LATENCY_MS, bucket);
  try {
    await cloud.deploy(packageDir, { [ROUTES_FUNCTION]: { AWS_ENDPOINT_URL: toll.url } });
    await until(() => lastReport(cloud) !== undefined);
    return await run({ cloud, toll });
  } finally {
    await cloud.stop();
    await toll.stop();
  }
};

const writesOf = ({ passed }: Toll): { readonly at: number; readonly table: string }[] =>
  passed
    .filter(({ action }) => action === WRITE)
    .map(({ at, body }) => ({ at, table: new URLSearchParams(body).get('RouteTableId') ?? '' }));

const death = async (): Promise<Row[]> => {
  const probe = `{ from: { subnets: [subnet-0fwa], securityGroups: [sg-0p] }, tcp: ${PORT} }`;
  const dir = await packageRoutes(`{ probe: ${probe} }`);
  const appliance = `10.255.1.10:${PORT}` as const;
  const appliances = await startAppliances([appliance, `10.255.2.10:${PORT}`]);
  const cloud = await startCloud({ account: routesWorld(Array(10).fill(1)) });
  const toll = await startToll(cloud.url, LATENCY_MS);
  const variables = { AWS_ENDPOINT_URL: toll.url, ...appliances.variables };
  try {
    await cloud.deploy(dir, { [ROUTES_FUNCTION]: variables, [PROBE_FUNCTION]: variables });
    const healthy = (): boolean =>
      Object.values(cloud.account.monitoring.alarms).filter(
        ({ name, state }) => /probe.*(verdict|heartbeat)/.test(name) && state === 'OK',
      ).length === 4;
    await until(healthy);
    await until(() => (lastReport(cloud)?.plan.findings.length ?? 1) >= 0);
    const died = performance.now();
    await appliances.crash(appliance);
    await until(() => writesOf(toll).length >= 20);
    return partsOf(toll, died);
  } finally {
    await cloud.stop();
    await toll.stop();
    await appliances.stop();
  }
};

/** The parts of the time from death to the last route, in the order in which they follow each other. */
const partsOf = (toll: Toll, died: number): Row[] => {
  const after = toll.passed.filter(({ at }) => at > died);
  const first = (action: string): number => after.find((call) => call.action === action)?.at ?? Number.NaN;
  const verdict = first('SetAlarmState');
  const looked = after.find(({ action, at }) => action === 'DescribeRouteTables' && at > verdict)?.at ?? Number.NaN;
  const wrote = first(WRITE);
  const last = (writesOf(toll).at(-1)?.at ?? Number.NaN) + LATENCY_MS;
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

const hundred = async (): Promise<Row[]> => {
  const dir = await packageRoutes('{}');
  const stop = (cloud: Cloud): void => {
    const instance = cloud.account.ec2.instances['i-0fwa'];
    if (instance) instance.state = 'stopped';
  };
  return withCloud(dir, Array(50).fill(1), undefined, async ({ cloud, toll }) => {
    stop(cloud);
    const before = toll.passed.length;
    await cloud.advance(5 * 60_000);
    const calls = toll.passed.slice(before).map(({ action }) => action);
    const reads = (from: number, to: number): number =>
      calls.slice(from, to).filter((action) => action.startsWith('Describe')).length;
    const [first, last] = [calls.indexOf(WRITE), calls.lastIndexOf(WRITE)];
    return [
      {
        what: '100 routes in 50 tables, health from status checks: reads before the first write',
        measured: reads(0, first),
        unit: 'calls',
        limit: 4,
      },
      {
        what: '100 routes in 50 tables: reads of the final look',
        measured: reads(last, calls.length),
        unit: 'calls',
        limit: 4,
      },
      {
        what: '100 routes in 50 tables: writes',
        measured: calls.filter((action) => action === WRITE).length,
        unit: 'calls',
        limit: 100,
      },
      {
        what: '100 routes in 50 tables: writes that waited for another',
        measured: 100 - toll.peak(WRITE),
        unit: 'calls',
        limit: 5,
      },
    ];
  });
};

/** EC2's bucket for ReplaceRoute. */
const BUCKET: Bucket = { action: WRITE, burst: 50, perSecond: 5 };

const fiveHundred = async (): Promise<Row[]> => {
  const dir = await packageRoutes('{ alarms: ["{appliance}-failover"] }');
  // The busiest tables are scattered over the ids.
  const subnets = Array.from({ length: 250 }, (_, at) => (at % 10 === 3 ? 3 : 1));
  return withCloud(dir, subnets, BUCKET, async ({ cloud, toll }) => {
    await alarmOf(cloud, 'ALARM');
    await until(() => writesOf(toll).length >= BUCKET.burst);
    const first = writesOf(toll).slice(0, BUCKET.burst);
    const others = first.filter(({ table }) => Number(table.slice('rtb-0'.length)) % 10 !== 3).length;
    const whole = [...Map.groupBy(first, ({ table }) => table).values()].filter(({ length }) => length < 2).length;
    return [
      {
        what: '500 routes, throttled: of the first 50 not of the path sets with most subnets',
        measured: others,
        unit: 'routes',
        limit: 0,
      },
      { what: '500 routes, throttled: path sets half moved by the first 50', measured: whole, unit: 'sets', limit: 0 },
    ];
  });
};

export const routes = async (): Promise<Row[]> => [...(await death()), ...(await hundred()), ...(await fiveHundred())];
