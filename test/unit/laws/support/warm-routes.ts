/** A world of tagged appliances and route tables among other people's, and what people and AWS do to it. */
import type { NetworkInterface, RouteTable } from '../../../../lib/aws/types.ts';
import { selects } from '../../../../lib/config/selector.ts';
import type { Scope } from '../../../../lib/core/plan.ts';
import { mayConcern, ownedBy } from '../../../../lib/routes/own.ts';
import { planRoutes } from '../../../../lib/routes/plan.ts';
import { entriesInScope, interfaceSelectors } from '../../../../lib/routes/scope.ts';
import type { ObservedRoutes, RouteChange } from '../../../../lib/routes/types.ts';
import { checks, eni, instance, route, routeTable } from '../../../support/aws.ts';
import { group, routesConfig } from '../../../support/configs.ts';
import { chance, type Draw, oneOf } from './random.ts';
import { called, type Happening, type Played } from './warm-process.ts';

export interface RoutesWorld {
  readonly interfaces: Map<string, NetworkInterface>;
  readonly instances: Map<string, 'running' | 'stopped' | 'terminated'>;
  readonly tables: Map<string, RouteTable>;
}

const CLAIMS = routesConfig(
  group({
    appliances: ['a', 'b'].map((name) => ({ name: `fw-${name}`, interface: { tags: { fw: name } } })),
    legs: [{ tables: { tags: { tier: 'fw' } }, destinations: ['0.0.0.0/0'] }],
    health: {},
  }),
);

const DEFAULT = '0.0.0.0/0';

/** Two appliances and a table of ours; an interface, an instance and a table of somebody else. */
export const routesWorld = (): RoutesWorld => ({
  interfaces: new Map(
    [
      eni('eni-0a', { tags: { fw: 'a' }, instanceId: 'i-0a' }),
      eni('eni-0b', { tags: { fw: 'b' }, instanceId: 'i-0b' }),
      eni('eni-0x', { instanceId: 'i-0x' }),
    ].map((one) => [one.id, one]),
  ),
  instances: new Map(['i-0a', 'i-0b', 'i-0x'].map((id) => [id, 'running'])),
  tables: new Map(
    [
      routeTable('rtb-0ours', { tags: { tier: 'fw' }, subnetIds: ['subnet-1'], routes: [route(DEFAULT, 'eni-0a')] }),
      routeTable('rtb-0other', { routes: [route(DEFAULT, 'eni-0x')] }),
    ].map((one) => [one.id, one]),
  ),
});

const observe = (world: RoutesWorld, scope: Scope, now: number): ObservedRoutes => {
  const { groups } = entriesInScope(CLAIMS, scope);
  const legs = groups.flatMap((one) => one.legs.map(({ tables }) => tables));
  const selectors = groups.flatMap(interfaceSelectors);
  const interfaces = [...world.interfaces.values()].filter((one) => selectors.some((each) => selects(each, one)));
  const behind = [...new Set(interfaces.flatMap(({ instanceId }) => instanceId ?? []))];
  const instances = behind.flatMap((id) => {
    const state = world.instances.get(id);
    return state === undefined ? [] : [instance(id, { state, launchedAt: 0 })];
  });
  return {
    ...{
      now,
      unseen: [],
      groups: groups.map(({ name }) => name),
      failback: [],
      subnets: [],
      endpoints: [],
      stage: 'prod',
    },
    ...{ natGateways: [], alarms: [], transitions: [], targetHealth: [], interfaces, instances },
    ...{ attachments: [], leaving: [], passing: [], writers: [] },
    tables: [...world.tables.values()].filter((table) => legs.some((each) => selects(each, table))),
    checks: instances.filter(({ state }) => state === 'running').map(({ id }) => checks(id)),
  };
};

const pointTo = (world: RoutesWorld, tableId: string, target: string): void => {
  const table = world.tables.get(tableId);
  if (table)
    world.tables.set(tableId, { ...table, routes: [route(DEFAULT, target, { state: stateOf(world, target) })] });
};

/** AWS marks a route whose instance is gone. */
const stateOf = ({ interfaces, instances }: RoutesWorld, target: string): 'active' | 'blackhole' => {
  const { instanceId } = interfaces.get(target) ?? {};
  return instanceId !== undefined && instances.get(instanceId) === 'running' ? 'active' : 'blackhole';
};

const settle = (world: RoutesWorld): void => {
  for (const { id, routes } of world.tables.values()) pointTo(world, id, routes[0]?.target ?? '');
};

const ownIn = (world: RoutesWorld): ReadonlySet<string> => {
  const tables = [...world.tables.values()].filter(({ tags }) => tags.tier === 'fw');
  const targets = tables.flatMap(({ routes }) => routes.map(({ target }) => target));
  const interfaces = [...world.interfaces.values()].filter(
    ({ id, tags }) => ['a', 'b'].includes(tags.fw ?? '') || targets.includes(id),
  );
  const behind = interfaces.flatMap(({ instanceId }) => instanceId ?? []);
  return new Set([...tables, ...interfaces].map(({ id }) => id).concat(behind, targets));
};

