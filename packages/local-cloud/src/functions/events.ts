/** Asynchronous invocation: accepted at once, tried up to three times over local time, then sent to a dead-letter queue or destination. */
import { randomUUID } from 'node:crypto';
import type { Account } from '../account.ts';
import type { FunctionState, WaitingEvent } from '../services/lambda/state.ts';
import type { Functions } from './functions.ts';
import type { InFlight } from './in-flight.ts';
import type { Finished } from './pool.ts';

/** AWS waits 1 minute before the second attempt and 2 before the third. */
const RETRY_MS = [60_000, 120_000] as const;

/** A message to a queue or topic that a finished asynchronous event leaves behind. */
export interface Leftover {
  readonly arn: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly cause: number;
}

interface EventsOptions {
  readonly account: Account;
  readonly functions: Functions;
  readonly inFlight: InFlight;
  readonly now: () => number;
  /** Sends to a queue or topic by ARN. */
  readonly send: (leftover: Leftover) => void;
}

export interface AsyncEvents {
  /** Accepts an event, starts its first attempt and returns its request id. Throws as Lambda's Invoke does. */
  accept(nameOrArn: string, payload: string, cause?: number): string;
  /** Starts the next attempt of an event whose time has come. */
  retry(requestId: string): void;
}

type Condition = 'RetriesExhausted' | 'EventAgeExceeded' | 'Success';

const parsed = (text: string): unknown => JSON.parse(text) as unknown;

/** Source: the invocation record in docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html. */
const recordOf = (
  event: WaitingEvent,
  { arn }: FunctionState,
  { outcome }: Finished,
  condition: Condition,
  now: number,
): string =>
  JSON.stringify({
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    requestContext: {
      requestId: event.requestId,
      functionArn: `${arn}:$LATEST`,
      condition,
      approximateInvokeCount: event.attempts,
    },
    requestPayload: parsed(event.payload),
    responseContext: {
      statusCode: 200,
      executedVersion: '$LATEST',
      ...('fault' in outcome ? { functionError: 'Unhandled' } : {}),
    },
    responsePayload: 'fault' in outcome ? outcome.fault : parsed(outcome.value),
  });

const deadLetter = (event: WaitingEvent, arn: string, { outcome, entry }: Finished): Leftover => ({
  arn,
  body: event.payload,
  attributes: {
    RequestID: event.requestId,
    ErrorCode: '200',
    ErrorMessage: 'fault' in outcome ? outcome.fault.errorMessage.slice(0, 1024) : '',
  },
  cause: entry.id,
});

/** Creates the asynchronous half of Invoke. Waiting events live in the account, so that they survive a snapshot. */
export const createEvents = ({ account, functions, inFlight, now, send }: EventsOptions): AsyncEvents => {
  const succeeded = (event: WaitingEvent, definition: FunctionState, finished: Finished): void => {
    if (!definition.onSuccessArn) return;
    const body = recordOf(event, definition, finished, 'Success', now());
    send({ arn: definition.onSuccessArn, body, attributes: {}, cause: finished.entry.id });
  };

  const failed = (event: WaitingEvent, definition: FunctionState, finished: Finished): void => {
    const delay = RETRY_MS[event.attempts - 1];
    const exhausted = event.attempts > definition.maximumRetryAttempts || delay === undefined;
    const tooOld = now() + (delay ?? 0) > event.since + definition.maximumEventAgeSeconds * 1000;
    if (!(exhausted || tooOld)) {
      account.lambda.waiting[event.requestId] = { ...event, cause: finished.entry.id };
      account.timers.push({ at: now() + delay, service: 'lambda', kind: 'retry', key: event.requestId });
      return;
    }
    const condition = exhausted ? 'RetriesExhausted' : 'EventAgeExceeded';
    if (definition.onFailureArn) {
      const body = recordOf(event, definition, finished, condition, now());
      send({ arn: definition.onFailureArn, body, attributes: {}, cause: finished.entry.id });
    }
    if (definition.deadLetterArn) send(deadLetter(event, definition.deadLetterArn, finished));
  };

  const attempt = async (event: WaitingEvent): Promise<void> => {
    const { requestId, payload, cause } = event;
    const run = { requestId, payload, ...(cause === undefined ? {} : { cause }) };
    const finished = await functions.attempt(event.functionName, run);
    const definition = account.lambda.functions[event.functionName];
    if (!definition) return;
    const next = { ...event, attempts: event.attempts + 1 };
    if ('fault' in finished.outcome) failed(next, definition, finished);
    else succeeded(next, definition, finished);
  };

  return {
    accept: (nameOrArn, payload, cause) => {
      const { name } = functions.check(nameOrArn, payload, 'later');
      const event: WaitingEvent = { requestId: randomUUID(), functionName: name, payload, attempts: 0, since: now() };
      inFlight.start(() => attempt(cause === undefined ? event : { ...event, cause }));
      return event.requestId;
    },
    retry: (requestId) => {
      const event = account.lambda.waiting[requestId];
      if (!event) return;
      delete account.lambda.waiting[requestId];
      inFlight.start(() => attempt(event));
    },
  };
};
