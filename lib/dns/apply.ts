/** Writes record sets, in the fewest atomic batches that Route 53's limits allow. */
import { changeRecords } from '../aws/hosted-zones.ts';
import type { RecordSet } from '../aws/types.ts';
import { errorCode, errorMessage, isRetryable } from '../errors.ts';
import type { Outcome } from '../plan.ts';
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

const sizeOf = ({ writes }: RecordSetChange): Size => add(...writes.map(({ record }) => sizeOfRecord(record)));

const add = (...sizes: readonly Size[]): Size => ({
  values: sizes.reduce((sum, { values }) => sum + values, 0),
  characters: sizes.reduce((sum, { characters }) => sum + characters, 0),
});

/** One stage. The batches of one zone follow each other in it; those of different zones run in parallel. */
export const dnsStages = (changes: readonly RecordSetChange[]): RecordSetChange[][][] => {
  const byZone = [...Map.groupBy(changes, ({ zoneId }) => zoneId).values()].map(batches);
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
  const sized = changes.map((change) => ({ change, size: sizeOf(change) }));
  const largestFirst = sized.toSorted((a, b) => b.size.values - a.size.values || b.size.characters - a.size.characters);
  for (const { change, size } of largestFirst) {
    const batch = all.find(({ filled }) => fits(add(filled, size)));
    if (batch) {
      batch.changes.push(change);
      batch.filled = add(batch.filled, size);
    } else all.push({ changes: [change], filled: size });
  }
  return all.map((batch) => batch.changes);
};

const fits = ({ values, characters }: Size): boolean => values <= MAX_VALUES && characters <= MAX_CHARACTERS;

/** How Route 53 words a batch that expected another state of the zone: somebody was faster, and a new look will tell. */
const CHANGED_MEANWHILE = /already exists|not found|do not match/i;

/** All of a batch is written or none. */
export const applyDns = async (batch: readonly RecordSetChange[]): Promise<Outcome[]> => {
  try {
    await changeRecords(
      batch[0]?.zoneId ?? '',
      batch.flatMap(({ writes }) => writes),
    );
    return batch.map(({ key }) => ({ key, status: 'applied' }));
  } catch (cause) {
    const [code, error] = [errorCode(cause), errorMessage(cause)];
    const retryable = isRetryable(cause) || (code === 'InvalidChangeBatch' && CHANGED_MEANWHILE.test(error));
    return batch.map(({ key }) => ({ key, status: 'failed', code, error, retryable }));
  }
};
