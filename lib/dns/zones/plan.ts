/** Plans the claimed zones: their record sets, and what depends on them. Pure. */
import type { Endpoint } from '../../aws/types.ts';
import type { ZoneClaim } from '../../config/types.ts';
import { type Finding, type Skip, skipUnseen } from '../../core/plan.ts';
import { normalName } from '../../net/dns-name.ts';
import { finding, reason } from '../codes.ts';
import { lookupShortfall } from '../endpoints/addresses.ts';
import type { Indexed } from '../endpoints/indexed.ts';
import { nameKey } from '../record-sets/key.ts';
import type { RecordSetChange } from '../record-sets/types.ts';
import { managedKeys, planClaimedSets, refusalOf } from './claimed-sets.ts';
import { judgeAnswers } from './judge-answers.ts';
import { type Entry, namesOf, stateOf, type ZoneState } from './state.ts';
import type { NamesElsewhere, ObservedZone, ObservedZones, ZoneChange, ZoneClaims } from './types.ts';
import { planVerifications } from './verifications.ts';
import { planAssociations } from './vpc-associations.ts';

type Part = ZoneChange | Skip | Finding;

/** Zones out of scope are not planned. One that could not be read is skipped, and holds up no other. */
export const planZones = (
  { zones, verifications }: ZoneClaims,
  observed: Indexed<ObservedZones>,
  elsewhere: NamesElsewhere,
): Part[] => {
  const unseen = new Map(observed.unseen.map((one) => [one.key, one]));
  const byId = zonesById(observed);
  const kept = new Set(zones.map(({ zone }) => zone));
  const planOne = ([id, entries]: readonly [string, readonly ZoneClaim[]]): Part[] => {
    const unread = unseen.get(id);
    const found = byId.get(id);
    if (unread) return [skipUnseen(id, unread)];
    return found ? planZone(found, entries, observed, elsewhere(id), kept) : [];
  };
  const byZone = [...Map.groupBy(zones, ({ zone }) => zone)];
  return [...byZone.flatMap(planOne), ...planVerifications(verifications, observed)];
};

const zonesById = ({ zones }: ObservedZones): ReadonlyMap<string, ObservedZone> =>
  new Map(zones.map((found) => [found.zone.id, found]));

const planZone = (
  found: ObservedZone,
  entries: readonly ZoneClaim[],
  observed: Indexed<ObservedZones>,
  elsewhere: readonly string[],
  kept: ReadonlySet<string>,
): Part[] => {
  const { id } = found.zone;
  const refusal = refusalOf(found, entries);
  if (refusal) return [{ key: id, reason: refusal }];
  const state = stateOf(found, entries, observed, elsewhere);
  const sets = planClaimedSets(state, observed);
  const { hidden } = state;
  const claiming = { found, names: namesOf(state), followed: endpointsOf(state), kept };
  return [
    ...sets.filter((set) => 'action' in set || set.reason.code !== 'IN_ORDER' || !isOf(set.key, id, hidden)),
    ...[...hidden].map(([name, why]) => finding(nameKey(id, name), reason('NAME_HIDDEN', why))),
    ...judgeAnswers(state, observed, changingIn(sets)),
    ...planAssociations(found, entries, sets, observed, claiming),
    ...(found.unchecked ?? []).filter((name) => state.ownerOf(name) === undefined).map((name) => ownerUnseen(id, name)),
    ...state.entries.flatMap((entry) => lookupFindings(entry, state, observed)),
  ];
};

const endpointsOf = ({ entries }: ZoneState): Endpoint[] => [
  ...new Set(entries.flatMap(({ followed }) => ('endpoint' in followed ? [followed.endpoint] : []))),
];

const isOf = (key: string, zoneId: string, names: ReadonlyMap<string, string>): boolean =>
  [...names.keys()].some((name) => key.startsWith(`${nameKey(zoneId, name)}/`));

const changingIn = (sets: readonly (RecordSetChange | Skip)[]): ReadonlySet<string> =>
  new Set(sets.flatMap((set) => ('action' in set ? set.writes.map(({ record }) => normalName(record.name)) : [])));

const ownerUnseen = (zoneId: string, name: string): Finding => {
  const why = `no read was left to look for marks of other tools beside ${name}, which is to change`;
  return finding(nameKey(zoneId, name), reason('MARKS_UNSEEN', why));
};

/** Of sets that hold only what answers: those of which too few name servers answered to tell. */
const lookupFindings = (entry: Entry, state: ZoneState, observed: Indexed<ObservedZones>): Finding[] => {
  const { followed } = entry;
  const why = 'endpoint' in followed ? lookupShortfall(followed.endpoint, observed) : undefined;
  if (!why) return [];
  return entry.names
    .filter(({ record }) => record.to === 'addresses' && record.answering)
    .map(({ name }) => finding(nameKey(state.zone.id, name), why));
};

/** By zone: the keys of the record sets that it now holds for the config, which the guard's percentage is of. */
export const managedSets = (
  { zones }: ZoneClaims,
  observed: Indexed<ObservedZones>,
  elsewhere: NamesElsewhere,
): ReadonlyMap<string, readonly string[]> => {
  const byId = zonesById(observed);
  return new Map(
    [...Map.groupBy(zones, ({ zone }) => zone)].map(([id, entries]) => {
      const found = byId.get(id);
      return [id, found ? managedKeys(stateOf(found, entries, observed, elsewhere(id)), observed) : []];
    }),
  );
};
