/** The entries of PutEvents: each is taken or refused for itself. */
import type { PutEventsRequestEntry, PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import type { Account } from '../../account.ts';
import { newUuid } from '../../delivery/ids.ts';
import { AwsError } from '../../wire/error.ts';

/**
 * Checks 1 to 10 entries and gives each an id or an error code. An unknown bus is no error: AWS answers with an id and
 * drops the event (aws/aws-sdk issue 186). Throws ValidationException for the number of entries.
 */
export const takeEntries = (account: Account, entries: readonly PutEventsRequestEntry[]): PutEventsResultEntry[] => {
  if (entries.length < 1 || entries.length > 10) {
    const message = `Value at 'entries' failed to satisfy constraint: Member must have length from 1 to 10, found ${entries.length}`;
    throw new AwsError('ValidationException', `1 validation error detected: ${message}`);
  }
  return entries.map((entry) => faultOf(entry) ?? { EventId: newUuid(account) });
};

const faultOf = ({ Source, DetailType, Detail }: PutEventsRequestEntry): PutEventsResultEntry | undefined => {
  const missing = Object.entries({ Source, DetailType, Detail }).find(([, value]) => !value)?.[0];
  if (missing) {
    const reason = `Parameter ${missing} is not valid. Reason: ${missing} is a required argument.`;
    return { ErrorCode: 'InvalidArgument', ErrorMessage: reason };
  }
  if (Source?.startsWith('aws.')) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: `Not authorized for the source ${Source}.` };
  }
  if (isJsonObject(Detail ?? '')) return undefined;
  return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
};

const isJsonObject = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
};
