/** Random zones and endpoints, configs that claim some of their names, and Route 53's answer to a plan. */
import fc from 'fast-check';
import type { Endpoint, RecordChange, RecordSet } from '../../../../lib/aws/types.ts';
import type { DnsChange, DnsClaims, ObservedDns } from '../../../../lib/dns/parts.ts';
import { ownerMarkName, ownerMarkText } from '../../../../lib/dns/record-sets/owner-mark.ts';
import { isRecordSetChange } from '../../../../lib/dns/record-sets/types.ts';
import type { Surroundings } from '../../../../lib/dns/resolution/vpc.ts';
import { normalName } from '../../../../lib/net/dns-name.ts';
import { endpoint, NAMES_ZONE, NOW, recordSet, regionalName, secondsAgo } from '../../../support/aws.ts';
import { dnsClaims, type ZoneInput } from '../../../support/configs.ts';
import { AZS, face, NOTHING_PUBLISHED, observedZone, zonalName } from '../../../support/zones.ts';
import { chance, type Draw, oneOf, shuffled, some, times, whole } from './random.ts';

export interface DnsWorld {
  readonly observed: ObservedDns;
  readonly claims: DnsClaims;
}

const NAMES = ['@', '*', 'app', 'a-b', '*.app', 'db'];
/** Names of sets of addresses. */
const PLAIN = ['plain', 'hosts'];
const TEMPLATES = ['{azId}', 'in-{az}'];
/** Names that no entry ever claims. */
const FREE = ['free', 'other'];
const ENDPOINTS = ['vpce-1', 'vpce-2', 'vpce-3', 'vpce-gone'];

export const dnsWorld = (g: Draw): DnsWorld => {
  const zoneIds = times(whole(g, 1, 3), (at) => `Z${at + 1}`);
  const entries = zoneIds.flatMap((zone) => randomEntries(g, zone));
  const swept = chance(g, 50);
  const zones = zoneIds.map((id) => {
    const linked = chance(g, 5) ? { linkedService: 'servicediscovery.amazonaws.com' } : {};
    const names = [...NAMES, ...PLAIN, ...TEMPLATES.flatMap(filledIn), ...FREE];
    const records = [
      ...names.flatMap((name) => randomSets(g, name)),
      ...PLAIN.flatMap((name) => randomMark(g, id, name)),
    ];
    const unchecked = some(g, 50, NAMES).map(fullName);
    return { ...observedZone(records, { id, private: !chance(g, 5), ...linked }, swept), unchecked };
  });
  const hidden = chance(g, 10) ? zoneIds[0] : undefined;
  const endpoints = some(g, 85, ENDPOINTS.slice(0, 3)).map((id) => randomEndpoint(g, id));
  return {
    claims: { ...dnsClaims(...entries), forwarders: randomForwarders(g, zoneIds) },
    observed: {
      now: NOW,
      by: BY,
      publishing: NOTHING_PUBLISHED,
      endpoints,
      allEndpoints: swept,
      otherTypes: {},
      azs: chance(g, 5) ? [] : AZS,
      interfaces: some(
        g,
        95,
        endpoints.flatMap(({ interfaceIds }) => interfaceIds),
      ).map((id) => face(id, addressOf(id), chance(g, 30) ? { ipv6: [`2a05::${id.slice(-1)}`] } : {})),
      resolving: some(
        g,
        60,
        endpoints.map(({ id }) => regionalName(id)),
      ),
      lookups: Object.fromEntries(
        endpoints.map(({ id, interfaceIds }) => [
          id,
          { servers: swept ? 2 : 1, rounds: 3, addresses: some(g, 60, interfaceIds.map(addressOf)) },
        ]),
      ),
      missingVpcs: [
        {
          ...{ id: 'vpc-2', region: 'eu-west-2', own: !chance(g, 20), zones: [] },
          ...(chance(g, 20) ? { refused: { zoneId: oneOf(g, ...zoneIds), why: 'shared by a Profile' } } : {}),
        },
      ],
      surroundings: zoneIds.map((zoneId) => randomSurroundings(g, zoneId, endpoints)),
      privateNames: [],
      started: [],
      zones: zones.filter(({ zone }) => zone.id !== hidden),
      unseen: hidden ? [{ key: hidden, code: 'AccessDenied', error: 'no', retryable: false }] : [],
    },
  };
};

