/** Answers questions as a VPC's resolver would: private zones first, then public ones, and endpoints' own names. */
import type { Account } from '../account.ts';
import { parseServiceName, privateName } from '../services/ec2/endpoints/names.ts';
import { stateOf } from '../services/ec2/endpoints/state.ts';
import type { HostedZone, RecordSet } from '../services/route53/state.ts';
import { addressesOf, endpointAddresses, type Family, isEndpointName } from './endpoint-names.ts';
import { isWithin, parentOf, plainName } from './names.ts';

/** One record of an answer; `values` are as Route 53 writes them. `ttl` in seconds. */
export interface Answered {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly value: string;
}

interface Resolution {
  readonly rcode: 'NOERROR' | 'NXDOMAIN' | 'REFUSED' | 'SERVFAIL';
  readonly answers: readonly Answered[];
  /** The zone's SOA, where there is nothing to answer. */
  readonly soa?: Answered;
}

/** Who answers. */
export interface View {
  /** The VPC whose resolver it is; without it every private zone is seen. */
  readonly vpc?: string;
  /** Was it asked through an inbound Resolver endpoint, from outside of the VPC? */
  readonly inbound?: boolean;
}

/** Seconds; an alias has its target's TTL, and AWS's endpoint names have this one (R). */
const ALIAS_TTL = 60;
const MAX_CNAMES = 8;

/**
 * Answers a question as the resolver of a VPC does; without a VPC, every private zone counts. A private zone that lacks
 * a name hides the public one: NXDOMAIN. Names of which the local cloud knows nothing are REFUSED.
 */
export const resolve = (account: Account, name: string, type: string, view: View = {}): Resolution => {
  const answers: Answered[] = [];
  let asked = plainName(name);
  for (let hop = 0; hop < MAX_CNAMES; hop += 1) {
    const step = resolveOnce(account, asked, type, view);
    answers.push(...step.answers);
    const [cname] = step.answers;
    if (cname?.type !== 'CNAME' || type === 'CNAME') {
      // What a CNAME leads out of the local cloud to is for somebody else to answer.
      const rcode = step.rcode === 'REFUSED' && answers.length > 0 ? 'NOERROR' : step.rcode;
      return { ...step, rcode, answers };
    }
    asked = plainName(cname.value);
  }
  return { rcode: 'SERVFAIL', answers: [] };
};

const resolveOnce = (account: Account, name: string, type: string, view: View): Resolution => {
  const zone = zoneFor(account, name, view.vpc);
  const byAws = privateDnsAnswer(account, name, type, view, zone);
  if (byAws) return byAws;
  if (zone) return resolveIn(account, zone, name, type);
  if (isEndpointName(name)) return endpointAnswer(account, name, type);
  return { rcode: 'REFUSED', answers: [] };
};

/** The most specific zone; of two with one name, the private one. */
const zoneFor = ({ route53 }: Account, name: string, vpc: string | undefined): HostedZone | undefined => {
  const seen = Object.values(route53.zones).filter(
    (zone) => !zone.private || vpc === undefined || zone.vpcs.some(({ VPCId }) => VPCId === vpc),
  );
  const [best] = seen
    .filter((zone) => isWithin(name, plainName(zone.name)))
    .toSorted((a, b) => b.name.length - a.name.length || Number(b.private) - Number(a.private));
  return best;
};

/** An endpoint with private DNS on answers its service's name in its VPC, unless a zone there is more specific. */
const privateDnsAnswer = (
  { ec2 }: Account,
  name: string,
  type: string,
  { vpc, inbound = false }: View,
  zone: HostedZone | undefined,
): Resolution | undefined => {
  for (const endpoint of Object.values(ec2.endpoints)) {
    const service = parseServiceName(endpoint.service);
    // With S3's option, only those outside hear the interfaces' addresses; the VPC itself takes its gateway endpoint.
    const isTold = endpoint.privateDns && (inbound || !endpoint.privateDnsOnlyForInboundResolver);
    const own = isTold && service && privateName(service, ec2);
    if (!own || stateOf(endpoint, ec2) !== 'available' || (vpc !== undefined && endpoint.vpcId !== vpc)) continue;
    const hidden = zone?.private && plainName(zone.name).length >= own.length;
    if (!isWithin(name, own) || hidden) continue;
    const values = isFamily(type) ? addressesOf(endpoint, type, ec2) : [];
    return { rcode: 'NOERROR', answers: values.map((value) => ({ name, type, ttl: ALIAS_TTL, value })) };
  }
  return undefined;
};

