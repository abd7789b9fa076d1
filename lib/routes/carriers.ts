/** Which routes of one table carry what, among all that it has: the longest match counts, whoever's it is. Pure. */
import type { Route, RouteTable, Subnet } from '../aws/types.ts';
import { type Bits, endOf, isFilled, placeOf } from '../net/bits.ts';
import { blocksOf, type Network, once, type SubnetBlocks } from './network.ts';
import type { ClaimedRoute } from './types.ts';

/** A route of a table; one that is claimed and missing would be there if people had not forgotten it. */
export interface Entry {
  readonly bits: Bits;
  /** The claim of the group in question, if it has one. */
  readonly claimed?: ClaimedRoute;
  /** Absent where the table has no such route. */
  readonly route?: Route;
}

/** One table, with the claims of one group. */
export interface Carriers {
  /** The claims that lead to what a prefix list holds, which is not known here: anywhere. */
  readonly anywhere: readonly ClaimedRoute[];
  readonly entryOf: (claimed: ClaimedRoute) => Entry | undefined;
  /** What carries traffic to any of these sorted blocks. */
  readonly carrying: (blocks: readonly Bits[]) => ReadonlySet<Entry>;
  /** What carries traffic out of the VPC: each route with an address that lies neither in the VPC nor in a longer route. */
  readonly outward: () => ReadonlySet<Entry>;
  /** The subnets that an entry carries traffic to. */
  readonly reached: (entry: Entry, blocks: SubnetBlocks) => readonly Subnet[];
}

/** `claims` are those of the table, by destination. */
export const carriersOf = (
  table: RouteTable,
  claims: ReadonlyMap<string, ClaimedRoute>,
  network: Network,
): Carriers => {
  const { bits: bitsOf } = network;
  const byBits = entriesOf(table, claims, network);
  const sorted = [...byBits.keys()].sort();
  const matches = (block: Bits): Entry[] => matchesOf(block, byBits);
  const outward = once(() => outwardOf(innerOf(table, network), byBits, sorted));
  return {
    anywhere: [...claims.values()].filter(({ destination }) => bitsOf(destination) === undefined),
    entryOf: ({ destination }) => byBits.get(bitsOf(destination) ?? ''),
    carrying: (blocks) => carryingOf(blocks, matches, sorted),
    outward: () => outward(undefined),
    reached: (entry, blocks) => reachedBy(entry, blocks, byBits),
  };
};

const entriesOf = (
  table: RouteTable,
  claims: ReadonlyMap<string, ClaimedRoute>,
  network: Network,
): ReadonlyMap<Bits, Entry> => {
  const { bits: bitsOf } = network;
  const found = new Map<Bits, Entry>();
  for (const { destination } of claims.values())
    addEntry(found, bitsOf(destination), claims.get(destination), undefined);
  for (const route of network.routesOf(table))
    addEntry(found, bitsOf(route.destination), claims.get(route.destination), route);
  return found;
};

const addEntry = (
  to: Map<Bits, Entry>,
  bits: Bits | undefined,
  claimed: ClaimedRoute | undefined,
  route: Route | undefined,
): void => {
  if (bits === undefined) return;
  to.set(bits, { bits, ...(claimed ? { claimed } : {}), ...(route ? { route } : {}) });
};

/** The longest match that is there. Longer ones that are claimed and missing come before it: they would carry the same. */
const matchesOf = (block: Bits, byBits: ReadonlyMap<Bits, Entry>): Entry[] => {
  const found: Entry[] = [];
  for (let length = block.length; length > 0; length -= 1) {
    const entry = byBits.get(block.slice(0, length));
    if (entry) found.push(entry);
    if (entry?.route) break;
  }
  return found;
};

const carryingOf = (
  blocks: readonly Bits[],
  matches: (block: Bits) => readonly Entry[],
  sorted: readonly Bits[],
): ReadonlySet<Entry> => {
  const found = new Set<Entry>();
  for (let at = 0; at < blocks.length; ) {
    const all = matches(blocks[at] ?? '');
    for (const entry of all) found.add(entry);
    const [longest] = all;
    // Where the table has nothing longer, one match stands for every block that lies in it.
    const isLast = longest && endOf(longest.bits, sorted) - placeOf(longest.bits, sorted) === 1;
    at = isLast ? Math.max(at + 1, endOf(longest.bits, blocks, at)) : at + 1;
  }
  return found;
};

/** The bits of the VPC's own blocks. */
const innerOf = (table: RouteTable, network: Network): Bits[] =>
  blocksOf(table).flatMap((block) => network.bits(block) ?? []);

const outwardOf = (
  inner: readonly Bits[],
  byBits: ReadonlyMap<Bits, Entry>,
  entries: readonly Bits[],
): ReadonlySet<Entry> => {
  const isInside = (bits: Bits): boolean => inner.some((block) => bits.startsWith(block));
  const there = [...new Set([...entries.filter((bits) => byBits.get(bits)?.route), ...inner])].sort();
  const leadsOut = ({ bits }: Entry): boolean => {
    if (isInside(bits)) return false;
    const from = placeOf(bits, there);
    return !isFilled(bits, there, there[from] === bits ? from + 1 : from, endOf(bits, there, from));
  };
  return new Set([...byBits.values()].filter(leadsOut));
};

/**
 * A block that a longer route leads to is another's, with everything that lies in that route. AWS takes no route that is longer
 * than a subnet's block within a VPC, so none carries a part of a block alone.
 */
const reachedBy = (entry: Entry, blocks: SubnetBlocks, byBits: ReadonlyMap<Bits, Entry>): Subnet[] => {
  const { bits } = entry;
  const found: Subnet[] = [];
  for (let at = placeOf(bits, blocks.bits), end = endOf(bits, blocks.bits, at); at < end; ) {
    const [block = '', subnet] = [blocks.bits[at], blocks.subnets[at]];
    const all = matchesOf(block, byBits);
    if (subnet && all.includes(entry)) found.push(subnet);
    const longest = all.find(({ route }) => route);
    const isOther = longest && longest.bits.length > bits.length;
    at = isOther ? Math.max(at + 1, endOf(longest.bits, blocks.bits, at)) : at + 1;
  }
  return found;
};
