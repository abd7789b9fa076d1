/** Which routes carry the two directions of the same traffic. */
import type { Attachment, RouteTable, Subnet } from '../../../lib/aws/types.ts';
import { networkOf } from '../../../lib/routes/network.ts';
import { claimedRoutes, pathSets } from '../../../lib/routes/path-sets.ts';
import { route, routeTable, subnet } from '../../support/aws.ts';
import { type GroupInput, group, routesConfig } from '../../support/configs.ts';
import { network, tables as networkTables } from '../../support/routing.ts';

const setsOf = (
  legs: GroupInput['legs'],
  tables: readonly RouteTable[],
  subnets: readonly Subnet[],
  attachments: readonly Attachment[] = [],
) => {
  const [parsed] = routesConfig(group({ legs })).groups;
  if (!parsed) throw new Error('no group');
  const seen = networkOf({ tables, subnets, attachments });
  return pathSets(parsed, claimedRoutes(parsed, seen), seen).map(({ key, routes, subnetIds, azId }) => ({
    key,
    routes: routes.map((claimed) => claimed.key),
    subnetIds,
    azId,
  }));
};

const keys = (...given: Parameters<typeof setsOf>): string[][] => setsOf(...given).map(({ routes }) => routes);

const { subnets } = network();
const A = subnet('subnet-a', ['10.0.1.0/24']);
const B = subnet('subnet-b', ['10.0.2.0/24'], { azId: 'euw2-az2' });

describe('a path set', () => {
  it('joins the way out of a subnet with the way into it', () => {
    expect(setsOf(group().legs, networkTables(), subnets)).toEqual([
      {
        key: 'fw/subnet-a',
        routes: ['rtb-a/0.0.0.0/0', 'rtb-edge/10.0.1.0/24'],
        subnetIds: ['subnet-a'],
        azId: 'euw2-az1',
      },
      {
        key: 'fw/subnet-b',
        routes: ['rtb-b/0.0.0.0/0', 'rtb-edge/10.0.2.0/24'],
        subnetIds: ['subnet-b'],
        azId: 'euw2-az2',
      },
    ]);
  });

  it('holds all routes of a subnet table, IPv4 and IPv6', () => {
    const dual = subnet('subnet-a', ['10.0.1.0/24', '2001:db8:0:1::/64']);
    const legs = [
      { tables: { id: 'rtb-a' }, destinations: ['0.0.0.0/0', '::/0'] },
      { tables: { id: 'rtb-edge' }, destinations: ['10.0.1.0/24', '2001:db8:0:1::/64'] },
    ];
    expect(keys(legs, networkTables(), [dual])).toEqual([
      ['rtb-a/0.0.0.0/0', 'rtb-a/::/0', 'rtb-edge/10.0.1.0/24', 'rtb-edge/2001:db8:0:1::/64'],
    ]);
  });

  it('holds the subnets of one table together, and with them their ways in', () => {
    const wide = routeTable('rtb-a', { subnetIds: ['subnet-a', 'subnet-b'] });
    const edge = routeTable('rtb-edge', { gatewayIds: ['igw-1'] });
    const legs = [
      { tables: { id: 'rtb-a' }, destinations: ['0.0.0.0/0'] },
      { tables: { id: 'rtb-edge' }, destinations: ['10.0.1.0/24', '10.0.2.0/24'] },
    ];
    expect(setsOf(legs, [wide, edge], [A, B])).toEqual([
      {
        key: 'fw/subnet-a',
        routes: ['rtb-a/0.0.0.0/0', 'rtb-edge/10.0.1.0/24', 'rtb-edge/10.0.2.0/24'],
        subnetIds: ['subnet-a', 'subnet-b'],
        azId: undefined,
      },
    ]);
  });

  it('is one for each destination of an edge table, which alone have nothing in common', () => {
    const legs = [{ tables: { id: 'rtb-edge' }, destinations: ['10.0.1.0/24', '10.0.2.0/24'] }];
    expect(keys(legs, networkTables(), subnets)).toEqual([['rtb-edge/10.0.1.0/24'], ['rtb-edge/10.0.2.0/24']]);
  });

  it('holds the whole network when an edge table leads all of it to an appliance', () => {
    const legs = [...group().legs.slice(0, 1), { tables: { id: 'rtb-edge' }, destinations: ['10.0.0.0/16'] }];
    const edge = routeTable('rtb-edge', { gatewayIds: ['igw-1'] });
    const [main, a, b] = networkTables();
    const all = [main, a, b, edge].flatMap((table) => table ?? []);
    expect(keys(legs, all, [A, B])).toEqual([['rtb-a/0.0.0.0/0', 'rtb-b/0.0.0.0/0', 'rtb-edge/10.0.0.0/16']]);
  });

  it('joins two subnet tables where one leads to the subnet of the other', () => {
    const between = [
      routeTable('rtb-a', { subnetIds: ['subnet-a'], routes: [route('10.0.2.0/24', 'eni-a')] }),
      routeTable('rtb-b', { subnetIds: ['subnet-b'], routes: [route('10.0.1.0/24', 'eni-a')] }),
    ];
    const legs = [
      { tables: { id: 'rtb-a' }, destinations: ['10.0.2.0/24'] },
      { tables: { id: 'rtb-b' }, destinations: ['10.0.1.0/24'] },
    ];
    expect(keys(legs, between, [A, B])).toEqual([['rtb-a/10.0.2.0/24', 'rtb-b/10.0.1.0/24']]);
  });

  it('is not widened by a destination that contains the network, which a longer prefix leads to', () => {
    const legs = [{ tables: { ids: ['rtb-a', 'rtb-b'] }, destinations: ['0.0.0.0/1', '10.0.0.0/8'] }];
    expect(keys(legs, networkTables(), [A, B])).toEqual([
      ['rtb-a/10.0.0.0/8'],
      ['rtb-b/10.0.0.0/8'],
      ['rtb-a/0.0.0.0/1'],
      ['rtb-b/0.0.0.0/1'],
    ]);
  });

  it('of a main table holds the subnets that no table names', () => {
    const legs = [
      { tables: { id: 'rtb-main' }, destinations: ['0.0.0.0/0'] },
      { tables: { id: 'rtb-edge' }, destinations: ['10.0.2.0/24'] },
    ];
    const all = [
      routeTable('rtb-main', { main: true }),
      routeTable('rtb-a', { subnetIds: ['subnet-a'] }),
      routeTable('rtb-edge', { gatewayIds: ['igw-1'] }),
    ];
    expect(setsOf(legs, all, [A, B])).toMatchObject([
      { routes: ['rtb-edge/10.0.2.0/24', 'rtb-main/0.0.0.0/0'], subnetIds: ['subnet-b'] },
    ]);
  });

  it('keeps to the VPC of its table', () => {
    const legs = [
      { tables: { id: 'rtb-a' }, destinations: ['0.0.0.0/0'] },
      { tables: { id: 'rtb-far' }, destinations: ['10.0.1.0/24'] },
    ];
    const far = routeTable('rtb-far', { vpcId: 'vpc-2', main: true });
    expect(keys(legs, [...networkTables(), far], subnets)).toEqual([['rtb-far/10.0.1.0/24'], ['rtb-a/0.0.0.0/0']]);
  });

  it('is named after its first route where it serves no subnet', () => {
    const legs = [{ tables: { id: 'rtb-idle' }, destinations: ['0.0.0.0/0'] }];
    expect(setsOf(legs, [routeTable('rtb-idle')], [A])).toMatchObject([{ key: 'fw/rtb-idle/0.0.0.0/0' }]);
  });
});

