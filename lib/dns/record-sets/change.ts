/**
 * Makes the change of one record set. What Route 53 is told of a set that is there says what it is now: the batch fails
 * when somebody has changed it meanwhile.
 *
 * | there now | should be there | action  | writes         |
 * | --------- | --------------- | ------- | -------------- |
 * | nothing   | a set           | create  | CREATE         |
 * | a set     | another set     | replace | DELETE, CREATE |
 * | a set     | nothing         | delete  | DELETE         |
 *
 * Pure.
 */
import type { RecordChange, RecordSet } from '../../aws/types.ts';
import type { Reason } from '../../core/plan.ts';
import { normalName } from '../../net/dns-name.ts';
import { recordSetKey } from './key.ts';
import type { RecordSetChange } from './types.ts';

/** Why a change is made, and whether it has to come after all others. */
export interface Cause {
  readonly reason: Reason;
  readonly late?: boolean;
}

const lateIf = (late = false): { readonly late?: true } => (late ? { late } : {});

/** Removes a set exactly as it is. */
export const removalOf = (zoneId: string, before: RecordSet, { reason, late }: Cause): RecordSetChange => ({
  action: 'delete',
  key: recordSetKey(zoneId, before),
  zoneId,
  name: normalName(before.name),
  before,
  writes: [{ action: 'DELETE', record: before }],
  reason,
  ...lateIf(late),
});

/** Brings a set in. `leaving` goes with it: the set of its type, and a CNAME, beside which nothing else can stand. */
export const arrivalOf = (
  zoneId: string,
  after: RecordSet,
  leaving: readonly RecordSet[],
  { reason, late }: Cause,
): RecordSetChange => {
  const [before] = leaving;
  const deletes = leaving.map((record): RecordChange => ({ action: 'DELETE', record }));
  return {
    action: before ? 'replace' : 'create',
    key: recordSetKey(zoneId, after),
    zoneId,
    name: normalName(after.name),
    ...(before ? { before } : {}),
    after,
    writes: [...deletes, { action: 'CREATE', record: after }],
    reason,
    ...lateIf(late),
  };
};

/**
 * The changes of a name, the first of them with what becomes of its owner mark: a call makes both or none, and who
 * reviews the one agrees to the other.
 */
export const inOneCall = <T extends { readonly key: string }>(
  parts: readonly (RecordSetChange | T)[],
  carrier: RecordSetChange | undefined,
  mark: RecordSetChange | undefined,
): (RecordSetChange | T)[] => {
  if (!carrier || !mark) return [...parts, ...(mark ? [mark] : [])];
  const both: RecordSetChange = {
    ...carrier,
    beside: [mark.before, mark.timeless ?? mark.after],
    writes: [...carrier.writes, ...mark.writes],
  };
  return parts.map((part) => (part === carrier ? both : part));
};
