/** Random networks with appliances, and configs that claim some of their routes. */
import type { NetworkInterface, Route, RouteTable, Subnet } from '../../../../lib/aws/types.ts';
import type { ObservedRoutes, RoutesConfig } from '../../../../lib/routes/types.ts';
import { alarm, checks, eni, instance, NOW, route, routeTable, secondsAgo, subnet } from '../../../support/aws.ts';
import { type GroupInput, routesConfig, STAGE } from '../../../support/configs.ts';
import { chance, type Draw, oneOf, some, times, whole } from './random.ts';
import { settled } from './route-model.ts';

export interface RouteWorld {
  readonly observed: ObservedRoutes;
  readonly claims: RoutesConfig;
}

const APPLIANCES = ['a', 'b', 'c'];
const DESTINATIONS = ['0.0.0.0/0', '::/0', '10.0.0.0/8', '10.0.1.0/24', '10.0.2.0/24'];

/** Parts that may be hidden. */
const UNSEEN = ['alarms', 'attachments', 'interfaces'] as const;

export const routeWorld = (g: Draw): RouteWorld => {
  const names = APPLIANCES.slice(0, whole(g, 1, 3));
  const roles = chance(g, 25) ? ['out', 'in'] : [''];
  const managed = roles.length === 1 ? oneOf(g, 'vpce', 'nat', 'none', 'none', 'none', 'none') : 'none';
  const groups = randomGroups(g, { names, roles, managed });
  const interfaces = names.flatMap((name) => roles.map((role) => randomEni(g, name, role)));
  const observed = {
    now: NOW,
    stage: STAGE,
    failback: groups.flatMap(({ name }) => (chance(g, 20) ? [name] : [])),
    groups: groups.map(({ name }) => name),
    unseen: UNSEEN.filter(() => chance(g, 2)).map((part) => ({
      ...{ key: part, part, code: 'AccessDenied', error: 'no', retryable: false },
    })),
    ...randomHealth(g, names),
    ...randomManaged(g),
    interfaces: [...interfaces, ...(chance(g, 10) ? [eni('eni-twin', { tags: { fw: 'a' } })] : [])],
    ...randomTables(g, interfaces, managed),
    ...{ attachments: [], leaving: randomLeaving(g, names), passing: [], writers: [] },
  };
  return { claims: routesConfig(...groups), observed: withHistory(g, settled(observed), groups, names) };
};

const randomLeaving = (g: Draw, names: readonly string[]): ObservedRoutes['leaving'] =>
  some(g, 3, names).map((name) => ({ instanceId: `i-${name}`, why: 'EC2 Spot says so' }));

/** What the tables' tags and the event history tell: often nothing, sometimes what is no longer so. */
const withHistory = (
  g: Draw,
  observed: ObservedRoutes,
  groups: readonly GroupInput[],
  names: readonly string[],
): ObservedRoutes => {
  const byOthers = { tagged: 3, own: 3 };
  const { tagged, own } = oneOf(g, { tagged: 95, own: 95 }, byOthers, byOthers, { tagged: 50, own: 50 });
  const moved = chance(g, tagged);
  const tag = `from=fw-${oneOf(g, ...names)} to=fw-${oneOf(g, ...names)} at=2026-11-21T02:00:00.000Z`;
  return {
    ...observed,
    tables: observed.tables.map((table) => ({
      ...table,
      tags: {
        ...table.tags,
        ...Object.fromEntries(
          groups.flatMap(({ name }) => (moved && chance(g, 90) ? [[`waykeeper:moved:${name}`, tag]] : [])),
        ),
      },
    })),
    passing: some(g, 50, names).map((name) => ({
      instanceId: `i-${name}`,
      ...(chance(g, 80) ? { since: secondsAgo(oneOf(g, 60, 300, 900)) } : {}),
    })),
    writers: observed.tables.flatMap(({ id, routes }) =>
      some(g, 90, routes).map(({ destination, target }) => ({
        ...{ key: `${id}/${destination}`, at: secondsAgo(oneOf(g, 10, 299, 300, 9_999)), who: 'somebody' },
        ...{ own: chance(g, own), target: chance(g, 95) ? target : 'eni-before' },
      })),
    ),
  };
};

