/** IP addresses, one spelling for each. Pure. */
import { isIPv4, isIPv6 } from 'node:net';
import { parseCidr } from './cidr.ts';

const MAPPED = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/**
 * The one spelling of an IPv4 or IPv6 address, or nothing if it is none: IPv6 lower case and compressed (RFC 5952), an
 * IPv4-mapped one (`::ffff:10.0.0.1`) as the IPv4 address of the same host (RFC 4291 section 2.5.5.2). One with a zone id
 * (`fe80::1%eth0`) means something on one host alone, so that it is none.
 */
export const parseAddress = (text: string): string | undefined => {
  if (isIPv4(text)) return text;
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const [address = ''] = parseCidr(`${text}/128`)?.split('/') ?? [];
  const [, high, low] = MAPPED.exec(address) ?? [];
  return high !== undefined && low !== undefined ? ipv4Of(high, low) : address;
};

/** The one spelling by which addresses are compared; a text that is none stays what it is, in lower case. */
export const canonicalAddress = (text: string): string => parseAddress(text) ?? text.toLowerCase();

const ipv4Of = (...groups: readonly string[]): string =>
  groups
    .map((group) => Number.parseInt(group, 16))
    .flatMap((group) => [group >> 8, group & 255])
    .join('.');

/** IPv4: "this network", multicast, reserved and broadcast (RFC 6890). IPv6: unspecified, multicast, link-local. */
const NO_HOST = /^(?:0\.|22[4-9]\.|2[3-5]\d\.|::$|ff[0-9a-f]{2}:|fe[89ab][0-9a-f]:)/;

/** Can a canonical address be that of one host which others can ask? Loopback is: a server may run on the same host. */
export const isHostAddress = (canonical: string): boolean => !NO_HOST.test(canonical);

/**
 * What is not globally reachable (RFC 6890) and hosts have all the same: RFC 1918, shared space (RFC 6598), benchmarking (RFC
 * 2544), link-local (RFC 3927) and protocol assignments.
 */
const PRIVATE_IPV4 =
  /^(?:10\.|172\.(?:1[6-9]|2\d|3[01])\.|192\.168\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|198\.1[89]\.|169\.254\.|192\.0\.0\.)/;

/** Loopback, unique local (RFC 4193) and link-local IPv6. */
const LOCAL = /^(?:127\.|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:|::1$)/;

/** Does a canonical address mean something inside of a network, or of a host, alone? */
export const isPrivate = (canonical: string): boolean => PRIVATE_IPV4.test(canonical) || LOCAL.test(canonical);
