/** Reads route tables and what the appliances of the groups are made of, in two waves of parallel reads. */
import { describeAlarms, describeTransitions } from '../aws/cloudwatch/alarms.ts';
import {
  describeInstanceChecks,
  describeInstances,
  describeNatGateways,
  describeNetworkInterfaces,
} from '../aws/ec2/appliances.ts';
import { describePrivateServices, describeRoutedEndpoints } from '../aws/ec2/gateway-endpoints.ts';
import { describeRouteTables, describeSubnets } from '../aws/ec2/route-tables.ts';
import { describeTargetHealth } from '../aws/elbv2/target-groups.ts';
import { isNotFound } from '../aws/errors.ts';
import type { Alarm, AlarmTransition, Instance, InstanceChecks, RouteTable } from '../aws/types.ts';
import { readSelected, readsFor, selects } from '../config/selector.ts';
import type { RouteGroup } from '../config/types.ts';
import type { Scope, Unseen } from '../core/plan.ts';
import { readOrUnseen } from '../core/read.ts';
import { asksForSubnets, unseenSubnets } from './completeness.ts';
import { alarmMatches } from './health.ts';
import { entriesInScope, type Reads, readsOf } from './scope.ts';
import type { ObservedPart, ObservedRoutes, ProbeReachability, RoutesConfig } from './types.ts';

/** Reads a part of the observation. One that cannot be read is noted as unseen, and is empty. */
type Part = <T>(name: ObservedPart, reading: Promise<T[]>) => Promise<readonly T[]>;

/** Throws when the route tables cannot be read; any other part that cannot be read is `unseen` by its name. */
export const observeRoutes = async (
  config: RoutesConfig,
  scope: Scope,
  { now, failback }: { readonly now: number; readonly failback: readonly string[] },
): Promise<ObservedRoutes> => {
  const entries = entriesInScope(config, scope);
  const reads = readsOf(entries);
  const unseen: Unseen[] = [];
  const part: Part = async (name, reading) => {
    const read = await readOrUnseen([name], () => reading);
    unseen.push(...read.unseen);
    return read.value ?? [];
  };
  const probing = scope === 'all' && reads.probeSubnets.length > 0;
  const [first, [probeReachability]] = await Promise.all([
    firstWave(reads, part),
    probing ? part('probeWays', readProbeReachability(reads.probeSubnets)) : [],
  ]);
  const second = await secondWave(entries.groups, first, now, part);
  const [subnet] = entries.groups.flatMap((group) => unseenSubnets(group, second));
  if (subnet !== undefined && unseen.every(({ key }) => key !== 'subnets')) unseen.push(partial(subnet));
  return {
    ...{ now, failback, groups: entries.groups.map(({ name }) => name) },
    ...first,
    ...second,
    endpoints: first.endpoints.filter((endpoint) => endpoint.kind === 'loadBalancer'),
    ...(entries.gatewayEndpoints.length > 0
      ? { gatewayEndpoints: first.endpoints.filter((endpoint) => endpoint.kind === 'gateway') }
      : {}),
    ...(probeReachability ? { probeReachability } : {}),
    unseen,
  };
};

/** EC2 is eventually consistent: a subnet that a table names will be in the next answer. */
const partial = (subnet: string): Unseen => ({
  key: 'subnets',
  code: 'SUBNET_UNSEEN',
  error: `route tables name ${subnet}, which the answer about subnets lacks`,
  retryable: true,
});

/** What can be asked for from the config alone. */
const firstWave = async (reads: Reads, part: Part) => {
  const [tables, interfaces, alarms, endpoints, natGateways, targetHealth] = await Promise.all([
    readTables(reads.tables),
    part('interfaces', readSelected(reads.interfaces, describeNetworkInterfaces)),
    part('alarms', readAlarms(reads.alarms)),
    part('endpoints', readSelected(reads.endpoints, describeRoutedEndpoints)),
    part('natGateways', reads.natGateways.length > 0 ? describeNatGateways(reads.natGateways) : none()),
    part(
      'targetHealth',
      Promise.all(reads.targetGroups.map(describeTargetHealth)).then((all) => all.flat()),
    ),
  ]);
  return { tables, interfaces, alarms, endpoints, natGateways, targetHealth };
};

type FirstWave = Awaited<ReturnType<typeof firstWave>>;

const none = (): Promise<never[]> => Promise.resolve([]);

