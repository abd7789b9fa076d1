/** What tells that an instance is about to go, since when it is well, and where transit gateways enter. */
import { AutoScalingClient, DescribeAutoScalingInstancesCommand } from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  CreateRouteCommand,
  DescribeInstanceStatusCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSpotInstanceRequestsCommand,
  DescribeTransitGatewayVpcAttachmentsCommand,
  EC2Client,
  ReplaceRouteCommand,
} from '@aws-sdk/client-ec2';
import { emptyAccount } from '../src/account.ts';
import { type BareApi, clientConfig, START, startBareApi } from '../src/bare-api.ts';
import { autoscaling } from '../src/services/autoscaling/index.ts';
import { addToAutoScalingGroup } from '../src/services/autoscaling/seed.ts';
import { cloudwatch } from '../src/services/cloudwatch/index.ts';
import { ec2 } from '../src/services/ec2/index.ts';
import {
  addInstance,
  addNatGateway,
  addNetworkInterface,
  addRouteTable,
  addSubnet,
  addTransitGatewayAttachment,
  addVpc,
  impairInstance,
  restoreInstance,
} from '../src/services/ec2/seed.ts';

const MINUTE = 60_000;
const SECONDARY = [{ ip: '10.0.1.11', publicIp: '203.0.113.7' }];

const account = () => {
  const it = emptyAccount();
  addVpc(it, { id: 'vpc-1', cidr: '10.0.0.0/16' });
  addSubnet(it, { id: 'subnet-1', vpc: 'vpc-1', cidr: '10.0.1.0/24', az: 'eu-west-2a' });
  addInstance(it, { id: 'i-1', subnet: 'subnet-1' });
  const place = { subnet: 'subnet-1', instance: 'i-1' };
  addNetworkInterface(it, { id: 'eni-1', ...place, privateIp: '10.0.1.10', secondary: SECONDARY });
  addNetworkInterface(it, { id: 'eni-2', ...place, privateIp: '10.0.1.12' });
  addNatGateway(it, { id: 'nat-1', subnet: 'subnet-1', privateIp: '10.0.1.20' });
  const routes = [
    { destination: '0.0.0.0/0', target: 'vgw-1', origin: 'EnableVgwRoutePropagation' as const },
    { destination: '0.0.0.0/0', target: 'eni-1' },
  ];
  addRouteTable(it, { id: 'rtb-1', vpc: 'vpc-1', routes });
  const entered = { transitGateway: 'tgw-1', vpc: 'vpc-1', subnets: ['subnet-1'] };
  addTransitGatewayAttachment(it, { id: 'tgw-attach-1', ...entered, applianceMode: true });
  addToAutoScalingGroup(it, 'i-1', 'firewalls', 'Terminating:Wait');
  return it;
};

