/** What all Describe operations share: ids, filters and pages. */
import type { Filter } from '@aws-sdk/client-ec2';
import { entryOf } from '../../find.ts';
import { AwsError } from '../../wire/error.ts';
import { required } from './resources.ts';
import type { Tags } from './state.ts';

/** Filter name → the values of an item that the filter is compared with; one match is enough. */
export type Filters<T> = Readonly<Record<string, (item: T) => readonly (string | undefined)[]>>;

/** How many items a page holds. `above` says what AWS does with a MaxResults over the maximum. */
interface PageLimits {
  readonly min: number;
  readonly max: number;
  readonly above: 'refused' | 'capped';
}

/** The usual limits. */
export const PAGE_5_1000: PageLimits = { min: 5, max: 1000, above: 'refused' };
/** VPC endpoints and endpoint services: a larger MaxResults counts as 1000 (API reference). */
export const PAGE_CAPPED_1000: PageLimits = { min: 5, max: 1000, above: 'capped' };
/** DescribeRouteTables (AWS-FACTS B.3). */
export const PAGE_5_100: PageLimits = { min: 5, max: 100, above: 'refused' };

interface PageInput {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

interface Page<T> {
  readonly items: T[];
  readonly NextToken: string | undefined;
}

/** The items that match every filter. Throws InvalidParameterValue for a filter that the operation does not know. */
export const matching = <T>(
  items: readonly T[],
  filters: readonly Filter[] | undefined,
  known: Filters<T>,
  tagsOf?: (item: T) => Tags,
): T[] => {
  const tests = (filters ?? []).map((filter) => testOf(filter, known, tagsOf));
  return items.filter((item) => tests.every((test) => test(item)));
};

const testOf = <T>(filter: Filter, known: Filters<T>, tagsOf?: (item: T) => Tags): ((item: T) => boolean) => {
  const name = required(filter.Name, 'Filter.Name');
  const patterns = (filter.Values ?? []).map(patternOf);
  const read = entryOf(known, name) ?? tagFilter(name, tagsOf);
  if (!read) throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
  return (item) => read(item).some((value) => value !== undefined && patterns.some((pattern) => pattern.test(value)));
};

const tagFilter = <T>(
  name: string,
  tagsOf?: (item: T) => Tags,
): ((item: T) => readonly (string | undefined)[]) | undefined => {
  if (!tagsOf) return undefined;
  if (name === 'tag-key') return (item) => Object.keys(tagsOf(item));
  if (!name.startsWith('tag:')) return undefined;
  return (item) => [tagsOf(item)[name.slice('tag:'.length)]];
};

/** Filter values are case-sensitive; `*` and `?` are wildcards, a backslash before them takes that away. */
const patternOf = (value: string): RegExp => {
  const source = value.replace(/\\([*?\\])|([*?])|([.+^${}()|[\]\\])/g, (_, escaped, wild, plain) => {
    if (wild) return wild === '*' ? '.*' : '.';
    return `\\${escaped ?? plain}`;
  });
  return new RegExp(`^${source}$`, 's');
};

/**
 * One page of `items`, at most MaxResults of them (the maximum without it). Throws InvalidParameterValue for a MaxResults out of
 * bounds, InvalidPaginationToken for a token that was not given out.
 */
export const page = <T>(items: readonly T[], input: PageInput, limits: PageLimits): Page<T> => {
  const start = input.NextToken === undefined ? 0 : offsetOf(input.NextToken);
  const end = start + pageSize(input.MaxResults, limits);
  return { items: items.slice(start, end), NextToken: end < items.length ? tokenOf(end) : undefined };
};

const pageSize = (asked: number | undefined, limits: PageLimits): number => {
  if (asked === undefined) return limits.max;
  const expecting =
    asked < limits.min ? `greater than or equal to ${limits.min}` : `less than or equal to ${limits.max}`;
  if (asked < limits.min || (asked > limits.max && limits.above === 'refused')) {
    throw new AwsError(
      'InvalidParameterValue',
      `Value ( ${asked} ) for parameter maxResults is invalid. Expecting a value ${expecting}.`,
    );
  }
  return Math.min(asked, limits.max);
};

/** Opaque on purpose: whoever reads or makes tokens is wrong. */
const tokenOf = (offset: number): string => Buffer.from(`page:${offset}`).toString('base64url');

const offsetOf = (token: string): number => {
  const match = /^page:(\d+)$/.exec(Buffer.from(token, 'base64url').toString());
  if (!match) throw new AwsError('InvalidPaginationToken', `The pagination token '${token}' is not valid.`);
  return Number(match[1]);
};

/** Throws InvalidParameterCombination when both ids and MaxResults are given, for the operations that refuse that. */
export const refuseIdsWithPages = (ids: readonly string[] | undefined, name: string, input: PageInput): void => {
  if (ids?.length && input.MaxResults !== undefined) {
    throw new AwsError(
      'InvalidParameterCombination',
      `The parameter ${name} cannot be used with the parameter maxResults`,
    );
  }
};
