/** In which VPCs a zone is to answer, and who else answers its name there. Pure. */
import type { Endpoint, HostedZone } from '../../aws/types.ts';
import type { ZoneClaim } from '../../config/types.ts';
import { type Finding, type Skip, skipUnseen } from '../../core/plan.ts';
import { isWithin, normalName } from '../../net/dns-name.ts';
import { dnsSuffixOf, isVpceName } from '../../net/partitions.ts';
import { by } from '../../std/lists.ts';
import { finding, reason, skip } from '../codes.ts';
import type { EndpointIndex, Indexed } from '../endpoints/indexed.ts';
import { recordSetKey } from '../record-sets/key.ts';
import type { RecordSetChange } from '../record-sets/types.ts';
import { type Claiming, hindrances } from './hindrances.ts';
import type { AssociationChange, MissingVpc, ObservedZone, ObservedZones } from './types.ts';

type Part = AssociationChange | Skip | Finding;

/** The key of one VPC that a zone is to be associated with. */
export const associationKey = (zoneId: string, vpcId: string): string => `${zoneId}/${vpcId}`;

/** The key under which a zone's missing VPCs are unseen when they could not be read. */
export const vpcsKey = (zoneId: string): string => `${zoneId}/vpcs`;

/** `sets` is what becomes of the zone's record sets: only when all of them are in order may a VPC be added. */
export const planAssociations = (
  found: ObservedZone,
  entries: readonly ZoneClaim[],
  sets: readonly (RecordSetChange | Skip)[],
  observed: Indexed<ObservedZones>,
  claiming: Claiming,
): Part[] => {
  const { zone } = found;
  const wanted = [...new Set(entries.flatMap(({ vpcs }) => vpcs))];
  const missing = wanted.filter((id) => !zone.vpcs.some((vpc) => vpc.id === id));
  return [
    ...missing.flatMap((id) => planVpc(claiming, id, entries, sets, observed)),
    ...aroundAssociated(claiming, entries, observed),
    ...[...new Set([...wanted, ...zone.vpcs.map(({ id }) => id)])]
      .flatMap((id) => observed.index.privateDnsIn.get(id) ?? [])
      .flatMap((endpoint) => rivalNames(zone, endpoint)),
  ];
};

const planVpc = (
  claiming: Claiming,
  id: string,
  entries: readonly ZoneClaim[],
  sets: readonly (RecordSetChange | Skip)[],
  { missingVpcs, surroundings, unseen }: ObservedZones,
): Part | Part[] => {
  const { zone, records } = claiming.found;
  const key = associationKey(zone.id, id);
  const vpc = missingVpcs.find((one) => one.id === id);
  const unread = unseen.find((one) => one.key === vpcsKey(zone.id));
  if (!vpc) return unread ? skipUnseen(key, unread) : skip(key, 'VPC_UNSEEN', 'the VPC was not looked at');
  if (!vpc.own) return foreignVpc(zone, vpc, key);
  // Of two answers of AWS one may be late: what the VPC sees is there.
  if (vpc.zones.some(({ zoneId }) => zoneId === zone.id)) return skip(key, 'IN_ORDER', 'the VPC sees the zone');
  const rival = vpc.zones.find(({ name }) => name === zone.name);
  if (rival) return nameTaken(key, `the VPC sees ${zone.name} in zone ${rival.zoneId} of ${rival.owner} already`);
  const refused = missingVpcs.find((one) => one.id === id && one.refused?.zoneId === zone.id)?.refused;
  if (refused) return nameTaken(key, `${refused.why}; it is tried again an hour after that`);
  const obstacle = obstacleAmong(sets);
  if (obstacle)
    return skip(key, 'WAITS_FOR_RECORDS', `${obstacle}, and an associated zone hides every name that it lacks`);
  const around = surroundings.find(({ zoneId }) => zoneId === zone.id);
  const view = around?.vpcs.find((one) => one.id === id);
  if (!around || !view) return unread ? skipUnseen(key, unread) : skip(key, 'VPC_UNSEEN', 'the VPC was not looked at');
  const against = hindrances(claiming, entries, view, around);
  if (against.length > 0) return against.map((why) => finding(key, why));
  const needs = sets.flatMap((set) => ('action' in set ? [set.key] : [])).sort();
  const why = reason('VPC_MISSING', `the zone is to answer in ${id}, and its records are in place`);
  const inPlace = new Set(sets.flatMap((set) => ('action' in set ? [] : [set.key])));
  const restsOn = records
    .map((record) => ({ key: recordSetKey(zone.id, record), record }))
    .filter((one) => inPlace.has(one.key))
    .toSorted(by(({ key }) => key));
  return {
    ...{ action: 'associate', key, zoneId: zone.id, vpc: { id, region: vpc.region }, after: { state: 'associated' } },
    ...{ reason: why, needs, restsOn: restsOn.map(({ record }) => record) },
  };
};

