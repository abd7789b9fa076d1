/** From what is at a claimed name, and what is desired there, to changes and skips. Pure. */
import type { RecordSet } from '../../aws/types.ts';
import type { Reason, Skip } from '../../core/plan.ts';
import { reason, skip } from '../codes.ts';
import { arrivalOf, removalOf } from '../record-sets/change.ts';
import { describeSet, sameAlias, sameSet, sameTarget } from '../record-sets/content.ts';
import { recordSetKey } from '../record-sets/key.ts';
import type { RecordSetChange } from '../record-sets/types.ts';
import type { Desired } from './desired.ts';
import { withMark } from './marking.ts';
import {
  type FoundName,
  isEndpointAlias,
  isOfEndpoint,
  isPlain,
  type JudgedName,
  keepsAddresses,
  whyForeign,
} from './ours.ts';

/**
 * What becomes of a claimed name, type by type. "Ours" is an alias to an endpoint, and a set of addresses as `whyForeign` says.
 *
 * | desired | present at the name                           | action                                              |
 * | ------- | --------------------------------------------- | --------------------------------------------------- |
 * | a set   | nothing                                       | create, `RECORD_MISSING`                            |
 * | a set   | the same, by whomever                         | skip, `IN_ORDER`                                    |
 * | a set   | another one of ours                           | replace, for the reason why it is desired           |
 * | a set   | an alias to the same that depends on health   | replace, `HEALTH_CHECKED`                           |
 * | a set   | a foreign one or a CNAME, without `adopt`     | skip, `CONFLICT`                                    |
 * | a set   | the same with a set identifier, even `adopt`  | skip, `CONFLICT`                                    |
 * | a set   | the same with `adopt`, foreign owner unknown  | skip, `WAITS_FOR_SWEEP`                             |
 * | a set   | the same with `adopt`                         | replace, `ADOPTED`; a CNAME goes with the first set |
 * | a set   | anything, and the name has a foreign owner    | skip, `OWNED_BY_OTHERS`                             |
 * | none    | nothing of ours                               | nothing                                             |
 * | none    | addresses of somebody else, at a name of ours | skip, `CONFLICT`                                    |
 * | none    | ours, of a type that the endpoint answers     | skip, `INTERFACES_UNSEEN`                           |
 * | none    | one of ours, and the name has a foreign owner | skip, `OWNED_BY_OTHERS`                             |
 * | none    | one of ours                                   | delete                                              |
 */
export const planName = (found: FoundName, desired: readonly Desired[]): (RecordSetChange | Skip)[] => {
  const first = desired.find((one) => 'after' in one);
  const theirs = whyForeign(found);
  const name: JudgedName = { ...found, theirs };
  const parts = desired.flatMap((one) => ('none' in one ? planNone(name, one) : [planSet(name, one, one === first)]));
  return withMark(name, parts, first !== undefined);
};

const isOurs = (set: RecordSet, { known, theirs }: JudgedName): boolean =>
  isEndpointAlias(set, known) || (isPlain(set) && theirs === undefined);

const keyAt = ({ zoneId, name }: FoundName, type: string): string => recordSetKey(zoneId, { name, type });

const planNone = (
  found: JudgedName,
  { type, none: why, doubtful }: Extract<Desired, { none: Reason }>,
): (RecordSetChange | Skip)[] => {
  const before = found.present.find((set) => set.type === type && (isOurs(set, found) || isPlain(set)));
  if (!before) return [];
  const key = keyAt(found, type);
  if (!isOurs(before, found) && !isTakenOver(before, found))
    return keepsAddresses(found) ? [skip(key, 'CONFLICT', `${why.message}, but ${found.theirs}`)] : [];
  if (doubtful && isPlain(before)) return [skip(key, 'INTERFACES_UNSEEN', `${why.message}, and yet answers that type`)];
  return [found.owner === undefined ? removalOf(found.zoneId, before, { reason: why }) : ownedBy(key, found.owner)];
};

