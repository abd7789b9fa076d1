/** The EventBridge client, in a file of its own: see docs/architecture.md. It is needed when all else is done. */
import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { clientDefaults } from '../clients.ts';

const eventbridge = new EventBridgeClient(clientDefaults);

export const putEvents = (Entries: PutEventsRequestEntry[], abortSignal?: AbortSignal) =>
  eventbridge.send(new PutEventsCommand({ Entries }), abortSignal ? { abortSignal } : {});
