/**
 * Which routes carry the two directions of the same flows. The return of a route in table T1 towards subnet S2 is the longest
 * match among all routes of S2's table for where T1's traffic comes from: the subnets that T1 serves, and the outside for an
 * edge table. If that is claimed, the two are joined; if it is not, the return passes no appliance of the group. Pure.
 */
import type { RouteTable } from '../aws/types.ts';
import type { RouteGroup } from '../config/types.ts';
import { by, compare } from '../std/lists.ts';
import { components } from './components.ts';
import { type Flows, flowsOf } from './flows.ts';
import { isEdge, type Network } from './network.ts';
import type { ClaimedRoute, PathSet } from './types.ts';

/** The path sets of one group, in order of key. Route tables that its selectors do not find are not in any. */
export const pathSets = (group: RouteGroup, routes: readonly ClaimedRoute[], network: Network): PathSet[] => {
  const flows = flowsOf(routes, network);
  const rootOf = components(linksOf(group, flows));
  const members = [...Map.groupBy(routes, ({ key }) => rootOf(key)).values()]
    .map((some) => some.toSorted(byKey))
    .sort((a, b) => compare(a[0]?.key ?? '', b[0]?.key ?? ''));
  return named(group, members, flows).sort(byKey);
};

const byKey = by(({ key }: { readonly key: string }) => key);

/** Every route that the group's legs claim, once for each leg that claims it. */
export const claimedRoutes = (group: RouteGroup, network: Network): ClaimedRoute[] =>
  group.legs.flatMap((leg) =>
    network.selected(leg.tables).flatMap((table) =>
      leg.destinations.map((destination) => {
        const route = network.routeOf(table, destination);
        const key = `${table.id}/${destination}`;
        const bypass = leg.bypass === undefined ? {} : { bypass: leg.bypass };
        return { key, table, destination, role: leg.interface ?? '', ...bypass, ...(route ? { route } : {}) };
      }),
    ),
  );

/** Can this destination be a subnet's? Default routes lead out, and what a prefix list holds cannot be told here. */
const leadsInward = (destination: string): boolean =>
  destination !== '0.0.0.0/0' && destination !== '::/0' && !destination.startsWith('pl-');

/** Do the decisions about this table depend on subnets? Those on routes to subnets' CIDRs, main tables and `choose: az` do. */
export const asksForSubnets = ({ choose, legs }: RouteGroup, { main }: RouteTable): boolean =>
  main || choose === 'az' || legs.some(({ destinations }) => destinations.some(leadsInward));

/** Is it not known which subnets the claimed tables serve and lead to, where that matters? Then all may belong together. */
const isUnclear = (group: RouteGroup, { routes, network: { unread } }: Flows): boolean =>
  (unread.has('subnets') && routes.some(({ table }) => asksForSubnets(group, table))) ||
  (unread.has('vpcTables') && routes.some(({ table }) => table.main));

/** Keys of routes that share a decision, each list for a reason of its own. */
const linksOf = (group: RouteGroup, flows: Flows): string[][] => {
  const { routes } = flows;
  if (group.together === 'group' || isUnclear(group, flows)) return [routes.map(({ key }) => key)];
  const byTable = [...Map.groupBy(routes, ({ table }) => table).values()];
  return [
    ...routes.map((claimed) => [claimed, ...flows.returns(claimed).flatMap((back) => back.claimed)]),
    ...byTable.flatMap((some) => waysOf(some, flows)),
    ...unknownLinks(flows),
    ...attachmentLinks(group, flows),
  ].map((linked) => linked.map(({ key }) => key));
};

/**
 * Both families of one way: the routes of one table that lead to the same subnet. Of those that lead out it is not known which
 * hosts have addresses of both families, so that all of them go one way where both are claimed.
 */
