/** A response policy zone: a whole zone file, for BIND and others that load one. Pure. */
import { withBetween } from '../../net/dns-name.ts';
import type { AnswerContent } from '../types.ts';
import { isIPv6Text, UnprintableError, wildcardFits } from './printable.ts';

/** Serials are 32-bit numbers (RFC 1035). */
export const LARGEST_SERIAL = 2 ** 32 - 1;

/** The one line of the body with the serial; it is no part of what the file says. */
const SERIAL_LINE = /^( {8})(0|[1-9]\d{0,9})( ; serial)$/m;

/** Times of the SOA in seconds: how often secondaries look, look again, and for how long they go on without an answer. */
const TIMES = [60, 30, 604_800] as const;

/** The serial of a policy zone's text, if there is one. */
export const serialIn = (text: string): number | undefined => {
  const serial = Number(SERIAL_LINE.exec(text)?.[2] ?? Number.NaN);
  return serial <= LARGEST_SERIAL ? serial : undefined;
};

/** The same text whatever the serial. */
export const withoutSerial = (text: string): string =>
  text.replace(SERIAL_LINE, (_line, before: string, _serial, after: string) => `${before}0${after}`);

/** A zone's SOA record up to its serial, wherever lines end; parentheses and comments are taken out before. */
const SOA = /\sSOA\s+\S+\s+\S+\s+(\d{1,10})(?=\s|$)/gi;

/** What zone files may have between words (RFC 1035 section 5.1): quoted text stays, comments and parentheses go. */
const NO_WORDS = /\\.|"(?:\\.|[^"\\\n])*"|;[^\n]*|[()]/g;

/** The largest serial of any SOA record in a zone file that somebody else made, or damaged; nothing where none can be read. */
export const largestSerial = (text: string): number | undefined => {
  const words = text.replace(NO_WORDS, (found) => (/^[;()]/.test(found) ? ' ' : found));
  const serials = [...words.matchAll(SOA)].map(([, serial]) => Number(serial)).filter((one) => one <= LARGEST_SERIAL);
  return serials.length > 0 ? Math.max(...serials) : undefined;
};

/**
 * The zone's apex, then for each domain, and each name between two of them, the name itself and everything below it. The target of a wildcard's CNAME is a
 * plain name: BIND would put the whole name that was asked before a target of `*.x` (seen with 9.18).
 * Throws `UnprintableError` when a name does not fit below the origin, or when BIND would refuse to load the zone.
 */
export const rpzAnswers = ({ domains, data, ttl, origin }: AnswerContent, serial: number): string => {
  if (origin === undefined) throw new UnprintableError('the name of the policy zone', 'none');
  if (!Number.isInteger(serial) || serial < 0 || serial > LARGEST_SERIAL) {
    throw new UnprintableError(`a serial from 0 to ${LARGEST_SERIAL}`, `${serial}`);
  }
  for (const domain of domains) wildcardFits(domain, origin);
  const [refresh, retry, expire] = TIMES;
  const records =
    'cname' in data
      ? [`CNAME ${data.cname}.`]
      : data.addresses.map((each) => addressRecord(each, [...domains, origin]));
  const owners = withBetween(domains).flatMap((domain) => [domain, `*.${domain}`]);
  return [
    `$ORIGIN ${origin}.`,
    `$TTL ${ttl}`,
    '@ IN SOA localhost. nobody.invalid. (',
    `        ${serial} ; serial`,
    `        ${refresh} ; refresh`,
    `        ${retry} ; retry`,
    `        ${expire} ; expire`,
    `        ${ttl} ) ; minimum`,
    '@ IN NS localhost.',
    ...owners.flatMap((owner) => records.map((record) => `${owner} IN ${record}`)),
    '',
  ].join('\n');
};

/** BIND loads no zone in which the name of an address has an underscore (`check-names`; seen with 9.18). */
const addressRecord = (address: string, names: readonly string[]): string => {
  const odd = names.find((name) => name.includes('_'));
  if (odd !== undefined) throw new UnprintableError('a name without underscores for addresses in a zone', `"${odd}"`);
  return `${isIPv6Text(address) ? 'AAAA' : 'A'} ${address}`;
};
