/** Plans the record sets of a zone: those at claimed names, and aliases that were left behind. Pure. */
import type { Endpoint, HostedZone, RecordSet } from '../../aws/types.ts';
import type { ZoneClaim } from '../../config/types.ts';
import type { Reason, Skip } from '../../core/plan.ts';
import { normalName } from '../../net/dns-name.ts';
import { canonicalAddress } from '../../net/ip.ts';
import { by } from '../../std/lists.ts';
import { reason, skip } from '../codes.ts';
import { type Followed, follow } from '../endpoints/follow.ts';
import type { Indexed } from '../endpoints/indexed.ts';
import { serviceOf } from '../endpoints/names.ts';
import type { Lead } from '../endpoints/types.ts';
import { foreignOwnerOf, foreignOwnersIn } from '../record-sets/foreign-owner.ts';
import { nameKey, recordSetKey } from '../record-sets/key.ts';
import { isOf, markIn, type Owner, ownerMarkName } from '../record-sets/owner-mark.ts';
import type { RecordSetChange } from '../record-sets/types.ts';
import { type ClaimedName, claimedNames, isZonal } from './claims.ts';
import { desiredAt } from './desired.ts';
import { planName } from './diff.ts';
import { isEndpointAlias, isPlain, type KnownEndpoints } from './ours.ts';
import { planStale } from './stale.ts';
import type { ObservedZone, PlannedBy } from './types.ts';

/** An entry of a zone, and every name that it claims there. */
export interface Entry {
  readonly claim: ZoneClaim;
  readonly names: readonly ClaimedName[];
}

/** A zone as its entries see it, looked up by name. */
export interface ZoneView {
  readonly found: ObservedZone;
  readonly zone: HostedZone;
  readonly entries: readonly Entry[];
  readonly at: (name: string) => readonly RecordSet[];
  readonly claimed: ReadonlySet<string>;
  /** Names that more than one record of the config claims once templates are filled in. */
  readonly twice: ReadonlySet<string>;
  /** The foreign owner of a name, if it has one. */
  readonly ownerOf: (name: string) => string | undefined;
  readonly known: KnownEndpoints;
  /** Does something of the config keep addresses there, with marks beside them? */
  readonly hasMarks: boolean;
}

/** Why the records of a zone are not the config's to change; nothing where they are. */
export const refusalOf = ({ zone }: ObservedZone, claims: readonly ZoneClaim[]): Reason | undefined => {
  const named = claims.find(({ name }) => name !== undefined && name !== zone.name);
  if (named)
    return reason('ZONE_NAMED_OTHERWISE', `the config takes zone ${zone.id} for ${named.name}, and it is ${zone.name}`);
  if (!zone.private)
    return reason(
      'ZONE_NOT_PRIVATE',
      'endpoint addresses are private: expected a private hosted zone, found a public one',
    );
  return zone.linkedService ? reason('ZONE_NOT_OURS', `the zone is managed by ${zone.linkedService}`) : undefined;
};

/** Names that something `elsewhere` in the config claims count as claimed, too. */
export const viewOf = (
  found: ObservedZone,
  claims: readonly ZoneClaim[],
  observed: Indexed<PlannedBy>,
  elsewhere: readonly string[],
): ZoneView => {
  const { zone, records } = found;
  const byName = Map.groupBy(records, ({ name }) => normalName(name));
  const entries = claims.map((claim) => ({ claim, names: claimedNames(claim, zone.name, observed.azs) }));
  const own = entries.flatMap(({ names }) => names.map(({ name }) => name));
  const counts = Map.groupBy([...own, ...elsewhere], (name) => name);
  const owners = foreignOwnersIn(records);
  return {
    ...{ found, zone, entries },
    at: (name) => (byName.get(name) ?? []).toSorted(byType),
    claimed: new Set(counts.keys()),
    twice: new Set([...counts].flatMap(([name, claimants]) => (claimants.length > 1 ? [name] : []))),
    ownerOf: (name) => foreignOwnerOf(owners, name),
    known: observed.index,
    hasMarks: elsewhere.length > 0 || claims.some(({ records }) => records.some(({ to }) => to === 'addresses')),
  };
};

const byType = by(({ type, setIdentifier = '' }: RecordSet) => `${type} ${setIdentifier}`);