describe('what is read of appliances', () => {
  let api: BareApi;
  let client: EC2Client;
  beforeEach(async () => {
    api = await startBareApi([ec2, cloudwatch, autoscaling], account());
    client = new EC2Client(clientConfig(api.url));
  });
  afterEach(async () => {
    client.destroy();
    await api.stop();
  });

  const minutes = async (): Promise<(readonly [number, number])[]> => {
    const metrics = new CloudWatchClient(clientConfig(api.url));
    const Metric = {
      ...{ Namespace: 'AWS/EC2', MetricName: 'StatusCheckFailed' },
      Dimensions: [{ Name: 'InstanceId', Value: 'i-1' }],
    };
    const query = { Id: 'i0', MetricStat: { Metric, Period: 60, Stat: 'Maximum' } };
    const span = { StartTime: new Date(api.now() - 5 * MINUTE), EndTime: new Date(api.now()) };
    const { MetricDataResults } = await metrics
      .send(new GetMetricDataCommand({ MetricDataQueries: [query], ...span, ScanBy: 'TimestampAscending' }))
      .finally(() => metrics.destroy());
    const [{ Timestamps = [], Values = [] } = {}] = MetricDataResults ?? [];
    return Timestamps.map((at, index) => [(at.getTime() - START) / MINUTE, Values[index] ?? 0] as const);
  };

  it('has a value for each minute of the status checks but the last, and tells of a failure that is over', async () => {
    impairInstance(api.account, 'i-1', START + 30_000);
    api.advance(2 * MINUTE);
    restoreInstance(api.account, 'i-1', api.now());
    api.advance(3 * MINUTE);
    expect(await minutes()).toEqual([
      [0, 1],
      [1, 1],
      [2, 0],
      [3, 0],
    ]);
  });

  it('has no minutes of an instance that does not run', async () => {
    const instance = api.account.ec2.instances['i-1'];
    if (instance) delete instance.runningSince;
    expect(await minutes()).toEqual([]);
  });

  it('names what AWS has scheduled, and the check of attached volumes', async () => {
    impairInstance(api.account, 'i-1', START, 'ebs');
    const notBefore = START + 60 * MINUTE;
    Object.assign(api.account.ec2.instances['i-1'] ?? {}, {
      events: [{ code: 'instance-retirement', description: 'degraded hardware', notBefore }],
    });
    const { InstanceStatuses } = await client.send(new DescribeInstanceStatusCommand({}));
    expect(InstanceStatuses?.[0]).toMatchObject({
      AttachedEbsStatus: { Status: 'impaired' },
      Events: [{ Code: 'instance-retirement', Description: 'degraded hardware', NotBefore: new Date(notBefore) }],
    });
  });

  it('tells what EC2 Spot and an Auto Scaling group are about to do', async () => {
    Object.assign(api.account.ec2.instances['i-1'] ?? {}, { spot: { requestId: 'sir-1', status: 'marked-for-stop' } });
    const Filters = [{ Name: 'instance-id', Values: ['i-1'] }];
    const { SpotInstanceRequests } = await client.send(new DescribeSpotInstanceRequestsCommand({ Filters }));
    expect(SpotInstanceRequests?.map(({ Status }) => Status?.Code)).toEqual(['marked-for-stop']);
    const groups = new AutoScalingClient(clientConfig(api.url));
    const { AutoScalingInstances } = await groups
      .send(new DescribeAutoScalingInstancesCommand({ InstanceIds: ['i-1', 'i-2'] }))
      .finally(() => groups.destroy());
    expect(AutoScalingInstances?.map(({ LifecycleState }) => LifecycleState)).toEqual(['Terminating:Wait']);
  });

  it('tells where a transit gateway enters, and whether it keeps flows in one Availability Zone', async () => {
    const Filters = [{ Name: 'vpc-id', Values: ['vpc-1'] }];
    const found = await client.send(new DescribeTransitGatewayVpcAttachmentsCommand({ Filters }));
    expect(found.TransitGatewayVpcAttachments).toMatchObject([
      { SubnetIds: ['subnet-1'], Options: { ApplianceModeSupport: 'enable' } },
    ]);
  });

  it('shows public addresses of secondary private ones', async () => {
    const { NetworkInterfaces } = await client.send(
      new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: ['eni-1'] }),
    );
    expect(NetworkInterfaces?.[0]?.Association).toBeUndefined();
    expect(NetworkInterfaces?.[0]?.PrivateIpAddresses?.[1]).toMatchObject({
      PrivateIpAddress: '10.0.1.11',
      Association: { PublicIp: '203.0.113.7' },
    });
  });

  it('keeps a static route beside a propagated one, and replaces the static one', async () => {
    const to = { RouteTableId: 'rtb-1', DestinationCidrBlock: '0.0.0.0/0', NetworkInterfaceId: 'eni-2' };
    await client.send(new ReplaceRouteCommand(to));
    const { RouteTables } = await client.send(new DescribeRouteTablesCommand({}));
    expect(RouteTables?.[0]?.Routes?.map(({ Origin, NetworkInterfaceId }) => [Origin, NetworkInterfaceId])).toEqual([
      ['CreateRouteTable', undefined],
      ['EnableVgwRoutePropagation', undefined],
      ['CreateRoute', 'eni-2'],
    ]);
    await expect(client.send(new CreateRouteCommand(to))).rejects.toMatchObject({ name: 'RouteAlreadyExists' });
  });

  it('leads what NAT64 translates to a NAT gateway, and no other IPv6', async () => {
    const create = (DestinationIpv6CidrBlock: string) =>
      client.send(new CreateRouteCommand({ RouteTableId: 'rtb-1', DestinationIpv6CidrBlock, NatGatewayId: 'nat-1' }));
    await expect(create('64:ff9b::/96')).resolves.toMatchObject({ Return: true });
    await expect(create('2001:db8::/64')).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });
});
