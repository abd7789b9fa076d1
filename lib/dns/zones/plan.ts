/** Plans the record sets of claimed names, and what depends on them. Pure. */
import type { RecordSet } from '../../aws/types.ts';
import type { Forwarder, ZoneClaim } from '../../config/types.ts';
import {
  type Finding,
  finding,
  type Plan,
  type Reason,
  reason,
  type Skip,
  skip,
  skipUnseen,
  sortPlan,
} from '../../core/plan.ts';
import { normalName } from '../../net/dns-name.ts';
import { canonicalAddress } from '../../net/ip.ts';
import { by } from '../../std/lists.ts';
import { ANSWERS_REMEDY, answersUnseen } from '../endpoints/addresses.ts';
import { follow } from '../endpoints/follow.ts';
import { planPublishing } from '../publishing/plan.ts';
import { type ClaimedName, claimedNames, type DnsClaims, isZonal } from './claims.ts';
import { wishesFor } from './desired.ts';
import { isOurs, planSets } from './diff.ts';
import { markedBy, marksIn } from './foreign-owner.ts';
import { planStale, serviceOf } from './stale.ts';
import type { DnsChange, ObservedDns, ObservedZone } from './types.ts';
import { planVerifications } from './verifications.ts';
import { planAssociations } from './vpc-associations.ts';

export type { DnsClaims } from './claims.ts';

type Part = DnsChange | Skip | Finding;

export const planDns = (claims: DnsClaims, observed: ObservedDns): Plan<DnsChange> => {
  const zones = [...Map.groupBy(claims.zones, ({ zone }) => zone)];
  const parts: Part[] = [
    ...zones.flatMap(([id, entries]) => planZone(id, entries, observed, claims.forwarders)),
    ...planVerifications(claims.verifications, observed),
    ...planPublishing(claims, observed),
  ];
  return sortPlan({
    controller: 'dns',
    changes: onePerKey(parts.filter((part) => 'action' in part)),
    skips: parts.filter((part) => !('action' in part) && !('severity' in part)),
    findings: parts.filter((part) => 'severity' in part),
  });
};

const onePerKey = (changes: readonly DnsChange[]): DnsChange[] => [
  ...new Map(changes.map((change) => [change.key, change])).values(),
];

/** What becomes of one zone. Names that `forwarders` are published at count as claimed too. */
export const planZone = (
  id: string,
  entries: readonly ZoneClaim[],
  observed: ObservedDns,
  forwarders: readonly Forwarder[],
): Part[] => {
  const unread = observed.unseen.find(({ key }) => key === id);
  if (unread) return [skipUnseen(id, unread)];
  const found = observed.zones.find(({ zone }) => zone.id === id);
  if (!found) return [];
  const refusal = unusable(found);
  if (refusal) return [{ key: id, reason: refusal }];
  const looked = lookAt(found, entries, observed, forwarders);
  const records = looked.entries.flatMap((entry) => planEntry(entry, looked, observed));
  const stale = planStale(found, staleServices(looked, observed), looked.claimed, observed);
  const sets = [...records, ...stale];
  return [
    ...sets,
    ...planAssociations(found.zone, entries, sets, observed),
    ...(found.unmarked ?? [])
      .filter((name) => markedBy(looked.marks, name) === undefined)
      .map((name) => marksUnseen(id, name)),
    ...looked.entries.flatMap((entry) => unseenAnswers(entry, looked, observed)),
  ];
};

const marksUnseen = (zoneId: string, name: string): Finding => {
  const why = `no read was left to look for marks of other tools beside ${name}, which is to change`;
  return finding(
    'info',
    `${zoneId}/${name}`,
    reason('MARKS_UNSEEN', why),
    'nothing, unless another tool keeps the name: the sweep after its next write finds its mark',
  );
};

/** Of sets that hold only what answers: those of which too few name servers answered to tell. */
const unseenAnswers = (entry: Entry, looked: LookedAt, observed: ObservedDns): Finding[] => {
  const followed = followedBy(entry, looked, observed);
  const why = 'endpoint' in followed ? answersUnseen(followed.endpoint, observed) : undefined;
  if (!why) return [];
  return entry.names
    .filter(({ record }) => record.to === 'addresses' && record.answering)
    .map(({ name }) => finding('warning', `${looked.zone.id}/${name}`, why, ANSWERS_REMEDY));
};

const unusable = ({ zone }: ObservedZone): Reason | undefined => {
  if (!zone.private)
    return reason(
      'ZONE_NOT_PRIVATE',
      'endpoint addresses are private: expected a private hosted zone, found a public one',
    );
  return zone.linkedService ? reason('ZONE_NOT_OURS', `the zone is managed by ${zone.linkedService}`) : undefined;
};

interface Entry {
  readonly claim: ZoneClaim;
  readonly names: readonly ClaimedName[];
}

