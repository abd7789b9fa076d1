/** Batches of up to ten entries, each with an outcome of its own. */
import { AwsError } from '../../wire/error.ts';
import { withEffects } from './effects.ts';
import type { Effects } from './messages.ts';

interface Failure {
  readonly Id: string;
  readonly SenderFault: boolean;
  readonly Code: string;
  readonly Message: string;
}

interface BatchResult {
  readonly Successful: readonly object[];
  readonly Failed: readonly Failure[];
}

/**
 * Does each entry and collects what came of it; an entry that throws fails alone.
 * Throws EmptyBatchRequest, TooManyEntriesInBatchRequest or BatchEntryIdsNotDistinct for the batch as a whole.
 */
export const batchOf = <Entry extends { readonly Id?: string | undefined }>(
  entries: readonly Entry[] | undefined,
  perform: (entry: Entry) => { readonly output: object; readonly effects: Effects },
): BatchResult => {
  const checked = checkEntries(entries ?? []);
  const successful: object[] = [];
  const failed: Failure[] = [];
  const effects: Effects[] = [];
  for (const entry of checked) {
    const Id = entry.Id ?? '';
    try {
      const done = perform(entry);
      successful.push({ Id, ...done.output });
      effects.push(done.effects);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      failed.push({ Id, SenderFault: error.status < 500, Code: error.code, Message: error.message });
    }
  }
  return withEffects({ Successful: successful, Failed: failed }, ...effects);
};

const checkEntries = <Entry extends { readonly Id?: string | undefined }>(
  entries: readonly Entry[],
): readonly Entry[] => {
  if (entries.length === 0) throw new AwsError('EmptyBatchRequest', 'The batch must contain at least one entry.');
  if (entries.length > 10) {
    const message = `Maximum number of entries per request are 10. You have sent ${entries.length}.`;
    throw new AwsError('TooManyEntriesInBatchRequest', message);
  }
  const repeated = entries.find(({ Id }, index) => entries.findIndex((other) => other.Id === Id) !== index);
  if (repeated) throw new AwsError('BatchEntryIdsNotDistinct', `Id ${repeated.Id} repeated`);
  return entries;
};
