/** The EventBridge bus on which results are published. */
import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { PublishedEvent } from '../types.ts';

/** PutEvents takes at most this many entries, and 256 KB in all. */
const ENTRIES = 10;
const BYTES = 240_000;

/** Publishes events, in as few calls as PutEvents allows. Throws when the bus refuses one: PutEvents answers 200 even then. */
export const publish = async (bus: string, events: readonly PublishedEvent[]): Promise<void> => {
  const entries = events.map(({ detailType, resources, detail }) => ({
    EventBusName: bus,
    Source: 'waykeeper',
    DetailType: detailType,
    Resources: [...resources],
    Detail: JSON.stringify(detail),
  }));
  // A refusal is often a moment's throttling: once more, when all the rest is out.
  const again = await putAll(entries);
  const refused = await putAll(again.map(({ entry }) => entry));
  const [first] = refused;
  if (first) throw new Error(`${refused.length} events refused by bus ${bus}: ${first.code}: ${first.message}`);
};

interface Refused {
  readonly entry: PutEventsRequestEntry;
  readonly code: string;
  readonly message: string;
}

const putAll = async (entries: readonly PutEventsRequestEntry[]): Promise<Refused[]> => {
  const refused: Refused[] = [];
  for (const call of callsFor(entries)) refused.push(...(await put(call)));
  return refused;
};

const put = async (Entries: PutEventsRequestEntry[]): Promise<Refused[]> => {
  const { putEvents } = await import('../lazy/event-bridge.ts');
  const answer = await putEvents(Entries);
  return Entries.flatMap((entry, at) => {
    const { ErrorCode: code, ErrorMessage: message = '' } = answer.Entries?.[at] ?? {};
    return code === undefined ? [] : [{ entry, code, message }];
  });
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