const waysOf = (routes: readonly ClaimedRoute[], flows: Flows): ClaimedRoute[][] => {
  const toSubnet = new Map<string, ClaimedRoute[]>();
  for (const claimed of routes) {
    for (const id of flows.reached(claimed)) toSubnet.set(id, [...(toSubnet.get(id) ?? []), claimed]);
  }
  const out = routes.filter(flows.isOutward);
  const families = new Set(out.map(({ destination }) => familyOf(destination)));
  return [...toSubnet.values(), ...(families.size > 1 ? [out] : [])];
};

const familyOf = (destination: string): string => {
  if (destination.startsWith('pl-')) return 'unknown';
  return destination.includes(':') ? 'IPv6' : 'IPv4';
};

/** What a prefix list holds is not known: it may lead to every subnet of its VPC, and carry the return from there. */
const unknownLinks = ({ routes, carriers, network, claimedBack }: Flows): ClaimedRoute[][] => {
  const lists = routes.filter(({ destination }) => destination.startsWith('pl-'));
  const byVpc = Map.groupBy(lists, ({ table }) => table.vpcId);
  return [...byVpc].map(([vpcId, some]) => {
    const from = [...new Set(some.map(({ table }) => table))].filter((table) => !isEdge(table));
    const others = [...new Set(routes.map(({ table }) => table))].filter(
      (table) => table.vpcId === vpcId && !isEdge(table) && network.servedBy(table).length > 0,
    );
    const backs = from.flatMap((table) =>
      others
        .filter((other) => other !== table || network.servedBy(table).length > 1)
        .flatMap((other) => claimedBack(table, other)),
    );
    return [...some, ...from.flatMap((table) => carriers(table).anywhere), ...backs];
  });
};

/**
 * What is only inspected comes in by an attachment and leaves by it, so that one route out of the table there carries the return
 * of the other. Without appliance mode it may come back through the attachment's interface in another Availability Zone, unless a
 * person says that none does.
 */
const attachmentLinks = ({ together }: RouteGroup, { routes, network, isOutward }: Flows): ClaimedRoute[][] => {
  const inner = routes.filter(({ table }) => !isEdge(table));
  const anywhere = together === 'az' ? [] : inner.filter(({ table }) => network.entersAnywhere(table));
  const outward = inner.filter((claimed) => network.isEntered(claimed.table) && isOutward(claimed));
  return [
    ...Map.groupBy(anywhere, ({ table }) => table.vpcId).values(),
    ...Map.groupBy(outward, ({ table }) => table).values(),
  ];
};

/** A set is named after its first subnet; where several sets serve that, all but one are named after their first route. */
const named = (group: RouteGroup, sets: readonly (readonly ClaimedRoute[])[], flows: Flows): PathSet[] => {
  const taken = new Set<string>();
  return sets.map((routes): PathSet => {
    const subnetIds = subnetsOf(routes, flows);
    const [azId, second] = new Set(subnetIds.flatMap((id) => flows.network.subnet(id)?.azId ?? []));
    const name = `${group.name}/${subnetIds[0]}`;
    const key = subnetIds.length === 0 || taken.has(name) ? `${group.name}/${routes[0]?.key}` : name;
    taken.add(key);
    return {
      ...{ key, group, routes, subnetIds, unclaimed: unclaimedOf(routes, flows) },
      ...(azId !== undefined && second === undefined ? { azId } : {}),
    };
  });
};

/** The subnets that routes lead to, and those that routes out are for. */
const subnetsOf = (routes: readonly ClaimedRoute[], { reached, network }: Flows): readonly string[] => {
  const lists = new Set(
    routes.map((claimed) => {
      const inner = reached(claimed);
      return inner.length > 0 || isEdge(claimed.table) ? inner : network.servedBy(claimed.table);
    }),
  );
  const [only, another] = lists;
  return another === undefined ? (only ?? []) : [...new Set([...lists].flat())].sort();
};

/** What the return of each route takes where nothing of it is claimed. */
const unclaimedOf = (routes: readonly ClaimedRoute[], { returns }: Flows): string[] =>
  routes.flatMap((claimed) =>
    returns(claimed).flatMap(({ unclaimed }) =>
      unclaimed === undefined ? [] : [`that of ${claimed.key} ${unclaimed}`],
    ),
  );