const idOf = (name: string, role: string): string => `eni-${name}${role}`;

const randomEni = (g: Draw, name: string, role: string): NetworkInterface => {
  const whole = eni(idOf(name, role), {
    instanceId: `i-${name}`,
    azId: oneOf(g, 'euw2-az1', 'euw2-az2'),
    vpcId: chance(g, 3) ? 'vpc-2' : 'vpc-1',
    subnetId: chance(g, 4) ? 'subnet-1' : 'subnet-fw',
    status: chance(g, 3) ? oneOf(g, 'attaching', 'unknown (moving)') : 'in-use',
    sourceDestCheck: chance(g, 10),
    ipv6: !chance(g, 5),
    tags: { fw: name, ...(chance(g, 10) ? { 'waykeeper-drain': '' } : {}) },
  });
  const { publicIp: _, instanceId: __, ...bare } = whole;
  if (chance(g, 5)) return { ...bare, publicIp: '203.0.113.1', status: 'available' };
  return chance(g, 5) ? { ...bare, instanceId: `i-${name}` } : whole;
};

/** An appliance that AWS runs in place of the last one, if the world has one; and gateways to bypass appliances by. */
type Managed = 'vpce' | 'nat' | 'none';

const randomManaged = (g: Draw): Pick<ObservedRoutes, 'endpoints' | 'natGateways'> => {
  const state = (): 'available' | 'pending' | 'failed' | 'deleting' | 'unknown (updating)' =>
    chance(g, 80) ? 'available' : oneOf(g, 'pending', 'failed', 'deleting', 'unknown (updating)');
  const place = (id: string) => ({
    ...{ id, state: state(), vpcId: 'vpc-1', createdAt: secondsAgo(oneOf(g, 10, 9_999)) },
    subnetId: chance(g, 5) ? 'subnet-1' : 'subnet-fw',
  });
  return {
    endpoints: some(g, 95, [
      { ...place('vpce-m'), tags: {} },
      { ...place('vpce-by'), tags: {} },
    ]),
    natGateways: some(g, 95, [place('nat-m'), place('nat-by')]),
  };
};

type RandomHealth = Pick<ObservedRoutes, 'instances' | 'checks' | 'alarms' | 'transitions' | 'targetHealth'>;

const randomHealth = (g: Draw, names: readonly string[]): RandomHealth => {
  const instances = names.map((name) =>
    instance(`i-${name}`, {
      state: chance(g, 85) ? 'running' : oneOf(g, 'stopped', 'pending', 'terminated', 'unknown (hibernating)'),
      launchedAt: secondsAgo(oneOf(g, 10, 299, 300, 86_400)),
      tags: chance(g, 5) ? { 'waykeeper-drain': 'yes' } : {},
    }),
  );
  return {
    instances: some(g, 97, instances),
    checks: names.map((name) =>
      checks(`i-${name}`, chance(g, 90) ? 'ok' : oneOf(g, 'impaired', 'initializing', 'unknown (passing)')),
    ),
    alarms: some(g, 97, names).flatMap((name) =>
      ['failover', 'load'].map((what) => ({
        ...alarm(
          `fw-${name}-${what}`,
          chance(g, 80) ? 'OK' : oneOf(g, 'ALARM', 'INSUFFICIENT_DATA', 'unknown (SNOOZED)'),
          secondsAgo(oneOf(g, 0, 299, 300, 3_600)),
        ),
        ...(chance(g, 4) ? { suppressedBy: 'Alarm' } : {}),
      })),
    ),
    transitions: some(g, 10, names).flatMap((name) =>
      times(whole(g, 1, 4), (at) => ({
        alarm: `fw-${name}-failover`,
        at: secondsAgo(at * 20),
        to: oneOf(g, 'ALARM', 'ALARM', 'OK'),
      })),
    ),
    targetHealth: names.map((name) => ({
      ...{ targetGroup: TARGET_GROUP, targetId: `i-${name}` },
      state: chance(g, 85) ? 'healthy' : oneOf(g, 'unhealthy', 'initial', 'unused', 'unknown (warming)'),
    })),
  };
};

