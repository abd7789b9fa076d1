/** How a claimed zone stands, worked out once for all that is planned and said of it. Pure. */
import type { HostedZone, RecordSet } from '../../aws/types.ts';
import type { ZoneClaim } from '../../config/types.ts';
import { normalName } from '../../net/dns-name.ts';
import { by } from '../../std/lists.ts';
import { type Followed, follow } from '../endpoints/follow.ts';
import type { Indexed } from '../endpoints/indexed.ts';
import type { Lead } from '../endpoints/types.ts';
import { foreignOwnerOf, foreignOwnersIn } from '../record-sets/foreign-owner.ts';
import type { VpcView } from '../resolution/vpc.ts';
import { type ClaimedName, claimedNames } from './claims.ts';
import { hiddenNames } from './hindrances.ts';
import { isEndpointAlias, type KnownEndpoints } from './ours.ts';
import type { ObservedZone, ObservedZones, PlannedBy } from './types.ts';

/** An entry of a zone, with every name that it claims there and the endpoint that it follows. */
export interface Entry {
  readonly claim: ZoneClaim;
  readonly names: readonly ClaimedName[];
  readonly followed: Followed;
}

/** What stands in a zone, whose it is, where its entries lead, and what is hidden. */
export interface ZoneState {
  readonly found: ObservedZone;
  readonly zone: HostedZone;
  readonly entries: readonly Entry[];
  readonly at: (name: string) => readonly RecordSet[];
  readonly claimed: ReadonlySet<string>;
  /** Names that more than one record of the config claims once templates are filled in. */
  readonly twice: ReadonlySet<string>;
  /** The foreign owner of a name, if it has one. */
  readonly ownerOf: (name: string) => string | undefined;
  /** By claimed name that clients do not get from the zone: who answers it instead, in words. */
  readonly hidden: ReadonlyMap<string, string>;
  readonly known: KnownEndpoints;
  /** Does something of the config keep addresses there, with marks beside them? */
  readonly hasMarks: boolean;
}

/** Without `surroundings` only the zone itself can hide a name. */
type SeenBy = Indexed<PlannedBy & Partial<Pick<ObservedZones, 'surroundings'>>>;

/** Names that something `elsewhere` in the config claims count as claimed, too. */
export const stateOf = (
  found: ObservedZone,
  claims: readonly ZoneClaim[],
  observed: SeenBy,
  elsewhere: readonly string[],
): ZoneState => {
  const { zone, records } = found;
  const byName = Map.groupBy(records, ({ name }) => normalName(name));
  const at = (name: string): RecordSet[] => (byName.get(name) ?? []).toSorted(byType);
  const entries = claims.map((claim): Entry => {
    const names = claimedNames(claim, zone.name, observed.azs);
    const leads = names.flatMap(({ name }) => at(name)).flatMap((set) => leadsOf(set, observed.index));
    return { claim, names, followed: follow(claim, observed, leads) };
  });
  const own = entries.flatMap(({ names }) => names.map(({ name }) => name));
  const counts = Map.groupBy([...own, ...elsewhere], (name) => name);
  const owners = foreignOwnersIn(records);
  return {
    ...{ found, zone, entries, at },
    claimed: new Set(counts.keys()),
    twice: new Set([...counts].flatMap(([name, claimants]) => (claimants.length > 1 ? [name] : []))),
    ownerOf: (name) => foreignOwnerOf(owners, name),
    hidden: hiddenNames({ found, names: namesOf({ entries }) }, answeringIn(found, observed)),
    known: observed.index,
    hasMarks: elsewhere.length > 0 || claims.some(({ records }) => records.some(({ to }) => to === 'addresses')),
  };
};

const byType = by(({ type, setIdentifier = '' }: RecordSet) => `${type} ${setIdentifier}`);

/** An alias to something else than an endpoint leads nowhere that could be followed. */
const leadsOf = (set: RecordSet, known: KnownEndpoints): Lead[] => {
  if (!set.alias) return [{ addresses: set.values ?? [] }];
  return isEndpointAlias(set, known) ? [{ name: set.alias.name }] : [];
};

/** The VPCs of the zone whose surroundings were seen. */
const answeringIn = ({ zone }: ObservedZone, { surroundings = [] }: Pick<SeenBy, 'surroundings'>): VpcView[] =>
  surroundings
    .filter(({ zoneId }) => zoneId === zone.id)
    .flatMap(({ vpcs }) => vpcs.filter(({ id }) => zone.vpcs.some((vpc) => vpc.id === id)));

/** The names that entries claim, but for those that are refused. */
export const namesOf = ({ entries }: Pick<ZoneState, 'entries'>): string[] =>
  entries.flatMap(({ names }) => names.flatMap(({ name, refusal }) => (refusal === undefined ? [name] : [])));
