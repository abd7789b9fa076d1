/**
 * Which routes carry the two directions of the same traffic. Within a group a path set is the connected component of
 * the claimed subnet tables, the subnets that they serve, and the routes to those subnets' CIDRs. Pure.
 */
import { BlockList, isIPv6 } from 'node:net';
import type { RouteTable, Subnet } from '../aws/types.ts';
import { selects } from '../config/selector.ts';
import type { RouteGroup } from '../config/types.ts';
import { by } from '../std/lists.ts';
import type { ClaimedRoute, ObservedRoutes, PathSet } from './types.ts';

/** The path sets of one group, in order of key. Route tables that its selectors do not find are not in any. */
export const pathSets = (group: RouteGroup, observed: Pick<ObservedRoutes, 'tables' | 'subnets'>): PathSet[] => {
  const routes = claimedRoutes(group, observed.tables);
  const components = new Components();
  const carriedBy = new Map(routes.map((claimed) => [claimed, carried(claimed, observed)]));
  for (const [claimed, subnetIds] of carriedBy) {
    for (const node of [nodeOf(claimed), ...subnetIds]) components.join(nodeOf(claimed), node);
  }
  const groups = Map.groupBy(routes, (claimed) => components.rootOf(nodeOf(claimed)));
  return [...groups.values()]
    .map((members) =>
      toPathSet(
        group,
        members,
        members.flatMap((claimed) => carriedBy.get(claimed) ?? []),
        observed.subnets,
      ),
    )
    .sort(by(({ key }) => key));
};

/** Every route that the group's legs claim, once for each leg that claims it. */
export const claimedRoutes = (group: RouteGroup, tables: readonly RouteTable[]): ClaimedRoute[] =>
  group.legs.flatMap((leg) =>
    tables
      .filter((table) => selects(leg.tables, table))
      .flatMap((table) =>
        leg.destinations.map((destination) => {
          const route = table.routes.find((candidate) => candidate.destination === destination);
          const key = `${table.id}/${destination}`;
          const bypass = leg.bypass === undefined ? {} : { bypass: leg.bypass };
          return { key, table, destination, role: leg.interface ?? '', ...bypass, ...(route ? { route } : {}) };
        }),
      ),
  );

/** The VPC's own CIDR blocks, which every table has a local route for. */
export const blocksOf = ({ routes }: RouteTable): string[] =>
  routes.filter(({ origin }) => origin === 'CreateRouteTable').map(({ destination }) => destination);

export const isEdge = ({ gatewayIds }: RouteTable): boolean => gatewayIds.length > 0;

/** Routes of a subnet table share its subnets' traffic; those of an edge table have nothing in common but the table. */
const nodeOf = ({ key, table }: ClaimedRoute): string => (isEdge(table) ? key : table.id);

/** The ids of the subnets whose traffic a route carries: those that its table serves, and those that it leads to. */
const carried = (
  { table, destination }: ClaimedRoute,
  { tables, subnets }: Pick<ObservedRoutes, 'tables' | 'subnets'>,
): string[] => {
  const served = isEdge(table) ? [] : servedBy(table, tables, subnets);
  if (!leadsInward(destination)) return served;
  const leads = leadsTo(destination, table);
  const reached = subnets.filter(({ vpcId, cidrs }) => vpcId === table.vpcId && cidrs.some(leads));
  return [...new Set([...served, ...reached.map(({ id }) => id)])];
};

/** Can this destination be a subnet's? Default routes lead out, and what a prefix list holds cannot be told here. */
export const leadsInward = (destination: string): boolean =>
  destination !== '0.0.0.0/0' && destination !== '::/0' && !destination.startsWith('pl-');

/** The ids of the subnets that a table serves. A main table also serves those that no table names. */
export const servedBy = (table: RouteTable, tables: readonly RouteTable[], subnets: readonly Subnet[]): string[] => {
  if (!table.main) return [...table.subnetIds];
  const associated = new Set(tables.flatMap(({ subnetIds }) => subnetIds));
  const others = subnets.filter(({ id, vpcId }) => vpcId === table.vpcId && !associated.has(id));
  return [...new Set([...table.subnetIds, ...others.map(({ id }) => id)])];
};

/** Answers a question about a CIDR; what the answers have in common is computed once. */
type Test = (cidr: string) => boolean;

/** The longest prefix wins: a wide destination carries nothing to a subnet that another route of the table leads to. */
const leadsTo = (destination: string, { routes }: RouteTable): Test => {
  const inside = covers(destination);
  const longer = routes.filter((other) => prefixOf(other.destination) > prefixOf(destination));
  const others = longer.map((other) => covers(other.destination));
  return (cidr) => inside(cidr) && !others.some((other) => other(cidr));
};

const prefixOf = (destination: string): number => Number(destination.split('/')[1] ?? -1);

/** Does the outer CIDR contain the inner one? A prefix list contains nothing that could be told here. */
export const covers = (outer: string): Test => {
  const [network = '', bits = ''] = outer.split('/');
  if (bits === '') return () => false;
  const family = isIPv6(network) ? 'ipv6' : 'ipv4';
  const block = new BlockList();
  block.addSubnet(network, Number(bits), family);
  return (inner) => {
    const [address = '', innerBits = ''] = inner.split('/');
    const same = isIPv6(address) === isIPv6(network);
    return same && Number(innerBits) >= Number(bits) && block.check(address, family);
  };
};

const toPathSet = (
  group: RouteGroup,
  members: readonly ClaimedRoute[],
  carriedIds: readonly string[],
  subnets: readonly Subnet[],
): PathSet => {
  const routes = members.toSorted(by(({ key }) => key));
  const subnetIds = [...new Set(carriedIds)].sort();
  const known = subnets.filter(({ id }) => subnetIds.includes(id));
  const [azId, second] = new Set(known.map((subnet) => subnet.azId));
  return {
    key: `${group.name}/${subnetIds[0] ?? routes[0]?.key}`,
    group,
    routes,
    subnetIds,
    ...(azId !== undefined && second === undefined ? { azId } : {}),
  };
};

/** Which nodes belong together (union by root). */
class Components {
  readonly #parents = new Map<string, string>();

  rootOf(node: string): string {
    const parent = this.#parents.get(node) ?? node;
    return parent === node ? node : this.rootOf(parent);
  }

  join(a: string, b: string): void {
    this.#parents.set(this.rootOf(a), this.rootOf(b));
  }
}
