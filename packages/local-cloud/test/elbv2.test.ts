import { DescribeTargetHealthCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { emptyAccount } from '../src/account.ts';
import { type BareApi, clientConfig, startBareApi } from '../src/bare-api.ts';
import { addInstance, addSubnet, addVpc } from '../src/services/ec2/seed.ts';
import { elbv2 } from '../src/services/elbv2/index.ts';
import { addTargetGroup } from '../src/services/elbv2/seed.ts';
import { failure } from './support/failure.ts';

const ARN = 'arn:aws:elasticloadbalancing:eu-west-2:111122223333:targetgroup/fw/0123456789abcdef';

describe('target health', () => {
  let api: BareApi;
  let client: ElasticLoadBalancingV2Client;
  beforeEach(async () => {
    const account = emptyAccount();
    addVpc(account, { id: 'vpc-1', cidr: '10.0.0.0/16' });
    addSubnet(account, { id: 'subnet-1', vpc: 'vpc-1', cidr: '10.0.1.0/24', az: 'eu-west-2a' });
    addInstance(account, { id: 'i-1', subnet: 'subnet-1' });
    addTargetGroup(account, {
      arn: ARN,
      targets: [
        { id: 'i-1', port: 6081, state: 'healthy' },
        { id: '10.0.1.9', port: 6081, state: 'unhealthy' },
      ],
    });
    api = await startBareApi([elbv2], account);
    client = new ElasticLoadBalancingV2Client(clientConfig(api.url));
  });
  afterEach(async () => {
    client.destroy();
    await api.stop();
  });

  const states = async () => {
    const { TargetHealthDescriptions } = await client.send(new DescribeTargetHealthCommand({ TargetGroupArn: ARN }));
    return TargetHealthDescriptions?.map(({ Target, TargetHealth }) => [Target?.Id, TargetHealth?.State]);
  };

  it('is told for each target', async () => {
    expect(await states()).toEqual([
      ['i-1', 'healthy'],
      ['10.0.1.9', 'unhealthy'],
    ]);
  });

  it('of an instance that does not run is unused, whatever the checks said', async () => {
    const instance = api.account.ec2.instances['i-1'];
    if (instance) instance.state = 'stopped';
    expect((await states())?.[0]).toEqual(['i-1', 'unused']);
  });

  it('of an unknown group or target is an error', async () => {
    const unknown = client.send(new DescribeTargetHealthCommand({ TargetGroupArn: `${ARN}0` }));
    expect(await failure(unknown)).toHaveProperty('name', 'TargetGroupNotFoundException');
    const other = client.send(new DescribeTargetHealthCommand({ TargetGroupArn: ARN, Targets: [{ Id: 'i-2' }] }));
    expect(await failure(other)).toHaveProperty('name', 'InvalidTargetException');
  });
});
