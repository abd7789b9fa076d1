/** How much of a zone one run may change or remove. Pure. */
import type { Guard } from '../config/types.ts';
import { byUnit, refuseManyUnits } from '../core/guard.ts';
import type { Refusal } from '../core/plan.ts';
import { counted } from '../std/words.ts';
import { reason } from './codes.ts';
import type { DnsChange } from './parts.ts';
import { isRecordSetChange, type RecordSetChange } from './record-sets/types.ts';

/** The percentage counts from this many record sets up: of fewer, one or two would be too many. */
const COUNTS_FROM = 10;

const isRemoval = ({ action }: DnsChange): boolean => action === 'delete';

/**
 * Replacing and removing record sets is limited for each zone, and what is beyond a limit is held in that zone alone;
 * creating is not limited. `changes` are those of all rounds of the run, `managed` the keys of the sets that each zone
 * now holds for the config.
 *
 * | a zone would have               | held in it            |
 * | ------------------------------- | --------------------- |
 * | more changed than maxChanges    | replacing, removing   |
 * | more removed than maxRemove     | removing              |
 * | more than maxRemovePercent gone | removing              |
 */
export const guardDns = (
  { dns: limits, maxUnits }: Pick<Guard, 'dns' | 'maxUnits'>,
  changes: readonly DnsChange[],
  managed: ReadonlyMap<string, readonly string[]>,
): Refusal<DnsChange>[] => {
  const limited = changes.filter(isRecordSetChange).filter(({ action }) => action !== 'create');
  const zones = byUnit(limited, ({ zoneId }) => zoneId);
  const emptied = zones.filter(([, of]) => of.some(isRemoval)).map(([zoneId]) => zoneId);
  return [
    ...refuseManyUnits<DnsChange>('dns', 'zones', emptied, maxUnits),
    ...zones.flatMap(([zoneId, of]) => refusalsOf(zoneId, of, limits, managed.get(zoneId) ?? [])),
  ];
};

const refusalsOf = (
  zoneId: string,
  changes: readonly RecordSetChange[],
  limits: Guard['dns'],
  managed: readonly string[],
): Refusal<DnsChange>[] => {
  const tooMany =
    changes.length > limits.maxChanges
      ? `zone ${zoneId} would have ${counted(changes.length, 'record set')} changed in one run; guard.dns.maxChanges allows ${limits.maxChanges}`
      : undefined;
  const removals = tooManyRemovals(zoneId, changes.filter(isRemoval), limits, managed);
  return [
    ...(tooMany === undefined
      ? []
      : [refuse(zoneId, 'TOO_MANY_CHANGES', tooMany, ({ action }) => action !== 'create')]),
    ...(removals === undefined ? [] : [refuse(zoneId, 'TOO_MANY_REMOVALS', removals, isRemoval)]),
  ];
};

const tooManyRemovals = (
  zoneId: string,
  removals: readonly RecordSetChange[],
  { maxRemove, maxRemovePercent }: Guard['dns'],
  managed: readonly string[],
): string | undefined => {
  const removed = removals.map(({ key }) => key);
  if (removed.length > maxRemove) {
    return `zone ${zoneId} would have ${counted(removed.length, 'record set')} removed in one run; guard.dns.maxRemove allows ${maxRemove}`;
  }
  const all = new Set([...managed, ...removed]).size;
  if (all < COUNTS_FROM || removed.length * 100 <= all * maxRemovePercent) return undefined;
  return `zone ${zoneId} would have ${removed.length} of the ${all} record sets that it holds for us removed in one run; guard.dns.maxRemovePercent allows ${maxRemovePercent} %`;
};

const refuse = (
  unit: string,
  code: 'TOO_MANY_CHANGES' | 'TOO_MANY_REMOVALS',
  message: string,
  isHeld: (change: RecordSetChange) => boolean,
): Refusal<DnsChange> => ({
  unit,
  reason: reason(code, message),
  blocks: (change) => isRecordSetChange(change) && change.zoneId === unit && isHeld(change),
});
