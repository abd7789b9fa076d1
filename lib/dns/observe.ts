/** Reads the endpoints that zones select, what their records are made from, and the record sets that they claim. */
import { describeAvailabilityZones, describeEndpointInterfaces, ownRegion, ownVpcs } from '../aws/endpoint-network.ts';
import { describeEndpoints } from '../aws/endpoints.ts';
import { getHostedZone, listAllRecords, listRecords, listZonesOfVpc } from '../aws/hosted-zones.ts';
import { describePrivateNames } from '../aws/private-names.ts';
import type { AvailabilityZone, Endpoint, EndpointInterface, PrivateName } from '../aws/types.ts';
import type { Verification, ZoneClaim } from '../config/schema.ts';
import { unseen } from '../errors.ts';
import type { Scope, Unseen } from '../plan.ts';
import { inScope, readSelected } from '../selector.ts';
import { vpcsKey } from './associations.ts';
import { claimedNames, type DnsClaims, hasAddresses, isZonal } from './claims.ts';
import { follows, regionalEntry, rivals } from './desired.ts';
import type { Lookup } from './lookup.ts';
import { isMark } from './marks.ts';
import { fullName } from './names.ts';
import { readNames } from './read-names.ts';
import { candidates, concerned, endpointReads } from './scope.ts';
import type { Answers, MissingVpc, ObservedDns, ObservedZone } from './types.ts';
import { proofName, provenBy } from './verifications.ts';

/** A zone that cannot be read is `unseen` by its id. Throws when the endpoints cannot be read. */
export const observeDns = async (
  claims: DnsClaims,
  scope: Scope,
  lookup: Lookup,
  now: number,
): Promise<Omit<ObservedDns, 'started'>> => {
  const possible = candidates(claims.zones, scope);
  const allEndpoints = scope === 'all' && possible.some(({ staleAliases }) => staleAliases === 'delete');
  const endpoints = await readEndpoints(possible, allEndpoints);
  const entries = concerned(possible, scope, endpoints);
  const [network, proofs] = await Promise.all([
    observeNetwork(entries, endpoints, lookup),
    observeProofs(claims.verifications.filter((entry) => isConcerned(entry, scope))),
  ]);
  const zones = await observeZones(entries, network, scope === 'all');
  const vpcs = await Promise.all(zones.seen.map((zone) => observeVpcs(zone, entries)));
  return {
    ...{ now, endpoints, allEndpoints, ...network, privateNames: proofs.privateNames },
    zones: [...zones.seen, ...proofs.zones],
    missingVpcs: vpcs.flatMap(({ missing }) => missing),
    unseen: [...network.unseen, ...zones.unseen, ...proofs.unseen, ...vpcs.flatMap((found) => found.unseen)],
  };
};

const readEndpoints = async (claims: readonly ZoneClaim[], all: boolean): Promise<Endpoint[]> => {
  if (claims.length === 0) return [];
  const found = (await Promise.all(endpointReads(claims, all).map(describeEndpoints))).flat();
  return [...new Map(found.map((endpoint) => [endpoint.id, endpoint])).values()];
};

interface Network {
  readonly azs: readonly AvailabilityZone[];
  readonly interfaces: readonly EndpointInterface[];
  readonly resolving: readonly string[];
  readonly answers: Readonly<Record<string, Answers>>;
  readonly unseen: readonly Unseen[];
}

/** What records are made from beside the endpoints themselves, each read only where an entry needs it. */
const observeNetwork = async (
  entries: readonly ZoneClaim[],
  endpoints: readonly Endpoint[],
  lookup: Lookup,
): Promise<Network> => {
  const zonal = entries.filter(isZonal);
  const plain = entries.filter(hasAddresses);
  const needed = endpoints.filter(
    (endpoint) => endpoint.state === 'available' && plain.some((claim) => follows(claim, endpoint)),
  );
  const names = [...new Set(entries.flatMap((claim) => rivals(claim, endpoints)))];
  const [azs, interfaces, resolving] = await Promise.all([
    zonal.length > 0 ? orUnseen(zonal, describeAvailabilityZones()) : none<AvailabilityZone>(),
    orUnseen(plain, describeEndpointInterfaces(needed.flatMap(({ interfaceIds }) => interfaceIds))),
    Promise.all(names.map(async (name) => ((await lookup.resolves(name)) ? [name] : []))),
  ]);
  const asking = plain.filter(({ records }) => records.some((record) => record.to === 'addresses' && record.answering));
  const asked = needed.filter((endpoint) => asking.some((claim) => follows(claim, endpoint)));
  const answers = await Promise.all(asked.map((endpoint) => askFor(endpoint, interfaces.found, lookup)));
  return {
    azs: azs.found,
    interfaces: interfaces.found,
    resolving: resolving.flat(),
    answers: Object.fromEntries(answers),
    unseen: [...azs.unseen, ...interfaces.unseen],
  };
};

