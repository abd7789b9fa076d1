/** Reads the endpoints that zones select, what their records are made from, and the record sets that they claim. */
import { callCount } from '../../aws/clients.ts';
import { ownRegion } from '../../aws/ec2/client.ts';
import { describeEndpointStates } from '../../aws/ec2/endpoint-states.ts';
import { describeEndpoints } from '../../aws/ec2/endpoints.ts';
import { ownVpcs } from '../../aws/ec2/network.ts';
import { describePrivateNames } from '../../aws/ec2/private-names.ts';
import { getHostedZone, listAllRecords, listRecords, listZonesOfVpc } from '../../aws/route53/hosted-zones.ts';
import type { Endpoint, PrivateName, RecordSet } from '../../aws/types.ts';
import { inScope, readSelected } from '../../config/selector.ts';
import type { Verification, ZoneClaim } from '../../config/types.ts';
import type { Scope, Unseen } from '../../core/plan.ts';
import { unseen } from '../../core/read.ts';
import { fullName, normalName } from '../../net/dns-name.ts';
import { isInPart } from '../endpoints/addresses.ts';
import { follows } from '../endpoints/follow.ts';
import type { Lookup } from '../endpoints/lookup.ts';
import { type Network, observeNetwork } from '../endpoints/observe.ts';
import { answersKey } from '../publishing/keys.ts';
import { observePublishing } from '../publishing/observe.ts';
import type { Primaries } from '../publishing/primaries.ts';
import { candidates, concerned, concernedForwarders, endpointReads, unselected } from '../scope.ts';
import { refusedBefore } from './cache.ts';
import { asZone, claimedNames, type DnsClaims, hasAddresses } from './claims.ts';
import { isMark } from './foreign-owner.ts';
import { type ReadableZone, withMarks } from './read-marks.ts';
import { nameReader } from './read-names.ts';
import type { MissingVpc, ObservedDns, ObservedZone } from './types.ts';
import { proofName, provenBy } from './verifications.ts';
import { vpcsKey } from './vpc-associations.ts';

/** What a run that an event woke reads before its first write. */
const EVENT_READS = 5;
/** What any other run spends on looking for marks: Route 53 lets an account make a few calls a second (R). */
const MARK_READS = 100;

/** A zone that cannot be read is `unseen` by its id. Throws when the endpoints cannot be read. */
export const observeDns = async (
  claims: DnsClaims,
  scope: Scope,
  lookup: Lookup,
  primaries: Primaries,
  unmarked: Unmarked,
  now: number,
): Promise<Omit<ObservedDns, 'started'>> => {
  const before = callCount.reads;
  const possible = candidates([...claims.zones, ...claims.answers.map(asZone)], scope);
  const allEndpoints = scope === 'all' && possible.some(({ staleAliases }) => staleAliases === 'delete');
  const endpoints = await readEndpoints(possible, allEndpoints);
  const states = await statesOf(unselected(possible, scope, endpoints), endpoints);
  const following = concerned(possible, scope, endpoints, states);
  const entries = following.filter((entry) => claims.zones.includes(entry));
  const [network, proofs] = await Promise.all([
    observeNetwork(following, endpoints, lookup),
    observeProofs(claims.verifications.filter((entry) => isConcerned(entry, scope))),
  ]);
  const first = await observeZones(entries, network, scope === 'all');
  const vpcs = await Promise.all(first.seen.map((zone) => observeVpcs(zone, entries, now)));
  const seen = {
    ...{ now, endpoints, allEndpoints, ...network, privateNames: proofs.privateNames },
    missingVpcs: vpcs.flatMap(({ missing }) => missing),
  };
  const spare = scope === 'all' ? MARK_READS : EVENT_READS - (callCount.reads - before);
  const zones = await withMarks({ entries, forwarders: claims.forwarders }, { ...seen, zones: first.seen }, spare);
  const answers = claims.answers.filter(({ name }) => following.some(({ zone }) => zone === answersKey(name)));
  const published = await observePublishing(concernedForwarders(claims.forwarders, scope), answers, primaries);
  return {
    ...{ ...seen, publishing: published.publishing },
    zones: merged([...zones.zones.map(withEarlier(unmarked)), ...proofs.zones]),
    unseen: [
      ...[...network.unseen, ...first.unseen, ...zones.unseen, ...proofs.unseen],
      ...zones.zones.flatMap((zone) => unseenAddresses(zone, entries, seen)),
      ...answers.flatMap((entry) => partlySeen(answersKey(entry.name), asZone(entry), seen)),
      ...[...vpcs.flatMap((found) => found.unseen), ...published.unseen],
    ],
  };
};

