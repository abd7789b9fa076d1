import { IPV4, LIST, routesOf, startRoutes, TABLE, withTables } from './support/routes.ts';
import { ENI_A, ENI_B, FIREWALL_A, FIREWALL_B, failure, OWNER, SUBNET_A, startWorld, VPC } from './support/world.ts';

describe('routes', () => {
  it('show one target each, and the instance behind an interface', async () => {
    expect(await routesOf(await startRoutes(), TABLE)).toEqual([
      { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' },
      { DestinationIpv6CidrBlock: '2001:db8:1::/56', GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' },
      ...[IPV4, { DestinationIpv6CidrBlock: '::/0' }, { DestinationPrefixListId: LIST }].map((destination) => ({
        ...destination,
        NetworkInterfaceId: ENI_A,
        InstanceId: FIREWALL_A,
        InstanceOwnerId: OWNER,
        Origin: 'CreateRoute',
        State: 'active',
      })),
    ]);
  });

  it.each([
    ['IPv4', IPV4],
    ['IPv6', { DestinationIpv6CidrBlock: '::/0' }],
    ['prefix-list', { DestinationPrefixListId: LIST }],
  ])('are replaced for an %s destination', async (_, destination) => {
    const world = await startRoutes();
    await world.client.replaceRoute({ RouteTableId: TABLE, ...destination, NetworkInterfaceId: ENI_B });
    const moved = (await routesOf(world, TABLE)).filter((route) => route.NetworkInterfaceId === ENI_B);
    expect(moved).toEqual([expect.objectContaining({ ...destination, InstanceId: FIREWALL_B, Origin: 'CreateRoute' })]);
  });

  it('are not changed by a dry run, which ends in an exception', async () => {
    const world = await startRoutes();
    const call = world.client.replaceRoute({ RouteTableId: TABLE, ...IPV4, NetworkInterfaceId: ENI_B, DryRun: true });
    expect(await failure(call)).toMatchObject({ name: 'DryRunOperation', status: 412 });
    expect((await routesOf(world, TABLE)).some((route) => route.NetworkInterfaceId === ENI_B)).toBe(false);
  });

  it.each([
    [
      'an unknown table',
      { RouteTableId: 'rtb-0missing', ...IPV4, NetworkInterfaceId: ENI_B },
      'InvalidRouteTableID.NotFound',
    ],
    [
      'an unknown interface',
      { RouteTableId: TABLE, ...IPV4, NetworkInterfaceId: 'eni-0missing' },
      'InvalidNetworkInterfaceID.NotFound',
    ],
    ['an unknown gateway', { RouteTableId: TABLE, ...IPV4, GatewayId: 'igw-0missing' }, 'InvalidGatewayID.NotFound'],
    ['an unknown NAT gateway', { RouteTableId: TABLE, ...IPV4, NatGatewayId: 'nat-0missing' }, 'NatGatewayNotFound'],
    [
      'a NAT gateway for IPv6',
      { RouteTableId: TABLE, DestinationIpv6CidrBlock: '::/0', NatGatewayId: 'nat-0a' },
      'InvalidParameterValue',
    ],
    ['no target', { RouteTableId: TABLE, ...IPV4 }, 'MissingParameter'],
    ['no destination', { RouteTableId: TABLE, NetworkInterfaceId: ENI_B }, 'MissingParameter'],
    [
      'two targets',
      { RouteTableId: TABLE, ...IPV4, NetworkInterfaceId: ENI_B, NatGatewayId: 'nat-0a' },
      'InvalidParameterCombination',
    ],
    [
      'a target beside LocalTarget',
      { RouteTableId: TABLE, ...IPV4, NetworkInterfaceId: ENI_B, LocalTarget: true },
      'InvalidParameterCombination',
    ],
    [
      'LocalTarget on a route that is not local',
      { RouteTableId: TABLE, ...IPV4, LocalTarget: true },
      'InvalidParameterValue',
    ],
    [
      'a malformed destination',
      { RouteTableId: TABLE, DestinationCidrBlock: '10.0.0', NetworkInterfaceId: ENI_B },
      'InvalidParameterValue',
    ],
    [
      'a target that is not simulated',
      { RouteTableId: TABLE, ...IPV4, TransitGatewayId: 'tgw-0a' },
      'UnsupportedOperation',
    ],
  ])('are not replaced with %s', async (_, input, code) => {
    const { client } = await startRoutes();
    expect(await failure(client.replaceRoute(input))).toHaveProperty('name', code);
  });

  it('that do not exist are not replaced, with the words of AWS', async () => {
    const { client } = await startRoutes();
    const call = client.replaceRoute({
      RouteTableId: TABLE,
      DestinationCidrBlock: '10.99.0.0/16',
      NetworkInterfaceId: ENI_B,
    });
    expect(await failure(call)).toMatchObject({
      name: 'InvalidParameterValue',
      message: "There is no route defined for '10.99.0.0/16' in the route table. Use CreateRoute instead.",
    });
  });

  it('are found by the exact text of their destination only', async () => {
    const { client } = await startRoutes();
    const call = client.replaceRoute({
      RouteTableId: TABLE,
      DestinationCidrBlock: '1.2.3.4/0',
      NetworkInterfaceId: ENI_B,
    });
    expect(await failure(call)).toHaveProperty('name', 'InvalidParameterValue');
  });

  it('are created with a canonical destination', async () => {
    const world = await startRoutes();
    await world.client.createRoute({
      RouteTableId: TABLE,
      DestinationCidrBlock: '100.68.0.18/18',
      NatGatewayId: 'nat-0a',
    });
    expect((await routesOf(world, TABLE)).at(-1)).toEqual({
      DestinationCidrBlock: '100.68.0.0/18',
      NatGatewayId: 'nat-0a',
      Origin: 'CreateRoute',
      State: 'active',
    });
    const again = world.client.createRoute({
      RouteTableId: TABLE,
      DestinationCidrBlock: '100.68.0.0/18',
      NatGatewayId: 'nat-0a',
    });
    expect(await failure(again)).toHaveProperty('name', 'RouteAlreadyExists');
  });

  it('are created up to a limit', async () => {
    const { client, account } = await startRoutes();
    const full = Array.from({ length: 500 }, (_, i) => ({
      destination: `172.16.${i >> 8}.${i & 255}/32`,
      target: ENI_A,
      origin: 'CreateRoute' as const,
    }));
    account.ec2.routeTables[TABLE]?.routes.push(...full);
    const call = client.createRoute({
      RouteTableId: TABLE,
      DestinationCidrBlock: '192.0.2.0/24',
      NetworkInterfaceId: ENI_A,
    });
    expect(await failure(call)).toHaveProperty('name', 'RouteLimitExceeded');
  });

  it('to an instance need it to have exactly one interface', async () => {
    const world = await startRoutes();
    await world.client.replaceRoute({ RouteTableId: TABLE, ...IPV4, InstanceId: FIREWALL_B });
    expect(
      (await routesOf(world, TABLE)).find((route) => route.DestinationCidrBlock === '0.0.0.0/0')?.NetworkInterfaceId,
    ).toBe(ENI_B);
    const { NetworkInterface } = await world.client.createNetworkInterface({ SubnetId: SUBNET_A });
    const NetworkInterfaceId = NetworkInterface?.NetworkInterfaceId ?? '';
    await world.client.attachNetworkInterface({ NetworkInterfaceId, InstanceId: FIREWALL_A, DeviceIndex: 1 });
    const call = world.client.replaceRoute({ RouteTableId: TABLE, ...IPV4, InstanceId: FIREWALL_A });
    expect(await failure(call)).toHaveProperty('name', 'InvalidInstanceID');
  });

  it('are deleted, but not the local one and not one that is not there', async () => {
    const world = await startRoutes();
    await world.client.deleteRoute({ RouteTableId: TABLE, ...IPV4 });
    expect((await routesOf(world, TABLE)).some((route) => route.DestinationCidrBlock === '0.0.0.0/0')).toBe(false);
    expect(await failure(world.client.deleteRoute({ RouteTableId: TABLE, ...IPV4 }))).toMatchObject({
      name: 'InvalidRoute.NotFound',
      message: `no route with destination-cidr-block 0.0.0.0/0 in route table ${TABLE}`,
    });
    const local = world.client.deleteRoute({ RouteTableId: TABLE, DestinationCidrBlock: '10.0.0.0/16' });
    expect(await failure(local)).toMatchObject({
      name: 'InvalidParameterValue',
      message: `cannot remove local route 10.0.0.0/16 in route table ${TABLE}`,
    });
  });

  it('that were propagated are left to AWS', async () => {
    const { client, account } = await startRoutes();
    account.ec2.routeTables[TABLE]?.routes.push({
      destination: '192.168.0.0/16',
      target: 'vgw-0a',
      origin: 'EnableVgwRoutePropagation',
    });
    const route = { RouteTableId: TABLE, DestinationCidrBlock: '192.168.0.0/16' };
    expect(await failure(client.replaceRoute({ ...route, NetworkInterfaceId: ENI_A }))).toHaveProperty(
      'name',
      'InvalidParameterValue',
    );
    expect(await failure(client.deleteRoute(route))).toHaveProperty('name', 'InvalidParameterValue');
  });

  it('inside the VPC lead from a whole subnet to an interface, or are refused', async () => {
    const { client } = await startRoutes();
    const create = (DestinationCidrBlock: string, target: object) =>
      client.createRoute({ RouteTableId: TABLE, DestinationCidrBlock, ...target });
    expect(await failure(create('10.0.2.0/24', { GatewayId: 'igw-0a' }))).toHaveProperty(
      'name',
      'InvalidParameterValue',
    );
    expect(await failure(create('10.0.2.0/25', { NetworkInterfaceId: ENI_A }))).toHaveProperty(
      'name',
      'InvalidParameterValue',
    );
    expect((await create('10.0.2.0/24', { NetworkInterfaceId: ENI_A })).Return).toBe(true);
  });

  it('lead to Gateway Load Balancer endpoints, shown as gateways, and to no other endpoint', async () => {
    const world = await startWorld((account, make) => {
      withTables(account, make);
      make.addGatewayLoadBalancerEndpoint(account, {
        id: 'vpce-0glb',
        vpc: VPC,
        service: 'com.amazonaws.vpce.eu-west-2.vpce-svc-0glb',
        placement: { subnet: SUBNET_A, ip: '10.0.1.40' },
      });
      make.addInterfaceEndpoint(account, {
        id: 'vpce-0if',
        vpc: VPC,
        service: 'com.amazonaws.eu-west-2.ec2',
        subnets: [],
      });
    });
    await world.client.replaceRoute({ RouteTableId: TABLE, ...IPV4, VpcEndpointId: 'vpce-0glb' });
    expect((await routesOf(world, TABLE)).find((route) => route.GatewayId === 'vpce-0glb')).toMatchObject({
      ...IPV4,
      State: 'active',
    });
    const replace = (VpcEndpointId: string) =>
      failure(world.client.replaceRoute({ RouteTableId: TABLE, ...IPV4, VpcEndpointId }));
    expect(await replace('vpce-0if')).toHaveProperty('name', 'InvalidParameterValue');
    expect(await replace('vpce-0missing')).toHaveProperty('name', 'InvalidVpcEndpointId.NotFound');
  });

  it('do not lead into another VPC', async () => {
    const { client } = await startWorld((account, make) => {
      withTables(account, make);
      make.addVpc(account, { id: 'vpc-0b', cidr: '10.9.0.0/16' });
      make.addSubnet(account, { id: 'subnet-0far', vpc: 'vpc-0b', cidr: '10.9.1.0/24', az: 'eu-west-2a' });
      make.addNetworkInterface(account, { id: 'eni-0far', subnet: 'subnet-0far', privateIp: '10.9.1.5' });
    });
    const call = client.replaceRoute({ RouteTableId: TABLE, ...IPV4, NetworkInterfaceId: 'eni-0far' });
    expect(await failure(call)).toMatchObject({
      name: 'InvalidParameterValue',
      message: `route table ${TABLE} and interface eni-0far belong to different networks`,
    });
  });
});