/** What is said of VPCs in which the zone answers already: it stays so, whatever stands against it. */
const aroundAssociated = (
  claiming: Claiming,
  entries: readonly ZoneClaim[],
  { surroundings }: ObservedZones,
): Finding[] => {
  const { zone } = claiming.found;
  const around = surroundings.find(({ zoneId }) => zoneId === zone.id);
  const answering = around?.vpcs.filter(({ id }) => zone.vpcs.some((vpc) => vpc.id === id)) ?? [];
  return answering.flatMap((view) =>
    (around ? hindrances(claiming, entries, view, around) : [])
      .filter(({ code }) => code === 'OUT_OF_REACH' || code === 'GATEWAY_ENDPOINT_THERE')
      .map((why) => finding(associationKey(zone.id, view.id), why)),
  );
};

const nameTaken = (key: string, why: string): Finding => finding(key, reason('ZONE_NAME_TAKEN', why));

/** Why an association has to wait: a set is not in place, or there is none at all. */
const obstacleAmong = (sets: readonly (RecordSetChange | Skip)[]): string | undefined => {
  const [lacking] = sets
    .filter((set) => !('action' in set) && set.reason.code !== 'IN_ORDER')
    .toSorted(by(({ key }) => key));
  if (lacking) return `${lacking.key} is not in place (${lacking.reason.code})`;
  const isAny = sets.some((set) => !('action' in set) || set.action !== 'delete');
  return isAny ? undefined : 'the zone would hold no record of the config';
};

/**
 * Of another account, or in another Region: neither can be told from here, and the id does not say the Region. In another
 * account both have to act: the owner of the zone allows it, the owner of the VPC does it.
 */
const foreignVpc = (zone: HostedZone, { id, region }: MissingVpc, key: string): Finding => {
  const where = `--hosted-zone-id ${zone.id} --vpc VPCRegion=<its Region>,VPCId=${id}`;
  const associate = `aws route53 associate-vpc-with-hosted-zone ${where}`;
  return finding(
    key,
    reason(
      'VPC_IN_ANOTHER_ACCOUNT',
      `${id} is no VPC of this account in ${region}: another account's, or in another Region`,
    ),
    `once the records are in place: of this account, in another Region: ${associate}; of another account, here: aws route53 create-vpc-association-authorization ${where}; then in the VPC's account: ${associate}`,
  );
};

/**
 * A service of AWS, such as `com.amazonaws.eu-west-2.ecr.api`; other partitions begin it with other labels, `gov.ic.c2s` for
 * one. What others offer stands below `vpce`.
 */
const AWS_SERVICE = /^(?!.*\.vpce\.)(?:[a-z0-9-]+\.)+?([a-z]+(?:-[a-z]+)+-\d+)\.([a-z0-9.-]+)$/;

/** The names that AWS itself answers in the endpoint's VPC, where its private DNS is on. */
export const privateNames = ({ dnsEntries, serviceName }: Endpoint): string[] => {
  const [, region, service] = AWS_SERVICE.exec(serviceName) ?? [];
  const derived =
    region && service ? [`${service.split('.').reverse().join('.')}.${region}.${dnsSuffixOf(region)}`] : [];
  const listed = dnsEntries.map(({ name }) => normalName(name)).filter((name) => !isVpceName(name));
  return [...new Set([...listed, ...derived].map((name) => name.replace(/^\*\./, '')))];
};

/** By name: the VPCs in which AWS itself answers it. */
export const answeredByAws = ({ privateDnsIn }: Pick<EndpointIndex, 'privateDnsIn'>): ReadonlyMap<string, string[]> => {
  const named = [...privateDnsIn.values()]
    .flat()
    .flatMap((endpoint) => privateNames(endpoint).map((name) => ({ name, vpcId: endpoint.vpcId })));
  const byName = [...Map.groupBy(named, ({ name }) => name)];
  return new Map(byName.map(([name, all]) => [name, [...new Set(all.map(({ vpcId }) => vpcId))]]));
};

/** May AWS answer names of a zone in a VPC beyond the wanted ones, so that all VPCs of the zone must be known? */
export const isRivalBeyond = (
  zoneName: string,
  wanted: readonly string[],
  answered: ReadonlyMap<string, readonly string[]>,
): boolean => [...answered].some(([name, vpcs]) => overlaps(name, zoneName) && vpcs.some((id) => !wanted.includes(id)));

const overlaps = (a: string, b: string): boolean => isWithin(a, b) || isWithin(b, a);

const rivalNames = (zone: HostedZone, endpoint: Endpoint): Finding[] => {
  const name = privateNames(endpoint).find((one) => overlaps(one, zone.name));
  if (name === undefined) return [];
  const key = `${zone.id}/${endpoint.id}`;
  if (endpoint.privateDns === 'inboundOnly') {
    const why = `endpoint ${endpoint.id} has private DNS for inbound Resolver endpoints only: ${name} is to lead clients in ${endpoint.vpcId} to the gateway endpoint, and the zone overrides that`;
    return [
      finding(key, reason('S3_INBOUND_ONLY', why), `dissociate the zone, or turn private DNS of ${endpoint.id} off`),
    ];
  }
  const why = `endpoint ${endpoint.id} has private DNS on: in ${endpoint.vpcId} AWS answers ${name} itself, beside the zone`;
  return [
    finding(
      key,
      reason('PRIVATE_DNS_ON', why),
      `use one of the two: turn private DNS of ${endpoint.id} off, or give the zone up`,
    ),
  ];
};
