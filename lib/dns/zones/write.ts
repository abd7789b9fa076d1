/** Writes record sets of a zone, and waits until its name servers know them. */
import { bisect } from '../../aws/bisect.ts';
import { errorCode, errorMessage, isRetryable } from '../../aws/errors.ts';
import { changeRecords, isInSync } from '../../aws/route53/hosted-zones.ts';
import { timeLeft } from '../../aws/time-limit.ts';
import type { Change, FailedOutcome, Outcome } from '../../core/plan.ts';
import { failed } from '../../core/stages.ts';
import { normalName } from '../../net/dns-name.ts';
import type { Group } from '../record-sets/batches.ts';
import type { RecordSetChange } from '../record-sets/types.ts';
import type { RunMemory } from './run-memory.ts';

/** How writing waits. Times are ms. */
export interface WriteOptions {
  now(): number;
  wait(ms: number): Promise<void>;
  /** Wait after each batch until all name servers know it. */
  readonly untilInSync: boolean;
  /** How long to wait for name servers; a run has 60 s in all. */
  readonly patience: number;
}

/** One run: its options, what it remembers, and until when it may wait for name servers. Times are ms. */
export interface Run extends WriteOptions {
  readonly memory: RunMemory;
  readonly until: number;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 3_000;

/** The outcome of a change that was made. */
export const applied = ({ key }: Change): Outcome => ({ key, status: 'applied' });

/** How Route 53 words a batch that expected another state of the zone: somebody was faster, and the next round will tell. */
const CHANGED_MEANWHILE = /already exists|but it was not found|do not match/i;

/** The outcome of a change that AWS refused. */
export const refused = ({ key }: Change, cause: unknown): FailedOutcome => {
  const [code, error] = [errorCode(cause), errorMessage(cause)];
  const retryable = isRetryable(cause) || (code === 'InvalidChangeBatch' && CHANGED_MEANWHILE.test(error));
  return failed(key, code, error, retryable);
};

/** All groups are written or none; what Route 53 refuses is found, so that the rest goes through. */
export const writeGroups = async (zoneId: string, groups: readonly Group[], run: Run): Promise<Outcome[]> => {
  const refusals = await bisect(groups, (some) => writeTogether(zoneId, some.flat(), run), { part: partedBy });
  const causes = new Map(refusals.map(({ item, cause }) => [item, cause]));
  return groups.flatMap((group) =>
    group.map((change) => (causes.has(group) ? refused(change, causes.get(group)) : applied(change))),
  );
};

/** One atomic batch. */
const writeTogether = async (zoneId: string, changes: readonly RecordSetChange[], run: Run): Promise<void> => {
  const writes = changes.flatMap((change) => change.writes);
  const id = await changeRecords(zoneId, writes);
  run.memory.awaitChange(zoneId, id);
  run.memory.warm.noteWriting(zoneId, run.now());
  run.memory.warm.noteWritten(
    zoneId,
    id,
    changes.flatMap(({ after }) => after ?? []),
  );
};

/** Those that the message names and the others; in halves when it names none or all. */
const partedBy = (groups: readonly Group[], cause: unknown): [Group[], Group[]] => {
  const words = new Set(
    normalName(errorMessage(cause))
      .split(/[^a-z0-9._*\\-]+/)
      .map(normalName),
  );
  const isNamed = (group: Group): boolean =>
    group.some(({ writes }) => writes.some(({ record }) => words.has(normalName(record.name))));
  const named = groups.filter(isNamed);
  if (named.length > 0 && named.length < groups.length) return [groups.filter((group) => !isNamed(group)), named];
  const half = Math.ceil(groups.length / 2);
  return [groups.slice(0, half), groups.slice(half)];
};

/** Do all name servers know what this run has written into the zone? Waits for it. */
export const inSync = async (zoneId: string, run: Run): Promise<boolean> => {
  const { now, wait, patience, until, memory } = run;
  const end = Math.min(now() + patience, until, now() + timeLeft());
  const ids = memory.awaited(zoneId);
  for (const id of ids) {
    for (let pause = FIRST_PAUSE_MS; !(await isInSync(id)); pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      if (now() + pause > end) return false;
      await wait(pause);
    }
  }
  memory.arrived(zoneId, ids);
  return true;
};
