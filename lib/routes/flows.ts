/** What the claimed routes of a group carry, and what carries the returns. Pure. */
import type { RouteTable } from '../aws/types.ts';
import type { Bits } from '../net/bits.ts';
import { by } from '../std/lists.ts';
import { type Carriers, carriersOf, type Entry } from './carriers.ts';
import { isEdge, NAT64, type Network, once } from './network.ts';
import type { ClaimedRoute } from './types.ts';

export interface Flows {
  readonly routes: readonly ClaimedRoute[];
  readonly network: Network;
  /** A table with the group's claims. */
  readonly carriers: (table: RouteTable) => Carriers;
  /** Ids of the subnets that a route leads to, in order. */
  readonly reached: (claimed: ClaimedRoute) => readonly string[];
  /** Does it lead out of the VPC? */
  readonly isOutward: (claimed: ClaimedRoute) => boolean;
  /** The returns of a route, by the tables that they go through. */
  readonly returns: (claimed: ClaimedRoute) => readonly Return[];
  /** The claims of one table that carry traffic to where that of another comes from, whatever its family. */
  readonly claimedBack: (from: RouteTable, through: RouteTable) => readonly ClaimedRoute[];
}

/** The return of a route through one table. */
interface Return {
  /** The claims of the group that may carry it. */
  readonly claimed: readonly ClaimedRoute[];
  /** The way that it takes where none is claimed, for people: "is led by rtb-1 to igw-1". */
  readonly unclaimed?: string;
}

/** As the bits of a block begin. */
type Family = string;

const IPV4: Family = '4';
const IPV6: Family = '6';

export const flowsOf = (routes: readonly ClaimedRoute[], network: Network): Flows => {
  const claims = once((_: RouteTable) => new Map<string, ClaimedRoute>());
  for (const claimed of routes) claims(claimed.table).set(claimed.destination, claimed);
  const carriers = once((table: RouteTable) => carriersOf(table, claims(table), network));
  const entryOf = (claimed: ClaimedRoute): Entry | undefined => carriers(claimed.table).entryOf(claimed);
  const sources = once((table: RouteTable) => sourcesOf(table, network));
  const back = once((from: RouteTable) =>
    once((through: RouteTable) =>
      once((family: Family): readonly Entry[] => {
        const there = carriers(through);
        const fromWithin = isEdge(from) ? [] : there.carrying(sources(from).get(family) ?? []);
        const isOuter = isEdge(from) || network.isEntered(from) || bringsIn(carriers(from), family);
        const fromOutside = isOuter ? [...there.outward()].filter(({ bits }) => bits.startsWith(family)) : [];
        const fromNat64 = family === IPV6 && bringsIn(carriers(from), IPV4) ? there.carrying([NAT64]) : [];
        return [...new Set([...fromOutside, ...fromNat64, ...fromWithin])];
      }),
    ),
  );
  const reached = once((claimed: ClaimedRoute): readonly string[] => {
    const entry = entryOf(claimed);
    const found = entry ? carriers(claimed.table).reached(entry, network.blocksIn(claimed.table.vpcId)) : [];
    return [...new Set(found.map(({ id }) => id))].sort();
  });
  const returnsOf = (claimed: ClaimedRoute): Return[] =>
    tablesBehind(claimed.table, reached(claimed), network).map((through) => {
      if (!through) return { claimed: [], unclaimed: 'is led by a table that no leg claims' };
      const entries = back(claimed.table)(through)(network.bits(claimed.destination)?.charAt(0) ?? '');
      return returnBy(through, entries, carriers(through).anywhere);
    });
  return {
    ...{ routes, network, carriers, reached },
    isOutward: (claimed) => {
      const entry = entryOf(claimed);
      return entry === undefined || carriers(claimed.table).outward().has(entry);
    },
    returns: once(returnsOf),
    claimedBack: (from, through) =>
      [IPV4, IPV6].flatMap((family) => back(from)(through)(family).flatMap((entry) => entry.claimed ?? [])),
  };
};

/** Targets by which traffic leaves a VPC, and comes in. */
const GATEWAY = /^(?:igw|vgw|tgw|lgw|cagw|arn)[-:]/;

/**
 * Does a table that nobody claims the way out of lead straight to a gateway? Then there may be a NAT gateway or a load balancer in
 * its subnets, which hands on what comes from outside under the addresses of whoever sent it. Tables do not show whether. A NAT
 * gateway also hands on what comes as IPv4 to hosts of IPv6, from the addresses that stand for it.
 */
const bringsIn = (from: Carriers, family: Family): boolean =>
  [...from.outward()].some(
    ({ bits, claimed, route }) =>
      bits.startsWith(family) && claimed === undefined && route !== undefined && GATEWAY.test(route.target),
  );

/** The blocks that the traffic of a subnet table comes from, by family and in order. */
const sourcesOf = (table: RouteTable, network: Network): ReadonlyMap<Family, readonly Bits[]> => {
  const blocks = network
    .servedBy(table)
    .flatMap((id) => network.subnet(id)?.cidrs ?? [])
    .flatMap((cidr) => network.bits(cidr) ?? []);
  return Map.groupBy(blocks.sort(), (bits) => bits.charAt(0));
};

/** The tables of the subnets that a route leads to; undefined for those that were not read, since nothing claims them. */
const tablesBehind = (from: RouteTable, reached: readonly string[], network: Network): (RouteTable | undefined)[] => {
  const tables = new Set(
    reached.flatMap((id) => {
      const subnet = network.subnet(id);
      return subnet ? [network.tableOf(subnet)] : [];
    }),
  );
  // What stays within one subnet is routed by no table.
  if (network.servedBy(from).length < 2) tables.delete(from);
  return [...tables];
};

const returnBy = ({ id }: RouteTable, entries: readonly Entry[], anywhere: readonly ClaimedRoute[]): Return => {
  const claimed = [...entries.flatMap((entry) => entry.claimed ?? []), ...anywhere];
  const [other] = entries.filter(({ route }) => route).sort(by(({ bits }) => bits));
  return claimed.length > 0 || !other?.route
    ? { claimed }
    : { claimed, unclaimed: `is led by ${id} to ${other.route.target}` };
};
