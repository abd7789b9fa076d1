/** Reads route tables and what the appliances of the groups are made of, in two waves of parallel reads. */

import { describeAlarms, describeTransitions } from '../aws/cloudwatch/alarms.ts';
import {
  describeInstanceChecks,
  describeInstances,
  describeNatGateways,
  describeNetworkInterfaces,
} from '../aws/ec2/appliances.ts';
import { describeAttachments } from '../aws/ec2/attachments.ts';
import { describePrivateServices, describeRoutedEndpoints } from '../aws/ec2/gateway-endpoints.ts';
import { describeRouteTables, describeSubnets } from '../aws/ec2/route-tables.ts';
import { describeTargetHealth } from '../aws/elbv2/target-groups.ts';
import { isNotFound } from '../aws/errors.ts';
import type { Alarm, InstanceChecks, RouteTable, TargetHealth } from '../aws/types.ts';
import { readSelected, readsFor, selects } from '../config/selector.ts';
import type { RouteGroup } from '../config/types.ts';
import { inTime } from '../core/in-time.ts';
import type { Scope } from '../core/plan.ts';
import { readOrUnseen } from '../core/read.ts';
import type { RouteCode } from './codes.ts';
import { asksForAttachments, unseenSubnets } from './completeness.ts';
import { type Further, readFurther } from './further.ts';
import { readLeaving } from './leaving.ts';
import { asksForSubnets } from './path-sets.ts';
import { entriesInScope, type Reads, readsOf } from './scope.ts';
import { alarmMatches } from './signals.ts';
import type { ObservedPart, ObservedRoutes, ProbeReachability, RoutesConfig, UnseenPart } from './types.ts';

/** Ms that one part may take: what hangs holds up neither those who do not need it, nor what the run is to write. */
const PART_LIMIT_MS = 8_000;
/** Ms for the route tables, without which there is no run. */
const TABLES_LIMIT_MS = 20_000;

/** Reads a part of the observation, or one thing of it. One that cannot be read is noted as unseen, and is empty. */
type Part = <T>(part: ObservedPart, read: () => Promise<T[]>, thing?: string) => Promise<readonly T[]>;

/** Throws when the route tables cannot be read; any other part that cannot be read is `unseen` by its name. */
export const observeRoutes = async (
  config: RoutesConfig,
  scope: Scope,
  { now, failback, ownRoles }: Pick<Further, 'now' | 'ownRoles'> & { readonly failback: readonly string[] },
): Promise<ObservedRoutes> => {
  const at = now();
  const entries = entriesInScope(config, scope);
  const reads = readsOf(entries);
  const unseen: UnseenPart[] = [];
  const part: Part = async (part, read, thing) => {
    const came = await readOrUnseen([keyOf(part, thing)], () => inTime(read, { limitMs: PART_LIMIT_MS }));
    unseen.push(...came.unseen.map((one) => ({ ...one, part, ...(thing === undefined ? {} : { thing }) })));
    return came.value ?? [];
  };
  const probing = scope === 'all' && reads.probeSubnets.length > 0;
  const [first, [probeReachability]] = await Promise.all([
    firstWave(reads, part),
    probing ? part('probeWays', () => readProbeReachability(reads.probeSubnets)) : [],
  ]);
  const second = await secondWave(entries, first, at, part);
  const [subnet] = entries.groups.flatMap((group) => unseenSubnets(group, second));
  if (subnet !== undefined && unseen.every(({ part }) => part !== 'subnets')) unseen.push(partial(subnet));
  const leaving = await readLeaving(second.instances);
  const observed = {
    ...{ now: at, failback, stage: config.stage, groups: entries.groups.map(({ name }) => name) },
    ...first,
    ...second,
    endpoints: first.endpoints.filter((endpoint) => endpoint.kind === 'loadBalancer'),
    ...(entries.gatewayEndpoints.length > 0
      ? { gatewayEndpoints: first.endpoints.filter((endpoint) => endpoint.kind === 'gateway') }
      : {}),
    ...(probeReachability ? { probeReachability } : {}),
    ...{ passing: [], writers: [], leaving: leaving.found },
    unseen: [...unseen, ...leaving.unseen],
  };
  return readFurther(config, observed, { now, ownRoles });
};

const keyOf = (part: ObservedPart, thing?: string): string => (thing === undefined ? part : `${part}/${thing}`);

/** EC2 is eventually consistent: a subnet that a table names will be in the next answer. */
const partial = (subnet: string): UnseenPart => ({
  key: keyOf('subnets', subnet),
  part: 'subnets',
  thing: subnet,
  code: 'SUBNET_UNSEEN' satisfies RouteCode,
  error: `route tables name ${subnet}, which the answer about subnets lacks`,
  retryable: true,
});

