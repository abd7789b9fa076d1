/** The ports of the routes controller against the simulated AWS: each kind of target, and what they read. */

import { type BareApi, cloudwatch, ec2, elbv2, startBareApi } from '@waykeeper/local-cloud/api';
import {
  addAlarm,
  addGatewayEndpoint,
  addGatewayLoadBalancerEndpoint,
  addInterfaceEndpoint,
  addInternetGateway,
  addNatGateway,
  addRouteTable,
  addSubnet,
  addTargetGroup,
  addVpc,
} from '@waykeeper/local-cloud/seed';
import { emptyAccount } from '@waykeeper/local-cloud/state';
import { describeTransitions } from '../../../lib/aws/cloudwatch/alarms.ts';
import { setAlarmState } from '../../../lib/aws/cloudwatch/probe-state.ts';
import { describeNatGateways } from '../../../lib/aws/ec2/appliances.ts';
import {
  addRouteTables,
  describePrivateServices,
  describeRoutedEndpoints,
} from '../../../lib/aws/ec2/gateway-endpoints.ts';
import { describeRouteTables, describeSubnets } from '../../../lib/aws/ec2/route-tables.ts';
import { replaceRoutes } from '../../../lib/aws/ec2/route-writes.ts';
import { describeTargetHealth } from '../../../lib/aws/elbv2/target-groups.ts';
import { applyRoutes } from '../../../lib/routes/apply.ts';
import type { AssociationChange } from '../../../lib/routes/types.ts';

const VPC = 'vpc-0a';
const GROUP = 'arn:aws:elasticloadbalancing:eu-west-2:111122223333:targetgroup/fw/0123456789abcdef';
const VARIABLES = { AWS_REGION: 'eu-west-2', AWS_ACCESS_KEY_ID: 'AKIALOCAL', AWS_SECRET_ACCESS_KEY: 'local' };

const made = () => {
  const account = emptyAccount();
  addVpc(account, { id: VPC, cidr: '10.0.0.0/16' });
  addInternetGateway(account, { id: 'igw-0a', vpc: VPC });
  addSubnet(account, { id: 'subnet-0a', vpc: VPC, cidr: '10.0.1.0/24', az: 'eu-west-2a' });
  addSubnet(account, { id: 'subnet-0b', vpc: VPC, cidr: '10.0.2.0/24', az: 'eu-west-2a' });
  addNatGateway(account, { id: 'nat-0a', subnet: 'subnet-0b', privateIp: '10.0.2.4', publicIp: '203.0.113.4' });
  const service = 'com.amazonaws.vpce.eu-west-2.vpce-svc-0a';
  addGatewayLoadBalancerEndpoint(account, {
    id: 'vpce-0fw',
    vpc: VPC,
    service,
    placement: { subnet: 'subnet-0b', ip: '10.0.2.5' },
  });
  addGatewayEndpoint(account, { id: 'vpce-0s3', vpc: VPC, service: 'com.amazonaws.eu-west-2.s3' });
  addInterfaceEndpoint(account, {
    ...{ id: 'vpce-0mon', vpc: VPC, service: 'com.amazonaws.eu-west-2.monitoring', privateDns: true },
    subnets: [{ subnet: 'subnet-0b', ip: '10.0.2.6' }],
  });
  addRouteTable(account, {
    ...{ id: 'rtb-0a', vpc: VPC, subnets: ['subnet-0a'], tags: { tier: 'app' } },
    routes: ['0.0.0.0/0', 'pl-0a'].map((destination) => ({ destination, target: 'igw-0a' })),
  });
  addRouteTable(account, { id: 'rtb-0b', vpc: VPC, tags: { tier: 'other' } });
  addRouteTable(account, { id: 'rtb-0edge', vpc: VPC, gateway: 'igw-0a' });
  addAlarm(account, { name: 'fw-a', state: 'OK' });
  addTargetGroup(account, { arn: GROUP, targets: [{ id: '10.0.2.9', port: 80, state: 'healthy' }] });
  return account;
};

