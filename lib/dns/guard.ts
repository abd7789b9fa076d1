/** How much of a zone one run may change or remove. Pure. */
import type { Guard } from '../config/types.ts';
import { type Refusal, reason } from '../core/plan.ts';
import type { DnsChange } from './parts.ts';
import { isRecordSetChange, type RecordSetChange } from './record-sets/types.ts';

/** The percentage counts from this many record sets up: of fewer, one or two would be too many. */
const COUNTS_FROM = 10;

/**
 * Creating is not limited; replacing and removing sets of one zone is. `changes` are those of all rounds of the run,
 * `managed` the keys of the sets that each zone now holds for the config.
 */
export const guardDns = (
  limits: Guard['dns'],
  changes: readonly DnsChange[],
  managed: ReadonlyMap<string, readonly string[]>,
): Refusal<DnsChange> | undefined => {
  const records = changes.filter(isRecordSetChange).filter(({ action }) => action !== 'create');
  for (const [zoneId, of] of Map.groupBy(records, (change) => change.zoneId)) {
    const refusal = overLimit(zoneId, of, limits, managed.get(zoneId) ?? []);
    if (refusal) return refusal;
  }
  return undefined;
};

const overLimit = (
  zoneId: string,
  changes: readonly RecordSetChange[],
  { maxChanges, maxRemove, maxRemovePercent }: Guard['dns'],
  managed: readonly string[],
): Refusal<DnsChange> | undefined => {
  const removed = changes.filter(({ action }) => action === 'delete').map(({ key }) => key);
  if (changes.length > maxChanges) {
    return refuse(
      'TOO_MANY_CHANGES',
      `zone ${zoneId} would have ${changes.length} record sets changed in one run; guard.dns.maxChanges allows ${maxChanges}`,
    );
  }
  if (removed.length > maxRemove) {
    return refuse(
      'TOO_MANY_REMOVALS',
      `zone ${zoneId} would have ${removed.length} record sets removed in one run; guard.dns.maxRemove allows ${maxRemove}`,
    );
  }
  const all = new Set([...managed, ...removed]).size;
  if (all >= COUNTS_FROM && removed.length * 100 > all * maxRemovePercent) {
    return refuse(
      'TOO_MANY_REMOVALS',
      `zone ${zoneId} would have ${removed.length} of the ${all} record sets that it holds for us removed in one run; guard.dns.maxRemovePercent allows ${maxRemovePercent} %`,
    );
  }
  return undefined;
};

const refuse = (code: string, message: string): Refusal<DnsChange> => ({
  reason: reason(code, message),
  blocks: () => true,
});
