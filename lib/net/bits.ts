/**
 * CIDR blocks as texts of bits: what lies within a block begins with its text, and stands right behind it in sorted order.
 * So a block is parsed once, and containment, longest match and gaps are comparisons of texts. Pure.
 */
import { isIPv4, isIPv6 } from 'node:net';
import { groupsOf } from './cidr.ts';

/** The family and the leading bits of a block: `10.0.0.0/8` is `400001010`. */
export type Bits = string;

const BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(2).padStart(8, '0'));

/** Bits of a whole address, with the family before them. */
const ADDRESS_LENGTH: Readonly<Record<string, number>> = { 4: 33, 6: 129 };

/** The bits of a CIDR block; nothing for what is none, such as a prefix list. */
export const bitsOf = (cidr: string): Bits | undefined => {
  const slash = cidr.indexOf('/');
  const address = cidr.slice(0, slash);
  const kept = 1 + Number(cidr.slice(slash + 1));
  if (slash < 0) return undefined;
  if (isIPv4(address)) {
    const bytes = address.split('.').map((byte) => BYTES[Number(byte)]);
    return `4${bytes.join('')}`.slice(0, kept);
  }
  if (!isIPv6(address)) return undefined;
  const bytes = groupsOf(address).map((group) => `${BYTES[group >> 8]}${BYTES[group & 255]}`);
  return `6${bytes.join('')}`.slice(0, kept);
};

/** Where the first of the sorted texts stands that is not before this one, between two places. */
export const placeOf = (text: string, sorted: readonly string[], from = 0, to = sorted.length): number => {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < text) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Where those of the sorted blocks end that lie within a block: behind both of the bits that can follow it. */
export const endOf = (block: Bits, sorted: readonly Bits[], from = 0): number => placeOf(`${block}2`, sorted, from);

/** Do the sorted blocks between two places, which lie within this one, leave no address of it out? */
export const isFilled = (block: Bits, sorted: readonly Bits[], from: number, to: number): boolean => {
  if (from >= to) return false;
  if (sorted[from] === block) return true;
  if (block.length >= (ADDRESS_LENGTH[block.charAt(0)] ?? 0)) return false;
  const middle = placeOf(`${block}1`, sorted, from, to);
  return isFilled(`${block}0`, sorted, from, middle) && isFilled(`${block}1`, sorted, middle, to);
};
