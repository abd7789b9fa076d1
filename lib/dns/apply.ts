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

const sizeOfRecord = ({ values, alias }: RecordSet): Size => {
  const content = values ?? [alias?.name ?? ''];
  return { values: content.length, characters: content.join('').length };
};

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

const batches = (changes: readonly RecordSetChange[]): RecordSetChange[][] => {
  const all: RecordSetChange[][] = [];
  let filled: Size = { values: MAX_VALUES, characters: MAX_CHARACTERS };
  for (const change of changes) {
    const size = sizeOf(change);
    const next = add(filled, size);
    const fits = next.values <= MAX_VALUES && next.characters <= MAX_CHARACTERS;
    if (fits) all.at(-1)?.push(change);
    else all.push([change]);
    filled = fits ? next : size;
  }
  return all;
};

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
