/** What is no fault of a config, and yet is seldom meant. Pure. */
import type { ForwarderFormat } from '../dns-files/types.ts';
import { isWithin, ROOT } from '../net/dns-name.ts';
import { isAwsName } from '../net/partitions.ts';
import { isOver } from '../std/days.ts';
import type { Path } from './problem.ts';
import type { Config, Forwarder } from './types.ts';

/** Something to tell of a place of the config, which is in order all the same. */
export interface Warning {
  readonly path: Path;
  readonly text: string;
}

/** All warnings; `now` in ms since the epoch. */
export const warningsOf = ({ acknowledge, dns }: Config, now: number): Warning[] => [
  ...acknowledge.flatMap(({ code, key, until }, at): Warning[] => {
    const text = `${code} of ${key} was acknowledged until ${until}, and counts again`;
    return isOver(until, now) ? [{ path: ['acknowledge', at], text }] : [];
  }),
  ...circlesOf(dns.forwarders),
  ...dns.forwarders.flatMap((entry, at) => unsignedOf(entry, ['dns', 'forwarders', at])),
];

/**
 * Files tell servers outside of AWS whom to ask, Resolver rules those in it. Only the very same domain counts: below the one of
 * a rule, a zone of AWS for a narrower one answers first. Who reads a file, and in which VPCs a rule is, no config tells.
 */
const circlesOf = (forwarders: readonly Forwarder[]): Warning[] => {
  const inward = forwarders.filter(({ from, publish }) => !('addresses' in from) && publish.some((to) => 'file' in to));
  return forwarders.flatMap(({ name, domains, from, publish }, at) => {
    if (!('addresses' in from) || !publish.some((to) => 'resolverRule' in to)) return [];
    return domains.flatMap((domain, nr) => {
      const other = inward.find((entry) => entry.domains.includes(domain));
      if (!other) return [];
      const text = `a Resolver rule of ${name} sends ${domain} to ${from.addresses.join(' ')}, and a file of ${other.name} back to AWS: if those servers read the file and the rule is in the VPC that they ask, each asks the other without end`;
      return [{ path: ['dns', 'forwarders', at, 'domains', nr], text }];
    });
  });
};

/** What makes servers take names unsigned that validate as they are installed. */
const TAKES_UNSIGNED: Partial<Readonly<Record<ForwarderFormat, string>>> = {
  bind: 'validate-except in named.conf lets it take them unsigned, and insecure: true says here that it is set',
  unbound: 'insecure: true lets it take them unsigned',
};

const unsignedOf = ({ domains, publish }: Forwarder, path: Path): Warning[] => {
  const own = domains.filter(isOwn);
  if (own.length === 0) return [];
  return publish.flatMap((to, nr) => {
    const remedy = 'file' in to && to.insecure === undefined ? TAKES_UNSIGNED[to.file] : undefined;
    if (remedy === undefined) return [];
    const text = `a server that validates answers SERVFAIL for ${own.join(', ')} where a signed zone above does not know of an unsigned one: ${remedy}; insecure: false says that there is no such zone`;
    return [{ path: [...path, 'publish', nr], text }];
  });
};

/** AWS signs none of its own zones for endpoints, and the reverse zones of private addresses are delegated unsigned (RFC 6303, RFC 7534). */
const isOwn = (domain: string): boolean =>
  domain !== ROOT && !isAwsName(`below.${domain}`) && !isWithin(domain, 'arpa');
