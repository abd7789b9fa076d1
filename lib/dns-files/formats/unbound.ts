/** Forward zones and local data of Unbound, to be included in unbound.conf. Pure. */
import { absolute, isWithin } from '../../net/dns-name.ts';
import type { AnswerContent, ForwarderContent } from '../types.ts';
import { isIPv6Text } from './printable.ts';

/** Unbound answers these itself, NXDOMAIN below them too, whatever forward zones say (unbound.conf(5), seen with 1.17). */
const BUILT_IN = ['arpa', 'test', 'invalid', 'onion', 'localhost'];

const isBuiltIn = (domain: string): boolean => BUILT_IN.some((zone) => isWithin(domain, zone));

/** Servers with `private-address` drop private answers to all but these names. Without it the lines do nothing. */
const allowPrivate = (domain: string): string => `    private-domain: "${absolute(domain)}"\n`;

/** Without it, servers that validate refuse unsigned answers for names below a signed zone (RFC 4035; unbound.conf(5)). */
const takeUnsigned = (domain: string): string => `    domain-insecure: "${absolute(domain)}"\n`;

/** Unbound asks none of these unless it is told to (unbound.conf(5): do-not-query-localhost). */
const isLoopback = (address: string): boolean => /^(?:127\.|::1$)/.test(address);

const forwardAddress = (address: string, port: number): string => `    forward-addr: ${address}@${port}\n`;

/** One forward zone for each domain; when no forwarder answers, Unbound does not ask the internet instead. */
export const unboundForwarders = ({ domains, addresses, port, insecure }: ForwarderContent): string => {
  const to = addresses.map((address) => forwardAddress(address, port)).join('');
  const guards = [...domains.map(allowPrivate), ...(insecure ? domains.map(takeUnsigned) : [])].join('');
  const opened = domains.filter(isBuiltIn).map((domain) => `    local-zone: "${domain}." transparent\n`);
  const local = addresses.some(isLoopback) ? '    do-not-query-localhost: no\n' : '';
  const zones = domains.map((domain) => `forward-zone:\n    name: "${absolute(domain)}"\n${to}    forward-first: no\n`);
  return `server:\n${local}${guards}${opened.join('')}${zones.join('')}`;
};

/**
 * A redirect zone for each domain: it answers for the name and for all names below it. Of a CNAME, Unbound looks up the
 * target and answers with both (seen with 1.17).
 */
export const unboundAnswers = ({ domains, data, ttl }: AnswerContent): string => {
  const records =
    'cname' in data
      ? [`CNAME ${data.cname}.`]
      : data.addresses.map((address) => `${isIPv6Text(address) ? 'AAAA' : 'A'} ${address}`);
  const zones = domains.map((domain) => {
    const lines = records.map((record) => `    local-data: "${domain}. ${ttl} IN ${record}"\n`);
    return `    local-zone: "${domain}." redirect\n${lines.join('')}`;
  });
  return `server:\n${'cname' in data ? allowPrivate(data.cname) : ''}${zones.join('')}`;
};
