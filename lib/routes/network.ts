/** Route tables and subnets as traffic meets them: which table serves a subnet, and which route a table has for what. Pure. */
import { isUnlisted } from '../aws/states.ts';
import type { Route, RouteTable, Subnet } from '../aws/types.ts';
import { idsOf, selects } from '../config/selector.ts';
import type { Selector } from '../config/types.ts';
import { type Bits, bitsOf } from '../net/bits.ts';
import { by, compare } from '../std/lists.ts';
import type { ObservedPart, ObservedRoutes } from './types.ts';

/** The blocks of a VPC's subnets in order of their bits, and at the same place the subnet of each. */
export interface SubnetBlocks {
  readonly bits: readonly Bits[];
  readonly subnets: readonly Subnet[];
}

/** What the route tables and subnets of an observation come to. Each thing is worked out once, when it is first asked for. */
export interface Network {
  readonly tables: readonly RouteTable[];
  /** The parts of the observation that could not be read. */
  readonly unread: ReadonlySet<ObservedPart>;
  /** The bits of a block: many tables have the same destinations, and each is parsed once. */
  readonly bits: (cidr: string) => Bits | undefined;
  readonly subnet: (id: string) => Subnet | undefined;
  /** The route tables that a selector finds, in the order of the answer. */
  readonly selected: (selector: Selector) => readonly RouteTable[];
  readonly blocksIn: (vpcId: string) => SubnetBlocks;
  /** Is this the whole block of a subnet of the VPC? */
  readonly isSubnetBlock: (vpcId: string, cidr: string) => boolean;
  /** Ids of the subnets that a table serves, in order. A main table also serves those that no table names. */
  readonly servedBy: (table: RouteTable) => readonly string[];
  readonly serves: (table: RouteTable, subnetId: string) => boolean;
  /** The table that serves a subnet, as far as it was read. */
  readonly tableOf: (subnet: Subnet) => RouteTable | undefined;
  /** Does traffic from outside come in here, by an attachment of a subnet that the table serves? */
  readonly isEntered: (table: RouteTable) => boolean;
  /** May a flow come back through another table than it came in by, since an attachment enters here without appliance mode? */
  readonly entersAnywhere: (table: RouteTable) => boolean;
  /** The route of a table for exactly this destination. Of a static and a propagated one the static one counts. */
  readonly routeOf: (table: RouteTable, destination: string) => Route | undefined;
  /** Each destination's route that counts. */
  readonly routesOf: (table: RouteTable) => readonly Route[];
  /** What carries traffic to a destination that the table has no route of its own for. */
  readonly longest: (table: RouteTable, destination: string) => Route | undefined;
}

/** What stands for IPv4 addresses in IPv6 (RFC 6052): a NAT gateway translates it, so that IPv6 hosts reach IPv4 ones. */
export const NAT64 = bitsOf('64:ff9b::/96') ?? '';

/** Did a gateway or a route server announce it? What made a route of an origin that is not listed, nobody can tell. */
export const isAnnounced = ({ origin }: Route): boolean =>
  origin === 'EnableVgwRoutePropagation' || origin === 'Advertisement' || isUnlisted(origin);

export const isEdge = ({ gatewayIds }: RouteTable): boolean => gatewayIds.length > 0;

/** The VPC's own CIDR blocks, which every table has a local route for. */
export const blocksOf = ({ routes }: RouteTable): string[] =>
  routes.filter(({ origin }) => origin === 'CreateRouteTable').map(({ destination }) => destination);

