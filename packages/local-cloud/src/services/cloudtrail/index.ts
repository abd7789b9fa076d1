/** The simulated CloudTrail: its event history by resource, and nothing else. */
import * as client from '@aws-sdk/client-cloudtrail';
import type { Account } from '../../account.ts';
import type { Call, Service } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import { permissions } from './permissions.ts';
import type { HistoryEvent } from './state.ts';

const KEPT_MS = 90 * 86_400_000;
const MOST_RESULTS = 50;
/** More than anybody looks at; the account is a value that is copied and compared. */
const MOST_KEPT = 5_000;

/** Puts an event into the history. */
export const remember = ({ cloudtrail }: Account, event: HistoryEvent): void => {
  cloudtrail.history.push(event);
  if (cloudtrail.history.length > MOST_KEPT) cloudtrail.history.splice(0, cloudtrail.history.length - MOST_KEPT);
};

/** The newest first. Throws InvalidLookupAttributesException, InvalidMaxResultsException and InvalidNextTokenException. */
const lookupEvents = (input: client.LookupEventsRequest, { account, now }: Call): client.LookupEventsResponse => {
  const [attribute, second] = input.LookupAttributes ?? [];
  if (second || (attribute && attribute.AttributeKey !== 'ResourceName')) {
    throw new AwsError('InvalidLookupAttributesException', 'The local cloud looks events up by one ResourceName only.');
  }
  const { MaxResults: size = MOST_RESULTS } = input;
  if (size < 1 || size > MOST_RESULTS)
    throw new AwsError('InvalidMaxResultsException', `MaxResults is 1 to ${MOST_RESULTS}.`);
  const start = Number(input.NextToken ?? 0);
  if (!Number.isInteger(start) || start < 0) throw new AwsError('InvalidNextTokenException', 'Invalid NextToken.');
  const { history, lateMs } = account.cloudtrail;
  const found = history
    .filter(({ at }) => at > now - KEPT_MS && at <= now - lateMs)
    .filter(({ resources }) => !attribute || resources.includes(attribute.AttributeValue ?? ''))
    .toReversed();
  const page = found.slice(start, start + size);
  return {
    Events: page.map(shown),
    ...(start + size < found.length ? { NextToken: String(start + size) } : {}),
  };
};

const shown = ({ id, at, name, source, resources, record }: HistoryEvent): client.Event => ({
  EventId: id,
  EventName: name,
  EventSource: source,
  EventTime: new Date(at),
  ReadOnly: 'false',
  Resources: resources.map((ResourceName) => ({ ResourceName })),
  CloudTrailEvent: record,
});

export const cloudtrail: Service = {
  signingName: 'cloudtrail',
  client,
  permissions,
  operations: { LookupEvents: lookupEvents },
};
