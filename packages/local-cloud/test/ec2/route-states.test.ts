import { EDGE, IPV4, LIST, routesOf, startRoutes, TABLE, type World } from './support/routes.ts';
import { ENI_A, ENI_B, FIREWALL_A, failure, SUBNET_A } from './support/world.ts';

describe('the state of a route', () => {
  const stateOf = async (world: World) =>
    (await routesOf(world, TABLE)).find((route) => route.DestinationCidrBlock === '0.0.0.0/0')?.State;

  it('stays active while the instance is stopped and becomes blackhole once it is terminated', async () => {
    const world = await startRoutes();
    await world.client.stopInstances({ InstanceIds: [FIREWALL_A] });
    world.api.advance(10_000);
    expect(await stateOf(world)).toBe('active');
    await world.client.terminateInstances({ InstanceIds: [FIREWALL_A] });
    world.api.advance(10_000);
    expect(await stateOf(world)).toBe('blackhole');
    expect((await routesOf(world, TABLE)).find((route) => route.State === 'blackhole')).toEqual({
      ...IPV4,
      NetworkInterfaceId: ENI_A,
      Origin: 'CreateRoute',
      State: 'blackhole',
    });
  });

  it('is blackhole while the interface is not attached', async () => {
    const world = await startRoutes();
    const { NetworkInterface } = await world.client.createNetworkInterface({ SubnetId: SUBNET_A });
    await world.client.replaceRoute({
      RouteTableId: TABLE,
      ...IPV4,
      NetworkInterfaceId: NetworkInterface?.NetworkInterfaceId ?? '',
    });
    expect(await stateOf(world)).toBe('blackhole');
  });

  it('follows a NAT gateway and an internet gateway', async () => {
    const world = await startRoutes();
    await world.client.replaceRoute({ RouteTableId: TABLE, ...IPV4, NatGatewayId: 'nat-0a' });
    expect(await stateOf(world)).toBe('active');
    Object.assign(world.account.ec2.natGateways['nat-0a'] ?? {}, { state: 'deleted' });
    expect(await stateOf(world)).toBe('blackhole');
    await world.client.replaceRoute({ RouteTableId: TABLE, ...IPV4, GatewayId: 'igw-0a' });
    expect(await stateOf(world)).toBe('active');
    delete world.account.ec2.internetGateways['igw-0a']?.vpcId;
    expect(await stateOf(world)).toBe('blackhole');
  });
});

describe('edge tables', () => {
  const SUBNET_ROUTE = { RouteTableId: EDGE, DestinationCidrBlock: '10.0.1.0/24' };

  it("move a subnet's route to another running appliance with a public address", async () => {
    const world = await startRoutes();
    const replace = () => world.client.replaceRoute({ ...SUBNET_ROUTE, NetworkInterfaceId: ENI_B });
    expect(await failure(replace())).toHaveProperty('name', 'RouteNotSupported');
    Object.assign(world.account.ec2.networkInterfaces[ENI_B] ?? {}, { publicIp: '203.0.113.20' });
    await replace();
    expect((await routesOf(world, EDGE)).at(-1)?.NetworkInterfaceId).toBe(ENI_B);
  });

  it('take no appliance that does not run', async () => {
    const world = await startRoutes();
    await world.client.stopInstances({ InstanceIds: [FIREWALL_A] });
    world.api.advance(10_000);
    const call = world.client.replaceRoute({ ...SUBNET_ROUTE, NetworkInterfaceId: ENI_A });
    expect(await failure(call)).toHaveProperty('name', 'RouteNotSupported');
  });

  it.each([
    ['a NAT gateway', { ...SUBNET_ROUTE, NatGatewayId: 'nat-0a' }],
    ['the gateway itself', { ...SUBNET_ROUTE, GatewayId: 'igw-0a' }],
  ])('take no route to %s', async (_, input) => {
    const { client } = await startRoutes();
    expect(await failure(client.replaceRoute(input))).toHaveProperty('name', 'RouteNotSupported');
  });

  it.each([
    ['0.0.0.0/0', { DestinationCidrBlock: '0.0.0.0/0' }],
    ['a part of a subnet', { DestinationCidrBlock: '10.0.2.0/25' }],
    ['a prefix list', { DestinationPrefixListId: LIST }],
  ])('take no destination such as %s', async (_, destination) => {
    const { client } = await startRoutes();
    const call = client.createRoute({ RouteTableId: EDGE, ...destination, NetworkInterfaceId: ENI_A });
    expect(await failure(call)).toHaveProperty('name', 'RouteNotSupported');
  });

  it('lead the local route through an appliance and back', async () => {
    const world = await startRoutes();
    const local = { RouteTableId: EDGE, DestinationCidrBlock: '10.0.0.0/16' };
    await world.client.replaceRoute({ ...local, NetworkInterfaceId: ENI_A });
    expect((await routesOf(world, EDGE))[0]).toMatchObject({ NetworkInterfaceId: ENI_A, Origin: 'CreateRouteTable' });
    await world.client.replaceRoute({ ...local, LocalTarget: true });
    expect((await routesOf(world, EDGE))[0]).toMatchObject({ GatewayId: 'local', Origin: 'CreateRouteTable' });
  });
});
