/** The network that the tests of the routes controller begin with: everything in order, all routes on eni-a. */
import type { Alarm, Route, RouteTable } from '../../lib/aws/types.ts';
import type { Plan } from '../../lib/core/plan.ts';
import { planRoutes } from '../../lib/routes/plan.ts';
import type { ObservedRoutes, RouteChange, Writer } from '../../lib/routes/types.ts';
import { alarm, checks, eni, instance, NOW, route, routeTable, secondsAgo, subnet } from './aws.ts';
import { type GroupInput, group, routesConfig, STAGE } from './configs.ts';

/** What stands at a route's key: a target, a whole route, or nothing. */
type Placed = string | Partial<Route> | undefined;

const DEFAULTS = {
  'rtb-a/0.0.0.0/0': 'eni-a',
  'rtb-b/0.0.0.0/0': 'eni-a',
  'rtb-edge/10.0.1.0/24': 'eni-a',
  'rtb-edge/10.0.2.0/24': 'eni-a',
} as const;

export type RouteKey = keyof typeof DEFAULTS;

/** The network's route tables, with other routes where a test says so. */
export const tables = (given: Partial<Record<RouteKey, Placed>> = {}): RouteTable[] => {
  const placed: Record<string, Placed> = { ...DEFAULTS, ...given };
  const routesOf = (tableId: string): Route[] =>
    Object.entries(placed).flatMap(([key, value]) => {
      if (!key.startsWith(`${tableId}/`) || value === undefined) return [];
      const destination = key.slice(tableId.length + 1);
      return [typeof value === 'string' ? route(destination, value) : route(destination, 'eni-a', value)];
    });
  return [
    routeTable('rtb-main', { main: true }),
    routeTable('rtb-a', { subnetIds: ['subnet-a'], routes: routesOf('rtb-a') }),
    routeTable('rtb-b', { subnetIds: ['subnet-b'], routes: routesOf('rtb-b') }),
    routeTable('rtb-edge', { gatewayIds: ['igw-1'], routes: routesOf('rtb-edge') }),
  ];
};

/** Every route of the network on one target. */
export const allOn = (target: string): RouteTable[] =>
  tables(Object.fromEntries(Object.keys(DEFAULTS).map((key) => [key, target])));

/** The same tables, with the tag that says that Waykeeper moved their routes. */
export const movedBy = (all: readonly RouteTable[], from = 'fw-a', to = 'fw-b', group = 'fw'): RouteTable[] =>
  all.map((table) => ({
    ...table,
    tags: { ...table.tags, [`waykeeper:moved:${group}`]: `from=${from} to=${to} at=2026-11-21T02:00:00.000Z` },
  }));

/** Every route of the network on fw-b, where Waykeeper moved them. */
export const movedToB = (): RouteTable[] => movedBy(allOn('eni-b'));

/** Who wrote routes last, for all keys: somebody else two hours ago, unless the test says otherwise. */
export const written = (all: readonly RouteTable[], given: Partial<Writer> = {}): Writer[] =>
  all.flatMap(({ id, routes }) =>
    routes.map(({ destination, target }) => ({
      ...{
        key: `${id}/${destination}`,
        at: secondsAgo(7_200),
        who: 'arn:aws:iam::999988887777:user/ada',
        own: false,
        target,
      },
      ...given,
    })),
  );

/** The alarms of both appliances: a state, or a state and since how many seconds. */
type Said = Alarm['state'] | readonly [Alarm['state'], number];

export const alarms = (a: Said, b: Said = 'OK') =>
  Object.entries({ 'fw-a-failover': a, 'fw-b-failover': b }).map(([name, said]) =>
    typeof said === 'string' ? alarm(name, said) : alarm(name, said[0], secondsAgo(said[1])),
  );

export const network = (given: Partial<ObservedRoutes> = {}): ObservedRoutes => ({
  now: NOW,
  stage: STAGE,
  unseen: [],
  groups: ['fw'],
  failback: [],
  subnets: [
    subnet('subnet-a', ['10.0.1.0/24']),
    subnet('subnet-b', ['10.0.2.0/24'], { azId: 'euw2-az2' }),
    subnet('subnet-fw', ['10.0.9.0/24']),
  ],
  tables: tables(),
  interfaces: [eni('eni-a'), eni('eni-b', { azId: 'euw2-az2' })],
  instances: [instance('i-a'), instance('i-b')],
  checks: [checks('i-a'), checks('i-b')],
  alarms: alarms('OK'),
  endpoints: [],
  natGateways: [],
  transitions: [],
  targetHealth: [],
  ...{ attachments: [], leaving: [], passing: [], writers: [] },
  ...given,
});

/** The plan for the network with some differences, and groups; by default the one with two firewalls. */
export const plan = (world: Partial<ObservedRoutes>, ...groups: readonly GroupInput[]): Plan<RouteChange> => {
  const claims = routesConfig(...(groups.length > 0 ? groups : [group()]));
  return planRoutes(claims, network({ groups: claims.groups.map(({ name }) => name), ...world }));
};