/** A zone as its entries see it, looked up by name. */
interface LookedAt extends ObservedZone {
  readonly entries: readonly Entry[];
  readonly at: (name: string) => readonly RecordSet[];
  readonly claimed: ReadonlySet<string>;
  /** Names that more than one record of the config claims once templates are filled in. */
  readonly twice: ReadonlySet<string>;
  readonly marks: ReadonlyMap<string, string>;
  readonly known: ReadonlySet<string>;
}

const lookAt = (
  found: ObservedZone,
  claims: readonly ZoneClaim[],
  observed: ObservedDns,
  forwarders: readonly Forwarder[],
): LookedAt => {
  const byName = Map.groupBy(found.records, ({ name }) => normalName(name));
  const entries = claims.map((claim) => ({ claim, names: claimedNames(claim, found.zone.name, observed.azs) }));
  const counts = Map.groupBy(
    [...entries.flatMap(({ names }) => names.map(({ name }) => name)), ...publishedIn(found.zone.id, forwarders)],
    (name) => name,
  );
  return {
    ...found,
    entries,
    at: (name) => (byName.get(name) ?? []).toSorted(by(identity)),
    claimed: new Set(counts.keys()),
    twice: new Set([...counts].flatMap(([name, claimants]) => (claimants.length > 1 ? [name] : []))),
    marks: marksIn(found.records),
    known: new Set(observed.interfaces.flatMap(({ ipv4, ipv6 }) => [...ipv4, ...ipv6]).map(canonicalAddress)),
  };
};

/** The names in a zone that forwarders are published at. */
const publishedIn = (zoneId: string, forwarders: readonly Forwarder[]): string[] =>
  forwarders.flatMap(({ publish }) =>
    publish.flatMap((place) => ('record' in place && place.zone === zoneId ? normalName(place.record) : [])),
  );

const identity = ({ type, setIdentifier = '' }: RecordSet): string => `${type} ${setIdentifier}`;

const followedBy = ({ claim, names }: Entry, looked: LookedAt, observed: ObservedDns) =>
  follow(
    claim,
    observed,
    names.flatMap(({ name }) => looked.at(name)),
  );

const planEntry = (entry: Entry, looked: LookedAt, observed: ObservedDns): (DnsChange | Skip)[] => {
  const { zone } = looked;
  if (isZonal(entry.claim) && observed.azs.length === 0) {
    return [skip(zone.id, 'ZONES_UNSEEN', 'the Availability Zones of the Region could not be seen')];
  }
  const followed = followedBy(entry, looked, observed);
  return entry.names.flatMap((claimed): (DnsChange | Skip)[] => {
    const { name, record } = claimed;
    const key = `${zone.id}/${name}`;
    if (looked.twice.has(name)) return [skip(key, 'CLAIMED_TWICE', 'more than one record of the config claims it')];
    if ('reason' in followed) return [{ key, reason: followed.reason }];
    const present = looked.at(name);
    const wishes = wishesFor(claimed, { ...followed, present }, observed);
    if ('code' in wishes) return [{ key, reason: wishes }];
    return planSets(
      {
        ...{ zoneId: zone.id, name, record, adopt: entry.claim.adopt, known: looked.known },
        ...{ owner: markedBy(looked.marks, name), present, endpointId: followed.endpoint.id },
        unmarked: looked.unmarked?.includes(name) ?? false,
      },
      wishes,
    );
  });
};

/**
 * The services whose left-behind aliases an entry wants removed: those of the endpoints that are followed now. None
 * while it cannot be told which names are claimed.
 */
const staleServices = ({ entries, ...looked }: LookedAt, observed: ObservedDns): Set<string> => {
  const blind = observed.azs.length === 0 && entries.some(({ claim }) => isZonal(claim));
  const deleting = entries.filter(({ claim }) => claim.staleAliases === 'delete' && !blind);
  const followed = deleting.map((entry) => followedBy(entry, { entries, ...looked }, observed));
  return new Set(followed.flatMap((one) => ('alias' in one ? [serviceOf(one.alias.name)] : [])));
};

/** The keys of the record sets that each zone now holds for the config: what the guard's percentage is of. */
export const heldSets = (claims: DnsClaims, observed: ObservedDns): ReadonlyMap<string, readonly string[]> =>
  new Map(
    [...Map.groupBy(claims.zones, ({ zone }) => zone)].map(([id, entries]) => {
      const found = observed.zones.find(({ zone }) => zone.id === id);
      const looked = found && lookAt(found, entries, observed, claims.forwarders);
      const keys = looked?.entries.flatMap(({ names }) => names.flatMap((claimed) => heldAt(id, claimed, looked)));
      return [id, keys ?? []];
    }),
  );

const heldAt = (zoneId: string, { name, record }: ClaimedName, looked: LookedAt): string[] =>
  looked
    .at(name)
    .filter((set) => isOurs(set, { record, known: looked.known }))
    .map(({ type }) => `${zoneId}/${name}/${type}`);