/** One paged read: by the selector where there is only one, of everything where several would be asked for one by one. */
const readTables = async (selectors: Reads['tables']): Promise<RouteTable[]> => {
  const [wanted, another] = readsFor(selectors);
  if (!wanted) return [];
  return describeRouteTables(another === undefined ? wanted : {});
};

/** What the first answers say must be asked for. */
const secondWave = async (groups: readonly RouteGroup[], first: FirstWave, now: number, part: Part) => {
  const { tables, interfaces, alarms, endpoints, natGateways } = first;
  const claimed = tables.filter((table) => claimants(groups, table).length > 0);
  const vpcs = vpcsOf(
    claimed.filter((table) => claimants(groups, table).some((group) => asksForSubnets(group, table))),
  );
  const mains = vpcsOf(claimed.filter(({ main }) => main));
  const placed = [...endpoints, ...natGateways].length > 0 ? vpcsOf(claimed) : vpcs;
  const [subnets, more, behind, transitions] = await Promise.all([
    part('subnets', placed.length > 0 ? describeSubnets({ vpcIds: placed }) : none()),
    part('subnets', mains.length > 0 ? describeRouteTables({ vpcIds: mains }) : none()),
    part('instances', readInstances(interfaces.flatMap(({ instanceId }) => instanceId ?? []))),
    part('transitions', readTransitions(groups, alarms, now)),
  ]);
  return {
    tables: [...new Map([...tables, ...more].map((table) => [table.id, table])).values()],
    subnets,
    instances: behind.map(({ instance }) => instance),
    checks: behind.flatMap(({ checks }) => checks ?? []),
    transitions,
  };
};

const claimants = (groups: readonly RouteGroup[], table: RouteTable): RouteGroup[] =>
  groups.filter(({ legs }) => legs.some((leg) => selects(leg.tables, table)));

const vpcsOf = (tables: readonly RouteTable[]): string[] => [...new Set(tables.map(({ vpcId }) => vpcId))].sort();

const readAlarms = (patterns: readonly string[]): Promise<Alarm[]> => {
  const prefixes = patterns.filter((pattern) => pattern.endsWith('*')).map((pattern) => pattern.slice(0, -1));
  return describeAlarms(
    patterns.filter((pattern) => !pattern.endsWith('*')),
    prefixes,
  );
};

/** Only an alarm that is OK again and changed within the hold-down can be flapping; for all others nothing is read. */
const readTransitions = async (
  groups: readonly RouteGroup[],
  alarms: readonly Alarm[],
  now: number,
): Promise<AlarmTransition[]> => {
  const holdDown = Math.max(0, ...groups.map(({ holdDownSeconds }) => holdDownSeconds)) * 1_000;
  const patterns = readsOf({ groups, gatewayEndpoints: [] }).alarms;
  const recent = alarms.filter(
    ({ name, state, since }) =>
      state === 'OK' && since > now - holdDown && patterns.some((pattern) => alarmMatches(pattern, name)),
  );
  return (await Promise.all(recent.map(({ name }) => describeTransitions(name, now - holdDown)))).flat();
};

interface Behind {
  readonly instance: Instance;
  readonly checks?: InstanceChecks;
}

const readInstances = async (behind: readonly string[]): Promise<Behind[]> => {
  const ids = [...new Set(behind)].sort();
  if (ids.length === 0) return [];
  const [instances, early] = await Promise.all([describeInstances(ids), checksIfAll(ids)]);
  const checks = early ?? (await describeInstanceChecks(instances.map(({ id }) => id)));
  return instances.map((instance) => {
    const found = checks.find(({ instanceId }) => instanceId === instance.id);
    return { instance, ...(found ? { checks: found } : {}) };
  });
};

/** The checks of all these instances; nothing where one of them is gone, which fails the whole call. */
const checksIfAll = async (ids: readonly string[]): Promise<InstanceChecks[] | undefined> => {
  try {
    return await describeInstanceChecks(ids);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
};

const readProbeReachability = async (subnetIds: readonly string[]): Promise<ProbeReachability[]> => {
  const vpcIds = [...new Set((await describeSubnets({ ids: subnetIds })).map(({ vpcId }) => vpcId))].sort();
  if (vpcIds.length === 0) return [{ tables: [], subnets: [], services: [] }];
  const [tables, subnets, services] = await Promise.all([
    describeRouteTables({ vpcIds }),
    describeSubnets({ vpcIds }),
    describePrivateServices(vpcIds),
  ]);
  return [{ tables, subnets, services }];
};
