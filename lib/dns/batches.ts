/** Which record sets are written together: the fewest atomic batches that Route 53's limits allow. Pure. */
import type { RecordSet } from '../aws/types.ts';
import { type DnsChange, isRecordSetChange, type RecordSetChange } from './types.ts';

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

/** By name, in the order of the changes. */
export const groupsOf = (changes: readonly RecordSetChange[]): Group[] => [
  ...Map.groupBy(changes, ({ key }) => key.slice(0, key.lastIndexOf('/'))).values(),
];

/**
 * First the record sets: the batches of one zone follow each other, those of different zones run in parallel. Then what
 * needs them in place: associations and verifications.
 */
export const dnsStages = (changes: readonly DnsChange[]): DnsChange[][][] => {
  const byZone = [...Map.groupBy(changes.filter(isRecordSetChange), ({ zoneId }) => zoneId).values()].map(batches);
  const stages = Math.max(0, ...byZone.map(({ length }) => length));
  const records = Array.from({ length: stages }, (_, at) => byZone.flatMap((zone) => (zone[at] ? [zone[at]] : [])));
  const rest = changes.filter((change) => !isRecordSetChange(change)).map((change) => [change]);
  return rest.length > 0 ? [...records, rest] : records;
};

interface Batch {
  readonly changes: RecordSetChange[];
  filled: Size;
}

/** The largest first, each into the first batch that has room for it: what fits together does not depend on order. */
const batches = (changes: readonly RecordSetChange[]): RecordSetChange[][] => {
  const all: Batch[] = [];
  const sized = groupsOf(changes).map((group) => ({ group, size: sizeOf(group) }));
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
