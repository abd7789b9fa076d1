/** Writes record sets, and lets zones answer where their records are in place. */
import { associateVpc, changeRecords, isInSync } from '../aws/hosted-zones.ts';
import { startVerification } from '../aws/private-names.ts';
import { errorCode, errorMessage, isRetryable } from '../errors.ts';
import type { Outcome } from '../plan.ts';
import { type Group, groupsOf } from './batches.ts';
import { normalName } from './names.ts';
import {
  type AssociationChange,
  type DnsChange,
  isRecordSetChange,
  type RecordSetChange,
  type VerificationChange,
} from './types.ts';

/** What applying needs of the world around it. Times are ms. */
export interface ApplyOptions {
  now(): number;
  wait(ms: number): Promise<void>;
  /** Wait after each batch until all name servers know it. */
  readonly untilInSync: boolean;
  /** How long to wait for name servers; a run has 60 s in all. */
  readonly patience: number;
}

/** What one run has written: what later stages wait for, and verifications that are not to be started again. */
export interface Written {
  /** Ids of changes that may still be on their way to the name servers, by zone. */
  readonly pending: Map<string, string[]>;
  readonly started: Set<string>;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 3_000;

/** One batch of a stage: record sets of one zone, or a single other change. */
export const applyDns =
  (options: ApplyOptions, written: Written) =>
  async (batch: readonly DnsChange[]): Promise<readonly Outcome[]> => {
    const records = batch.filter(isRecordSetChange);
    if (records.length > 0) return writeRecords(records, options, written);
    const outcomes = batch.map(async (change) => {
      if (change.action === 'associate') return [await associate(change, options, written)];
      return change.action === 'verify' ? [await verify(change, options, written)] : [];
    });
    return (await Promise.all(outcomes)).flat();
  };

const applied = ({ key }: DnsChange): Outcome => ({ key, status: 'applied' });

const failed = ({ key }: DnsChange, code: string, error: string, retryable: boolean): Outcome => ({
  ...{ key, status: 'failed', code, error, retryable },
});

/** All of a batch is written or none; what Route 53 refuses is found, so that the rest goes through. */
const writeRecords = async (
  records: readonly RecordSetChange[],
  options: ApplyOptions,
  written: Written,
): Promise<Outcome[]> => {
  const zoneId = records[0]?.zoneId ?? '';
  const outcomes = await writeGroups(zoneId, groupsOf(records), written);
  if (!options.untilInSync || (await inSync(zoneId, options, written))) return outcomes;
  const late = 'written, but not yet known to all name servers';
  return outcomes.map((outcome) =>
    outcome.status === 'applied'
      ? { key: outcome.key, status: 'failed', code: 'NOT_IN_SYNC', error: late, retryable: false }
      : outcome,
  );
};

const writeGroups = async (zoneId: string, groups: readonly Group[], written: Written): Promise<Outcome[]> => {
  const changes = groups.flat();
  try {
    const id = await changeRecords(
      zoneId,
      changes.flatMap(({ writes }) => writes),
    );
    written.pending.set(zoneId, [...(written.pending.get(zoneId) ?? []), id]);
    return changes.map(applied);
  } catch (cause) {
    const [first, second] = errorCode(cause) === 'InvalidChangeBatch' ? partedBy(groups, errorMessage(cause)) : [];
    if (!first?.length || !second?.length) return changes.map((change) => refused(change, cause));
    return [...(await writeGroups(zoneId, first, written)), ...(await writeGroups(zoneId, second, written))];
  }
};

/** Those that the message names and the others; in halves when it names none or all. */
const partedBy = (groups: readonly Group[], message: string): [Group[], Group[]] => {
  const words = new Set(
    normalName(message)
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

/** How Route 53 words a batch that expected another state of the zone: somebody was faster, and a new look will tell. */
const CHANGED_MEANWHILE = /already exists|but it was not found|do not match/i;

const refused = (change: DnsChange, cause: unknown): Outcome => {
  const [code, error] = [errorCode(cause), errorMessage(cause)];
  const retryable = isRetryable(cause) || (code === 'InvalidChangeBatch' && CHANGED_MEANWHILE.test(error));
  return failed(change, code, error, retryable);
};

/** Do all name servers know what this run has written into the zone? Waits for it. */
const inSync = async (zoneId: string, options: ApplyOptions, { pending }: Written): Promise<boolean> => {
  const until = options.now() + options.patience;
  for (const id of pending.get(zoneId) ?? []) {
    for (let pause = FIRST_PAUSE_MS; !(await isInSync(id)); pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      if (options.now() + pause > until) return false;
      await options.wait(pause);
    }
  }
  pending.delete(zoneId);
  return true;
};

const NOT_IN_SYNC = 'the records that it needs are not yet known to all name servers';

const associate = async (change: AssociationChange, options: ApplyOptions, written: Written): Promise<Outcome> => {
  try {
    if (!(await inSync(change.zoneId, options, written))) return failed(change, 'NOT_IN_SYNC', NOT_IN_SYNC, true);
    await associateVpc(change.zoneId, change.vpc);
    return applied(change);
  } catch (cause) {
    if (errorCode(cause) !== 'ConflictingDomainExists') return refused(change, cause);
    const hint = 'a zone of that name answers there already; it may be shared by a Route 53 Profile';
    return failed(change, 'ConflictingDomainExists', `${errorMessage(cause)} (${hint})`, false);
  }
};

const verify = async (change: VerificationChange, options: ApplyOptions, written: Written): Promise<Outcome> => {
  try {
    if (!(await inSync(change.zoneId, options, written))) return failed(change, 'NOT_IN_SYNC', NOT_IN_SYNC, true);
    await startVerification(change.serviceId);
    written.started.add(change.serviceId);
    return applied(change);
  } catch (cause) {
    return refused(change, cause);
  }
};
