/** Which record sets are written together: the fewest atomic batches that Route 53's limits allow. Pure. */
import type { RecordChange, RecordSet } from '../../aws/types.ts';
import { isOwnerMark } from './owner-mark.ts';
import type { RecordSetChange } from './types.ts';

/** Of one ChangeResourceRecordSets call: record values (an alias counts as one) and characters of all values. */
const MAX_VALUES = 1_000;
const MAX_CHARACTERS = 32_000;

interface Size {
  readonly values: number;
  readonly characters: number;
}

/** An alias counts as one value, and has no characters: AWS counts those of `Value` elements alone. */
const sizeOfRecord = ({ values }: RecordSet): Size => ({
  values: values?.length ?? 1,
  characters: (values ?? []).join('').length,
});

const add = (...sizes: readonly Size[]): Size => ({
  values: sizes.reduce((sum, { values }) => sum + values, 0),
  characters: sizes.reduce((sum, { characters }) => sum + characters, 0),
});

/** The changes of one name, which must go together: a CNAME can only leave as what takes its place arrives. */
export type Group = readonly RecordSetChange[];

/** The changes of one zone by name, in their order. */
export const groupsOf = (changes: readonly RecordSetChange[]): Group[] => [
  ...Map.groupBy(changes, ({ name }) => name).values(),
];

interface Batch {
  readonly changes: RecordSetChange[];
  filled: Size;
}

/**
 * The batches of one zone's changes. What different statements of the function's role allow cannot go into one call: each has
 * its own names, types and actions (resources/iam/route53.ts), and one statement has to cover all of a call.
 */
export const batchesOf = (changes: readonly RecordSetChange[]): RecordSetChange[][] => {
  const byKind = Map.groupBy(groupsOf(changes), kindOf);
  return KINDS.flatMap((kind) => packed(byKind.get(kind) ?? []));
};

/**
 * Owner marks and proofs come first, since they say whose a name is; what nobody claims goes last, after marks that have
 * nothing to tell of any more.
 */
const KINDS = ['texts', 'addresses', 'names', 'left marks', 'stale'] as const;

const kindOf = (group: Group): (typeof KINDS)[number] => {
  const writes = group.flatMap((change) => change.writes);
  if (group.some(({ unclaimed }) => unclaimed)) return 'stale';
  if (writes.every(({ record }) => record.type === 'TXT')) return writes.every(isLeftMark) ? 'left marks' : 'texts';
  return writes.some(({ record }) => record.type === 'CNAME') ? 'names' : 'addresses';
};

const isLeftMark = ({ action, record }: RecordChange): boolean => action === 'DELETE' && isOwnerMark(record);

/** The largest group first, each into the first batch that has room for it: what fits together does not depend on order. */
const packed = (groups: readonly Group[]): RecordSetChange[][] => {
  const all: Batch[] = [];
  const sized = groups.map((group) => ({ group, size: sizeOf(group) }));
  const largestFirst = sized.toSorted((a, b) => b.size.values - a.size.values || b.size.characters - a.size.characters);
  for (const { group, size } of largestFirst) {
    const batch = all.find(({ filled }) => fits(add(filled, size)));
    if (batch) {
      batch.changes.push(...group);
      batch.filled = add(batch.filled, size);
    } else all.push({ changes: [...group], filled: size });
  }
  return all.map((batch) => batch.changes);
};

const sizeOf = (group: Group): Size =>
  add(...group.flatMap(({ writes }) => writes.map(({ record }) => sizeOfRecord(record))));

const fits = ({ values, characters }: Size): boolean => values <= MAX_VALUES && characters <= MAX_CHARACTERS;