type Leg = GroupInput['legs'][number];

interface Made {
  readonly names: readonly string[];
  readonly roles: readonly string[];
  readonly managed: Managed;
}

const randomGroups = (g: Draw, made: Made): GroupInput[] => {
  // Groups that share appliances and disagree about this need a second look, since the one makes fit what the other waits for.
  const fixSourceDestCheck = chance(g, 80);
  const first = randomGroup(g, 'fw', 'app', ['10.0.1.0/24', '10.0.2.0/24'], made);
  const second = randomGroup(g, 'other', chance(g, 30) ? 'app' : 'db', ['10.0.3.0/24'], made);
  return [first, ...some(g, 25, [second])].map((group) => ({ ...group, fixSourceDestCheck }));
};

const randomGroup = (
  g: Draw,
  name: string,
  tier: string,
  inward: string[],
  { names, roles, managed }: Made,
): GroupInput => {
  const bypasses = chance(g, 25);
  const by =
    managed === 'none'
      ? []
      : [{ name: 'fw-m', ...(managed === 'vpce' ? { endpoint: 'vpce-m' } : { natGateway: 'nat-m' }) }];
  const own = names.map((appliance) => randomAppliance(g, appliance, roles));
  return {
    name,
    appliances: chance(g, 50) ? [...own, ...by] : [...by, ...own],
    choose: oneOf(g, 'preferred', 'az'),
    failback: chance(g, 80) ? 'automatic' : 'manual',
    whenNoneHealthy: bypasses ? 'bypass' : 'keep',
    health: {
      instanceStatus: chance(g, 80),
      alarms: chance(g, 80) ? ['{appliance}-failover', ...some(g, 20, ['{appliance}-*'])] : [],
      ...(chance(g, 10) ? { targetGroups: [TARGET_GROUP] } : {}),
    },
    legs: randomLegs(g, tier, inward).map(({ interface: role, ...leg }) => ({
      ...leg,
      ...(roles.length > 1 && role !== undefined ? { interface: role } : {}),
      ...(bypasses || chance(g, 5) ? { bypass: bypassFor(g, role) } : {}),
    })),
  };
};

const bypassFor = (g: Draw, role: string | undefined): string =>
  role === 'out'
    ? oneOf(g, 'vpce-by', 'vpce-by', 'vpce-by', 'local')
    : oneOf(g, 'igw-by', 'nat-by', 'vpce-by', 'vpce-by', 'vpce-by');

const randomLegs = (g: Draw, tier: string, inward: string[]): Leg[] => [
  { tables: { tags: { tier } }, destinations: DESTINATIONS.slice(0, whole(g, 1, 2)), interface: 'in' },
  ...some(g, 80, [{ tables: { id: 'rtb-edge' }, destinations: inward, interface: 'out' }]),
  ...some(g, 15, [{ tables: { tags: { tier } }, destinations: ['10.0.0.0/8'], interface: 'in' }]),
  ...some(g, 15, [{ tables: { id: 'rtb-1' }, destinations: ['10.0.2.0/24'], interface: 'in' }]),
];

export const TARGET_GROUP = 'arn:aws:elasticloadbalancing:eu-west-2:111122223333:targetgroup/fw/1';

