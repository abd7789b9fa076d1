/**
 * Reads what decides whether zones may answer in a VPC, and whether they are heard there: while a VPC is missing, and of the
 * others by the first sweep of an hour. What several zones need is read once.
 */
import { ownRegion } from '../../aws/ec2/client.ts';
import { describePrivateDnsNames } from '../../aws/ec2/consumed-services.ts';
import { describeEndpointsIn } from '../../aws/ec2/endpoints.ts';
import { describeEndpointInterfaces, describeVpcs } from '../../aws/ec2/network.ts';
import { describeRouteTables, describeSubnets } from '../../aws/ec2/route-tables.ts';
import { describeAdmissions } from '../../aws/ec2/security-groups.ts';
import { listZonesOfVpc } from '../../aws/route53/hosted-zones.ts';
import { listResolverRules, listRuleVpcs } from '../../aws/route53resolver/resolver.ts';
import type { Endpoint, ResolverRule, RouteTable, Subnet, VpcZone } from '../../aws/types.ts';
import { inTime } from '../../core/in-time.ts';
import { type Found, readEach } from '../../core/read.ts';
import type { Source } from '../resolution/answerer.ts';
import type { Surroundings, VpcView } from '../resolution/vpc.ts';
import { privateDnsOf, readProfiles, ruleSource } from './read-profiles.ts';
import type { MissingVpc } from './types.ts';
import { vpcsKey } from './vpc-associations.ts';

/** Longer than any one read: they go on together. Ms. */
const LIMIT_MS = 8_000;

/** A zone, VPCs of it, and the endpoints that it may lead to. */
export interface Wanted {
  readonly zoneId: string;
  /** Those that it lacks, with what was read of them. */
  readonly missing: readonly MissingVpc[];
  /** Those that it is to have and has. */
  readonly associated: readonly string[];
  readonly endpoints: readonly Endpoint[];
}

/** A zone for which a part cannot be read is unseen by the key of its VPCs. */
export const readSurroundings = (wanted: readonly Wanted[]): Promise<Found<Surroundings>> => {
  const all = sharedReads(wanted);
  return readEach(
    wanted,
    ({ zoneId }) => vpcsKey(zoneId),
    (one) => inTime(() => surroundingsOf(one, all), { limitMs: LIMIT_MS }),
  );
};

type Shared = ReturnType<typeof sharedReads>;

/** Begins each read when the first zone asks for it. */
const sharedReads = (wanted: readonly Wanted[]) => {
  const endpoints = [...new Set(wanted.flatMap((one) => one.endpoints))];
  const vpcIds = [
    ...new Set(wanted.flatMap(({ missing, associated }) => [...missing.map(({ id }) => id), ...associated])),
  ];
  const rules = once(listResolverRules);
  return {
    interfaces: once(() => describeEndpointInterfaces(endpoints.flatMap(({ interfaceIds }) => interfaceIds))),
    admissions: once(() => describeAdmissions([...new Set(endpoints.flatMap(({ groupIds }) => groupIds))])),
    vpcs: once(() => describeVpcs(vpcIds)),
    subnets: once(() => describeSubnets({ vpcIds })),
    tables: once(() => describeRouteTables({ vpcIds })),
    rules: once(() => rulesByVpc(rules)),
    profiles: once(() => readProfiles(vpcIds, rules)),
    names: once(describePrivateDnsNames),
    endpointsIn: once(describeEndpointsIn),
    zonesOf: once(async (id: string) => listZonesOfVpc({ id, region: await ownRegion() })),
  };
};

/** Each argument is read once. */
const once = <A extends [] | [string], T>(read: (...of: A) => Promise<T>): ((...of: A) => Promise<T>) => {
  const under = new Map<string | undefined, Promise<T>>();
  return (...args) => {
    const [of] = args;
    const reading = under.get(of) ?? read(...args);
    under.set(of, reading);
    return reading;
  };
};

const surroundingsOf = async (wanted: Wanted, all: Shared): Promise<Surroundings> => {
  const { zoneId, missing, associated, endpoints } = wanted;
  const own = new Set((await all.vpcs()).map(({ id }) => id));
  const services = [...new Set(endpoints.map(({ serviceName }) => serviceName))];
  const [interfaces, admissions, offered, ...vpcs] = await Promise.all([
    all.interfaces(),
    all.admissions(),
    Promise.all(services.map(async (service) => [service, await all.names(service)] as const)),
    ...missing.filter((vpc) => vpc.own).map(({ id, zones }) => viewOf(id, zones, all)),
    ...associated.filter((id) => own.has(id)).map(async (id) => viewOf(id, await all.zonesOf(id), all)),
  ]);
  return { zoneId, interfaces, admissions, offered: Object.fromEntries(offered), vpcs };
};

const viewOf = async (id: string, zones: readonly VpcZone[], all: Shared): Promise<VpcView> => {
  const [vpcs, subnets, tables, rules, profiles, { interfaces, gateways }] = await Promise.all([
    ...([all.vpcs(), all.subnets(), all.tables(), all.rules(), all.profiles()] as const),
    all.endpointsIn(id),
  ]);
  const serving = tablesOf(
    subnets.filter(({ vpcId }) => vpcId === id),
    tables.filter(({ vpcId }) => vpcId === id),
  );
  const brought = profiles.get(id) ?? [];
  return {
    ...{ id, cidrs: vpcs.find((vpc) => vpc.id === id)?.cidrs ?? [], gateways },
    ...(serving ? { tables: serving } : {}),
    sources: [
      ...zones.map(({ zoneId, name }): Source => ({ kind: 'zone', id: zoneId, domain: name })),
      ...(rules.get(id) ?? []),
      ...interfaces.flatMap(privateDnsOf),
      ...brought.flatMap(({ sources }) => sources),
    ],
    unnamed: brought.flatMap(({ unnamed }) => unnamed),
  };
};

const rulesByVpc = async (
  listed: () => Promise<readonly ResolverRule[]>,
): Promise<ReadonlyMap<string, readonly Source[]>> => {
  const [rules, associations] = await Promise.all([listed(), listRuleVpcs()]);
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const inVpcs = associations.flatMap(({ ruleId, vpcId }) => {
    const rule = byId.get(ruleId);
    return rule ? [{ vpcId, source: ruleSource(rule) }] : [];
  });
  const grouped = Map.groupBy(inVpcs, ({ vpcId }) => vpcId);
  return new Map([...grouped].map(([vpcId, found]) => [vpcId, found.map(({ source }) => source)]));
};

/** A subnet without a table of its own has the main one. */
const tablesOf = (subnets: readonly Subnet[], tables: readonly RouteTable[]): RouteTable[] | undefined => {
  const serving = subnets.map(
    ({ id }) => tables.find((table) => table.subnetIds.includes(id)) ?? tables.find(({ main }) => main),
  );
  return serving.includes(undefined) ? undefined : [...new Set(serving.flatMap((table) => table ?? []))];
};