/** The endpoint that an entry follows, by where the sets at its names lead. */
export const followedBy = ({ claim, names }: Entry, view: ZoneView, observed: Indexed<PlannedBy>): Followed =>
  follow(
    claim,
    observed,
    names.flatMap(({ name }) => view.at(name)).flatMap((set) => leadsOf(set, view.known)),
  );

/** An alias to something else than an endpoint leads nowhere that could be followed. */
const leadsOf = (set: RecordSet, known: KnownEndpoints): Lead[] => {
  if (!set.alias) return [{ addresses: set.values ?? [] }];
  return isEndpointAlias(set, known) ? [{ name: set.alias.name }] : [];
};

/** What becomes of the record sets of a zone that is the config's to change. */
export const planClaimedSets = (view: ZoneView, observed: Indexed<PlannedBy>): (RecordSetChange | Skip)[] => [
  ...view.entries.flatMap((entry) => planEntry(entry, view, observed)),
  ...planStale(view.found, staleServices(view, observed), view.claimed, observed),
];

const planEntry = (entry: Entry, view: ZoneView, observed: Indexed<PlannedBy>): (RecordSetChange | Skip)[] => {
  const { id } = view.zone;
  if (isZonal(entry.claim) && observed.azs.length === 0) {
    return [skip(id, 'ZONES_UNSEEN', 'the Availability Zones of the Region could not be seen')];
  }
  const followed = followedBy(entry, view, observed);
  return entry.names.flatMap((claimed): (RecordSetChange | Skip)[] => {
    const { name, record } = claimed;
    const key = nameKey(id, name);
    if (claimed.refusal) return [{ key, reason: claimed.refusal }];
    if (view.twice.has(name)) return [skip(key, 'CLAIMED_TWICE', 'more than one record of the config claims it')];
    if ('reason' in followed) return [{ key, reason: followed.reason }];
    const present = view.at(name);
    const self = selfIn(view.zone, observed);
    const desired = desiredAt(claimed, { ...followed, present }, observed);
    if ('code' in desired) return [{ key, reason: desired }];
    return planName(
      {
        ...{ zoneId: id, name, record, adopt: entry.claim.adopt, known: view.known },
        ...{ owner: view.ownerOf(name), present, endpointId: followed.endpoint.id, self, now: observed.now },
        hasMarks: view.hasMarks,
        found: markIn(view.at(ownerMarkName(name))),
        addresses: record.to === 'addresses' ? addressesAt(followed.endpoint, observed) : NO_ADDRESSES,
        unchecked: view.found.unchecked?.includes(name) ?? false,
      },
      desired,
    );
  });
};

/** Whom marks beside names of a zone name. */
const selfIn = ({ id }: HostedZone, { by }: Pick<PlannedBy, 'by'>): Owner => ({ entry: id, by });

const NO_ADDRESSES: ReadonlySet<string> = new Set();

const addressesAt = (endpoint: Endpoint, { index }: Pick<Indexed, 'index'>): ReadonlySet<string> =>
  new Set(index.facesOf(endpoint).flatMap(({ ipv4, ipv6 }) => [...ipv4, ...ipv6].map(canonicalAddress)));

/**
 * The services whose left-behind aliases an entry wants removed: those of the endpoints that are followed now. None
 * while it cannot be told which names are claimed.
 */
const staleServices = (view: ZoneView, observed: Indexed<PlannedBy>): Set<string> => {
  const isBlind = observed.azs.length === 0 && view.entries.some(({ claim }) => isZonal(claim));
  const deleting = view.entries.filter(({ claim }) => claim.staleAliases === 'delete' && !isBlind);
  const followed = deleting.map((entry) => followedBy(entry, view, observed));
  return new Set(followed.flatMap((one) => ('alias' in one ? (serviceOf(one.alias.name) ?? []) : [])));
};

/** The keys of the record sets at claimed names that follow an endpoint now. */
export const managedKeys = (view: ZoneView, observed: Pick<PlannedBy, 'by'>): string[] =>
  view.entries.flatMap(({ names }) =>
    names.flatMap(({ name }) => {
      const isMarked = isOf(markIn(view.at(ownerMarkName(name))).mark, selfIn(view.zone, observed));
      return view
        .at(name)
        .filter((set) => isEndpointAlias(set, view.known) || (isMarked && isPlain(set)))
        .map((set) => recordSetKey(view.zone.id, set));
    }),
  );
