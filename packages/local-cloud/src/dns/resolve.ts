/** Answers questions as a VPC's resolver would: by its rules, its private zones, public ones, and endpoints' own names. */
import type { Account } from '../account.ts';
import type { Endpoint } from '../services/ec2/state.ts';
import type { HostedZone, RecordSet } from '../services/route53/state.ts';
import type { ResolverRule } from '../services/route53resolver/state.ts';
import { choose, type View } from './choose.ts';
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

/** Seconds; an alias has its target's TTL, and AWS's endpoint names have this one (R). */
const ALIAS_TTL = 60;
const MAX_CNAMES = 8;
const MAX_FORWARDS = 4;

/**
 * Answers a question as the resolver of a VPC does; without a VPC, every private zone counts. A private zone that lacks
 * a name hides the public one: NXDOMAIN. Names of which the local cloud knows nothing are REFUSED.
 */
export const resolve = (account: Account, name: string, type: string, view: View = {}): Resolution => {
  const answers: Answered[] = [];
  let asked = plainName(name);
  for (let hop = 0; hop < MAX_CNAMES; hop += 1) {
    const step = resolveOnce(account, asked, type, view, MAX_FORWARDS);
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

const resolveOnce = (account: Account, name: string, type: string, view: View, left: number): Resolution => {
  const chosen = choose(account, name, view);
  if (chosen && 'rule' in chosen) return forwarded(account, name, type, chosen.rule, left);
  if (chosen && 'zone' in chosen) return resolveIn(account, chosen.zone, name, type);
  if (chosen) return privateDnsAnswer(chosen.endpoint, name, type, account);
  return isEndpointName(name) ? endpointAnswer(account, name, type) : { rcode: 'REFUSED', answers: [] };
};

/** Of whom a rule forwards to only inbound endpoints of the account are there to answer; rules in a circle end in SERVFAIL. */
const forwarded = (account: Account, name: string, type: string, rule: ResolverRule, left: number): Resolution => {
  const asked = new Set(rule.targets.map(({ Ip }) => Ip));
  const inbound = Object.values(account.resolver.endpoints).find(
    ({ direction, addresses }) => direction === 'INBOUND' && addresses.some(({ ip }) => asked.has(ip)),
  );
  if (!inbound || left === 0) return { rcode: 'SERVFAIL', answers: [] };
  return resolveOnce(account, name, type, { vpc: inbound.vpcId, inbound: true }, left - 1);
};

/** An endpoint with private DNS on answers its service's name and all below it. */
const privateDnsAnswer = (endpoint: Endpoint, name: string, type: string, { ec2 }: Account): Resolution => {
  const values = isFamily(type) ? addressesOf(endpoint, type, ec2) : [];
  return { rcode: 'NOERROR', answers: values.map((value) => ({ name, type, ttl: ALIAS_TTL, value })) };
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
  const delegated = delegation(records, name, plainName(zone.name));
  if (delegated !== undefined && !(delegated === name && type === 'NS')) return { rcode: 'REFUSED', answers: [] };
  const exists = (owner: string): boolean => records.some((one) => isWithin(one.name, owner));
  const source = exists(name) ? name : wildcardFor(name, plainName(zone.name), exists);
  const soa = soaOf(zone);
  if (source === undefined) return { rcode: 'NXDOMAIN', answers: [], ...soa };
  const sets = at(source);
  const chosen = sets.filter((set) => set.Type === type || type === 'ANY' || set.Type === 'CNAME');
  const answers = oneOfEach(chosen).flatMap((set) => valuesOf(account, zone, set, name));
  return { rcode: 'NOERROR', answers, ...(answers.length === 0 ? soa : {}) };
};

/** The name at or above which an NS set below the zone's own name hands a name over to servers that are not simulated. */
const delegation = (
  records: readonly { readonly record: RecordSet; readonly name: string }[],
  name: string,
  zone: string,
): string | undefined =>
  records.find((one) => one.record.Type === 'NS' && one.name !== zone && isWithin(name, one.name))?.name;

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
