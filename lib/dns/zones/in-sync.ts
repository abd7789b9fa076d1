/** Before something rests on record sets that are in place already: makes sure that all name servers know them. */
import { isNotFound } from '../../aws/errors.ts';
import { isInSync } from '../../aws/route53/hosted-zones.ts';
import type { RecordSet } from '../../aws/types.ts';
import type { FailedOutcome } from '../../core/plan.ts';
import { failed } from '../../core/stages.ts';
import { type DnsCode, reason } from '../codes.ts';
import { batchesOf, groupsOf } from '../record-sets/batches.ts';
import { arrivalOf } from '../record-sets/change.ts';
import type { AssociationChange, VerificationChange } from './types.ts';
import { inSync, type Run, refused, writeGroups } from './write.ts';

type Resting = AssociationChange | VerificationChange;

const NOT_IN_SYNC = 'the records that it needs are not yet known to all name servers';

/**
 * Gives what kept the name servers from knowing the sets that a change rests on; nothing when all of them know.
 *
 * | who wrote the set                            | how its name servers are known to know it         |
 * | -------------------------------------------- | ------------------------------------------------- |
 * | this run                                     | its change is `INSYNC`                            |
 * | an earlier run that this process remembers   | its change is `INSYNC`, as long as AWS can tell   |
 * | an earlier run, or somebody else             | it is rewritten as it is, and that is `INSYNC`    |
 * | whoever, and Route 53 protects it from change | it is not on its way to the name servers         |
 */
export const ensureInSync = async (change: Resting, run: Run): Promise<FailedOutcome | undefined> => {
  const { zoneId } = change;
  // Two changes of one zone, such as its VPCs, rest on the same sets: these are rewritten once.
  const failure = await run.memory.rewriteInTurn(zoneId, () => rewriteUnknown(change, run));
  if (failure) return { ...failure, key: change.key };
  return (await inSync(zoneId, run))
    ? undefined
    : failed(change.key, 'NOT_IN_SYNC' satisfies DnsCode, NOT_IN_SYNC, true);
};

/** Waits for the changes that are remembered, and rewrites the other sets. */
const rewriteUnknown = async (change: Resting, run: Run): Promise<FailedOutcome | undefined> => {
  const { zoneId, restsOn } = change;
  const { memory } = run;
  const unknown: RecordSet[] = [];
  try {
    for (const [id, sets] of Map.groupBy(restsOn, (record) => memory.warm.changeBehind(zoneId, record))) {
      if (id !== undefined && (await isKnownToAws(id, run))) memory.awaitChange(zoneId, id);
      else unknown.push(...sets);
    }
  } catch (cause) {
    return refused(change, cause);
  }
  return rewrite(zoneId, unknown, run);
};

/** AWS does not promise how long it can tell what became of a change. */
const isKnownToAws = async (id: string, run: Run): Promise<boolean> => {
  try {
    await isInSync(id);
    return true;
  } catch (cause) {
    if (!isNotFound(cause)) throw cause;
    run.memory.warm.forgetChange(id);
    return false;
  }
};

/** Each set leaves and arrives within one atomic batch, which fails when somebody has changed it meanwhile. */
const rewrite = async (zoneId: string, records: readonly RecordSet[], run: Run): Promise<FailedOutcome | undefined> => {
  const why = reason('IN_ORDER', 'the record is written once more as it is');
  const changes = records.map((record) => arrivalOf(zoneId, record, [record], { reason: why }));
  for (const batch of batchesOf(changes)) {
    const outcomes = await writeGroups(zoneId, groupsOf(batch), run);
    const failure = outcomes.find((outcome) => outcome.status === 'failed' && !isProtected(outcome));
    if (failure?.status === 'failed') return failure;
  }
  return undefined;
};

/** A set that Route 53 keeps from every change is not on its way to the name servers either. */
const isProtected = ({ code, retryable }: FailedOutcome): boolean => code === 'InvalidChangeBatch' && !retryable;
