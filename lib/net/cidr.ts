/** Network addresses as AWS stores them: no host bits, IPv6 lower case and compressed. Pure. */
import { isIPv4, isIPv6 } from 'node:net';

/** The eight groups of an IPv6 address. */
export const groupsOf = (address: string): number[] => {
  const [head = '', tail] = expandEmbeddedIpv4(address).split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...Array<string>(zeros).fill('0'), ...right].map((group) => Number.parseInt(group, 16));
};

const expandEmbeddedIpv4 = (address: string): string =>
  address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...bytes: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.slice(0, 4).map(Number);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });

/** Keeps the first `prefix` bits of parts of `width` bits each. */
const mask = (parts: readonly number[], width: number, prefix: number): number[] =>
  parts.map((part, at) => {
    const kept = Math.min(Math.max(prefix - at * width, 0), width);
    return part - (part % 2 ** (width - kept));
  });

/** The URL parser compresses IPv6 as RFC 5952 wants it. */
const compress = (groups: readonly number[]): string =>
  new URL(`http://[${groups.map((group) => group.toString(16)).join(':')}]`).hostname.slice(1, -1);

/** The canonical form of an IPv4 or IPv6 CIDR block (`10.0.1.7/24` → `10.0.1.0/24`), or nothing if it is none. */
export const parseCidr = (text: string): string | undefined => {
  const [, address = '', length = ''] = /^([^/%]+)\/(\d{1,3})$/.exec(text) ?? [];
  const prefix = Number(length);
  if (isIPv4(address) && prefix <= 32) return `${mask(address.split('.').map(Number), 8, prefix).join('.')}/${prefix}`;
  if (isIPv6(address) && prefix <= 128) return `${compress(mask(groupsOf(address), 16, prefix))}/${prefix}`;
  return undefined;
};

const bitsOf = (cidr: string): number => Number(cidr.split('/')[1]);

/** Does a range lie in another one? Prefix lists are no ranges. */
export const isInRange = (inner: string, outer: string): boolean =>
  bitsOf(inner) >= bitsOf(outer) && parseCidr(`${inner.split('/')[0]}/${bitsOf(outer)}`) === outer;