/** What can be asked for from the config alone. */
const firstWave = async (reads: Reads, part: Part) => {
  const [tables, interfaces, alarms, endpoints, natGateways, targetHealth] = await Promise.all([
    inTime(() => readTables(reads.tables), { limitMs: TABLES_LIMIT_MS }),
    part('interfaces', () => readSelected(reads.interfaces, describeNetworkInterfaces)),
    part('alarms', () => readAlarms(reads.alarms)),
    part('endpoints', () => readSelected(reads.endpoints, describeRoutedEndpoints)),
    reads.natGateways.length > 0 ? part('natGateways', () => describeNatGateways(reads.natGateways)) : [],
    readTargetHealth(reads.targetGroups, part),
  ]);
  return { tables, interfaces, alarms, endpoints, natGateways, targetHealth };
};

type FirstWave = Awaited<ReturnType<typeof firstWave>>;

const readTargetHealth = async (targetGroups: readonly string[], part: Part): Promise<TargetHealth[]> =>
  (await Promise.all(targetGroups.map((arn) => part('targetHealth', () => describeTargetHealth(arn), arn)))).flat();

/** One paged read: by the selector where there is only one, of everything where several would be asked for one by one. */
const readTables = async (selectors: Reads['tables']): Promise<RouteTable[]> => {
  const [wanted, another] = readsFor(selectors);
  if (!wanted) return [];
  return describeRouteTables(another === undefined ? wanted : {});
};

/** What the first answers say must be asked for. */
const secondWave = async (entries: RoutesConfig, first: FirstWave, now: number, part: Part) => {
  const { groups } = entries;
  const { tables, interfaces, alarms, endpoints, natGateways } = first;
  const claimed = tables.filter((table) => claimants(groups, table).length > 0);
  const vpcs = vpcsOf(
    claimed.filter((table) => claimants(groups, table).some((group) => asksForSubnets(group, table))),
  );
  const mains = vpcsOf(claimed.filter(({ main }) => main));
  const placed = [...endpoints, ...natGateways].length > 0 ? vpcsOf(claimed) : vpcs;
  const instanceIds = [...new Set(interfaces.flatMap(({ instanceId }) => instanceId ?? []))].sort();
  const recent = recentlyOk(entries, alarms, now);
  const entered = vpcsOf(
    groups.flatMap((group) => {
      const own = claimed.filter((table) => claimants([group], table).length > 0);
      return asksForAttachments(group, own) ? own.filter(({ gatewayIds }) => gatewayIds.length === 0) : [];
    }),
  );
  const [subnets, more, attachments, { instances, checks }, ...transitions] = await Promise.all([
    placed.length > 0 ? part('subnets', () => describeSubnets({ vpcIds: placed })) : [],
    mains.length > 0 ? part('vpcTables', () => describeRouteTables({ vpcIds: mains })) : [],
    entered.length > 0 ? part('attachments', () => describeAttachments(entered)) : [],
    readInstances(instanceIds, part),
    ...recent.map(({ name, from }) => part('transitions', () => describeTransitions(name, from), name)),
  ]);
  return {
    tables: [...new Map([...tables, ...more].map((table) => [table.id, table])).values()],
    subnets,
    attachments,
    instances,
    checks,
    transitions: transitions.flat(),
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
const recentlyOk = (entries: RoutesConfig, alarms: readonly Alarm[], now: number) => {
  const from = now - Math.max(0, ...entries.groups.map(({ holdDownSeconds }) => holdDownSeconds)) * 1_000;
  const patterns = readsOf(entries).alarms;
  return alarms
    .filter(({ state, since }) => state === 'OK' && since > from)
    .filter(({ name }) => patterns.some((pattern) => alarmMatches(pattern, name)))
    .map(({ name }) => ({ name, from }));
};

/** Checks are asked for at once; those of the instances that there are, where one of them is gone. */
const readInstances = async (ids: readonly string[], part: Part) => {
  if (ids.length === 0) return { instances: [], checks: [] };
  const reading = part('instances', () => describeInstances(ids));
  const remaining = reading.then((found) => found.map(({ id }) => id));
  const [instances, checks] = await Promise.all([reading, part('checks', () => checksOf(ids, remaining))]);
  return { instances, checks };
};

const checksOf = async (ids: readonly string[], remaining: Promise<readonly string[]>): Promise<InstanceChecks[]> => {
  const all = await checksIfAll(ids);
  if (all) return all;
  const left = await remaining;
  return left.length > 0 ? describeInstanceChecks(left) : [];
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