interface Found<T> {
  readonly found: readonly T[];
  readonly unseen: readonly Unseen[];
}

const none = <T>(): Found<T> => ({ found: [], unseen: [] });

/** A read that fails makes the zones unseen that need it. */
const orUnseen = async <T>(needs: readonly ZoneClaim[], reading: Promise<readonly T[]>): Promise<Found<T>> => {
  try {
    return { found: await reading, unseen: [] };
  } catch (error) {
    return { found: [], unseen: [...new Set(needs.map(({ zone }) => zone))].map((zone) => unseen(zone, error)) };
  }
};

const askFor = async (
  endpoint: Endpoint,
  interfaces: readonly EndpointInterface[],
  lookup: Lookup,
): Promise<[string, Answers]> => {
  const own = interfaces.filter(({ id }) => endpoint.interfaceIds.includes(id));
  const expected = own.flatMap(({ ipv4, ipv6 }) => [...ipv4, ...ipv6]);
  return [endpoint.id, await lookup.answers(regionalEntry(endpoint)?.name ?? '', expected)];
};

interface Zones {
  readonly seen: readonly ObservedZone[];
  readonly unseen: readonly Unseen[];
}

/** A whole zone is paged where aliases that nobody claims may have to go; otherwise only claimed names are read. */
const observeZones = async (entries: readonly ZoneClaim[], { azs, unseen: lost }: Network, whole: boolean) => {
  const byZone = [...Map.groupBy(entries, ({ zone }) => zone)].filter(([id]) => !lost.some(({ key }) => key === id));
  return readZones(
    byZone.map(([id, claims]) => ({
      id,
      whole: whole && claims.some(({ staleAliases }) => staleAliases === 'delete'),
      names: (zoneName) => claims.flatMap((claim) => claimedNames(claim, zoneName, azs).map(({ name }) => name)),
    })),
  );
};

interface Wanted {
  readonly id: string;
  readonly whole: boolean;
  readonly names: (zoneName: string) => string[];
}

const readZones = async (wanted: readonly Wanted[]): Promise<Zones> => {
  const zones = await Promise.all(wanted.map(readZone));
  return {
    seen: zones.flatMap((zone) => ('zone' in zone ? [zone] : [])),
    unseen: zones.flatMap((zone) => ('zone' in zone ? [] : [zone])),
  };
};

const readZone = async ({ id, whole, names }: Wanted): Promise<ObservedZone | Unseen> => {
  try {
    const zone = await getHostedZone(id);
    const records = whole
      ? await listAllRecords(id)
      : await readNames(names(zone.name), (from) => listRecords(id, from), isMark);
    return { zone, records, whole };
  } catch (error) {
    return unseen(id, error);
  }
};

/** Only VPCs that a zone still lacks are looked at. */
const observeVpcs = async (
  { zone }: ObservedZone,
  entries: readonly ZoneClaim[],
): Promise<{ missing: MissingVpc[]; unseen: Unseen[] }> => {
  const wanted = new Set(entries.filter((claim) => claim.zone === zone.id).flatMap(({ vpcs }) => vpcs));
  const ids = [...wanted].filter((id) => !zone.vpcs.some((vpc) => vpc.id === id));
  if (ids.length === 0 || !zone.private) return { missing: [], unseen: [] };
  try {
    const [region, own] = await Promise.all([ownRegion(), ownVpcs(ids)]);
    const missing = ids.map(async (id) => {
      const isOwn = own.includes(id);
      return { id, region, own: isOwn, zones: isOwn ? await listZonesOfVpc({ id, region }) : [] };
    });
    return { missing: await Promise.all(missing), unseen: [] };
  } catch (error) {
    return { missing: [], unseen: [unseen(vpcsKey(zone.id), error)] };
  }
};

const isConcerned = ({ zone, service }: Verification, scope: Scope): boolean =>
  scope === 'all' || scope.ids.includes(zone) || ('tags' in service ? false : inScope(scope, service));

const observeProofs = async (
  entries: readonly Verification[],
): Promise<Zones & { zones: readonly ObservedZone[]; privateNames: readonly PrivateName[] }> => {
  if (entries.length === 0) return { seen: [], zones: [], unseen: [], privateNames: [] };
  const ids = [...new Set(entries.map(({ zone }) => zone))];
  try {
    const privateNames = await readSelected(
      entries.map(({ service }) => service),
      async (wanted) => (await describePrivateNames(wanted)).map((name) => ({ ...name, id: name.serviceId })),
    );
    const zones = await readZones(
      ids.map((id) => ({
        ...{ id, whole: false },
        names: (zoneName) =>
          entries
            .filter(({ zone }) => zone === id)
            .flatMap((entry) => provenBy(entry, privateNames))
            .map((name) => proofName(name, fullName('@', zoneName))),
      })),
    );
    return { ...zones, zones: zones.seen, privateNames };
  } catch (error) {
    return { seen: [], zones: [], unseen: ids.map((id) => unseen(id, error)), privateNames: [] };
  }
};
