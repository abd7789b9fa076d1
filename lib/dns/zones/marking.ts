/** Keeps the owner mark beside a name whose addresses are kept: it is written in one batch with what it tells of. Pure. */
import type { RecordSet } from '../../aws/types.ts';
import type { Skip } from '../../core/plan.ts';
import { type DnsCode, reason } from '../codes.ts';
import { arrivalOf, inOneCall, removalOf } from '../record-sets/change.ts';
import { isOf, markSet, type OwnerMark, ownerMarkText } from '../record-sets/owner-mark.ts';
import type { RecordSetChange } from '../record-sets/types.ts';
import { type JudgedName, keepsAddresses } from './ours.ts';

type Part = RecordSetChange | Skip;

/** What stays another's, or may be. */
const ANOTHERS: readonly string[] = ['CONFLICT', 'WAITS_FOR_SWEEP'] satisfies DnsCode[];

/**
 * The parts of a plan for a name, with what becomes of the mark beside it. `isWanted`: the name is to hold something.
 *
 * | what becomes of the name                         | the mark                                    |
 * | ------------------------------------------------ | ------------------------------------------- |
 * | it stays another's in part, or may be            | stays                                       |
 * | it keeps, gets or holds addresses of ours        | is made, or says so anew                    |
 * | nothing of ours stays, or an alias               | goes, if it is ours                         |
 */
export const withMark = (name: JudgedName, parts: Part[], isWanted: boolean): Part[] => {
  const isLeft = parts.some((part) => !('action' in part) && ANOTHERS.includes(part.reason.code));
  const isMarked = isOf(name.found.mark, name.self);
  if ((isLeft && !isMarked) || !name.hasMarks || name.owner !== undefined || (name.theirs !== undefined && !name.adopt))
    return parts;
  const { set } = name.found;
  const after = isWanted && keepsAddresses(name) ? nextMark(name) : undefined;
  if (after ? isSame(name.found.mark, after) : !isMarked) return parts;
  const mark = changeOf(name, set, after && markSet(name.name, after));
  // Where an alias takes the place of addresses, no statement of the role covers both in one call.
  const carrier = keepsAddresses(name) ? parts.find((part) => 'action' in part) : undefined;
  return inOneCall(parts, carrier, mark);
};

const nextMark = ({ self, now, endpointId }: JudgedName): OwnerMark => ({ ...self, at: now, from: [endpointId] });

const isSame = (mark: OwnerMark | undefined, next: OwnerMark): boolean =>
  mark !== undefined && ownerMarkText(mark) === ownerMarkText({ ...next, at: mark.at });

const changeOf = (
  { zoneId, name, self, endpointId }: JudgedName,
  before: RecordSet | undefined,
  after: RecordSet | undefined,
): RecordSetChange | undefined => {
  const why = after
    ? `the owner mark beside ${name} is to say that its addresses are ours, and of endpoint ${endpointId}`
    : `the owner mark beside ${name} has nothing to tell of any more`;
  const cause = { reason: reason('OWNER_MARK', why) };
  if (after) return { ...arrivalOf(zoneId, after, before ? [before] : [], cause), timeless: [self, endpointId] };
  return before && removalOf(zoneId, before, cause);
};
