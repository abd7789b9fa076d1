/** The EventBridge bus on which results are published. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { clientDefaults } from './clients.ts';
import type { PublishedEvent } from './types.ts';

const eventbridge = new EventBridgeClient(clientDefaults);

/** PutEvents takes at most this many entries. */
const ENTRIES = 10;

/** Publishes events, ten a call. Throws when the bus refuses one: PutEvents answers 200 even then. */
export const publish = async (bus: string, events: readonly PublishedEvent[]): Promise<void> => {
  for (let at = 0; at < events.length; at += ENTRIES) {
    const Entries = events.slice(at, at + ENTRIES).map(({ detailType, resources, detail }) => ({
      EventBusName: bus,
      Source: 'waykeeper',
      DetailType: detailType,
      Resources: [...resources],
      Detail: JSON.stringify(detail),
    }));
    const { FailedEntryCount = 0, Entries: answers = [] } = await eventbridge.send(new PutEventsCommand({ Entries }));
    if (FailedEntryCount > 0) {
      const refused = answers.find(({ ErrorCode }) => ErrorCode);
      throw new Error(
        `${FailedEntryCount} events refused by bus ${bus}: ${refused?.ErrorCode}: ${refused?.ErrorMessage}`,
      );
    }
  }
};
