/** Writes record sets, and lets zones answer where their records are in place. */

import { startVerification } from '../../aws/ec2/private-names.ts';
import { errorCode, errorMessage } from '../../aws/errors.ts';
import { associateVpc } from '../../aws/route53/hosted-zones.ts';
import type { Outcome } from '../../core/plan.ts';
import { failed } from '../../core/stages.ts';
import type { DnsCode } from '../codes.ts';
import { groupsOf } from '../record-sets/batches.ts';
import { isRecordSetChange, type RecordSetChange } from '../record-sets/types.ts';
import { ensureInSync } from './in-sync.ts';
import type { RunMemory } from './run-memory.ts';
import type { AssociationChange, VerificationChange, ZoneChange } from './types.ts';
import { applied, inSync, type Run, refused, type WriteOptions, writeGroups } from './write.ts';

/** Of the 60 s of a function the rest is for the last round. */
const LONGEST_WAIT_MS = 45_000;

/** Applies one batch of a stage: record sets of one zone, or single other changes. */
type ApplyZones = (batch: readonly ZoneChange[]) => Promise<readonly Outcome[]>;

/** Begins to apply what one run changes in zones; its memory takes note of it. */
export const applyZones = (options: WriteOptions, memory: RunMemory): ApplyZones => {
  const run: Run = { ...options, memory, until: options.now() + LONGEST_WAIT_MS };
  return async (batch) => {
    const records = batch.filter(isRecordSetChange);
    if (records.length > 0) return writeRecords(records, run);
    const others = batch.filter((change) => !isRecordSetChange(change));
    return Promise.all(
      others.map((change) => (change.action === 'associate' ? associate(change, run) : verify(change, run))),
    );
  };
};

const LATE = 'the record is written, but not yet known to all name servers';

const writeRecords = async (records: readonly RecordSetChange[], run: Run): Promise<Outcome[]> => {
  const zoneId = records[0]?.zoneId ?? '';
  const outcomes = await writeGroups(zoneId, groupsOf(records), run);
  if (!run.untilInSync || (await inSync(zoneId, run))) return outcomes;
  return outcomes.map((outcome) =>
    outcome.status === 'applied' ? failed(outcome.key, 'NOT_IN_SYNC' satisfies DnsCode, LATE, false) : outcome,
  );
};

const associate = async (change: AssociationChange, run: Run): Promise<Outcome> => {
  try {
    const obstacle = await ensureInSync(change, run);
    if (obstacle) return obstacle;
    await associateVpc(change.zoneId, change.vpc);
    return applied(change);
  } catch (cause) {
    if (errorCode(cause) !== 'ConflictingDomainExists') return refused(change, cause);
    const hint = 'a zone of that name answers there already; it may be shared by a Route 53 Profile';
    const why = `${errorMessage(cause)} (${hint})`;
    run.memory.noteRefused(change.key, why, run.now());
    return failed(change.key, 'ConflictingDomainExists', why, false);
  }
};

const verify = async (change: VerificationChange, run: Run): Promise<Outcome> => {
  try {
    const obstacle = await ensureInSync(change, run);
    if (obstacle) return obstacle;
    await startVerification(change.serviceId);
    run.memory.noteStarted(change.serviceId);
    return applied(change);
  } catch (cause) {
    return refused(change, cause);
  }
};
