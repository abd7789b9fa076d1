/** One call for several changes that tells nothing of each: those that AWS refuses stop no other. */
import { bisect } from '../aws/bisect.ts';
import { errorCode, errorMessage, isRetryable } from '../aws/errors.ts';
import type { Change, Outcome } from './plan.ts';
import { failed } from './stages.ts';

/** Makes the call for the batch, and gives one outcome for each change. Never rejects. */
export const applyTogether = async <C extends Change>(
  batch: readonly C[],
  call: (changes: readonly C[]) => Promise<void>,
): Promise<Outcome[]> => {
  const refusals = new Map((await bisect(batch, call)).map(({ item, cause }) => [item, cause]));
  return batch.map((change) => {
    const { key } = change;
    if (!refusals.has(change)) return { key, status: 'applied' };
    const cause = refusals.get(change);
    return failed(key, errorCode(cause), errorMessage(cause), isRetryable(cause));
  });
};
