/** Tests on numbers and addresses: numeric, cidr. */
import { BlockList, isIP } from 'node:net';
import { invalidPattern } from './fault.ts';

/** EventBridge compares numbers between -5.0e9 and +5.0e9 inclusive ("Numeric matching"). */
const limit = 5e9;

const comparisons: Readonly<Record<string, (found: number, bound: number) => boolean>> = {
  '=': (found, bound) => found === bound,
  '<': (found, bound) => found < bound,
  '<=': (found, bound) => found <= bound,
  '>': (found, bound) => found > bound,
  '>=': (found, bound) => found >= bound,
};

const isLower = (sign: unknown): boolean => sign === '>' || sign === '>=';
const isUpper = (sign: unknown): boolean => sign === '<' || sign === '<=';

/**
 * `["=", n]`, one bound such as `["<", n]`, or a range such as `[">", a, "<=", b]` with the lower bound first.
 * Throws InvalidEventPatternException.
 */
export const numericTest = (value: unknown, where: string): ((found: number) => boolean) => {
  if (!Array.isArray(value) || (value.length !== 2 && value.length !== 4)) {
    throw invalidPattern(where, 'a comparison and a number, or two of each', value);
  }
  const bounds = [0, 2].filter((at) => at < value.length).map((at) => boundOf(value[at], value[at + 1], where));
  const [low, high] = bounds;
  if (low && high && !(isLower(low.sign) && isUpper(high.sign) && low.bound < high.bound)) {
    throw invalidPattern(where, 'a range: a lower bound by > or >=, then a higher one by < or <=', value);
  }
  return (found) => bounds.every(({ compare, bound }) => compare(found, bound));
};

const boundOf = (sign: unknown, bound: unknown, where: string) => {
  const compare = typeof sign === 'string' ? comparisons[sign] : undefined;
  if (!compare) throw invalidPattern(where, 'one of = < <= > >=', sign);
  if (typeof bound !== 'number' || Math.abs(bound) > limit) {
    throw invalidPattern(where, `a number from -${limit} to ${limit}`, bound);
  }
  return { sign, compare, bound };
};

/** An IPv4 or IPv6 network in CIDR form. Throws InvalidEventPatternException. */
export const cidrTest = (value: unknown, where: string): ((found: string) => boolean) => {
  const [address = '', bits = '', ...more] = typeof value === 'string' ? value.split('/') : [];
  const family = isIP(address);
  const length = Number(bits);
  const valid = /^\d+$/.test(bits) && length <= (family === 4 ? 32 : 128) && more.length === 0;
  if (family === 0 || !valid) throw invalidPattern(where, 'an address block such as 10.0.0.0/24', value);
  const block = new BlockList();
  block.addSubnet(address, length, family === 4 ? 'ipv4' : 'ipv6');
  return (found) => isIP(found) === family && block.check(found, family === 4 ? 'ipv4' : 'ipv6');
};
