import type { CreateVpcEndpointCommandInput } from '@aws-sdk/client-ec2';
import { START } from '../../src/bare-api.ts';
import { failure, OWNER, SUBNET_A, SUBNET_B, startWorld, VPC } from './support/world.ts';

const S3 = 'com.amazonaws.eu-west-2.s3';
const ECR = 'com.amazonaws.eu-west-2.ecr.api';

const request = (more: Partial<CreateVpcEndpointCommandInput> = {}): CreateVpcEndpointCommandInput => ({
  VpcId: VPC,
  ServiceName: ECR,
  VpcEndpointType: 'Interface',
  SubnetIds: [SUBNET_A, SUBNET_B],
  ...more,
});

const start = () =>
  startWorld((account, make) => {
    make.addSubnet(account, { id: 'subnet-0c', vpc: VPC, cidr: '10.0.3.0/24', az: 'eu-west-2c' });
    make.addSubnet(account, { id: 'subnet-0a2', vpc: VPC, cidr: '10.0.4.0/24', az: 'eu-west-2a' });
    make.addRouteTable(account, { id: 'rtb-0a', vpc: VPC, subnets: [SUBNET_A] });
    const subnets = [
      { subnet: SUBNET_A, ip: '10.0.1.100' },
      { subnet: SUBNET_B, ip: '10.0.2.100' },
    ];
    make.addInterfaceEndpoint(account, { id: 'vpce-0s3', vpc: VPC, service: S3, subnets, tags: { app: 'backup' } });
  });
type World = Awaited<ReturnType<typeof start>>;

const show = async ({ client }: World, id: string) =>
  (await client.describeVpcEndpoints({ VpcEndpointIds: [id] })).VpcEndpoints?.[0];

const interfacesOf = async ({ client }: World, id: string) => {
  const filter = { Name: 'description', Values: [`VPC Endpoint Interface ${id}`] };
  return (await client.describeNetworkInterfaces({ Filters: [filter] })).NetworkInterfaces ?? [];
};

