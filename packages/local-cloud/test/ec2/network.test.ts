import { failure, OWNER, SUBNET_A, startWorld, VPC } from './support/world.ts';

describe('networks', () => {
  it('shows a VPC with its blocks of both families', async () => {
    const { client } = await startWorld();
    const { Vpcs } = await client.describeVpcs({ VpcIds: [VPC] });
    expect(Vpcs).toEqual([
      expect.objectContaining({
        VpcId: VPC,
        OwnerId: OWNER,
        State: 'available',
        CidrBlock: '10.0.0.0/16',
        Tags: [{ Key: 'Name', Value: 'main' }],
      }),
    ]);
    expect(Vpcs?.[0]?.Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlock).toBe('2001:db8:1::/56');
  });

  it('refuses a VPC that does not exist', async () => {
    const { client } = await startWorld();
    expect(await failure(client.describeVpcs({ VpcIds: ['vpc-0missing'] }))).toEqual({
      name: 'InvalidVpcID.NotFound',
      message: "The vpc ID 'vpc-0missing' does not exist",
      status: 400,
    });
  });

  it('shows subnets with name and id of their AZ and the addresses that are left', async () => {
    const { client } = await startWorld();
    const { Subnets } = await client.describeSubnets({
      Filters: [{ Name: 'availability-zone', Values: ['eu-west-2a'] }],
    });
    expect(Subnets).toEqual([
      expect.objectContaining({
        SubnetId: SUBNET_A,
        AvailabilityZone: 'eu-west-2a',
        AvailabilityZoneId: 'euw2-az2',
        AvailableIpAddressCount: 249,
      }),
    ]);
    expect(await failure(client.describeSubnets({ SubnetIds: ['subnet-0missing'] }))).toHaveProperty(
      'name',
      'InvalidSubnetID.NotFound',
    );
  });

  it('shows the AZs of the Region', async () => {
    const { client } = await startWorld();
    const { AvailabilityZones } = await client.describeAvailabilityZones({ ZoneNames: ['eu-west-2c'] });
    expect(AvailabilityZones).toEqual([
      expect.objectContaining({
        ZoneName: 'eu-west-2c',
        ZoneId: 'euw2-az1',
        RegionName: 'eu-west-2',
        State: 'available',
      }),
    ]);
    expect(await failure(client.describeAvailabilityZones({ ZoneNames: ['mars-1a'] }))).toHaveProperty(
      'name',
      'InvalidParameterValue',
    );
  });

  it('shows gateways', async () => {
    const { client } = await startWorld();
    const igw = await client.describeInternetGateways({ Filters: [{ Name: 'attachment.vpc-id', Values: [VPC] }] });
    expect(igw.InternetGateways?.[0]?.Attachments).toEqual([{ VpcId: VPC, State: 'available' }]);
    const nat = await client.describeNatGateways({ Filter: [{ Name: 'state', Values: ['available'] }] });
    expect(nat.NatGateways?.[0]).toMatchObject({
      NatGatewayId: 'nat-0a',
      ConnectivityType: 'public',
      NatGatewayAddresses: [{ PrivateIp: '10.0.1.250', PublicIp: '203.0.113.250' }],
    });
    expect(await failure(client.describeNatGateways({ NatGatewayIds: ['nat-0missing'] }))).toHaveProperty(
      'name',
      'NatGatewayNotFound',
    );
    expect(await failure(client.describeInternetGateways({ InternetGatewayIds: ['igw-0missing'] }))).toHaveProperty(
      'name',
      'InvalidInternetGatewayID.NotFound',
    );
  });
});

describe('what all operations share', () => {
  it('takes wildcards in filter values and compares case-sensitively', async () => {
    const { client } = await startWorld();
    const found = async (Name: string, Values: string[]) =>
      ((await client.describeSubnets({ Filters: [{ Name, Values }] })).Subnets ?? []).length;
    expect(await found('cidr-block', ['10.0.?.0/24'])).toBe(2);
    expect(await found('availability-zone', ['eu-west-*b'])).toBe(1);
    expect(await found('availability-zone', ['EU-WEST-2B'])).toBe(0);
    expect(await found('availability-zone', ['eu-west-2a', 'eu-west-2b'])).toBe(2);
    expect(await found('availability-zone', ['eu-west-2\\*'])).toBe(0);
  });

  it('refuses a filter that it does not know', async () => {
    const { client } = await startWorld();
    expect(await failure(client.describeVpcs({ Filters: [{ Name: 'colour', Values: ['red'] }] }))).toMatchObject({
      name: 'InvalidParameterValue',
      message: "The filter 'colour' is invalid",
    });
  });

  it('gives pages with opaque tokens and refuses a token that it did not give out', async () => {
    const { client } = await startWorld((account, make) => {
      for (let i = 0; i < 10; i++) make.addVpc(account, { id: `vpc-1${i}`, cidr: `10.${i + 1}.0.0/16` });
    });
    const sizes: (number | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client.describeVpcs({ MaxResults: 5, ...(NextToken ? { NextToken } : {}) });
      sizes.push(page.Vpcs?.length);
      NextToken = page.NextToken;
    } while (NextToken);
    expect(sizes).toEqual([5, 5, 1]);
    expect(await failure(client.describeVpcs({ NextToken: 'made-up' }))).toHaveProperty(
      'name',
      'InvalidPaginationToken',
    );
  });

  it('refuses a page size out of bounds', async () => {
    const { client } = await startWorld();
    const error = await failure(client.describeVpcs({ MaxResults: 4 }));
    expect(error.name).toBe('InvalidParameterValue');
    expect(error.message).toBe(
      'Value ( 4 ) for parameter maxResults is invalid. Expecting a value greater than or equal to 5.',
    );
  });

  it('answers a dry run with an exception and changes nothing', async () => {
    const { client, account } = await startWorld();
    const before = structuredClone(account);
    expect(await failure(client.stopInstances({ InstanceIds: ['i-0a'], DryRun: true }))).toEqual({
      name: 'DryRunOperation',
      message: 'Request would have succeeded, but DryRun flag is set.',
      status: 412,
    });
    expect(account).toEqual(before);
  });

  it('does not simulate the network of another account', async () => {
    const { clientOf } = await startWorld();
    expect(await failure(clientOf('444455556666').describeVpcs({}))).toMatchObject({
      name: 'UnauthorizedOperation',
      status: 403,
    });
  });

  it('keeps its state JSON-safe', async () => {
    const { client, account } = await startWorld();
    await client.createVpcEndpoint({
      VpcId: VPC,
      ServiceName: 'com.amazonaws.eu-west-2.ec2',
      VpcEndpointType: 'Interface',
      SubnetIds: [SUBNET_A],
    });
    expect(JSON.parse(JSON.stringify(account.ec2))).toEqual(account.ec2);
  });
});
