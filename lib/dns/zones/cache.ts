/**
 * What a warm process remembers of its earlier runs. It is a cache: it saves calls, and nothing depends on it. A
 * process that has just begun knows none, and what AWS answers counts for more.
 */
import type { RecordSet, VpcZone } from '../../aws/types.ts';
import { normalName } from '../../net/dns-name.ts';
import { canonicalAddress } from '../../net/ip.ts';
import { recordSetKey } from '../record-sets/key.ts';

/** Most record sets that are remembered; beyond them the oldest are forgotten. */
const MOST = 20_000;
/** How long a refusal is taken for granted, in ms. */
const REFUSED_FOR_MS = 3_600_000;

/** By record set: what was written last, and the id of the change. */
const written = new Map<string, { readonly id: string; readonly print: string }>();

/** Two spellings of one set have one fingerprint. */
const printOf = ({ type, ttl, values, alias, healthCheckId }: RecordSet): string => {
  const spelled = type === 'A' || type === 'AAAA' ? values?.map(canonicalAddress) : values;
  const target = alias && [alias.zoneId, normalName(alias.name), alias.evaluateTargetHealth];
  return JSON.stringify([ttl, spelled?.toSorted(), target, healthCheckId]);
};

/** Notes which change has written sets of a zone. */
export const noteWritten = (zoneId: string, changeId: string, records: readonly RecordSet[]): void => {
  for (const record of records) {
    const key = recordSetKey(zoneId, record);
    written.delete(key);
    written.set(key, { id: changeId, print: printOf(record) });
  }
  for (const key of written.keys()) {
    if (written.size <= MOST) return;
    written.delete(key);
  }
};

/** The change that has written a set as it is now; nothing when that is not known. */
export const changeBehind = (zoneId: string, record: RecordSet): string | undefined => {
  const found = written.get(recordSetKey(zoneId, record));
  return found?.print === printOf(record) ? found.id : undefined;
};

/** Forgets a change that AWS does not know (any more). */
export const forgetChange = (changeId: string): void => {
  for (const [key, { id }] of written) if (id === changeId) written.delete(key);
};

interface Refusal {
  readonly why: string;
  readonly zones: string;
  readonly at: number;
}

/** By association: what the VPC saw in the last round, what this run was refused, and what earlier ones were. */
const lastSeen = new Map<string, string>();
const fresh = new Map<string, Refusal>();
const refusals = new Map<string, Refusal>();

/** A run that begins takes over what the one before it was refused; within one run its own outcome says it. */
export const beginRun = (): void => {
  for (const [key, refusal] of fresh) refusals.set(key, refusal);
  fresh.clear();
};

/** Notes that Route 53 refused an association; `at` in ms. */
export const noteRefused = (key: string, why: string, at: number): void => {
  fresh.set(key, { why, zones: lastSeen.get(key) ?? '', at });
};

/** Why an earlier run was refused the association, while the VPC sees the same zones, and for an hour. `now` in ms. */
export const refusedBefore = (key: string, zones: readonly VpcZone[], now: number): string | undefined => {
  const seen = JSON.stringify(zones.map(({ zoneId, name }) => [zoneId, name]).sort());
  lastSeen.set(key, seen);
  const found = refusals.get(key);
  if (found?.zones === seen && now - found.at < REFUSED_FOR_MS) return found.why;
  refusals.delete(key);
  return undefined;
};
