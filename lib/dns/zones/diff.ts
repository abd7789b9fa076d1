/** From what is at a claimed name, and what should be there, to changes and skips. Pure. */
import type { RecordChange, RecordSet } from '../../aws/types.ts';
import type { RecordClaim } from '../../config/types.ts';
import { type Reason, reason, type Skip, skip } from '../../core/plan.ts';
import { canonicalAddress } from '../../net/ip.ts';
import { isOurSet, sameSet } from '../endpoints/addresses.ts';
import { isEndpointAlias, sameAlias } from '../endpoints/follow.ts';
import type { Wish } from './desired.ts';
import type { RecordSetChange } from './types.ts';

/** A claimed name and what is there. */
export interface Place {
  readonly zoneId: string;
  readonly name: string;
  readonly record: RecordClaim;
  readonly adopt: boolean;
  /** Whose the name is, if another tool has marked it. */
  readonly owner: string | undefined;
  /** All sets at the name, of any type. */
  readonly present: readonly RecordSet[];
  /** Addresses of the endpoints that are looked at. */
  readonly known: ReadonlySet<string>;
  /** Could marks of other tools be there that were not looked for? */
  readonly unmarked: boolean;
  readonly endpointId: string;
}

/** Does the set follow an endpoint as this claim's sets do? Everything else is foreign. */
export const isOurs = (set: RecordSet, { record, known }: Pick<Place, 'record' | 'known'>): boolean =>
  isEndpointAlias(set) || isOurSet(set, record, known);

/** What to do about each wish. A CNAME that is taken over goes with the first set that takes its place. */
export const planSets = (place: Place, wishes: readonly Wish[]): (RecordSetChange | Skip)[] => {
  const first = wishes.find((wish) => 'after' in wish);
  return wishes.flatMap((wish) => {
    if ('none' in wish) return removal(place, wish);
    return [arrival(place, wish, wish === first)];
  });
};

const keyOf = ({ zoneId, name }: Place, type: string): string => `${zoneId}/${name}/${type}`;

const removal = (
  place: Place,
  { type, none: why, surely = false }: Extract<Wish, { none: Reason }>,
): (RecordSetChange | Skip)[] => {
  const before = place.present.find((set) => set.type === type && isOurs(set, place));
  if (!before) return [];
  const key = keyOf(place, type);
  // To remove a plain set it is not enough that it looks like ours, unless the endpoint has given the type up.
  const unknown = surely ? [] : (before.values ?? []).filter((value) => !place.known.has(canonicalAddress(value)));
  if (unknown.length > 0) {
    const what = `${why.message}, but the name holds what no endpoint here has: ${unknown.join(' ')}`;
    return [skip(key, 'CONFLICT', what)];
  }
  return [place.owner === undefined ? deletion(place.zoneId, key, before, why) : marked(key, place.owner)];
};

/** The removal of one set, exactly as it is. */
export const deletion = (zoneId: string, key: string, before: RecordSet, why: Reason): RecordSetChange => ({
  action: 'delete',
  key,
  zoneId,
  before,
  writes: [{ action: 'DELETE', record: before }],
  reason: why,
});

const marked = (key: string, owner: string): Skip =>
  skip(
    key,
    'OWNED_BY_OTHERS',
    `a mark says that the name belongs to ${owner}; remove the mark if that is no longer so`,
  );

const NOT_LOOKED_FOR =
  'to be taken over once a sweep has looked for marks of other tools, for which this run had too few reads left';

const arrival = (place: Place, { type, after, why }: Extract<Wish, { after: RecordSet }>, first: boolean) => {
  const key = keyOf(place, type);
  if (place.owner !== undefined) return marked(key, place.owner);
  const foreign = place.present.find((set) => set.type === 'CNAME' || (set.type === type && !isOurs(set, place)));
  if (foreign && (!place.adopt || foreign.setIdentifier !== undefined)) {
    return skip(key, 'CONFLICT', `the name holds something that is not ours: ${describe(foreign)}`);
  }
  if (foreign && place.unmarked) return skip(key, 'WAITS_FOR_SWEEP', NOT_LOOKED_FOR);
  const before = place.present.find((set) => set.type === type);
  const cname = first ? place.present.find((set) => set.type === 'CNAME') : undefined;
  if (before && isEqual(before, after)) return skip(key, 'IN_ORDER', `leads to endpoint ${place.endpointId}`);
  const gone = [before, cname].filter((set) => set !== undefined);
  const cause = foreign ? reason('ADOPTED', `taken over, as adopt says: ${describe(foreign)}`) : why;
  return change(place, key, gone, after, cause);
};

const isEqual = (before: RecordSet, after: RecordSet): boolean =>
  before.alias && after.alias
    ? sameAlias(before.alias, after.alias) && before.healthCheckId === undefined
    : !before.alias && !after.alias && sameSet(before, after);

const change = (
  { zoneId, endpointId }: Place,
  key: string,
  gone: readonly RecordSet[],
  after: RecordSet,
  cause: Reason,
): RecordSetChange => {
  const create: RecordChange = { action: 'CREATE', record: after };
  const [before] = gone;
  if (!before) {
    const why = reason('RECORD_MISSING', `claimed for endpoint ${endpointId}, and nothing is there`);
    return { action: 'create', key, zoneId, after, writes: [create], reason: why };
  }
  const deletes = gone.map((record): RecordChange => ({ action: 'DELETE', record }));
  return { action: 'replace', key, zoneId, before, after, writes: [...deletes, create], reason: cause };
};

/** A set as a message shows it. */
export const describe = ({ type, values, alias, setIdentifier }: RecordSet): string => {
  const content = alias ? `alias to ${alias.name}` : (values ?? []).join(' ');
  return `${type} ${content}${setIdentifier === undefined ? '' : ` (set ${setIdentifier})`}`;
};
