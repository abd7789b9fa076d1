/** Which routes of one table carry what, among all that it has: the longest match counts, whoever's it is. Pure. */
import type { Route, RouteTable } from '../aws/types.ts';
import { type Bits, bitsOf, endOf, isFilled, placeOf } from '../net/bits.ts';
import { blocksOf, type Network, once, type SubnetBlock } from './network.ts';
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
  /** The blocks of subnets that an entry carries traffic to. */
  readonly reached: (entry: Entry, blocks: readonly SubnetBlock[]) => readonly SubnetBlock[];
}

/** `claims` are those of the table, by destination. */
export const carriersOf = (
  table: RouteTable,
  claims: ReadonlyMap<string, ClaimedRoute>,
  network: Network,
): Carriers => {
  const byBits = entriesOf(table, claims, network);
  const sorted = [...byBits.keys()].sort();
  const matches = (block: Bits): Entry[] => matchesOf(block, byBits);
  const bitsIn = once((blocks: readonly SubnetBlock[]) => blocks.map(({ bits }) => bits));
  const outward = once(() => outwardOf(table, byBits, sorted));
  return {
    anywhere: [...claims.values()].filter(({ destination }) => bitsOf(destination) === undefined),
    entryOf: ({ destination }) => byBits.get(bitsOf(destination) ?? ''),
    carrying: (blocks) => carryingOf(blocks, matches, sorted),
    outward: () => outward(undefined),
    reached: (entry, blocks) => reachedBy(entry, blocks, bitsIn(blocks), byBits),
  };
};

const entriesOf = (
  table: RouteTable,
  claims: ReadonlyMap<string, ClaimedRoute>,
  network: Network,
): ReadonlyMap<Bits, Entry> => {
  const found = new Map<Bits, Entry>();
  for (const { destination } of claims.values()) addEntry(found, destination, claims, undefined);
  for (const route of network.routesOf(table)) addEntry(found, route.destination, claims, route);
  return found;
};

const addEntry = (
  to: Map<Bits, Entry>,
  destination: string,
  claims: ReadonlyMap<string, ClaimedRoute>,
  route: Route | undefined,
): void => {
  const bits = bitsOf(destination);
  if (bits === undefined) return;
  const claimed = claims.get(destination);
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

const outwardOf = (
  table: RouteTable,
  byBits: ReadonlyMap<Bits, Entry>,
  entries: readonly Bits[],
): ReadonlySet<Entry> => {
  const inner = blocksOf(table).flatMap((block) => bitsOf(block) ?? []);
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
const reachedBy = (
  entry: Entry,
  blocks: readonly SubnetBlock[],
  sorted: readonly Bits[],
  byBits: ReadonlyMap<Bits, Entry>,
): SubnetBlock[] => {
  const { bits } = entry;
  const found: SubnetBlock[] = [];
  for (let at = placeOf(bits, sorted), end = endOf(bits, sorted, at); at < end; ) {
    const block = blocks[at];
    const all = block ? matchesOf(block.bits, byBits) : [];
    if (block && all.includes(entry)) found.push(block);
    const longest = all.find(({ route }) => route);
    const isOther = longest && longest.bits.length > bits.length;
    at = isOther ? Math.max(at + 1, endOf(longest.bits, sorted, at)) : at + 1;
  }
  return found;
};
