/** Checks across the keys of `dns`: names, keys of records that go together, and record sets claimed twice. Pure. */

import { normalName } from '../../net/dns-name.ts';
import { canonicalServer } from '../../net/server.ts';
import { formatPath, type Mapping, type Problem } from '../problem.ts';
import { isTemplate, isWhole, nameFault, normalRecordName, normalZoneId, ZONAL_PLACEHOLDER } from '../record-name.ts';
import { checkPublishers } from './publishers.ts';
import {
  type Claim,
  claimedAgain,
  mappingAt,
  mappingsAt,
  type Part,
  problem,
  sameNames,
  textAt,
  textsAt,
} from './raw.ts';

const DEFAULT_NAMES = ['@', '*'];

export const checkDns = (root: Part<Mapping>): Problem[] => {
  const dns = mappingAt(root, 'dns');
  const zones = mappingsAt(dns, 'zones');
  const forwarders = mappingsAt(dns, 'forwarders');
  const answers = mappingsAt(dns, 'answers');
  const claims = [...zones.flatMap(zoneClaims), ...forwarders.flatMap(forwarderClaims)];
  return [
    ...sameNames(forwarders),
    ...sameNames(answers),
    ...zones.flatMap((zone) => mappingsAt(zone, 'records')).flatMap(checkRecord),
    ...zones.flatMap(checkNamesInZone),
    ...sameZoneNames(zones),
    ...checkPublishers(forwarders, answers),
    ...claimedAgain(claims, 'each record claimed once', formatPath),
    ...sameServers(dns),
  ];
};

/** Entries of one zone that tell its name tell the same. */
const sameZoneNames = (zones: readonly Part<Mapping>[]): Problem[] => {
  const told = new Map<string, string>();
  return zones.flatMap((zone) => {
    const [id, name] = [textAt(zone, 'zone'), textAt(zone, 'name')];
    if (id === undefined || name === undefined) return [];
    const first = told.get(normalZoneId(id)) ?? normalName(name);
    told.set(normalZoneId(id), first);
    const found = JSON.stringify(name);
    return first === normalName(name)
      ? []
      : [problem([...zone.path, 'name'], `"${first}", as another entry of ${id} has`, found)];
  });
};

/** An address is withheld only on the word of several servers: one that is named twice is still one. */
const sameServers = (dns: Part<Mapping>): Problem[] => {
  const servers = textsAt(dns, 'resolvers').map(({ value, path }) => ({
    ...{ identity: canonicalServer(value), what: JSON.stringify(value), path },
  }));
  return claimedAgain(servers, 'each DNS server once', formatPath);
};

/** Every record claims its A and its AAAA record set, so that one claim stands for both. */
const claimOf = (zone: string, name: string, kind: 'relative' | 'absolute', path: Claim['path']): Claim => ({
  identity: JSON.stringify([normalZoneId(zone), kind, normalRecordName(name).replace(/\.$/, '')]),
  what: `${JSON.stringify(name)} (A and AAAA) in ${zone}`,
  path,
});

const zoneClaims = (zone: Part<Mapping>): Claim[] => {
  const id = textAt(zone, 'zone');
  if (id === undefined) return [];
  if (!('records' in zone.value)) return DEFAULT_NAMES.map((name) => claimOf(id, name, 'relative', zone.path));
  return mappingsAt(zone, 'records').flatMap((record) => {
    const name = textAt(record, 'name');
    return name === undefined
      ? []
      : [claimOf(id, name, isWhole(name) ? 'absolute' : 'relative', [...record.path, 'name'])];
  });
};

const forwarderClaims = (forwarder: Part<Mapping>): Claim[] =>
  mappingsAt(forwarder, 'publish').flatMap((publisher) => {
    const zone = textAt(publisher, 'zone');
    const name = textAt(publisher, 'record');
    return zone && name ? [claimOf(zone, name, 'absolute', [...publisher.path, 'record'])] : [];
  });

/** Only where the entry tells the zone's own name; elsewhere the run finds the same. */
const checkNamesInZone = (zone: Part<Mapping>): Problem[] => {
  const zoneName = textAt(zone, 'name');
  if (zoneName === undefined) return [];
  return mappingsAt(zone, 'records').flatMap((record) => {
    const name = textAt(record, 'name') ?? '@';
    const fault = nameFault(name, zoneName);
    if (!fault) return [];
    const expected =
      fault.kind === 'outsideZone'
        ? `a name in the zone ${zoneName}`
        : `a name relative to ${zoneName} (did you mean ${JSON.stringify(fault.instead)}?)`;
    return [problem([...record.path, 'name'], expected, JSON.stringify(name))];
  });
};

const checkRecord = (record: Part<Mapping>): Problem[] => {
  const { value, path } = record;
  const name = textAt(record, 'name') ?? '';
  const templated = isTemplate(name);
  const zonal = value.to === 'zonal';
  const onlyAddresses = ['ttl', 'answering'].filter((key) => key in value && value.to !== 'addresses');
  return [
    ...(zonal && name !== '' && !templated
      ? [
          problem(
            [...path, 'name'],
            `a name with ${ZONAL_PLACEHOLDER}, since each AZ gets a record`,
            JSON.stringify(name),
          ),
        ]
      : []),
    ...(templated && !zonal
      ? [problem([...path, 'name'], `a name without ${ZONAL_PLACEHOLDER}, or to: zonal`, JSON.stringify(name))]
      : []),
    ...onlyAddresses.map((key) => problem([...path, key], 'this key only with to: addresses', 'it without', 'key')),
  ];
};
