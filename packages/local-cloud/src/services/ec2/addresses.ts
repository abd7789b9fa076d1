/** IPv4 and IPv6 addresses and CIDR blocks as numbers. */
import { isIPv4, isIPv6 } from 'node:net';

interface Cidr {
  readonly family: 4 | 6;
  /** The block's first address. */
  readonly first: bigint;
  readonly prefix: number;
}

/** AWS keeps the first four addresses of a subnet and its last one for itself (VPC guide, subnet sizing). */
const RESERVED_AT_START = 4n;

const bits = (family: 4 | 6): number => (family === 4 ? 32 : 128);
const size = (cidr: Cidr): bigint => 1n << BigInt(bits(cidr.family) - cidr.prefix);

/** 4 or 6 for an address of that family, 0 for anything else. */
export const familyOf = (address: string): 4 | 6 | 0 => (isIPv4(address) ? 4 : isIPv6(address) ? 6 : 0);

/** So many texts are remembered: packets meet the same blocks and addresses again and again. */
const REMEMBERED = 10_000;

const remembered = <T>(make: (text: string) => T): ((text: string) => T) => {
  const made = new Map<string, T>();
  return (text) => {
    const known = made.get(text);
    if (known !== undefined) return known;
    const out = make(text);
    if (made.size >= REMEMBERED) made.clear();
    made.set(text, out);
    return out;
  };
};

const numberOf = remembered((address: string): bigint => {
  if (isIPv4(address)) return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  const url = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = url.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const middle = tail === undefined ? [] : Array<string>(8 - left.length - right.length).fill('0');
  return [...left, ...middle, ...right].reduce((sum, part) => sum * 65536n + BigInt(`0x${part}`), 0n);
});

const textOf = (family: 4 | 6, value: bigint): string => {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
  const groups = Array.from({ length: 8 }, (_, i) => ((value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16));
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
};

/** Reads a block; the host bits may be set. Undefined when the text is no CIDR block. */
const parse = remembered((text: string): Cidr | undefined => {
  const [address = '', prefixText = '', ...rest] = text.split('/');
  const family = familyOf(address);
  if (family === 0 || rest.length > 0 || !/^\d{1,3}$/.test(prefixText)) return undefined;
  const prefix = Number(prefixText);
  if (prefix > bits(family)) return undefined;
  const shift = BigInt(bits(family) - prefix);
  return { family, first: (numberOf(address) >> shift) << shift, prefix };
});

/** The block with its host bits cleared, as CreateRoute stores it: `100.68.0.18/18` → `100.68.0.0/18`. Undefined when it is no block. */
export const canonicalCidr = (text: string): string | undefined => {
  const cidr = parse(text);
  return cidr && `${textOf(cidr.family, cidr.first)}/${cidr.prefix}`;
};

/** 4 or 6 for a block of that family, 0 for anything else. */
export const familyOfCidr = (text: string): 4 | 6 | 0 => parse(text)?.family ?? 0;

/** Whether all of `inner` lies in `outer`; equal blocks do. */
export const covers = (outer: string, inner: string): boolean => {
  const [a, b] = [parse(outer), parse(inner)];
  return a !== undefined && b !== undefined && a.family === b.family && a.prefix <= b.prefix && contains(a, b.first);
};

/** Whether `address` lies in the block `cidr`. */
export const inCidr = (cidr: string, address: string): boolean => {
  const [block, family] = [parse(cidr), familyOf(address)];
  return block !== undefined && block.family === family && contains(block, numberOf(address));
};

const contains = (cidr: Cidr, value: bigint): boolean => value >= cidr.first && value < cidr.first + size(cidr);

/** The first usable address of a subnet's block that is not in `taken`; undefined when the subnet is full. */
export const firstFree = (cidr: string, taken: ReadonlySet<string>): string | undefined => {
  const block = parse(cidr);
  if (!block) return undefined;
  for (let value = block.first + RESERVED_AT_START; value < block.first + size(block) - 1n; value += 1n) {
    const address = textOf(block.family, value);
    if (!taken.has(address)) return address;
  }
  return undefined;
};

/** How many addresses of an IPv4 subnet can be given out at all. */
export const usableAddresses = (cidr: string): number => {
  const block = parse(cidr);
  return block ? Math.max(0, Number(size(block)) - 5) : 0;
};