describe('interface endpoints', () => {
  it('start pending and become available over time', async () => {
    const world = await start();
    const { VpcEndpoint } = await world.client.createVpcEndpoint(request());
    const id = VpcEndpoint?.VpcEndpointId ?? '';
    expect(VpcEndpoint).toMatchObject({
      State: 'pending',
      OwnerId: OWNER,
      VpcEndpointType: 'Interface',
      CreationTimestamp: new Date(START),
    });
    world.api.advance(29_000);
    expect(await show(world, id)).toHaveProperty('State', 'pending');
    world.api.advance(1_000);
    expect(await show(world, id)).toHaveProperty('State', 'available');
  });

  it('have a Regional name first, then one for each AZ, then their private name', async () => {
    const world = await start();
    const { VpcEndpoint } = await world.client.createVpcEndpoint(request());
    const id = VpcEndpoint?.VpcEndpointId ?? '';
    const suffix = world.account.ec2.endpoints[id]?.suffix;
    const HostedZoneId = 'Z7K1066E3PUKB';
    expect(VpcEndpoint?.DnsEntries).toEqual([
      { DnsName: `${id}-${suffix}.api.ecr.eu-west-2.vpce.amazonaws.com`, HostedZoneId },
      { DnsName: `${id}-${suffix}-eu-west-2a.api.ecr.eu-west-2.vpce.amazonaws.com`, HostedZoneId },
      { DnsName: `${id}-${suffix}-eu-west-2b.api.ecr.eu-west-2.vpce.amazonaws.com`, HostedZoneId },
      { DnsName: 'api.ecr.eu-west-2.amazonaws.com', HostedZoneId: expect.not.stringMatching(HostedZoneId) },
    ]);
  });

  it('of S3 have names that begin with a star', async () => {
    const names = (await show(await start(), 'vpce-0s3'))?.DnsEntries?.map((entry) => entry.DnsName);
    expect(names).toHaveLength(3);
    expect(
      names?.every((name) =>
        /^\*\.vpce-0s3-[0-9a-f]{8}(-eu-west-2[ab])?\.s3\.eu-west-2\.vpce\.amazonaws\.com$/.test(name ?? ''),
      ),
    ).toBe(true);
  });

  it('have an interface with a free address in each subnet', async () => {
    const world = await start();
    const { VpcEndpoint } = await world.client.createVpcEndpoint(request());
    const items = await interfacesOf(world, VpcEndpoint?.VpcEndpointId ?? '');
    expect(items.map((item) => item.NetworkInterfaceId)).toEqual(VpcEndpoint?.NetworkInterfaceIds);
    expect(items).toEqual([
      expect.objectContaining({
        SubnetId: SUBNET_A,
        PrivateIpAddress: '10.0.1.4',
        InterfaceType: 'vpc_endpoint',
        RequesterManaged: true,
        Status: 'in-use',
      }),
      expect.objectContaining({ SubnetId: SUBNET_B, PrivateIpAddress: '10.0.2.4', AvailabilityZoneId: 'euw2-az3' }),
    ]);
  });

  it('take fixed addresses, and IPv6 ones when they are dual-stack', async () => {
    const world = await start();
    const SubnetConfigurations = [{ SubnetId: SUBNET_A, Ipv4: '10.0.1.77', Ipv6: '2001:db8:1:1::77' }];
    const { VpcEndpoint } = await world.client.createVpcEndpoint(
      request({ SubnetConfigurations, IpAddressType: 'dualstack' }),
    );
    const items = await interfacesOf(world, VpcEndpoint?.VpcEndpointId ?? '');
    expect(items.map((item) => [item.PrivateIpAddress, item.Ipv6Addresses?.[0]?.Ipv6Address])).toEqual([
      ['10.0.1.77', '2001:db8:1:1::77'],
      ['10.0.2.4', '2001:db8:1:2::4'],
    ]);
  });

  it.each([
    ['an unknown VPC', { VpcId: 'vpc-0missing' }, 'InvalidVpcID.NotFound'],
    ['an unknown subnet', { SubnetIds: ['subnet-0missing'] }, 'InvalidSubnetID.NotFound'],
    ['two subnets of one AZ', { SubnetIds: [SUBNET_A, 'subnet-0a2'] }, 'DuplicateSubnetsInSameZone'],
    ['a service of another Region', { ServiceName: 'com.amazonaws.us-east-1.ec2' }, 'InvalidServiceName'],
    [
      'an unknown endpoint service',
      { ServiceName: 'com.amazonaws.vpce.eu-west-2.vpce-svc-0missing' },
      'InvalidServiceName',
    ],
    ['type Gateway for a service without it', { VpcEndpointType: 'Gateway' as const }, 'InvalidParameter'],
    [
      'a fixed address in use',
      { SubnetConfigurations: [{ SubnetId: SUBNET_A, Ipv4: '10.0.1.10' }] },
      'InvalidIPAddress.InUse',
    ],
    ['a type that is not simulated', { VpcEndpointType: 'Resource' as const }, 'UnsupportedOperation'],
  ])('are refused with %s, and nothing is left behind', async (_, more, code) => {
    const { client, account } = await start();
    const before = structuredClone(account.ec2);
    expect(await failure(client.createVpcEndpoint(request(more)))).toHaveProperty('name', code);
    expect(account.ec2).toEqual(before);
  });

  it.each([
    ['service-name', S3, 1],
    ['tag:app', 'backup', 1],
    ['vpc-endpoint-state', 'available', 1],
    ['vpc-endpoint-state', 'Available', 0],
    ['vpc-endpoint-type', 'Interface', 1],
    ['vpc-endpoint-type', 'interface', 0],
    ['vpc-id', VPC, 1],
    ['ip-address-type', 'ipv4', 1],
    ['service-region', 'eu-west-2', 1],
  ])('are found by %s %s', async (Name, value, count) => {
    const { client } = await start();
    expect((await client.describeVpcEndpoints({ Filters: [{ Name, Values: [value] }] })).VpcEndpoints).toHaveLength(
      count,
    );
  });

  it('come in pages, where too large a page counts as 1000', async () => {
    const { client } = await startWorld((account, make) => {
      for (let i = 0; i < 1001; i++)
        make.addInterfaceEndpoint(account, { id: `vpce-1${i}`, vpc: VPC, service: S3, subnets: [] });
    });
    const first = await client.describeVpcEndpoints({ MaxResults: 5000 });
    expect(first.VpcEndpoints).toHaveLength(1000);
    expect((await client.describeVpcEndpoints({ NextToken: first.NextToken })).VpcEndpoints).toHaveLength(1);
  });

  it('gain and lose AZs, with their interfaces and names', async () => {
    const world = await start();
    const lost = world.account.ec2.endpoints['vpce-0s3']?.interfaceIds[0] ?? '';
    await world.client.modifyVpcEndpoint({
      VpcEndpointId: 'vpce-0s3',
      AddSubnetIds: ['subnet-0c'],
      RemoveSubnetIds: [SUBNET_A],
    });
    const endpoint = await show(world, 'vpce-0s3');
    expect(endpoint?.SubnetIds).toEqual([SUBNET_B, 'subnet-0c']);
    expect(endpoint?.DnsEntries?.slice(1).map(({ DnsName }) => /eu-west-2.(?=\.s3)/.exec(DnsName ?? '')?.[0])).toEqual([
      'eu-west-2b',
      'eu-west-2c',
    ]);
    expect((await interfacesOf(world, 'vpce-0s3')).map((item) => item.PrivateIpAddress)).toEqual([
      '10.0.2.100',
      '10.0.3.4',
    ]);
    const gone = world.client.describeNetworkInterfaces({ NetworkInterfaceIds: [lost] });
    expect(await failure(gone)).toHaveProperty('name', 'InvalidNetworkInterfaceID.NotFound');
  });

  it('get a new interface for a changed fixed address', async () => {
    const world = await start();
    const [before] = await interfacesOf(world, 'vpce-0s3');
    await world.client.modifyVpcEndpoint({
      VpcEndpointId: 'vpce-0s3',
      SubnetConfigurations: [{ SubnetId: SUBNET_A, Ipv4: '10.0.1.200' }],
    });
    const after = (await interfacesOf(world, 'vpce-0s3')).find((item) => item.SubnetId === SUBNET_A);
    expect(after?.PrivateIpAddress).toBe('10.0.1.200');
    expect(after?.NetworkInterfaceId).not.toBe(before?.NetworkInterfaceId);
  });

  it('are as before when a change is refused halfway', async () => {
    const { client, account } = await start();
    const before = structuredClone(account.ec2);
    const call = client.modifyVpcEndpoint({
      VpcEndpointId: 'vpce-0s3',
      RemoveSubnetIds: [SUBNET_A],
      AddSubnetIds: ['subnet-0missing'],
    });
    expect(await failure(call)).toHaveProperty('name', 'InvalidSubnetID.NotFound');
    expect(account.ec2).toEqual(before);
    expect(await failure(client.modifyVpcEndpoint({ VpcEndpointId: 'vpce-0missing' }))).toHaveProperty(
      'name',
      'InvalidVpcEndpointId.NotFound',
    );
  });

  it('switch private DNS, which one of them in a VPC can have for a service', async () => {
    const world = await start();
    const { VpcEndpoint } = await world.client.createVpcEndpoint(request());
    expect(VpcEndpoint?.PrivateDnsEnabled).toBe(true);
    expect(await failure(world.client.createVpcEndpoint(request()))).toHaveProperty('name', 'InvalidParameter');
    await world.client.modifyVpcEndpoint({ VpcEndpointId: VpcEndpoint?.VpcEndpointId ?? '', PrivateDnsEnabled: false });
    expect((await world.client.createVpcEndpoint(request())).VpcEndpoint?.PrivateDnsEnabled).toBe(true);
  });

  it('of S3 need a gateway endpoint for private DNS of inbound queries only, which then stays', async () => {
    const { client } = await start();
    const enable = () => client.modifyVpcEndpoint({ VpcEndpointId: 'vpce-0s3', PrivateDnsEnabled: true });
    expect(await failure(enable())).toHaveProperty('name', 'InvalidParameter');
    const gateway = await client.createVpcEndpoint({ VpcId: VPC, ServiceName: S3 });
    const id = gateway.VpcEndpoint?.VpcEndpointId ?? '';
    await enable();
    expect((await client.deleteVpcEndpoints({ VpcEndpointIds: [id] })).Unsuccessful?.[0]?.ResourceId).toBe(id);
    await client.modifyVpcEndpoint({
      VpcEndpointId: 'vpce-0s3',
      DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint: false },
    });
    expect((await client.deleteVpcEndpoints({ VpcEndpointIds: [id] })).Unsuccessful).toEqual([]);
  });

  it('are deleting, then deleted, then gone, with their interfaces', async () => {
    const world = await start();
    const { Unsuccessful } = await world.client.deleteVpcEndpoints({ VpcEndpointIds: ['vpce-0s3', 'vpce-0missing'] });
    expect(Unsuccessful).toEqual([
      {
        ResourceId: 'vpce-0missing',
        Error: { Code: 'InvalidVpcEndpointId.NotFound', Message: "The Vpc Endpoint Id 'vpce-0missing' does not exist" },
      },
    ]);
    expect(await show(world, 'vpce-0s3')).toHaveProperty('State', 'deleting');
    world.api.advance(30_000);
    expect(await show(world, 'vpce-0s3')).toMatchObject({ State: 'deleted', NetworkInterfaceIds: [] });
    expect(await interfacesOf(world, 'vpce-0s3')).toEqual([]);
    world.api.advance(60_000);
    expect(await failure(show(world, 'vpce-0s3'))).toHaveProperty('name', 'InvalidVpcEndpointId.NotFound');
  });
});

