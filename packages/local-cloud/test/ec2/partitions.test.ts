/** How endpoints and services are named elsewhere than in AWS's commercial Regions. */
import { EC2 } from '@aws-sdk/client-ec2';
import { emptyAccount } from '../../src/account.ts';
import { type BareApi, clientConfig, startBareApi } from '../../src/bare-api.ts';
import { ec2 } from '../../src/services/ec2/index.ts';
import { addSubnet, addVpc } from '../../src/services/ec2/seed.ts';
import { failure } from './support/world.ts';

let api: BareApi;
let client: EC2;
const start = async (region: string): Promise<void> => {
  const account = emptyAccount({ region });
  addVpc(account, { id: 'vpc-0a', cidr: '10.0.0.0/16' });
  addSubnet(account, { id: 'subnet-0a', vpc: 'vpc-0a', cidr: '10.0.1.0/24', az: `${region}a` });
  api = await startBareApi([ec2], account);
  client = new EC2({ ...clientConfig(api.url), region });
};
afterEach(async () => {
  client.destroy();
  await api.stop();
});

const create = async (ServiceName: string) =>
  (
    await client.createVpcEndpoint({
      ...{ VpcId: 'vpc-0a', ServiceName, VpcEndpointType: 'Interface' },
      SubnetIds: ['subnet-0a'],
    })
  ).VpcEndpoint;

const namesOf = (endpoint: Awaited<ReturnType<typeof create>>): string[] =>
  (endpoint?.DnsEntries ?? []).map(({ DnsName = '' }) => DnsName.replace(/vpce-[0-9a-f]+-[0-9a-f]+/, '<id>'));

describe.each([
  ['us-gov-west-1', 'com.amazonaws', 'amazonaws.com', 'aws-us-gov'],
  ['cn-north-1', 'cn.com.amazonaws', 'amazonaws.com.cn', 'aws-cn'],
  ['eusc-de-east-1', 'eu.amazonaws', 'amazonaws.eu', 'aws-eusc'],
  ['us-iso-east-1', 'gov.ic.c2s', 'c2s.ic.gov', 'aws-iso'],
  ['us-isob-east-1', 'gov.sgov.sc2s', 'sc2s.sgov.gov', 'aws-iso-b'],
  ['eu-isoe-west-1', 'uk.adc-e.cloud', 'cloud.adc-e.uk', 'aws-iso-e'],
  ['us-isof-south-1', 'gov.ic.hci.csp', 'csp.hci.ic.gov', 'aws-iso-f'],
])('in %s', (region, prefix, suffix, partition) => {
  it(`a service of AWS is ${prefix}.${region}.ecr.api, and its endpoints have names below ${suffix}`, async () => {
    await start(region);
    expect(namesOf(await create(`${prefix}.${region}.ecr.api`))).toEqual([
      `<id>.api.ecr.${region}.vpce.${suffix}`,
      `<id>-${region}a.api.ecr.${region}.vpce.${suffix}`,
      `api.ecr.${region}.${suffix}`,
    ]);
  });

  it('a service of AWS may be com.amazonaws all the same', async () => {
    await start(region);
    expect(namesOf(await create(`com.amazonaws.${region}.s3`))[0]).toBe(`*.<id>.s3.${region}.vpce.${suffix}`);
  });

  it(`an ARN is of ${partition}`, async () => {
    await start(region);
    const { Subnets } = await client.describeSubnets({});
    expect(Subnets?.[0]?.SubnetArn).toBe(`arn:${partition}:ec2:${region}:111122223333:subnet/subnet-0a`);
  });

  it('an own service is named so, too', async () => {
    await start(region);
    const arn = `arn:aws:elasticloadbalancing:${region}:111122223333:loadbalancer/net/a/0123456789abcdef`;
    const { ServiceConfiguration: made } = await client.createVpcEndpointServiceConfiguration({
      ...{ NetworkLoadBalancerArns: [arn], AcceptanceRequired: false },
    });
    const id = made?.ServiceId;
    expect(made).toMatchObject({
      ServiceName: `${prefix}.vpce.${region}.${id}`,
      BaseEndpointDnsNames: [`${id}.${region}.vpce.${suffix}`],
    });
    expect(namesOf(await create(made?.ServiceName ?? ''))[0]).toBe(`<id>.${id}.${region}.vpce.${suffix}`);
  });
});

describe('a name of another partition', () => {
  it.each(['cn.com.amazonaws.eusc-de-east-1.ecr.api', 'com.amazonaws.vpce.eusc-de-east-1.vpce-svc-0a'])(
    'is no service: %s',
    async (name) => {
      await start('eusc-de-east-1');
      expect(await failure(create(name))).toHaveProperty('name', 'InvalidServiceName');
    },
  );
});