/** The VPC that zones lack is at times no place for them. */
const randomSurroundings = (g: Draw, zoneId: string, endpoints: readonly Endpoint[]): Surroundings => ({
  zoneId,
  vpcs: [
    {
      ...{ id: 'vpc-2', cidrs: ['10.1.0.0/16'] },
      sources: chance(g, 10) ? [{ kind: 'zone', id: 'Z9', domain: oneOf(g, 'db.corp.example', 'example') }] : [],
      unnamed: chance(g, 5) ? [{ kind: 'rule', id: 'rslvr-rr-9', profile: 'rp-1' }] : [],
      tables: [
        {
          id: 'rtb-1',
          routes: [{ destination: '10.0.0.0/16', target: 'tgw-1', state: 'active', origin: 'CreateRoute' }],
        },
      ],
      gateways: chance(g, 10) ? [{ id: 'vpce-9', serviceName: 'com.amazonaws.eu-west-2.s3' }] : [],
    },
  ],
  interfaces: endpoints.flatMap(({ interfaceIds }) => interfaceIds.map((id) => face(id, addressOf(id)))),
  admissions: chance(g, 90) ? [{ groupId: 'sg-1', protocol: '-1', from: -1, to: -1, cidr: '10.0.0.0/8' }] : [],
  offered: {},
});

const addressOf = (interfaceId: string): string => `10.0.${interfaceId.replace(/\D+/g, '.').slice(1)}`;

const fullName = (name: string): string => (name === '@' ? 'corp.example' : `${name}.corp.example`);

/** At times a forwarder is to be published at a name that a zone's entry may claim as well. */
const randomForwarders = (g: Draw, zoneIds: readonly string[]): DnsClaims['forwarders'] =>
  some(g, 15, zoneIds).map((zone) => ({
    ...{ name: `onprem-${zone}`, domains: ['example.com'], from: { addresses: ['10.1.2.3'] } },
    publish: [{ record: fullName(oneOf(g, 'app', 'db', 'plain')), zone, ttl: 60, adopt: false }],
  }));

/** One entry for a zone, or two that share its names between them. */
const randomEntries = (g: Draw, zone: string): ZoneInput[] => {
  const names = some(g, 70, [...NAMES, ...PLAIN, ...TEMPLATES]);
  const cut = chance(g, 25) ? whole(g, 0, names.length) : names.length;
  return [names.slice(0, cut), names.slice(cut)]
    .filter((part) => part.length > 0)
    .map((part) => ({
      zone,
      endpoint: oneOf<ZoneInput['endpoint']>(
        g,
        { tags: { waykeeper: 's3' } },
        { id: 'vpce-1' },
        { ids: ['vpce-1', 'vpce-2'] },
        { service: 'com.amazonaws.eu-west-2.s3', vpc: 'vpc-1' },
      ),
      records: part.map((name) => recordClaim(g, name)),
      ...(chance(g, 30) ? { prefer: 'newest' as const } : {}),
      ...(chance(g, 40) ? { staleAliases: 'delete' as const } : {}),
      ...(chance(g, 15) ? { adopt: true } : {}),
      ...(chance(g, 30) ? { vpcs: ['vpc-1', 'vpc-2'] } : {}),
      ...(chance(g, 80) ? { hides: 'acknowledged' as const } : {}),
    }));
};

const recordClaim = (g: Draw, name: string): NonNullable<ZoneInput['records']>[number] => {
  if (TEMPLATES.includes(name)) return { name, to: 'zonal' };
  return PLAIN.includes(name) ? { name, to: 'addresses', answering: chance(g, 50) } : { name };
};

/** The names that a template may become. */
export const filledIn = (template: string): string[] =>
  AZS.map(({ id, name }) => template.replace('{azId}', id).replace('{az}', name));

const randomEndpoint = (g: Draw, id: string): Endpoint => {
  const zones = some(g, 60, AZS).map(({ name }) => zonalName(id, name));
  const names = [regionalName(id), ...zones, 's3.eu-west-2.amazonaws.com'];
  return endpoint({
    id,
    state: chance(g, 80) ? 'available' : oneOf(g, 'pending', 'deleting', 'rejected'),
    createdAt: secondsAgo(oneOf(g, 10, 20, 20)),
    requesterManaged: chance(g, 5),
    vpcId: chance(g, 85) ? 'vpc-1' : 'vpc-2',
    recordTypes: oneOf<Endpoint['recordTypes']>(g, ['A'], ['A'], ['AAAA'], ['A', 'AAAA']),
    dnsEntries: shuffled(g, names).map((name) => ({ name, zoneId: NAMES_ZONE })),
    interfaceIds: times(whole(g, 1, 3), (at) => `eni-${id.slice(-1)}-${at + 1}`),
    tags: chance(g, 85) ? { waykeeper: 's3' } : {},
  });
};

