/** The EC2 client, and what every EC2 port needs: filters and tags. */
import {
  type $Command,
  EC2Client,
  type EC2ClientResolvedConfig,
  type Filter,
  type ServiceInputTypes,
  type ServiceOutputTypes,
  type Tag,
} from '@aws-sdk/client-ec2';
import { chunks } from '../../std/lists.ts';
import { allPages, clientDefaults, read } from '../clients.ts';
import { FILTER_VALUES, type Tags, type Wanted } from '../types.ts';

export const ec2 = new EC2Client(clientDefaults);

/** The largest page of most of EC2's listings. */
const PAGE = 1_000;

/** What a listing is asked for beside its filters. */
interface PageRequest {
  readonly MaxResults: number;
  readonly NextToken: string | undefined;
}

/** All items of a paged listing of EC2. `command` asks for one page, and `items` finds its items; `size` is that of a page. */
export const listAll = <
  Input extends ServiceInputTypes,
  Output extends ServiceOutputTypes & { readonly NextToken?: string | undefined },
  T,
>(
  command: (page: PageRequest) => $Command<Input, Output, EC2ClientResolvedConfig>,
  items: (page: Output) => readonly T[] | undefined,
  size = PAGE,
): Promise<T[]> =>
  allPages(async (NextToken) => {
    const page = await read(ec2.send(command({ MaxResults: size, NextToken })));
    return { items: items(page), next: page.NextToken };
  });

/** The Region that the clients talk to. */
export const ownRegion = (): Promise<string> => ec2.config.region();

/** Lists of at most so many values that one filter takes them. */
export const filterable = (values: readonly string[]): string[][] => chunks(values, FILTER_VALUES);

/** Ids go through a filter, not the id parameter, for which one unknown id would fail the whole call. */
export const filtersFor = (idFilter: string, { ids, tags }: Wanted): Filter[] => [
  ...(ids ? [{ Name: idFilter, Values: [...ids] }] : []),
  ...Object.entries(tags ?? {}).map(([key, value]) => ({ Name: `tag:${key}`, Values: [value] })),
];

export const tagsOf = (tags: readonly Tag[] | undefined): Tags =>
  Object.fromEntries((tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