describe('an attachment in appliance mode', () => {
  const entering = [{ id: 'tgw-attach-1', vpcId: 'vpc-1', subnetIds: ['subnet-t'], applianceMode: true }];
  const T = subnet('subnet-t', ['10.0.7.0/28']);
  const tables = ['a', 't'].map((name) => routeTable(`rtb-${name}`, { subnetIds: [`subnet-${name}`] }));

  it('brings in what the route out of a subnet answers', () => {
    const legs = [
      { tables: { id: 'rtb-t' }, destinations: ['10.0.1.0/24'] },
      { tables: { id: 'rtb-a' }, destinations: ['10.0.0.0/8'] },
    ];
    const apart = [['rtb-t/10.0.1.0/24'], ['rtb-a/10.0.0.0/8']];
    expect(keys(legs, tables, [A, T])).toEqual(apart);
    expect(keys(legs, tables, [A, T], entering)).toEqual([apart.flat().toSorted()]);
  });

  it('joins the routes out of its own table: one carries the answer of what the other carries', () => {
    const legs = [{ tables: { id: 'rtb-t' }, destinations: ['0.0.0.0/0', '10.0.0.0/8'] }];
    expect(keys(legs, tables, [A, T])).toHaveLength(2);
    expect(keys(legs, tables, [A, T], entering)).toHaveLength(1);
  });
});

describe('a table that leads IPv4 alone straight out', () => {
  const dual = subnet('subnet-a', ['10.0.1.0/24', '2001:db8:0:1::/64']);
  const N = subnet('subnet-n', ['10.0.8.0/28']);
  const nat = routeTable('rtb-n', { subnetIds: ['subnet-n'], routes: [route('0.0.0.0/0', 'igw-1')] });
  const hosts = routeTable('rtb-a', { subnetIds: ['subnet-a'] });

  it.each([
    ['64:ff9b::/96', 1],
    ['2001:db8:ffff::/48', 2],
  ])('hands on to IPv6 hosts what NAT64 brings, and nothing else: %s', (destination, sets) => {
    const legs = [
      { tables: { id: 'rtb-n' }, destinations: ['2001:db8:0:1::/64'] },
      { tables: { id: 'rtb-a' }, destinations: [destination] },
    ];
    expect(keys(legs, [nat, hosts], [dual, N])).toHaveLength(sets);
  });
});
