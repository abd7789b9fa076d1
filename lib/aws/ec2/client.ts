/** The EC2 client, and what every EC2 port needs: filters and tags. */
import { EC2Client, type Filter, type Tag } from '@aws-sdk/client-ec2';
import { clientDefaults } from '../clients.ts';
import { FILTER_VALUES, type Tags, type Wanted } from '../types.ts';

export const ec2 = new EC2Client(clientDefaults);

/** The Region that the clients talk to. */
export const homeRegion = (): Promise<string> => ec2.config.region();

/** Lists of at most so many values that one filter takes them. */
export const filterable = (values: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(values.length / FILTER_VALUES) }, (_, at) =>
    values.slice(at * FILTER_VALUES, (at + 1) * FILTER_VALUES),
  );

/** Ids go through a filter, not the id parameter, for which one unknown id would fail the whole call. */
export const filtersFor = (idFilter: string, { ids, tags }: Wanted): Filter[] => [
  ...(ids ? [{ Name: idFilter, Values: [...ids] }] : []),
  ...Object.entries(tags ?? {}).map(([key, value]) => ({ Name: `tag:${key}`, Values: [value] })),
];

export const tagsOf = (tags: readonly Tag[] | undefined): Tags =>
  Object.fromEntries((tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));

/** The wire says `pendingAcceptance`, the SDK's enums `PendingAcceptance`: first letter down, so that both are one. */
export const stateOf = (state: string | undefined): string => (state ?? '').replace(/^[A-Z]/, (c) => c.toLowerCase());
