/** The EventBridge bus on which results are published. */
import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { clientDefaults } from './clients.ts';
import type { PublishedEvent } from './types.ts';

const eventbridge = new EventBridgeClient(clientDefaults);

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
  for (const Entries of callsFor(entries)) {
    const { FailedEntryCount = 0, Entries: answers = [] } = await eventbridge.send(new PutEventsCommand({ Entries }));
    if (FailedEntryCount > 0) {
      const refused = answers.find(({ ErrorCode }) => ErrorCode);
      throw new Error(
        `${FailedEntryCount} events refused by bus ${bus}: ${refused?.ErrorCode}: ${refused?.ErrorMessage}`,
      );
    }
  }
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
