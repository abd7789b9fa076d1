/** Record sets of a zone: their order, and reading them page by page. */
import type * as shapes from '@aws-sdk/client-route-53';
import type { Call } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import { findZone, pageSize } from './find.ts';
import { compareText, normalName, sortKey } from './names.ts';
import type { HostedZone, RecordSet } from './state.ts';

/** ListResourceRecordSets gives at most 300 record sets a page (AWS-FACTS B.4). */
const RECORDS_A_PAGE = 300;

const positionOf = ({ Name, Type, SetIdentifier }: RecordSet): readonly string[] => [
  sortKey(Name),
  Type,
  SetIdentifier ?? '',
];

const comparePositions = (a: readonly string[], b: readonly string[]): number =>
  a.reduce((order, part, index) => order || compareText(part, b[index] ?? ''), 0);

/** In the order of ListResourceRecordSets: name by reversed labels, then type, then set identifier. */
export const sortRecords = (records: Iterable<RecordSet>): RecordSet[] =>
  [...records]
    .map((record) => ({ record, position: positionOf(record) }))
    .sort((a, b) => comparePositions(a.position, b.position))
    .map(({ record }) => record);

/** A private zone's name servers are reserved ones that answer nobody. */
export const nameServers = (zone: Pick<HostedZone, 'private'>): string[] => {
  const numbers = zone.private ? [0, 512, 1024, 1536] : [101, 612, 1123, 1634];
  const group = zone.private ? '00' : '13';
  return ['com', 'net', 'org', 'co.uk'].map((suffix, index) => `ns-${numbers[index]}.awsdns-${group}.${suffix}.`);
};

/** The NS and SOA record sets that every zone has from the start. */
export const apexRecords = (zone: Pick<HostedZone, 'name' | 'private'>): RecordSet[] => {
  const servers = nameServers(zone);
  const soa = `${servers[0]} awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400`;
  return [
    { Name: zone.name, Type: 'NS', TTL: 172_800, ResourceRecords: servers.map((Value) => ({ Value })) },
    { Name: zone.name, Type: 'SOA', TTL: 900, ResourceRecords: [{ Value: soa }] },
  ];
};

export const isApexRecord = (zone: HostedZone, { Name, Type }: Pick<RecordSet, 'Name' | 'Type'>): boolean =>
  Name === zone.name && (Type === 'NS' || Type === 'SOA');

/** The record set as an answer's shape; state and answer differ only in what TypeScript knows of them. */
const showRecord = (record: RecordSet): shapes.ResourceRecordSet => record as unknown as shapes.ResourceRecordSet;

const startOf = (input: shapes.ListResourceRecordSetsRequest): readonly string[] => {
  const { StartRecordName: name, StartRecordType: type, StartRecordIdentifier: identifier } = input;
  if (type && !name) throw new AwsError('InvalidInput', 'Expected StartRecordName together with StartRecordType.');
  if (identifier && !type)
    throw new AwsError('InvalidInput', 'Expected StartRecordType together with StartRecordIdentifier.');
  return [name ? sortKey(normalName(name)) : '', type ?? '', identifier ?? ''];
};

export const listResourceRecordSets = (
  input: shapes.ListResourceRecordSetsRequest,
  { account }: Call,
): shapes.ListResourceRecordSetsResponse => {
  const zone = findZone(account, input.HostedZoneId);
  const size = pageSize(input.MaxItems, RECORDS_A_PAGE);
  const start = startOf(input);
  const found = zone.records.findIndex((record) => comparePositions(positionOf(record), start) >= 0);
  const from = found < 0 ? zone.records.length : found;
  const next = zone.records[from + size];
  return {
    ResourceRecordSets: zone.records.slice(from, from + size).map(showRecord),
    IsTruncated: next !== undefined,
    NextRecordName: next?.Name,
    NextRecordType: next?.Type as shapes.RRType | undefined,
    NextRecordIdentifier: next?.SetIdentifier,
    MaxItems: size,
  };
};