const readEndpoints = async (claims: readonly ZoneClaim[], all: boolean): Promise<Endpoint[]> => {
  if (claims.length === 0) return [];
  const found = (await Promise.all(endpointReads(claims, all).map(describeEndpoints))).flat();
  return [...new Map(found.map((endpoint) => [endpoint.id, endpoint])).values()];
};

/** The states of endpoints that exist, most of which have been read already. */
const statesOf = async (
  ids: readonly string[],
  endpoints: readonly Endpoint[],
): Promise<ReadonlyMap<string, string>> => {
  const known = new Map(endpoints.map(({ id, state }) => [id, state]));
  return new Map([...known, ...(await describeEndpointStates(ids.filter((id) => !known.has(id))))]);
};

/** By zone: names that some look of a run could not look for all marks of. */
export type Unmarked = Map<string, Set<string>>;

/** What an earlier look of the run had to leave is still to be told when the name has been changed. */
const withEarlier =
  (unmarked: Unmarked) =>
  (found: ObservedZone): ObservedZone => {
    const names = new Set([...(unmarked.get(found.zone.id) ?? []), ...(found.unmarked ?? [])]);
    unmarked.set(found.zone.id, names);
    return { ...found, unmarked: [...names] };
  };

/** A zone that is looked at for more than one reason is one, with all that was seen of it. */
const merged = (zones: readonly ObservedZone[]): ObservedZone[] =>
  [...Map.groupBy(zones, ({ zone }) => zone.id).values()].flatMap(([first, ...more]) => {
    if (!first) return [];
    const records = [first, ...more]
      .flatMap((found) => found.records)
      .map((record) => [identity(record), record] as const);
    return [{ ...first, records: [...new Map(records).values()] }];
  });

const identity = ({ name, type, setIdentifier = '' }: RecordSet): string =>
  JSON.stringify([normalName(name), type, setIdentifier]);

interface Zones {
  readonly seen: readonly ReadableZone[];
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

const readZone = async ({ id, whole, names }: Wanted): Promise<ReadableZone | Unseen> => {
  try {
    const zone = await getHostedZone(id);
    if (whole) return { zone, records: await listAllRecords(id), whole };
    const reader = nameReader((from) => listRecords(id, from));
    return { zone, records: await reader.read(names(zone.name), isMark), whole, reader };
  } catch (error) {
    return unseen(id, error);
  }
};

/** The names of a zone whose addresses could be seen in part only. */
const unseenAddresses = ({ zone }: ObservedZone, entries: readonly ZoneClaim[], network: InterfacesSeen): Unseen[] =>
  entries
    .filter((claim) => claim.zone === zone.id)
    .flatMap((claim) =>
      claim.records
        .filter(({ to }) => to === 'addresses')
        .flatMap(({ name }) => partlySeen(`${zone.id}/${fullName(name, zone.name)}`, claim, network)),
    );

type InterfacesSeen = Pick<ObservedDns, 'endpoints' | 'interfaces'>;

/**
 * The endpoints of which an answer held some interfaces only. One without any interface is another matter: it has no
 * addresses, and another look would not find any.
 */
const partlySeen = (key: string, claim: ZoneClaim, { endpoints, interfaces }: InterfacesSeen): Unseen[] =>
  endpoints
    .filter((one) => one.state === 'available' && hasAddresses(claim) && follows(claim, one))
    .filter((one) => isInPart(one, { interfaces }))
    .map(({ id }) => {
      const error = `the interfaces of endpoint ${id} could not all be seen`;
      return { key, code: 'INTERFACES_UNSEEN', error, retryable: true };
    });

/** Only VPCs that a zone still lacks are looked at. */
const observeVpcs = async (
  { zone }: ObservedZone,
  entries: readonly ZoneClaim[],
  now: number,
): Promise<{ missing: MissingVpc[]; unseen: Unseen[] }> => {
  const wanted = new Set(entries.filter((claim) => claim.zone === zone.id).flatMap(({ vpcs }) => vpcs));
  const ids = [...wanted].filter((id) => !zone.vpcs.some((vpc) => vpc.id === id));
  if (ids.length === 0 || !zone.private) return { missing: [], unseen: [] };
  try {
    const [region, own] = await Promise.all([ownRegion(), ownVpcs(ids)]);
    const missing = ids.map(async (id) => {
      const isOwn = own.includes(id);
      const zones = isOwn ? await listZonesOfVpc({ id, region }) : [];
      const why = refusedBefore(`${zone.id}/${id}`, zones, now);
      const refused = why === undefined ? {} : { refused: { zoneId: zone.id, why } };
      return { id, region, own: isOwn, zones, ...refused };
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
    return { ...zones, zones: zones.seen.map(({ reader: _, ...zone }) => zone), privateNames };
  } catch (error) {
    return { seen: [], zones: [], unseen: ids.map((id) => unseen(id, error)), privateNames: [] };
  }
};