const isFamily = (type: string): type is Family => type === 'A' || type === 'AAAA';

const endpointAnswer = (account: Account, name: string, type: string): Resolution => {
  const known = [endpointAddresses(name, 'A', account), endpointAddresses(name, 'AAAA', account)];
  if (known.every((addresses) => addresses === undefined)) return { rcode: 'NXDOMAIN', answers: [] };
  const values = isFamily(type) ? (endpointAddresses(name, type, account) ?? []) : [];
  return { rcode: 'NOERROR', answers: values.map((value) => ({ name, type, ttl: ALIAS_TTL, value })) };
};

const resolveIn = (account: Account, zone: HostedZone, name: string, type: string): Resolution => {
  const records = zone.records.map((record) => ({ record, name: plainName(record.Name) }));
  const at = (owner: string): RecordSet[] => records.filter((one) => one.name === owner).map(({ record }) => record);
  const exists = (owner: string): boolean => records.some((one) => isWithin(one.name, owner));
  const source = exists(name) ? name : wildcardFor(name, plainName(zone.name), exists);
  const soa = soaOf(zone);
  if (source === undefined) return { rcode: 'NXDOMAIN', answers: [], ...soa };
  const sets = at(source);
  const chosen = sets.filter((set) => set.Type === type || type === 'ANY' || set.Type === 'CNAME');
  const answers = oneOfEach(chosen).flatMap((set) => valuesOf(account, zone, set, name));
  return { rcode: 'NOERROR', answers, ...(answers.length === 0 ? soa : {}) };
};

/** RFC 4592: the star below the closest ancestor that exists. */
const wildcardFor = (name: string, zone: string, exists: (owner: string) => boolean): string | undefined => {
  let closest = parentOf(name);
  while (closest !== zone && !exists(closest)) closest = parentOf(closest);
  return exists(`*.${closest}`) ? `*.${closest}` : undefined;
};

/** Of sets with one name and type that differ by identifier all multivalue ones answer, otherwise the first. */
const oneOfEach = (sets: readonly RecordSet[]): RecordSet[] =>
  [...Map.groupBy(sets, ({ Type }) => Type).values()].flatMap((same) =>
    same.every(({ MultiValueAnswer }) => MultiValueAnswer) ? same : same.slice(0, 1),
  );

const valuesOf = (account: Account, zone: HostedZone, set: RecordSet, name: string): Answered[] => {
  const { AliasTarget: alias, ResourceRecords, TTL = ALIAS_TTL, Type: type } = set;
  if (!alias) return (ResourceRecords ?? []).map(({ Value }) => ({ name, type, ttl: TTL, value: Value }));
  const target = plainName(alias.DNSName);
  if (alias.HostedZoneId === zone.id) {
    return resolveIn(account, zone, target, type).answers.map((answer) => ({ ...answer, name }));
  }
  const addresses = isFamily(type) ? endpointAddresses(target, type, account) : undefined;
  return (addresses ?? []).map((value) => ({ name, type, ttl: ALIAS_TTL, value }));
};

const soaOf = (zone: HostedZone): { soa: Answered } | object => {
  const set = zone.records.find(({ Type }) => Type === 'SOA');
  const value = set?.ResourceRecords?.[0]?.Value;
  if (value === undefined) return {};
  return { soa: { name: plainName(zone.name), type: 'SOA', ttl: set?.TTL ?? 900, value } };
};
