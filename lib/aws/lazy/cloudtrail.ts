/** The CloudTrail client, in a file of its own: see docs/architecture.md. */
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { clientDefaults } from '../clients.ts';

/** The account shares two calls a second: to repeat them takes them from others. */
const cloudtrail = new CloudTrailClient({ ...clientDefaults, maxAttempts: 2 });

/** One page of what the event history tells of a resource, the newest first. */
export const callLookupEvents = (resource: string, NextToken: string | undefined) =>
  cloudtrail.send(
    new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: resource }],
      NextToken,
    }),
  );
