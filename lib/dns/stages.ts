/** In which order changes are made, and which of them go together. Pure. */
import type { DnsChange } from './parts.ts';
import { batchesOf } from './record-sets/batches.ts';
import { isRecordSetChange } from './record-sets/types.ts';

/**
 * First the record sets, and every target that forwarders and answers are published to. Then what needs records in place:
 * associations and verifications. What only takes addresses of forwarders away comes last, after all that is added anywhere.
 */
export const dnsStages = (changes: readonly DnsChange[]): DnsChange[][][] => {
  const [late, early] = [changes.filter(isLate), changes.filter((change) => !isLate(change))];
  const [published, others] = [early.filter(isPublished), early.filter((change) => !isPublished(change))];
  const [first = [], ...records] = recordStages(others);
  const rest = others.filter((change) => !isRecordSetChange(change)).map(alone);
  const [firstLate = [], ...lateRecords] = recordStages(late);
  const lateStages = [[...firstLate, ...late.filter(isPublished).map(alone)], ...lateRecords];
  return [[...first, ...published.map(alone)], ...records, rest, ...lateStages].filter((stage) => stage.length > 0);
};

/** What only takes addresses away waits for all else; whatever else a zone gets waits for the zone alone. */
export const dnsLane = (change: DnsChange): string | undefined => {
  if (isLate(change)) return undefined;
  return change.action === 'publish' ? change.key : change.zoneId;
};

const isLate = (change: DnsChange): boolean => 'late' in change && change.late === true;

const isPublished = ({ action }: DnsChange): boolean => action === 'publish';

const alone = (change: DnsChange): DnsChange[] => [change];

const recordStages = (changes: readonly DnsChange[]): DnsChange[][][] => {
  const byZone = [...Map.groupBy(changes.filter(isRecordSetChange), ({ zoneId }) => zoneId).values()].map(batchesOf);
  const stages = Math.max(0, ...byZone.map(({ length }) => length));
  return Array.from({ length: stages }, (_, at) => byZone.flatMap((zone) => (zone[at] ? [zone[at]] : [])));
};