export const networkOf = ({
  tables,
  subnets,
  attachments,
  unseen = [],
}: Pick<ObservedRoutes, 'tables' | 'subnets' | 'attachments'> & Partial<Pick<ObservedRoutes, 'unseen'>>): Network => {
  const unread = new Set(unseen.flatMap(({ part, thing }) => (thing === undefined ? [part] : [])));
  const inVpc = Map.groupBy(subnets, ({ vpcId }) => vpcId);
  const bits = once(bitsOf);
  const byId = new Map(subnets.map((subnet) => [subnet.id, subnet]));
  const tableById = new Map(tables.map((table) => [table.id, table]));
  const explicit = new Map(tables.flatMap((table) => table.subnetIds.map((id) => [id, table] as const)));
  const mains = new Map(tables.flatMap((table) => (table.main ? [[table.vpcId, table] as const] : [])));
  const entered = attachments.flatMap(({ subnetIds }) => subnetIds);
  const anywhere = attachments.flatMap(({ applianceMode, subnetIds }) => (applianceMode ? [] : subnetIds));
  const served = once((table: RouteTable): ReadonlySet<string> => {
    const others =
      table.main && !unread.has('vpcTables')
        ? (inVpc.get(table.vpcId) ?? []).filter(({ id }) => !explicit.has(id))
        : [];
    return new Set([...table.subnetIds, ...others.map(({ id }) => id)].sort());
  });
  const wholeBlocks = once(
    (vpcId: string): ReadonlySet<string> => new Set((inVpc.get(vpcId) ?? []).flatMap(({ cidrs }) => cidrs)),
  );
  const servedIds = once((table: RouteTable): readonly string[] => [...served(table)]);
  const routes = once((table: RouteTable): ReadonlyMap<string, Route> => routesByDestination(table));
  const counted = once((table: RouteTable): readonly Route[] => [...routes(table).values()]);
  const byBits = once(
    (table: RouteTable): ReadonlyMap<Bits, Route> =>
      new Map(counted(table).flatMap((route) => [[bits(route.destination) ?? route.destination, route] as const])),
  );
  return {
    ...{ tables, unread, bits },
    subnet: (id) => byId.get(id),
    selected: once((selector: Selector) => {
      const ids = idsOf(selector);
      if (!ids) return tables.filter((table) => selects(selector, table));
      return [...new Set(ids)].flatMap((id) => tableById.get(id) ?? []);
    }),
    blocksIn: once((vpcId: string) => sortedBlocks(inVpc.get(vpcId) ?? [])),
    isSubnetBlock: (vpcId, cidr) => unread.has('subnets') || wholeBlocks(vpcId).has(cidr),
    servedBy: servedIds,
    serves: (table, subnetId) => served(table).has(subnetId),
    tableOf: ({ id, vpcId }) => explicit.get(id) ?? mains.get(vpcId),
    isEntered: once((table: RouteTable) => unread.has('attachments') || entered.some((id) => served(table).has(id))),
    entersAnywhere: (table) => unread.has('attachments') || anywhere.some((id) => served(table).has(id)),
    routeOf: (table, destination) => routes(table).get(destination),
    routesOf: counted,
    longest: (table, destination) => longestOf(bits(destination) ?? '', byBits(table)),
  };
};

const longestOf = (block: Bits, byBits: ReadonlyMap<Bits, Route>): Route | undefined => {
  for (let length = block.length; length > 0; length -= 1) {
    const found = byBits.get(block.slice(0, length));
    if (found) return found;
  }
  return undefined;
};

/** Remembers what a function made of each thing. */
export const once = <In, Out>(make: (thing: In) => Out): ((thing: In) => Out) => {
  const made = new Map<In, Out>();
  return (thing) => {
    const known = made.get(thing);
    if (known !== undefined || made.has(thing)) return known as Out;
    const out = make(thing);
    made.set(thing, out);
    return out;
  };
};

const routesByDestination = ({ routes }: RouteTable): ReadonlyMap<string, Route> => {
  const found = new Map<string, Route>();
  for (const route of routes) {
    const other = found.get(route.destination);
    if (!other || countsBefore(route, other)) found.set(route.destination, route);
  }
  return found;
};

/** Whichever is listed first: a static one, and otherwise the same of the two every time. */
const countsBefore = (route: Route, other: Route): boolean =>
  isAnnounced(route) === isAnnounced(other) ? compare(route.target, other.target) < 0 : isAnnounced(other);

const sortedBlocks = (subnets: readonly Subnet[]): SubnetBlocks => {
  const sorted = subnets
    .flatMap((subnet) => subnet.cidrs.map((cidr) => ({ bits: bitsOf(cidr) ?? '', subnet })))
    .filter(({ bits }) => bits !== '')
    .sort(by(({ bits }) => bits));
  return { bits: sorted.map(({ bits }) => bits), subnets: sorted.map(({ subnet }) => subnet) };
};
