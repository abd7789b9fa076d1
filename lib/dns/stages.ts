/** Which record sets are written together: the fewest atomic batches that Route 53's limits allow. Pure. */
import type { RecordSet } from '../aws/types.ts';
import { type DnsChange, isRecordSetChange, type RecordSetChange } from './zones/types.ts';

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
 * First the record sets, and every place that forwarders and answers are published to: the batches of one zone follow each
 * other, all else runs in parallel. Then what needs records in place: associations and verifications. What only takes
 * addresses of forwarders away comes last, after all that is added anywhere.
 */
export const dnsStages = (changes: readonly DnsChange[]): DnsChange[][][] => {
  const [late, early] = [changes.filter(isLate), changes.filter((change) => !isLate(change))];
  const [places, others] = [early.filter(isPublished), early.filter((change) => !isPublished(change))];
  const [first = [], ...records] = recordStages(others);
  const rest = others.filter((change) => !isRecordSetChange(change)).map(alone);
  const [firstLate = [], ...lateRecords] = recordStages(late);
  const lateStages = [[...firstLate, ...late.filter(isPublished).map(alone)], ...lateRecords];
  return [[...first, ...places.map(alone)], ...records, rest, ...lateStages].filter((stage) => stage.length > 0);
};

const isLate = (change: DnsChange): boolean => 'late' in change && change.late === true;

const isPublished = ({ action }: DnsChange): boolean => action === 'publish';

const alone = (change: DnsChange): DnsChange[] => [change];

const recordStages = (changes: readonly DnsChange[]): DnsChange[][][] => {
  const byZone = [...Map.groupBy(changes.filter(isRecordSetChange), ({ zoneId }) => zoneId).values()].map(batches);
  const stages = Math.max(0, ...byZone.map(({ length }) => length));
  return Array.from({ length: stages }, (_, at) => byZone.flatMap((zone) => (zone[at] ? [zone[at]] : [])));
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
