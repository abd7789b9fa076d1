/** Writes record sets, and lets zones answer where their records are in place. */

import { startVerification } from '../../aws/ec2/private-names.ts';
import { errorCode, errorMessage, isNotFound, isRetryable } from '../../aws/errors.ts';
import { associateVpc, changeRecords, isInSync } from '../../aws/route53/hosted-zones.ts';
import type { RecordSet } from '../../aws/types.ts';
import { type FailedOutcome, type Outcome, reason } from '../../core/plan.ts';
import { normalName } from '../../net/dns-name.ts';
import type { Publish } from '../publishing/apply.ts';
import { dnsStages, type Group, groupsOf } from '../stages.ts';
import { beginRun, changeBehind, forgetChange, noteRefused, noteWritten } from './cache.ts';
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
  /** Writes what is published to DNS servers. */
  readonly publish: Publish;
}

/** What one run has written: what later stages wait for, and verifications that are not to be started again. */
export interface Written {
  /** Ids of changes that may still be on their way to the name servers, by zone. */
  readonly pending: Map<string, string[]>;
  readonly started: Set<string>;
}

/** One run: its options, what it has written, and until when it may wait for name servers. Times are ms. */
interface Run extends ApplyOptions {
  readonly written: Written;
  readonly until: number;
  /** By zone: the writing once more that goes on there, and why it failed. */
  readonly touching: Map<string, Promise<FailedOutcome | undefined>>;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 3_000;
/** Of the 60 s of a function the rest is for the last look. */
const LONGEST_WAIT_MS = 45_000;
/** A call may be tried again for as long at least. */
const LEAST_PATIENCE_MS = 5_000;

/** One batch of a stage: record sets of one zone, or a single other change. */
export const applyDns = (options: ApplyOptions, written: Written) => {
  const until = options.now() + LONGEST_WAIT_MS;
  const run: Run = { ...options, written, until, touching: new Map() };
  beginRun();
  return async (batch: readonly DnsChange[]): Promise<readonly Outcome[]> => {
    const records = batch.filter(isRecordSetChange);
    if (records.length > 0) return writeRecords(records, run);
    const outcomes = batch.map(async (change) => {
      if (change.action === 'associate') return [await associate(change, run)];
      if (change.action === 'verify') return [await verify(change, run)];
      return change.action === 'publish' ? [await run.publish(change)] : [];
    });
    return (await Promise.all(outcomes)).flat();
  };
};

/** How long a call may be throttled: what is left of the run. Ms. */
const patienceOf = ({ now, until }: Run): number => Math.max(LEAST_PATIENCE_MS, until - now());

const applied = ({ key }: DnsChange): Outcome => ({ key, status: 'applied' });

const failed = ({ key }: DnsChange, code: string, error: string, retryable: boolean): FailedOutcome => ({
  ...{ key, status: 'failed', code, error, retryable },
});

/** All of a batch is written or none; what Route 53 refuses is found, so that the rest goes through. */
const writeRecords = async (records: readonly RecordSetChange[], run: Run): Promise<Outcome[]> => {
  const zoneId = records[0]?.zoneId ?? '';
  const outcomes = await writeGroups(zoneId, groupsOf(records), run);
  if (!run.untilInSync || (await inSync(zoneId, run))) return outcomes;
  const late = 'written, but not yet known to all name servers';
  return outcomes.map((outcome) =>
    outcome.status === 'applied'
      ? { key: outcome.key, status: 'failed', code: 'NOT_IN_SYNC', error: late, retryable: false }
      : outcome,
  );
};

const writeGroups = async (zoneId: string, groups: readonly Group[], run: Run): Promise<Outcome[]> => {
  const changes = groups.flat();
  try {
    const id = await changeRecords(
      zoneId,
      changes.flatMap(({ writes }) => writes),
      patienceOf(run),
    );
    awaitChange(zoneId, id, run);
    noteWritten(
      zoneId,
      id,
      changes.flatMap(({ after }) => after ?? []),
    );
    return changes.map(applied);
  } catch (cause) {
    const [first, second] = errorCode(cause) === 'InvalidChangeBatch' ? partedBy(groups, errorMessage(cause)) : [];
    if (!first?.length || !second?.length) return changes.map((change) => refused(change, cause));
    return [...(await writeGroups(zoneId, first, run)), ...(await writeGroups(zoneId, second, run))];
  }
};

const awaitChange = (zoneId: string, id: string, { written: { pending } }: Run): void => {
  pending.set(zoneId, [...new Set([...(pending.get(zoneId) ?? []), id])]);
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

const refused = (change: DnsChange, cause: unknown): FailedOutcome => {
  const [code, error] = [errorCode(cause), errorMessage(cause)];
  const retryable = isRetryable(cause) || (code === 'InvalidChangeBatch' && CHANGED_MEANWHILE.test(error));
  return failed(change, code, error, retryable);
};

/** Do all name servers know what this run has written into the zone? Waits for it. */
const inSync = async (zoneId: string, run: Run): Promise<boolean> => {
  const { now, wait, patience, until } = run;
  const { pending } = run.written;
  const end = Math.min(now() + patience, until);
  const ids = pending.get(zoneId) ?? [];
  for (const id of ids) {
    for (
      let pause = FIRST_PAUSE_MS;
      !(await isInSync(id, patienceOf(run)));
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
    ) {
      if (now() + pause > end) return false;
      await wait(pause);
    }
  }
  pending.set(
    zoneId,
    (pending.get(zoneId) ?? []).filter((id) => !ids.includes(id)),
  );
  return true;
};

const NOT_IN_SYNC = 'the records that it needs are not yet known to all name servers';

/**
 * Nothing tells whether name servers know what an earlier run wrote, or somebody else: only a change whose id is known can be
 * asked about. So what is in place is written once more as it is, unless this process remembers the change that has written
 * it, and that change has to be INSYNC. Gives what stands in the way.
 */
const standsInTheWay = async (
  change: AssociationChange | VerificationChange,
  run: Run,
): Promise<FailedOutcome | undefined> => {
  const { zoneId, restsOn } = change;
  // Two changes of one zone, such as its VPCs, rest on the same sets: these are written once.
  const before = run.touching.get(zoneId) ?? Promise.resolve(undefined);
  const touching = before.then((failure) => failure ?? touchUnknown(change, restsOn, run));
  run.touching.set(zoneId, touching);
  const failure = await touching;
  if (failure) {
    run.touching.delete(zoneId);
    return { ...failure, key: change.key };
  }
  return (await inSync(zoneId, run)) ? undefined : failed(change, 'NOT_IN_SYNC', NOT_IN_SYNC, true);
};

/** Waits for the changes that are remembered, and writes the other sets once more. */
const touchUnknown = async (
  change: DnsChange & { readonly zoneId: string },
  records: readonly RecordSet[],
  run: Run,
) => {
  const { zoneId } = change;
  const unknown: RecordSet[] = [];
  try {
    for (const [id, sets] of Map.groupBy(records, (record) => changeBehind(zoneId, record))) {
      if (id !== undefined && (await isKnownToAws(id, run))) awaitChange(zoneId, id, run);
      else unknown.push(...sets);
    }
  } catch (cause) {
    return refused(change, cause);
  }
  return touch(zoneId, unknown, run);
};

/** AWS does not promise how long it can tell what became of a change. */
const isKnownToAws = async (id: string, run: Run): Promise<boolean> => {
  try {
    await isInSync(id, patienceOf(run));
    return true;
  } catch (cause) {
    if (!isNotFound(cause)) throw cause;
    forgetChange(id);
    return false;
  }
};

/** Each set leaves and arrives within one atomic batch, which fails when somebody has changed it meanwhile. */
const touch = async (zoneId: string, records: readonly RecordSet[], run: Run): Promise<FailedOutcome | undefined> => {
  const changes = records.map((record): RecordSetChange => {
    const key = `${zoneId}/${normalName(record.name)}/${record.type}`;
    const writes = [{ action: 'DELETE', record } as const, { action: 'CREATE', record } as const];
    const why = reason('IN_ORDER', 'written once more as it is');
    return { action: 'replace', key, zoneId, before: record, after: record, writes, reason: why };
  });
  for (const batch of dnsStages(changes).flat()) {
    const outcomes = await writeGroups(zoneId, groupsOf(batch.filter(isRecordSetChange)), run);
    const failure = outcomes.find((outcome) => outcome.status === 'failed' && !isProtected(outcome));
    if (failure?.status === 'failed') return failure;
  }
  return undefined;
};

/** A set that Route 53 keeps from every change is not on its way to the name servers either. */
const isProtected = ({ code, retryable }: FailedOutcome): boolean => code === 'InvalidChangeBatch' && !retryable;

const associate = async (change: AssociationChange, run: Run): Promise<Outcome> => {
  try {
    const obstacle = await standsInTheWay(change, run);
    if (obstacle) return obstacle;
    await associateVpc(change.zoneId, change.vpc, patienceOf(run));
    return applied(change);
  } catch (cause) {
    if (errorCode(cause) !== 'ConflictingDomainExists') return refused(change, cause);
    const hint = 'a zone of that name answers there already; it may be shared by a Route 53 Profile';
    const why = `${errorMessage(cause)} (${hint})`;
    noteRefused(change.key, why, run.now());
    return failed(change, 'ConflictingDomainExists', why, false);
  }
};

const verify = async (change: VerificationChange, run: Run): Promise<Outcome> => {
  try {
    const obstacle = await standsInTheWay(change, run);
    if (obstacle) return obstacle;
    await startVerification(change.serviceId);
    run.written.started.add(change.serviceId);
    return applied(change);
  } catch (cause) {
    return refused(change, cause);
  }
};
