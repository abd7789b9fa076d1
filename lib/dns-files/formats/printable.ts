/** What may be printed into a file: plain names, addresses and numbers, and nothing else. Pure. */
import { isIP } from 'node:net';
import { DOMAIN, isWithin, LONGEST_NAME, normalName, ROOT } from '../../net/dns-name.ts';
import { parseAddress } from '../../net/ip.ts';
import type { AnswerContent, AnswerData, ForwarderContent } from '../types.ts';

/** Something cannot be said in a format, or would say something else there: nothing is printed. */
export class UnprintableError extends Error {
  readonly retryable = false;

  constructor(expected: string, found: string) {
    super(`expected ${expected}, found ${found}`);
    this.name = 'UnprintableError';
  }
}

/** Longest excerpt of a wrong value in a message, in characters. */
const EXCERPT = 80;

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text;
};

/** A domain name in normal form (lower case, no trailing dot). Throws `UnprintableError`. */
export const plainName = (name: string, what: string): string => {
  const normal = typeof name === 'string' && DOMAIN.test(name) ? normalName(name) : '';
  if (normal === '' || isIP(normal) !== 0) throw new UnprintableError(`a domain name ${what}`, shown(name));
  return normal;
};

const plainAddress = (address: string): string => {
  const canonical = typeof address === 'string' ? parseAddress(address) : undefined;
  if (canonical === undefined) throw new UnprintableError('an IP address without a zone id', shown(address));
  return canonical;
};

const plainNumber = (value: number, from: number, to: number, what: string): number => {
  if (Number.isInteger(value) && value >= from && value <= to) return value;
  throw new UnprintableError(`${what} from ${from} to ${to}`, shown(value));
};

/** Each once and sorted, so that their order changes no file. Throws `UnprintableError` when there are none. */
const several = (values: readonly string[], what: string): readonly string[] => {
  if (values.length === 0) throw new UnprintableError(`at least one ${what}`, 'none');
  return [...new Set(values)].sort();
};

const plainNames = (domains: readonly string[], isPlain = (_: string) => false): readonly string[] =>
  several(
    domains.map((domain) => (isPlain(domain) ? domain : plainName(domain, 'to publish'))),
    'domain name',
  );

const plainAddresses = (addresses: readonly string[]): readonly string[] =>
  several(addresses.map(plainAddress), 'address');

/** The same content in its one spelling. Throws `UnprintableError`. */
export const printableForwarders = ({ domains, addresses, port, insecure }: ForwarderContent): ForwarderContent => ({
  domains: plainNames(domains, (domain) => domain === ROOT),
  addresses: plainAddresses(addresses),
  port: plainNumber(port, 1, 65_535, 'a port'),
  insecure: insecure === true,
});

/**
 * The same content in its one spelling. A name is not answered with itself or with a name below it: who follows that answer
 * gets the same answer again, without end. Throws `UnprintableError`.
 */
export const printableAnswers = ({ domains, data, ttl, origin }: AnswerContent): AnswerContent => {
  const names = plainNames(domains);
  const found = plainData(data);
  const around = 'cname' in found ? names.find((name) => isWithin(found.cname, name)) : undefined;
  if (around !== undefined) throw new UnprintableError(`a CNAME target outside of ${around}`, shown(data));
  return {
    domains: names,
    data: found,
    ttl: plainNumber(ttl, 0, 2_147_483_647, 'a TTL'),
    ...(origin === undefined ? {} : { origin: plainName(origin, 'of the policy zone') }),
  };
};

const plainData = (data: AnswerData): AnswerData =>
  'cname' in data ? { cname: plainName(data.cname, 'to answer with') } : { addresses: plainAddresses(data.addresses) };

/** The addresses to answer with, in a format that knows nothing else. Throws `UnprintableError`. */
export const onlyAddresses = (data: AnswerData, format: string): readonly string[] => {
  if ('cname' in data) throw new UnprintableError(`addresses, since ${format} cannot answer with a name`, shown(data));
  return data.addresses;
};

/** The name and everything below it must be nameable below an origin, too. Throws `UnprintableError`. */
export const wildcardFits = (name: string, origin: string): void => {
  const full = `*.${name}.${origin}`;
  if (full.length > LONGEST_NAME)
    throw new UnprintableError(`a name of at most ${LONGEST_NAME} characters`, shown(full));
};

export const isIPv6Text = (address: string): boolean => address.includes(':');
