/** The EventBridge bus on which results are published. */
import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { bisect, DENIED_TO_ALL } from '../bisect.ts';
import { errorCode, errorMessage, isRetryableCode } from '../errors.ts';
import type { PublishedEvent } from '../types.ts';
import { EVENT_SOURCE } from './types.ts';

/** PutEvents takes at most this many entries, and 256 KB in all. */
const ENTRIES = 10;
const BYTES = 240_000;

/**
 * Publishes events, in as few calls as PutEvents allows. Throws when the bus refuses one, once all others are out: PutEvents
 * answers 200 when it refuses some, and an error for all of a call that it takes for malformed. `giveUp` ends all calls.
 */
export const publish = async (bus: string, events: readonly PublishedEvent[], giveUp?: AbortSignal): Promise<void> => {
  const entries = events.map(({ detailType, resources, detail }) => ({
    EventBusName: bus,
    Source: EVENT_SOURCE,
    DetailType: detailType,
    Resources: [...resources],
    Detail: JSON.stringify(detail),
  }));
  // A refusal is often a moment's throttling: once more, when all the rest is out.
  const again = await putAll(entries, giveUp);
  const refused = await putAll(
    again.map(({ entry }) => entry),
    giveUp,
  );
  const [first] = refused;
  if (first) throw new PublishError(bus, refused.length, first);
};

/** The bus did not take some of the events: how many, and what AWS says of the first. */
export class PublishError extends Error {
  readonly events: number;
  readonly retryable: boolean;

  constructor(bus: string, events: number, { code, message }: Refused) {
    super(`${events} events refused by bus ${bus}: ${code}: ${message}`);
    this.name = code;
    this.events = events;
    this.retryable = isRetryableCode(code);
  }
}

interface Refused {
  readonly entry: PutEventsRequestEntry;
  readonly code: string;
  readonly message: string;
}

const putAll = async (entries: readonly PutEventsRequestEntry[], giveUp?: AbortSignal): Promise<Refused[]> => {
  const refused: Refused[] = [];
  for (const call of callsFor(entries)) refused.push(...(await put(call, giveUp)));
  return refused;
};

const put = async (Entries: PutEventsRequestEntry[], giveUp?: AbortSignal): Promise<Refused[]> => {
  const { putEvents } = await import('../lazy/event-bridge.ts');
  const refused: Refused[] = [];
  const refusals = await bisect(
    Entries,
    async (some) => {
      const answer = await putEvents([...some], giveUp);
      for (const [at, entry] of some.entries()) {
        const { ErrorCode: code, ErrorMessage: message = '' } = answer.Entries?.[at] ?? {};
        if (code !== undefined) refused.push({ entry, code, message });
      }
    },
    DENIED_TO_ALL,
  );
  const asAWhole = refusals.map(({ item, cause }) => ({
    entry: item,
    code: errorCode(cause),
    message: errorMessage(cause),
  }));
  return [...refused, ...asAWhole];
};

const callsFor = (entries: readonly PutEventsRequestEntry[]): PutEventsRequestEntry[][] => {
  const calls: PutEventsRequestEntry[][] = [];
  let bytes = BYTES;
  for (const entry of entries) {
    const size = Buffer.byteLength(JSON.stringify(entry));
    const open = calls.at(-1);
    if (open && open.length < ENTRIES && bytes + size <= BYTES) {
      open.push(entry);
      bytes += size;
    } else {
      calls.push([entry]);
      bytes = size;
    }
  }
  return calls;
};
