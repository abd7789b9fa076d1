/** Filters and pages of the List operations. */
import { createHash } from 'node:crypto';
import { AwsError } from '../../wire/error.ts';
import { type Input, invalid, optionalNumber, optionalText, structs, text, texts } from './input.ts';

/** MaxResults is from 1 to 100, and 100 without it (AWS-FACTS B.5). */
const MAX_RESULTS = 100;

/** Filter name → the values of an item that the filter is compared with. */
export type Filters<T> = Readonly<Record<string, (item: T) => readonly (string | undefined)[]>>;

/** `host_vpc_id` and `HostVPCId` mean the same filter. */
const plain = (name: string): string => name.replaceAll('_', '').toLowerCase();

/** The items that match every filter. Throws InvalidParameterException for a filter that the operation does not know. */
const matching = <T>(items: readonly T[], input: Input, known: Filters<T>): T[] => {
  const tests = (structs(input, 'Filters') ?? []).map((filter) => {
    const name = text(filter, 'Name');
    const values = texts(filter, 'Values');
    const [, read] = Object.entries(known).find(([key]) => plain(key) === plain(name)) ?? [];
    if (!read) throw new AwsError('InvalidParameterException', `The filter '${name}' is invalid.`);
    return (item: T) => read(item).some((value) => value !== undefined && values.includes(value));
  });
  return items.filter((item) => tests.every((test) => test(item)));
};

const sizeOf = (input: Input): number => {
  const asked = optionalNumber(input, 'MaxResults') ?? MAX_RESULTS;
  if (asked < 1) throw invalid(asked, 'maxResults', 'Member must have value greater than or equal to 1');
  if (asked > MAX_RESULTS) {
    throw invalid(asked, 'maxResults', `Member must have value less than or equal to ${MAX_RESULTS}`);
  }
  return asked;
};

/** A token goes on with the filters that it was given out for, and with no others. */
const tokenOf = (offset: number, input: Input): string => {
  const filters = createHash('sha256')
    .update(JSON.stringify([input.Filters ?? [], input.ResolverEndpointId ?? '']))
    .digest('hex')
    .slice(0, 12);
  return Buffer.from(`${offset}:${filters}`).toString('base64url');
};

const offsetOf = (input: Input): number => {
  const token = optionalText(input, 'NextToken');
  if (token === undefined) return 0;
  const offset = Number(/^(\d+):/.exec(Buffer.from(token, 'base64url').toString())?.[1]);
  if (Number.isInteger(offset) && tokenOf(offset, input) === token) return offset;
  throw new AwsError('InvalidNextTokenException', `The value that you specified for NextToken is not valid: ${token}`);
};

/** One page of the items that match. Throws InvalidNextTokenException for a token that was not given out for these filters. */
export const pageOf = <T>(items: readonly T[], input: Input, known: Filters<T> = {}) => {
  const found = matching(items, input, known);
  const [start, size] = [offsetOf(input), sizeOf(input)];
  const end = start + size;
  const more = end < found.length ? { NextToken: tokenOf(end, input) } : {};
  return { page: found.slice(start, end), more: { MaxResults: size, ...more } };
};
