/** Plans the record sets of a zone: those at claimed names, and aliases that were left behind. Pure. */
import type { Endpoint, HostedZone } from '../../aws/types.ts';
import type { ZoneClaim } from '../../config/types.ts';
import type { Reason, Skip } from '../../core/plan.ts';
import { canonicalAddress } from '../../net/ip.ts';
import { reason, skip } from '../codes.ts';
import type { Indexed } from '../endpoints/indexed.ts';
import { serviceOf } from '../endpoints/names.ts';
import { nameKey, recordSetKey } from '../record-sets/key.ts';
import { isOf, markIn, type Owner, ownerMarkName } from '../record-sets/owner-mark.ts';
import type { RecordSetChange } from '../record-sets/types.ts';
import { isZonal } from './claims.ts';
import { desiredAt } from './desired.ts';
import { planName } from './diff.ts';
import { isEndpointAlias, isPlain } from './ours.ts';
import { planStale } from './stale.ts';
import type { Entry, ZoneState } from './state.ts';
import type { ObservedZone, PlannedBy } from './types.ts';

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

/** What becomes of the record sets of a zone that is the config's to change. */
export const planClaimedSets = (state: ZoneState, observed: Indexed<PlannedBy>): (RecordSetChange | Skip)[] => [
  ...state.entries.flatMap((entry) => planEntry(entry, state, observed)),
  ...planStale(state, staleServices(state, observed), observed),
];

const planEntry = (entry: Entry, state: ZoneState, observed: Indexed<PlannedBy>): (RecordSetChange | Skip)[] => {
  const { id } = state.zone;
  if (isZonal(entry.claim) && observed.azs.length === 0) {
    return [skip(id, 'ZONES_UNSEEN', 'the Availability Zones of the Region could not be seen')];
  }
  const { followed } = entry;
  return entry.names.flatMap((claimed): (RecordSetChange | Skip)[] => {
    const { name, record } = claimed;
    const key = nameKey(id, name);
    if (claimed.refusal) return [{ key, reason: claimed.refusal }];
    if (state.twice.has(name)) return [skip(key, 'CLAIMED_TWICE', 'more than one record of the config claims it')];
    if ('reason' in followed) return [{ key, reason: followed.reason }];
    const present = state.at(name);
    const self = selfIn(state.zone, observed);
    const desired = desiredAt(claimed, { ...followed, present }, observed);
    if ('code' in desired) return [{ key, reason: desired }];
    return planName(
      {
        ...{ zoneId: id, name, record, adopt: entry.claim.adopt, known: state.known },
        ...{ owner: state.ownerOf(name), present, endpointId: followed.endpoint.id, self, now: observed.now },
        hasMarks: state.hasMarks,
        found: markIn(state.at(ownerMarkName(name))),
        addresses: record.to === 'addresses' ? addressesAt(followed.endpoint, observed) : new Set(),
        unchecked: state.found.unchecked?.includes(name) ?? false,
      },
      desired,
    );
  });
};

/** Whom marks beside names of a zone name. */
const selfIn = ({ id }: HostedZone, { by }: Pick<PlannedBy, 'by'>): Owner => ({ entry: id, by });

const addressesAt = (endpoint: Endpoint, { index }: Pick<Indexed, 'index'>): ReadonlySet<string> =>
  new Set(index.facesOf(endpoint).flatMap(({ ipv4, ipv6 }) => [...ipv4, ...ipv6].map(canonicalAddress)));

/**
 * The services whose left-behind aliases an entry wants removed: those of the endpoints that are followed now. None
 * while it cannot be told which names are claimed.
 */
const staleServices = (state: ZoneState, observed: Indexed<PlannedBy>): Set<string> => {
  const isBlind = observed.azs.length === 0 && state.entries.some(({ claim }) => isZonal(claim));
  const deleting = state.entries.filter(({ claim }) => claim.staleAliases === 'delete' && !isBlind);
  return new Set(
    deleting.flatMap(({ followed }) => ('alias' in followed ? (serviceOf(followed.alias.name) ?? []) : [])),
  );
};

/** The keys of the record sets at claimed names that follow an endpoint now. */
export const managedKeys = (state: ZoneState, observed: Pick<PlannedBy, 'by'>): string[] =>
  state.entries.flatMap(({ names }) =>
    names.flatMap(({ name }) => {
      const isMarked = isOf(markIn(state.at(ownerMarkName(name))).mark, selfIn(state.zone, observed));
      return state
        .at(name)
        .filter((set) => isEndpointAlias(set, state.known) || (isMarked && isPlain(set)))
        .map((set) => recordSetKey(state.zone.id, set));
    }),
  );
