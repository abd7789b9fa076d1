import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { EC2Client, ReplaceRouteCommand } from '@aws-sdk/client-ec2';
import { emptyAccount } from '../src/account.ts';
import { type Cloud, startCloud } from '../src/cloud.ts';
import { addInstance, addNetworkInterface, addRouteTable, addSubnet, addVpc } from '../src/services/ec2/seed.ts';

const account = () => {
  const it = emptyAccount({ id: '999988887777', region: 'eu-west-2' });
  addVpc(it, { id: 'vpc-1', cidr: '10.0.0.0/16' });
  addSubnet(it, { id: 'subnet-1', vpc: 'vpc-1', cidr: '10.0.1.0/24', az: 'eu-west-2a' });
  addInstance(it, { id: 'i-1', subnet: 'subnet-1' });
  addNetworkInterface(it, { id: 'eni-1', subnet: 'subnet-1', privateIp: '10.0.1.10', instance: 'i-1' });
  const routes = [{ destination: '0.0.0.0/0', target: 'eni-1' }];
  addRouteTable(it, { id: 'rtb-1', vpc: 'vpc-1', routes });
  return it;
};

describe('the event history', () => {
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await startCloud({ account: account() });
  });
  afterAll(() => cloud.stop());

  const lookUp = async (resource: string, more: { MaxResults?: number; NextToken?: string } = {}) => {
    const client = new CloudTrailClient(cloud.clientConfig());
    const LookupAttributes = [{ AttributeKey: 'ResourceName' as const, AttributeValue: resource }];
    return client.send(new LookupEventsCommand({ LookupAttributes, ...more })).finally(() => client.destroy());
  };

  const replace = async (): Promise<void> => {
    const client = new EC2Client(cloud.clientConfig());
    const to = { RouteTableId: 'rtb-1', DestinationCidrBlock: '0.0.0.0/0', NetworkInterfaceId: 'eni-1' };
    await client.send(new ReplaceRouteCommand(to)).finally(() => client.destroy());
  };

  it('tells of writes by the resource that they named, the newest first, whoever made them', async () => {
    await replace();
    await cloud.advance(1_000);
    await replace();
    const { Events = [] } = await lookUp('rtb-1');
    expect(Events.map(({ EventName }) => EventName)).toEqual(['ReplaceRoute', 'ReplaceRoute']);
    const [first, second] = Events.map(({ EventTime }) => EventTime?.getTime() ?? 0);
    expect((first ?? 0) - (second ?? 0)).toBeGreaterThanOrEqual(1_000);
    expect(JSON.parse(Events[0]?.CloudTrailEvent ?? '')).toMatchObject({
      eventName: 'ReplaceRoute',
      requestParameters: { routeTableId: 'rtb-1', networkInterfaceId: 'eni-1' },
      userIdentity: { type: 'IAMUser', userName: 'operator' },
    });
    expect((await lookUp('rtb-2')).Events).toEqual([]);
  });

  it('comes in pages', async () => {
    const { Events, NextToken } = await lookUp('rtb-1', { MaxResults: 1 });
    expect(Events).toHaveLength(1);
    const next = await lookUp('rtb-1', { MaxResults: 1, NextToken: NextToken ?? '' });
    expect([next.Events?.length, next.NextToken]).toEqual([1, undefined]);
  });

  it('is late where it was told to be', async () => {
    cloud.account.cloudtrail.lateMs = 600_000;
    await replace();
    expect((await lookUp('rtb-1')).Events).toEqual([]);
    await cloud.advance(600_001);
    expect((await lookUp('rtb-1')).Events).toHaveLength(3);
    cloud.account.cloudtrail.lateMs = 0;
  });

  it('knows no other attribute', async () => {
    const client = new CloudTrailClient(cloud.clientConfig());
    const LookupAttributes = [{ AttributeKey: 'Username' as const, AttributeValue: 'ada' }];
    await expect(client.send(new LookupEventsCommand({ LookupAttributes }))).rejects.toMatchObject({
      name: 'InvalidLookupAttributesException',
    });
    client.destroy();
  });
});
