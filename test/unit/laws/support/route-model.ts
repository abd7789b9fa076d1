/** What EC2 makes of a plan: the model that the laws of the routes controller are tried against. */
import type { NetworkInterface, Route, RouteTable, Tags } from '../../../../lib/aws/types.ts';
import type { ObservedRoutes, RouteChange } from '../../../../lib/routes/types.ts';

/** A target is there while it exists and something stands behind it; a stopped instance keeps its routes active. */
const isThere = (target: string, { interfaces, instances, endpoints, natGateways }: ObservedRoutes): boolean => {
  const attached = (eni: NetworkInterface): boolean => eni.status === 'in-use' && eni.instanceId !== undefined;
  // In a shared VPC an instance may be another account's, so that it runs and is not seen.
  const lives = (id: string | undefined): boolean =>
    id !== undefined && instances.find((one) => one.id === id)?.state !== 'terminated';
  if (target === 'eni-foreign') return true;
  const serving = ['pending', 'available'];
  if (target.startsWith('vpce-')) return endpoints.some(({ id, state }) => id === target && serving.includes(state));
  if (/^nat-(?:m|by)$/.test(target))
    return natGateways.some(({ id, state }) => id === target && serving.includes(state));
  if (target.startsWith('eni-')) {
    return interfaces.some((eni) => eni.id === target && attached(eni) && lives(eni.instanceId));
  }
  if (target.startsWith('i-')) return lives(target);
  return !target.endsWith('-gone');
};

/** The world with each route `active` or `blackhole`, as EC2 would show it. */
export const settled = (world: ObservedRoutes): ObservedRoutes => ({
  ...world,
  tables: world.tables.map((table) => ({
    ...table,
    routes: table.routes.map((route) => ({ ...route, state: isThere(route.target, world) ? 'active' : 'blackhole' })),
  })),
});

/** The world after the changes. Throws where EC2 would refuse: a route or an interface that is not there. */
export const applied = (world: ObservedRoutes, changes: readonly RouteChange[]): ObservedRoutes => {
  for (const change of changes) refuse(world, change);
  const moved = (tableId: string, route: Route): Route => {
    const move = changes.find(
      (change) => change.action === 'replace' && change.tableId === tableId && change.destination === route.destination,
    );
    return move?.action === 'replace' ? { ...route, target: move.after.target, origin: 'CreateRoute' } : route;
  };
  return settled({
    ...world,
    interfaces: world.interfaces.map((eni) =>
      changes.some(({ action, key }) => action !== 'replace' && key === eni.id)
        ? { ...eni, sourceDestCheck: false }
        : eni,
    ),
    tables: world.tables.map((table) => ({
      ...table,
      tags: retagged(table, changes),
      routes: table.routes.map((route) => moved(table.id, route)),
    })),
  });
};

const retagged = ({ id, tags }: RouteTable, changes: readonly RouteChange[]): Tags => {
  const own = changes.filter((change) => 'tagKey' in change).filter(({ tableId }) => tableId === id);
  const kept = Object.entries(tags).filter(([key]) => !own.some(({ tagKey }) => tagKey === key));
  return Object.fromEntries([
    ...kept,
    ...own.flatMap(({ tagKey, value }) => (value === undefined ? [] : [[tagKey, value]])),
  ]);
};

const refuse = ({ tables, interfaces, endpoints, natGateways }: ObservedRoutes, change: RouteChange): void => {
  if ('tagKey' in change) {
    if (!tables.some(({ id }) => id === change.tableId)) throw new Error(`${change.tableId} does not exist`);
    return;
  }
  const target = change.action === 'replace' ? change.after.target : change.key;
  const gateways = [{ id: 'igw-by' }, ...endpoints, ...natGateways];
  if (![...interfaces, ...gateways].some(({ id }) => id === target)) throw new Error(`${target} does not exist`);
  if (change.action !== 'replace') return;
  const table = tables.find(({ id }) => id === change.tableId);
  if (!table?.routes.some(({ destination }) => destination === change.destination)) {
    throw new Error(`${change.key} does not exist`);
  }
  if (table.gatewayIds.length > 0 && !/^(?:eni|vpce)-/.test(target))
    throw new Error(`an edge table takes no ${target}`);
  if (change.destination.includes(':') && target.startsWith('nat-')) throw new Error(`${target} takes no IPv6`);
};
