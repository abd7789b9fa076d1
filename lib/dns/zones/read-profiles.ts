/**
 * What Route 53 Profiles bring to VPCs. Route 53's list of a VPC's zones leaves theirs out, and Resolver's list of associations
 * their rules.
 */
import { describeEndpoints } from '../../aws/ec2/endpoints.ts';
import { listHostedZones } from '../../aws/route53/hosted-zones.ts';
import { listProfileResources, listProfileVpcs } from '../../aws/route53profiles/profiles.ts';
import type { Endpoint, ProfileResource, ResolverRule } from '../../aws/types.ts';
import type { Source } from '../resolution/answerer.ts';
import type { VpcView } from '../resolution/vpc.ts';
import { privateNames } from './vpc-associations.ts';

/** What a Profile brings to its VPCs. */
type Brought = Pick<VpcView, 'sources' | 'unnamed'>;

type Kind = ProfileResource['kind'];

/** By VPC; one with several Profiles has several. `rules` are read where a Profile has some. */
export const readProfiles = async (
  vpcIds: readonly string[],
  rules: () => Promise<readonly ResolverRule[]>,
): Promise<ReadonlyMap<string, readonly Brought[]>> => {
  const pairs = (await listProfileVpcs()).filter(({ vpcId }) => vpcIds.includes(vpcId));
  const ids = [...new Set(pairs.map(({ profileId }) => profileId))];
  const profiles = await Promise.all(ids.map(async (id) => ({ id, resources: await listProfileResources(id) })));
  const known = await readSources(
    profiles.flatMap(({ resources }) => resources),
    rules,
  );
  const brought = new Map(profiles.map(({ id, resources }) => [id, broughtBy(id, resources, known)]));
  const byVpc = Map.groupBy(pairs, ({ vpcId }) => vpcId);
  return new Map([...byVpc].map(([id, of]) => [id, of.flatMap(({ profileId }) => brought.get(profileId) ?? [])]));
};

/** By id: what it answers. */
type Known = ReadonlyMap<string, readonly Source[]>;

const broughtBy = (profile: string, resources: readonly ProfileResource[], known: Known): Brought => ({
  sources: resources.flatMap(({ id }) => known.get(id) ?? []).map((source) => ({ ...source, profile })),
  unnamed: resources.filter(({ id }) => !known.has(id)).map((one) => ({ ...one, profile })),
});

/** Each kind has ids of its own form. What is another account's is not there. */
const readSources = async (
  resources: readonly ProfileResource[],
  rules: () => Promise<readonly ResolverRule[]>,
): Promise<Known> => {
  const of = (kind: Kind): string[] => [...new Set(resources.filter((one) => one.kind === kind).map(({ id }) => id))];
  const [zoneIds, endpointIds] = [of('zone'), of('privateDns')];
  const [zones, endpoints, listed] = await Promise.all([
    zoneIds.length > 0 ? listHostedZones(new Set(zoneIds), Number.POSITIVE_INFINITY) : [],
    endpointIds.length > 0 ? describeEndpoints({ ids: endpointIds }) : [],
    of('rule').length > 0 ? rules() : [],
  ]);
  return new Map<string, readonly Source[]>([
    ...zones.map((one) => [one.id, [{ kind: 'zone', id: one.id, domain: one.name }]] as const),
    ...endpoints.map((one) => [one.id, privateDnsOf(one)] as const),
    ...listed.map((one) => [one.id, [ruleSource(one)]] as const),
  ]);
};

/** What a rule answers, wherever it is associated. */
export const ruleSource = ({ id, domain, type }: ResolverRule): Source => ({ kind: 'rule', id, domain, type });

/** What an endpoint answers beside its own names. */
export const privateDnsOf = (endpoint: Endpoint): Source[] =>
  endpoint.privateDns === 'on' && endpoint.state === 'available'
    ? privateNames(endpoint).map((domain) => ({ kind: 'privateDns', id: endpoint.id, domain }))
    : [];
