/** What planning routes costs: CPU of the planner alone, on networks as large as AWS lets them be, and twice as large. */
import type { Route, RouteTable, Subnet } from '../lib/aws/types.ts';
import { planRoutes } from '../lib/routes/plan.ts';
import type { ObservedRoutes, RoutesConfig } from '../lib/routes/types.ts';
import { route, routeTable, subnet } from '../test/support/aws.ts';
import { type GroupInput, group, routesConfig } from '../test/support/configs.ts';
import { network } from '../test/support/routing.ts';
import { planningRows } from './cpu.ts';
import type { Row } from './table.ts';

interface World {
  readonly claims: RoutesConfig;
  readonly observed: ObservedRoutes;
}

const LOCAL: Route = route('10.0.0.0/8', 'local', { origin: 'CreateRouteTable' });

const list = <T>(count: number, one: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => one(at));

const cidrOf = (at: number): string => `10.${at >> 8}.${at & 255}.0/24`;

const subnetsOf = (count: number): Subnet[] => list(count, (at) => subnet(`subnet-${at}`, [cidrOf(at)]));

const tableOf = (id: string, destinations: readonly string[], given: Partial<RouteTable>): RouteTable => ({
  ...routeTable(id, given),
  routes: [LOCAL, ...destinations.map((destination) => route(destination, 'eni-a'))],
});

const world = (tables: readonly RouteTable[], subnets: readonly Subnet[], legs: GroupInput['legs']): World => {
  const health = { alarms: ['{appliance}-failover'] };
  return { claims: routesConfig(group({ legs, health })), observed: network({ tables, subnets }) };
};

/** So many tables, one for each subnet, with the same destinations. */
const manyTables = (count: number, destinations: string[]): World => {
  const tables = list(count, (at) => tableOf(`rtb-${at}`, destinations, { subnetIds: [`subnet-${at}`] }));
  return world(tables, subnetsOf(count), [{ tables: { ids: tables.map(({ id }) => id) }, destinations }]);
};

const OUTWARD = list(50, (at) => (at === 0 ? '0.0.0.0/0' : `172.16.${at}.0/24`));

/** An edge table with a route for each of so many subnets, each of which has a table of its own. */
const edge = (count: number): World => {
  const inward = list(count, cidrOf);
  const { claims, observed } = manyTables(count, ['0.0.0.0/0']);
  const tables = [...observed.tables, tableOf('rtb-edge', inward, { gatewayIds: ['igw-1'] })];
  const [first] = claims.groups;
  const legs = [...(first?.legs ?? []), { tables: { id: 'rtb-edge' }, destinations: inward }] as GroupInput['legs'];
  return world(tables, observed.subnets, legs);
};

/** A main table that serves so many subnets, and an edge table with a route for each of a thousand of them. */
const main = (count: number): World => {
  const inward = list(1_000, cidrOf);
  const outward = ['0.0.0.0/0', ...list(50, cidrOf)];
  const tables = [tableOf('rtb-main', outward, { main: true }), tableOf('rtb-edge', inward, { gatewayIds: ['igw-1'] })];
  return world(tables, subnetsOf(count), [
    { tables: { id: 'rtb-main' }, destinations: outward },
    { tables: { id: 'rtb-edge' }, destinations: inward },
  ]);
};

const rowsOf = (what: string, of: (size: number) => World, size: number): Row[] => {
  const planOf = (many: number) => {
    const { claims, observed } = of(many);
    return () => planRoutes(claims, observed);
  };
  return planningRows(`plan of routes, ${what}`, planOf, size);
};

export const planning = (): Row[] => [
  ...rowsOf('1,000 tables of 50', (size) => manyTables(size, OUTWARD), 1_000),
  ...rowsOf('4,000 tables of 2', (size) => manyTables(size, ['0.0.0.0/0', '::/0']), 4_000),
  ...rowsOf('an edge table of 1,000', edge, 1_000),
  ...rowsOf('a main table of 4,000 subnets', main, 4_000),
];
