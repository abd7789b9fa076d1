import { ENI_A, failure, SUBNET_A, SUBNET_B, startWorld, VPC } from './support/world.ts';

const start = () =>
  startWorld((account, make) => {
    make.addRouteTable(account, { id: 'rtb-0main', vpc: VPC, main: true });
    make.addRouteTable(account, {
      id: 'rtb-0a',
      vpc: VPC,
      subnets: [SUBNET_A],
      routes: [{ destination: '0.0.0.0/0', target: ENI_A }],
      tags: { path: 'egress' },
    });
    make.addRouteTable(account, { id: 'rtb-0edge', vpc: VPC, gateway: 'igw-0a' });
  });

describe('route tables', () => {
  it.each([
    ['tag:path', 'egress', ['rtb-0a']],
    ['vpc-id', VPC, ['rtb-0main', 'rtb-0a', 'rtb-0edge']],
    ['association.gateway-id', 'igw-0a', ['rtb-0edge']],
    ['association.subnet-id', SUBNET_A, ['rtb-0a']],
    ['association.main', 'true', ['rtb-0main']],
    ['route.destination-cidr-block', '0.0.0.0/0', ['rtb-0a']],
    ['route.instance-id', 'i-0a', ['rtb-0a']],
    ['route.state', 'blackhole', []],
    ['route.origin', 'CreateRoute', ['rtb-0a']],
  ])('are found by %s', async (Name, value, ids) => {
    const { client } = await start();
    const { RouteTables } = await client.describeRouteTables({ Filters: [{ Name, Values: [value] }] });
    expect(RouteTables?.map((table) => table.RouteTableId)).toEqual(ids);
  });

  it("have no filter for a route's interface", async () => {
    const { client } = await start();
    const call = client.describeRouteTables({ Filters: [{ Name: 'route.network-interface-id', Values: [ENI_A] }] });
    expect(await failure(call)).toHaveProperty('name', 'InvalidParameterValue');
  });

  it('come in pages of 100 at most', async () => {
    const { client } = await startWorld((account, make) => {
      for (let i = 0; i < 120; i++) make.addRouteTable(account, { id: `rtb-1${i}`, vpc: VPC });
    });
    const first = await client.describeRouteTables({});
    expect(first.RouteTables).toHaveLength(100);
    const second = await client.describeRouteTables({ NextToken: first.NextToken });
    expect(second.RouteTables).toHaveLength(20);
    expect(second.NextToken).toBeUndefined();
    expect(await failure(client.describeRouteTables({ MaxResults: 101 }))).toHaveProperty(
      'name',
      'InvalidParameterValue',
    );
  });

  it('show their associations', async () => {
    const { client } = await start();
    const { RouteTables } = await client.describeRouteTables({ RouteTableIds: ['rtb-0edge', 'rtb-0main'] });
    expect(RouteTables?.map((table) => table.Associations)).toEqual([
      [
        expect.objectContaining({
          Main: false,
          GatewayId: 'igw-0a',
          RouteTableId: 'rtb-0edge',
          AssociationState: { State: 'associated' },
        }),
      ],
      [expect.objectContaining({ Main: true })],
    ]);
    expect(RouteTables?.[1]?.Associations?.[0]?.SubnetId).toBeUndefined();
  });

  it('are created with the local routes, and deleted unless something uses them', async () => {
    const { client } = await start();
    const { RouteTable } = await client.createRouteTable({ VpcId: VPC });
    expect(RouteTable?.Routes?.map((route) => route.GatewayId)).toEqual(['local', 'local']);
    await client.deleteRouteTable({ RouteTableId: RouteTable?.RouteTableId ?? '' });
    expect(await failure(client.deleteRouteTable({ RouteTableId: RouteTable?.RouteTableId ?? '' }))).toHaveProperty(
      'name',
      'InvalidRouteTableID.NotFound',
    );
    expect(await failure(client.deleteRouteTable({ RouteTableId: 'rtb-0a' }))).toHaveProperty(
      'name',
      'DependencyViolation',
    );
    expect(await failure(client.createRouteTable({ VpcId: 'vpc-0missing' }))).toHaveProperty(
      'name',
      'InvalidVpcID.NotFound',
    );
  });

  it('are associated with a subnet once', async () => {
    const { client } = await start();
    const { AssociationId } = await client.associateRouteTable({ RouteTableId: 'rtb-0a', SubnetId: SUBNET_B });
    expect(AssociationId).toMatch(/^rtbassoc-[0-9a-f]{17}$/);
    const again = client.associateRouteTable({ RouteTableId: 'rtb-0main', SubnetId: SUBNET_B });
    expect(await failure(again)).toHaveProperty('name', 'Resource.AlreadyAssociated');
    await client.disassociateRouteTable({ AssociationId });
    expect(await failure(client.disassociateRouteTable({ AssociationId }))).toHaveProperty(
      'name',
      'InvalidAssociationID.NotFound',
    );
  });

  it('are not associated with a gateway while they hold what an edge table cannot', async () => {
    const { client, account } = await start();
    account.ec2.routeTables['rtb-0edge']?.associations.splice(0);
    const associate = (RouteTableId: string) => client.associateRouteTable({ RouteTableId, GatewayId: 'igw-0a' });
    expect(await failure(associate('rtb-0a'))).toHaveProperty('name', 'RouteNotSupported');
    expect(await failure(associate('rtb-0main'))).toHaveProperty('name', 'InvalidParameterValue');
    account.ec2.routeTables['rtb-0edge']?.propagatingVgws.push('vgw-0a');
    expect(await failure(associate('rtb-0edge'))).toHaveProperty('name', 'InvalidParameterValue');
    account.ec2.routeTables['rtb-0edge']?.propagatingVgws.splice(0);
    expect((await associate('rtb-0edge')).AssociationState).toEqual({ State: 'associated' });
  });

  it('swap their associations, the main one included, but keep the edge rules', async () => {
    const { client, account } = await start();
    const idOf = (table: string) => account.ec2.routeTables[table]?.associations[0]?.id ?? '';
    const bad = client.replaceRouteTableAssociation({ AssociationId: idOf('rtb-0edge'), RouteTableId: 'rtb-0a' });
    expect(await failure(bad)).toHaveProperty('name', 'RouteNotSupported');
    const { NewAssociationId } = await client.replaceRouteTableAssociation({
      AssociationId: idOf('rtb-0main'),
      RouteTableId: 'rtb-0a',
    });
    expect(account.ec2.routeTables['rtb-0a']?.associations.at(-1)).toEqual({ id: NewAssociationId, main: true });
    expect(account.ec2.routeTables['rtb-0main']?.associations).toEqual([]);
    const main = client.disassociateRouteTable({ AssociationId: NewAssociationId ?? '' });
    expect(await failure(main)).toHaveProperty('name', 'InvalidParameterValue');
  });
});
