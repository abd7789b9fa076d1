/** Random zones and endpoints, configs that claim some of their names, and Route 53's answer to a plan. */
import fc from 'fast-check';
import type { Endpoint, RecordChange, RecordSet } from '../../../lib/aws/types.ts';
import { normalName } from '../../../lib/dns/names.ts';
import type { DnsClaims } from '../../../lib/dns/plan.ts';
import type { ObservedDns, RecordSetChange } from '../../../lib/dns/types.ts';
import { endpoint, hostedZone, NAMES_ZONE, NOW, recordSet, regionalName, secondsAgo } from '../../support/aws.ts';
import { dnsClaims, type ZoneInput } from '../../support/configs.ts';
import { chance, type Draw, oneOf, shuffled, some, times, whole } from './random.ts';

export interface DnsWorld {
  readonly observed: ObservedDns;
  readonly claims: DnsClaims;
}

const NAMES = ['@', '*', 'app', 'a-b', '*.app', 'db'];
const ENDPOINTS = ['vpce-1', 'vpce-2', 'vpce-3', 'vpce-gone'];

export const dnsWorld = (g: Draw): DnsWorld => {
  const zoneIds = times(whole(g, 1, 3), (at) => `Z${at + 1}`);
  const entries = zoneIds.flatMap((zone) => randomEntries(g, zone));
  const zones = zoneIds.map((id) => ({
    zone: hostedZone({
      id,
      private: !chance(g, 5),
      ...(chance(g, 5) ? { linkedService: 'servicediscovery.amazonaws.com' } : {}),
    }),
    records: NAMES.flatMap((name) => randomSets(g, name)),
  }));
  const hidden = chance(g, 10) ? zoneIds[0] : undefined;
  return {
    claims: dnsClaims(...entries),
    observed: {
      now: NOW,
      endpoints: some(g, 85, ENDPOINTS.slice(0, 3)).map((id) => randomEndpoint(g, id)),
      zones: zones.filter(({ zone }) => zone.id !== hidden),
      unseen: hidden ? [{ key: hidden, code: 'AccessDenied', error: 'no', retryable: false }] : [],
    },
  };
};

/** One entry for a zone, or two that share its names between them. */
const randomEntries = (g: Draw, zone: string): ZoneInput[] => {
  const names = some(g, 70, NAMES);
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
      records: part.map((name) => (chance(g, 5) ? { name, to: 'addresses' as const } : { name })),
      ...(chance(g, 5) ? { prefer: 'newest' as const } : {}),
    }));
};

const randomEndpoint = (g: Draw, id: string): Endpoint => {
  const names = [regionalName(id), regionalName(id).replace('.s3', '-eu-west-2a.s3'), 's3.eu-west-2.amazonaws.com'];
  return endpoint({
    id,
    state: chance(g, 80) ? 'available' : oneOf(g, 'pending', 'deleting', 'rejected'),
    createdAt: secondsAgo(oneOf(g, 10, 20, 20)),
    requesterManaged: chance(g, 5),
    vpcId: chance(g, 85) ? 'vpc-1' : 'vpc-2',
    recordTypes: oneOf<Endpoint['recordTypes']>(g, ['A'], ['A'], ['AAAA'], ['A', 'AAAA']),
    dnsEntries: shuffled(g, names).map((name) => ({ name, zoneId: NAMES_ZONE })),
    tags: chance(g, 85) ? { waykeeper: 's3' } : {},
  });
};

/** What Route 53 would hold at a name: a CNAME stands alone. */
const randomSets = (g: Draw, name: string): RecordSet[] => {
  const full = name === '@' ? 'corp.example' : `${name}.corp.example`;
  if (chance(g, 4) && name !== '@') return [plain(full, 'CNAME')];
  return ['A', 'AAAA', 'TXT'].flatMap((type) => {
    if (chance(g, 40)) return [];
    if (type === 'TXT' || chance(g, 5)) return [plain(full, type)];
    const set = recordSet(full, oneOf(g, ...ENDPOINTS), { type });
    if (chance(g, 5)) return ['blue', 'green'].map((setIdentifier) => ({ ...set, setIdentifier }));
    return chance(g, 5) && set.alias ? [{ ...set, alias: { ...set.alias, evaluateTargetHealth: true } }] : [set];
  });
};

const plain = (name: string, type: string): RecordSet => ({
  name: `${name.replace('*', '\\052')}.`,
  type,
  ttl: 60,
  values: ['x'],
});

/** The world after the changes. Throws where Route 53 would refuse the batch. */
export const written = (world: ObservedDns, changes: readonly RecordSetChange[]): ObservedDns => ({
  ...world,
  zones: world.zones.map(({ zone, records }) => ({
    zone,
    records: changes
      .filter(({ zoneId }) => zoneId === zone.id)
      .flatMap(({ writes }) => writes)
      .reduce<readonly RecordSet[]>(write, records),
  })),
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
