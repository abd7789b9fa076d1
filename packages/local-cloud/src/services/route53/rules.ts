/** What a record set has to obey beside its own existence; each rule says its fault in Route 53's words, or nothing. */
import { isIPv4, isIPv6 } from 'node:net';
import { isWithin } from './names.ts';
import { isApexRecord } from './records.ts';
import type { Change } from './request.ts';
import type { HostedZone, RecordSet } from './state.ts';

/** A record set has at most 400 values (AWS-FACTS C.3). */
const MAX_VALUES = 400;

/** Faults of where a change happens: outside the zone, or at what the zone cannot be without. */
export const placeFault = (zone: HostedZone, { action, record }: Change): string | undefined => {
  if (!isWithin(record.Name, zone.name))
    return `RRSet with DNS name ${record.Name} is not permitted in zone ${zone.name}`;
  if (zone.protections?.includes(`${record.Name} ${record.Type}`))
    return `RRSet with DNS name ${record.Name}, type ${record.Type} cannot be changed as it is protected`;
  if (action !== 'DELETE' || !isApexRecord(zone, record)) return undefined;
  return record.Type === 'NS'
    ? 'A HostedZone must contain at least one NS record for the zone itself.'
    : 'A HostedZone must contain exactly one SOA record.';
};

const fatal = (problem: string, value: string): string =>
  `Invalid Resource Record: 'FATAL problem: ${problem} encountered with '${value}''`;

const oneValueFault = (type: string, value: string): string | undefined => {
  if (type === 'A' && !isIPv4(value))
    return fatal('ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)', value);
  if (type === 'AAAA' && !isIPv6(value)) {
    return fatal('AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)', value);
  }
  if ((type === 'TXT' || type === 'SPF') && !/^".*"$/s.test(value)) {
    return fatal('InvalidCharacterString (Value should be enclosed in quotation marks)', value);
  }
  return undefined;
};

/** Faults of the values themselves. */
export const valueFault = ({ Name, Type, ResourceRecords }: RecordSet): string | undefined => {
  const values = (ResourceRecords ?? []).map(({ Value }) => Value);
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) return `Duplicate Resource Record: '${twice}'`;
  if (values.length > MAX_VALUES) return `RRSet with DNS name ${Name}, type ${Type} has more than ${MAX_VALUES} values`;
  if (Type === 'CNAME' && values.length > 1) return `RRSet with DNS name ${Name}, type CNAME must have a single value`;
  return values.map((value) => oneValueFault(Type, value)).find((fault) => fault !== undefined);
};

const routingKinds = ['Weight', 'Region', 'Failover', 'MultiValueAnswer'] as const;
const kindOf = (record: RecordSet): string => routingKinds.find((kind) => record[kind] !== undefined) ?? 'simple';

const cnameFault = (
  zone: HostedZone,
  { Name, Type }: RecordSet,
  neighbours: readonly RecordSet[],
): string | undefined => {
  const start = `RRSet of type ${Type} with DNS name ${Name} is not permitted`;
  if (Type === 'CNAME' && Name === zone.name) return `${start} at apex in zone ${zone.name}`;
  const clash = neighbours.some((neighbour) => (neighbour.Type === 'CNAME') !== (Type === 'CNAME'));
  if (!clash) return undefined;
  return Type === 'CNAME'
    ? `${start} as it conflicts with other records with the same DNS name in zone ${zone.name}`
    : `${start} because a conflicting RRSet of type CNAME with the same DNS name already exists in zone ${zone.name}`;
};

const routingFault = (record: RecordSet, neighbours: readonly RecordSet[]): string | undefined => {
  const { Name, Type, SetIdentifier = 'null', TTL } = record;
  const others = neighbours.filter((other) => other.Type === Type && other.SetIdentifier !== record.SetIdentifier);
  const start = `RRSet with DNS name ${Name}, type ${Type}, SetIdentifier ${SetIdentifier} cannot be created`;
  if (others.some((other) => kindOf(other) !== kindOf(record))) {
    return `${start} as other RRSets exist with the same name and type and another routing policy`;
  }
  const ttl = record.AliasTarget ? undefined : others.find((other) => !other.AliasTarget && other.TTL !== TTL)?.TTL;
  return ttl === undefined ? undefined : `${start} as other RRSets with the same name and type have the TTL ${ttl}`;
};

/** Faults between a record set and others of its name: a CNAME stands alone, and routing policies do not mix. */
export const clashFault = (
  zone: HostedZone,
  record: RecordSet,
  neighbours: readonly RecordSet[],
): string | undefined => {
  const others = neighbours.filter(
    ({ Type, SetIdentifier }) => Type !== record.Type || SetIdentifier !== record.SetIdentifier,
  );
  return cnameFault(zone, record, others) ?? upsertKindFault(record, neighbours) ?? routingFault(record, others);
};

/** An UPSERT cannot change the routing policy of the record set that it replaces. */
const upsertKindFault = (record: RecordSet, neighbours: readonly RecordSet[]): string | undefined => {
  const before = neighbours.find(
    ({ Type, SetIdentifier }) => Type === record.Type && SetIdentifier === record.SetIdentifier,
  );
  if (!before || kindOf(before) === kindOf(record)) return undefined;
  return `RRSet with DNS name ${record.Name}, type ${record.Type} cannot change its routing policy`;
};