describe('the ports of the routes controller', () => {
  const before = { ...process.env };
  let api: BareApi;
  beforeAll(async () => {
    api = await startBareApi([ec2, cloudwatch, elbv2], made());
    Object.assign(process.env, VARIABLES, { AWS_ENDPOINT_URL: api.url });
  });
  afterAll(async () => {
    process.env = before;
    await api.stop();
  });

  const target = (table: string, destination: string): string | undefined =>
    api.account.ec2.routeTables[table]?.routes.find((route) => route.destination === destination)?.target;

  const repoint = async (tableId: string, destination: string, to: string): Promise<void> => {
    expect(await replaceRoutes([{ tableId, destination, target: to }])).toMatchObject([{ status: 'fulfilled' }]);
  };

  it.each([
    ['rtb-0a', '0.0.0.0/0', 'nat-0a'],
    ['rtb-0a', '0.0.0.0/0', 'vpce-0fw'],
    ['rtb-0a', '0.0.0.0/0', 'igw-0a'],
    ['rtb-0a', 'pl-0a', 'vpce-0fw'],
    ['rtb-0edge', '10.0.0.0/16', 'vpce-0fw'],
    ['rtb-0edge', '10.0.0.0/16', 'local'],
  ])('point %s/%s at %s', async (table, destination, to) => {
    await repoint(table, destination, to);
    expect(target(table, destination)).toBe(to);
  });

  it('read a route back as it was written, whatever its target', async () => {
    await repoint('rtb-0a', '0.0.0.0/0', 'vpce-0fw');
    const [table] = await describeRouteTables({ tags: { tier: 'app' } });
    const found = table?.routes.map(({ destination, target: to }) => `${destination} ${to}`);
    expect(found).toEqual(['10.0.0.0/16 local', '0.0.0.0/0 vpce-0fw', 'pl-0a vpce-0fw']);
  });

  it('read tables by id, by VPC and all of them', async () => {
    const ids = async (...given: Parameters<typeof describeRouteTables>) =>
      (await describeRouteTables(...given)).map(({ id }) => id);
    expect(await ids({ ids: ['rtb-0edge', 'rtb-0gone'] })).toEqual(['rtb-0edge']);
    expect(await ids({ vpcIds: [VPC] })).toEqual(['rtb-0a', 'rtb-0b', 'rtb-0edge']);
    expect(await ids({})).toEqual(['rtb-0a', 'rtb-0b', 'rtb-0edge']);
    expect((await describeSubnets({ ids: ['subnet-0b'] })).map(({ cidrs }) => cidrs)).toEqual([['10.0.2.0/24']]);
  });

  it('tell gateway endpoints from those of load balancers, and associate tables with the former', async () => {
    await addRouteTables('vpce-0s3', ['rtb-0a']);
    const found = await describeRoutedEndpoints({ ids: ['vpce-0s3', 'vpce-0fw', 'vpce-0mon'] });
    expect(found).toMatchObject([
      { kind: 'loadBalancer', id: 'vpce-0fw', subnetId: 'subnet-0b', state: 'available' },
      { kind: 'gateway', id: 'vpce-0s3', serviceName: 'com.amazonaws.eu-west-2.s3', tableIds: ['rtb-0a'] },
    ]);
    expect(await describePrivateServices([VPC])).toEqual([
      { vpcId: VPC, serviceName: 'com.amazonaws.eu-west-2.monitoring' },
    ]);
  });

  it('associate all tables that they can: one that is gone meanwhile stops no other', async () => {
    const change = (tableId: string): AssociationChange => ({
      ...{ action: 'associate', key: `vpce-0s3/${tableId}`, endpointId: 'vpce-0s3', tableId },
      ...{ after: 'associated', reason: { code: 'NOT_ASSOCIATED', message: 'x' } },
    });
    const tables = ['rtb-0gone', 'rtb-0a', 'rtb-0b'];
    const outcomes = await applyRoutes(tables.map(change));
    expect(outcomes).toMatchObject([
      { key: 'vpce-0s3/rtb-0gone', status: 'failed', code: 'InvalidRouteTableID.NotFound', retryable: false },
      { key: 'vpce-0s3/rtb-0a', status: 'applied' },
      { key: 'vpce-0s3/rtb-0b', status: 'applied' },
    ]);
    const [endpoint] = await describeRoutedEndpoints({ ids: ['vpce-0s3'] });
    expect(endpoint).toMatchObject({ tableIds: ['rtb-0a', 'rtb-0b'] });
  });

  it('read NAT gateways, target health and the history of an alarm', async () => {
    expect(await describeNatGateways(['nat-0a', 'nat-0gone'])).toMatchObject([{ id: 'nat-0a', state: 'available' }]);
    expect(await describeTargetHealth(GROUP)).toEqual([{ targetGroup: GROUP, targetId: '10.0.2.9', state: 'healthy' }]);
    await setAlarmState('fw-a', 'ALARM', 'silent');
    await setAlarmState('fw-a', 'OK', 'answers');
    const changes = await describeTransitions('fw-a', 0);
    expect(changes.map(({ alarm, to }) => `${alarm} ${to}`)).toEqual(['fw-a OK', 'fw-a ALARM']);
  });
});
