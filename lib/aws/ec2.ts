/** The EC2 client, and what every EC2 port needs: filters and tags. */
import { EC2Client, type Filter, type Tag } from '@aws-sdk/client-ec2';
import { clientDefaults } from './clients.ts';
import type { Tags, Wanted } from './types.ts';

export const ec2 = new EC2Client(clientDefaults);

/** Ids go through a filter, not the id parameter, for which one unknown id would fail the whole call. */
export const filtersFor = (idFilter: string, { ids, tags }: Wanted): Filter[] => [
  ...(ids ? [{ Name: idFilter, Values: [...ids] }] : []),
  ...Object.entries(tags ?? {}).map(([key, value]) => ({ Name: `tag:${key}`, Values: [value] })),
];

export const tagsOf = (tags: readonly Tag[] | undefined): Tags =>
  Object.fromEntries((tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));

/** The wire says `pendingAcceptance`, the SDK's enums `PendingAcceptance`: first letter down, so that both are one. */
export const stateOf = (state: string | undefined): string => (state ?? '').replace(/^[A-Z]/, (c) => c.toLowerCase());