/** Goes with the rest of a name that is taken over: once that is ours, nobody could tell that this is not. */
const isTakenOver = (before: RecordSet, found: JudgedName): boolean => {
  const obstacle = keepsAddresses(found) && isOfEndpoint(before, found.addresses) && obstacleTo(found, before.type);
  return obstacle !== undefined && obstacle !== false && 'theirs' in obstacle;
};

const ownedBy = (key: string, owner: string): Skip =>
  skip(
    key,
    'OWNED_BY_OTHERS',
    `a mark says that the name belongs to ${owner}; remove the mark if that is no longer so`,
  );

const NOT_LOOKED_FOR =
  'the name is taken over once a sweep has looked for marks of other tools, for which this run had too few reads left';

const planSet = (
  found: JudgedName,
  { type, after, why }: Extract<Desired, { after: RecordSet }>,
  first: boolean,
): RecordSetChange | Skip => {
  const key = keyAt(found, type);
  const { present, zoneId, endpointId } = found;
  if (found.owner !== undefined) return ownedBy(key, found.owner);
  const before = present.find((set) => set.type === type);
  if (before && isEqual(before, after)) return skip(key, 'IN_ORDER', `the name leads to endpoint ${endpointId}`);
  const obstacle = obstacleTo(found, type);
  if (obstacle && 'code' in obstacle) return { key, reason: obstacle };
  const cname = first ? present.find((set) => set.type === 'CNAME') : undefined;
  const leaving = [before, cname].filter((set) => set !== undefined);
  const missing = reason('RECORD_MISSING', `the name is to lead to endpoint ${endpointId}, and lacks this record`);
  const cause = obstacle
    ? reason('ADOPTED', `the name is taken over, as adopt says: ${obstacle.theirs}`)
    : (healthOf(before, after, endpointId) ?? why);
  return arrivalOf(zoneId, after, leaving, { reason: leaving.length > 0 ? cause : missing });
};

/** What stands in the way of a set and is not ours: why it stays, or what is taken over. */
const obstacleTo = (found: JudgedName, type: string): Reason | { readonly theirs: string } | undefined => {
  const { present, adopt, unchecked } = found;
  const isWhole = keepsAddresses(found);
  const foreign = present.find((set) => set.type === 'CNAME' || (set.type === type && !isOurs(set, found)));
  const theirs =
    (isWhole ? found.theirs : undefined) ??
    (foreign && `the name holds something that is not ours: ${describeSet(foreign)}`);
  if (theirs === undefined) return undefined;
  const all = [foreign, found.found.set, ...(isWhole ? present : [])];
  const isFixed = all.some((set) => set?.setIdentifier !== undefined);
  if (!adopt || isFixed) return reason('CONFLICT', theirs);
  return unchecked ? reason('WAITS_FOR_SWEEP', NOT_LOOKED_FOR) : { theirs };
};

/** Why an alias that leads where it should is replaced all the same. Route 53 sees no health in an endpoint's name. */
const healthOf = (before: RecordSet | undefined, after: RecordSet, endpointId: string): Reason | undefined => {
  const isThere = before?.alias && after.alias && sameTarget(before.alias, after.alias);
  if (!isThere || before.setIdentifier !== undefined) return undefined;
  const why = `the name leads to endpoint ${endpointId} already, and is to answer whatever is held for its health`;
  return reason('HEALTH_CHECKED', why);
};

/** One of several sets of a name answers in part only, whatever it holds. */
const isEqual = (before: RecordSet, after: RecordSet): boolean =>
  before.setIdentifier === undefined && holdsTheSame(before, after);

const holdsTheSame = (before: RecordSet, after: RecordSet): boolean =>
  before.alias && after.alias
    ? sameAlias(before.alias, after.alias) && before.healthCheckId === undefined
    : !before.alias && !after.alias && sameSet(before, after);