/** What Route 53 would hold at a name: a CNAME stands alone. */
const randomSets = (g: Draw, name: string): RecordSet[] => {
  const full = fullName(name);
  if (chance(g, 4) && name !== '@') return [plain(full, 'CNAME')];
  return ['A', 'AAAA', 'TXT'].flatMap((type) => {
    if (chance(g, 40)) return [];
    if (type === 'TXT' && chance(g, 4)) return [{ ...plain(full, type), values: ['"heritage=external-dns"'] }];
    if (type === 'TXT' || chance(g, 5)) return [plain(full, type)];
    if (PLAIN.includes(name)) return [{ ...plain(full, type), values: [type === 'A' ? '10.0.1.1' : '2a05::1'] }];
    const id = oneOf(g, ...ENDPOINTS);
    const target = chance(g, 50) ? regionalName(id) : zonalName(id, oneOf(g, ...AZS).name);
    const alias = { zoneId: NAMES_ZONE, name: `${target}.`, evaluateTargetHealth: false };
    const set = recordSet(full, id, { type, alias });
    if (chance(g, 5)) return ['blue', 'green'].map((setIdentifier) => ({ ...set, setIdentifier }));
    return chance(g, 5) && set.alias ? [{ ...set, alias: { ...set.alias, evaluateTargetHealth: true } }] : [set];
  });
};

/** Whose deployment plans in every world. */
export const BY = '111122223333/eu-west-2/prod';

/** What stands where the owner mark of a name does. */
const randomMark = (g: Draw, zoneId: string, name: string): RecordSet[] => {
  if (chance(g, 40)) return [];
  const [entry, by] = oneOf(
    g,
    [zoneId, BY],
    [zoneId, BY],
    [zoneId, BY],
    [zoneId, undefined],
    [zoneId, `${BY}-2`],
    ['onprem', BY],
  );
  const values = chance(g, 95)
    ? [`"${ownerMarkText({ entry: entry ?? '', by, at: NOW, from: ['vpce-1'] })}"`]
    : ['"theirs"'];
  return [{ name: `${ownerMarkName(fullName(name))}.`, type: 'TXT', ttl: 60, values }];
};

const plain = (name: string, type: string): RecordSet => ({
  name: `${name.replace('*', '\\052')}.`,
  type,
  ttl: 60,
  values: ['x'],
});

/** The world after the changes. Throws where Route 53 would refuse the batch. */
export const written = (world: ObservedDns, changes: readonly DnsChange[]): ObservedDns => ({
  ...world,
  zones: world.zones.map(({ zone, records, ...rest }) => {
    const of = changes.filter((change) => change.action !== 'publish' && change.zoneId === zone.id);
    const added = of.flatMap((change) => (change.action === 'associate' ? [change.vpc] : []));
    return {
      ...rest,
      zone: { ...zone, vpcs: [...zone.vpcs, ...added] },
      records: of
        .filter(isRecordSetChange)
        .flatMap(({ writes }) => writes)
        .reduce<readonly RecordSet[]>(write, records),
    };
  }),
});

const write = (records: readonly RecordSet[], { action, record }: RecordChange): RecordSet[] => {
  const here = records.filter(({ name }) => normalName(name) === normalName(record.name));
  if (action === 'DELETE') {
    const exact = here.find((set) => fc.stringify(set) === fc.stringify(record));
    if (!exact) throw new Error(`InvalidChangeBatch: ${record.name} ${record.type} not found as given`);
    return records.filter((set) => set !== exact);
  }
  const clash = here.find(({ type }) => type === record.type || type === 'CNAME' || record.type === 'CNAME');
  if (clash) throw new Error(`InvalidChangeBatch: ${record.name} ${record.type} already exists`);
  return [...records, { ...record, name: `${record.name.replace('*', '\\052')}.` }];
};