const randomAppliance = (g: Draw, name: string, roles: readonly string[]): GroupInput['appliances'][number] => {
  if (roles.length === 1) {
    return { name: `fw-${name}`, interface: chance(g, 30) ? { tags: { fw: name } } : idOf(name, '') };
  }
  return { name: `fw-${name}`, interfaces: Object.fromEntries(roles.map((role) => [role, idOf(name, role)])) };
};

const randomTables = (
  g: Draw,
  enis: readonly NetworkInterface[],
  managed: Managed,
): Pick<ObservedRoutes, 'tables' | 'subnets'> => {
  const count = whole(g, 1, 4);
  const home = oneOf(g, ...enis, ...enis.filter(({ instanceId }) => instanceId !== 'i-a'));
  const onManaged = managed !== 'none' && chance(g, 50);
  const bypassed = chance(g, 15);
  // Somebody has led all routes to one appliance, which may not be the preferred one.
  const isWhole = chance(g, 30);
  const target = (): Route => {
    if (onManaged && chance(g, 90)) return route('', `${managed}-m`);
    if (bypassed && chance(g, 90)) return route('', 'vpce-by');
    if (isWhole) return route('', oneOf(g, ...sameAs(home, enis)).id);
    return randomRoute(g, home, enis);
  };
  const routes = (destinations: readonly string[]): Route[] =>
    some(g, 96, destinations).map((destination) => ({ ...target(), destination }));
  const own = (at: number, mine: readonly string[], given: Partial<RouteTable>): RouteTable =>
    routeTable(`rtb-${at}`, {
      subnetIds: mine,
      tags: { tier: chance(g, 80) ? 'app' : 'db' },
      routes: routes(DESTINATIONS),
      ...given,
    });
  const subnets = times(4, (at): Subnet => {
    const cidrs = [`10.0.${at + 1}.0/24`, ...(chance(g, 30) ? [`2001:db8:0:${at + 1}::/64`] : [])];
    return subnet(`subnet-${at + 1}`, cidrs, { azId: oneOf(g, 'euw2-az1', 'euw2-az2') });
  });
  const placed = subnets.map(({ id }) => ({ id, table: whole(g, 0, count) }));
  const mine = (table: number): string[] => placed.filter((one) => one.table === table).map(({ id }) => id);
  return {
    subnets: [...subnets, subnet('subnet-fw', ['10.0.9.0/24'])],
    tables: [
      own(0, [], { main: true }),
      ...times(count, (at) => own(at + 1, mine(at + 1), chance(g, 5) ? { vpcId: 'vpc-2' } : {})),
      routeTable('rtb-fw', { subnetIds: ['subnet-fw'] }),
      routeTable('rtb-edge', {
        gatewayIds: [oneOf(g, 'igw-1', 'vgw-1')],
        routes: routes(['10.0.1.0/24', '10.0.2.0/24', '10.0.3.0/24']),
      }),
    ],
  };
};

const sameAs = (home: NetworkInterface, enis: readonly NetworkInterface[]): readonly NetworkInterface[] =>
  enis.filter(({ instanceId }) => instanceId === home.instanceId);

/** Most routes of a world are on one interface, or on another one of the same appliance. */
const randomRoute = (g: Draw, home: NetworkInterface, enis: readonly NetworkInterface[]): Route => {
  const same = sameAs(home, enis);
  const kind = whole(g, 1, 100);
  if (kind <= 70) return route('', oneOf(g, ...same).id);
  if (kind <= 88) return route('', oneOf(g, ...enis).id);
  if (kind <= 90) return route('', oneOf(g, 'igw-by', 'vpce-by', 'nat-by'));
  if (kind <= 96) return route('', oneOf(g, 'eni-gone', 'i-gone', 'nat-gone', 'i-a'));
  if (kind <= 98) return route('', oneOf(g, 'nat-1', 'igw-1', 'eni-foreign', 'local'));
  return route('', home.id, { origin: oneOf(g, 'EnableVgwRoutePropagation', 'Advertisement') });
};