describe('gateway endpoints', () => {
  it('put a route to their prefix list into their tables and take it out again', async () => {
    const { client } = await start();
    const { VpcEndpoint } = await client.createVpcEndpoint({ VpcId: VPC, ServiceName: S3, RouteTableIds: ['rtb-0a'] });
    const id = VpcEndpoint?.VpcEndpointId ?? '';
    expect(VpcEndpoint).toMatchObject({ VpcEndpointType: 'Gateway', DnsEntries: [], RouteTableIds: ['rtb-0a'] });
    const routes = async () =>
      (await client.describeRouteTables({ RouteTableIds: ['rtb-0a'] })).RouteTables?.[0]?.Routes?.filter(
        (route) => route.GatewayId === id,
      );
    expect(await routes()).toEqual([
      { DestinationPrefixListId: 'pl-7ca54015', GatewayId: id, Origin: 'CreateRoute', State: 'active' },
    ]);
    const remove = client.deleteRoute({ RouteTableId: 'rtb-0a', DestinationPrefixListId: 'pl-7ca54015' });
    expect(await failure(remove)).toHaveProperty('name', 'InvalidParameterValue');
    await client.modifyVpcEndpoint({ VpcEndpointId: id, RemoveRouteTableIds: ['rtb-0a'] });
    expect(await routes()).toEqual([]);
  });
});