export const playedRoutes: Played<RoutesWorld, ObservedRoutes, RouteChange> = {
  name: 'routes',
  judgement: {
    ownedBy: (observed) => ownedBy(CLAIMS, observed),
    mayConcern: (named, mayOwn) => mayConcern(CLAIMS, named, mayOwn),
    plan: (observed) => planRoutes(CLAIMS, observed),
  },
  observe,
  apply: (world, changes) => {
    for (const change of changes) if (change.action === 'replace') pointTo(world, change.tableId, change.after.target);
  },
  stateOf: ({ tables }) => [...tables.values()].map(({ id, routes }) => `${id} to ${routes[0]?.target}`),
  ownIn,
};

const ec2 = (eventName: string, request: unknown, response?: unknown): string =>
  called('aws.ec2', eventName, request, response);

const stateChange = (id: string, state: string): string =>
  JSON.stringify({
    source: 'aws.ec2',
    'detail-type': 'EC2 Instance State-change Notification',
    detail: { 'instance-id': id, state },
  });

const KINDS = ['state', 'launch', 'tag', 'untag', 'attach', 'detach', 'route', 'table', 'modify'] as const;

/** `at` makes new ids. Ids are drawn from those that were ever there, so that ours and others are hit alike. */
export const inRoutes = (g: Draw, world: RoutesWorld, at: number): Happening<RoutesWorld> => {
  const anEni = oneOf(g, ...world.interfaces.keys());
  const anInstance = oneOf(g, ...world.instances.keys());
  const aTable = oneOf(g, ...world.tables.keys());
  const what = oneOf(g, ...KINDS);
  const fw = oneOf(g, 'a', 'b');
  const edit = (of: RoutesWorld, id: string, given: Partial<NetworkInterface>): void => {
    const found = of.interfaces.get(id);
    if (found) of.interfaces.set(id, { ...found, ...given });
    settle(of);
  };
  switch (what) {
    case 'state': {
      const state = oneOf(g, 'running', 'stopped', 'terminated', 'running');
      const change = (of: RoutesWorld): void => {
        of.instances.set(anInstance, state);
        settle(of);
      };
      return { what: `${what} ${state}`, body: stateChange(anInstance, state), change };
    }
    case 'launch': {
      const [id, eniId] = [`i-0${at}n`, `eni-0${at}n`];
      const tags = chance(g, 60) ? { fw } : {};
      const change = (of: RoutesWorld): void => {
        of.instances.set(id, 'running');
        of.interfaces.set(eniId, eni(eniId, { tags, instanceId: id }));
      };
      return { what: 'fw' in tags ? 'launch of ours' : 'launch of others', body: stateChange(id, 'running'), change };
    }
    case 'tag':
      return {
        what,
        body: ec2('CreateTags', { resourcesSet: { items: [{ resourceId: anEni }] } }),
        change: (of) => edit(of, anEni, { tags: { fw } }),
      };
    case 'untag':
      return {
        what,
        body: ec2('DeleteTags', { resourcesSet: { items: [{ resourceId: anEni }] } }),
        change: (of) => edit(of, anEni, { tags: {} }),
      };
    case 'attach':
      return {
        what,
        body: ec2('AttachNetworkInterface', { networkInterfaceId: anEni, instanceId: anInstance }),
        change: (of) => edit(of, anEni, { instanceId: anInstance, status: 'in-use' }),
      };
    case 'detach':
      return {
        what,
        body: ec2('DetachNetworkInterface', { attachmentId: 'eni-attach-1' }),
        change: (of) => {
          const { instanceId: _, ...bare } = of.interfaces.get(anEni) ?? eni(anEni);
          of.interfaces.set(anEni, { ...bare, status: 'available' });
          settle(of);
        },
      };
    case 'route':
      return {
        what,
        body: ec2('ReplaceRoute', { routeTableId: aTable, destinationCidrBlock: DEFAULT, networkInterfaceId: anEni }),
        change: (of) => pointTo(of, aTable, anEni),
      };
    case 'table': {
      const id = `rtb-0${at}n`;
      const tags = chance(g, 50) ? { tier: 'fw' } : {};
      return {
        what,
        body: ec2('CreateRouteTable', { vpcId: 'vpc-1' }, { routeTable: { routeTableId: id } }),
        change: (of) => {
          of.tables.set(id, routeTable(id, { tags, subnetIds: [`subnet-${at}`], routes: [route(DEFAULT, anEni)] }));
          settle(of);
        },
      };
    }
    case 'modify':
      return {
        what,
        body: ec2('ModifyNetworkInterfaceAttribute', { networkInterfaceId: anEni }),
        change: (of) => edit(of, anEni, { ipv6: false }),
      };
  }
};
