/** An Elastic IP that only a secondary address of the standby has: real clients read it, plan with it and move the edge's routes. */
import { DescribeRouteTablesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { cloudwatch, ec2 } from '@waykeeper/local-cloud/api';
import * as make from '@waykeeper/local-cloud/seed';
import { type Account, emptyAccount } from '@waykeeper/local-cloud/state';
import type { Report } from '../../../lib/core/plan.ts';
import { reconcile } from '../../../lib/core/reconcile.ts';
import { runContext } from '../../../lib/core/run.ts';
import { routesController } from '../../../lib/routes/controller.ts';
import { config } from '../../support/configs.ts';
import { useBareApi } from '../../support/environment.ts';

const VPC = 'vpc-0a';

/** fw-a has stopped; fw-b is well, and has these secondary addresses. */
const made = (secondary: make.NetworkInterfaceSeed['secondary']): Account => {
  const account = emptyAccount();
  make.addVpc(account, { id: VPC, cidr: '10.0.0.0/16' });
  make.addInternetGateway(account, { id: 'igw-0a', vpc: VPC });
  make.addSubnet(account, { id: 'subnet-0app', vpc: VPC, cidr: '10.0.1.0/24', az: 'eu-west-2a' });
  make.addSubnet(account, { id: 'subnet-0fw', vpc: VPC, cidr: '10.0.9.0/24', az: 'eu-west-2a' });
  make.addInstance(account, { id: 'i-0a', subnet: 'subnet-0fw', state: 'stopped' });
  make.addInstance(account, { id: 'i-0b', subnet: 'subnet-0fw' });
  const fit = { subnet: 'subnet-0fw', sourceDestCheck: false };
  make.addNetworkInterface(account, {
    ...fit,
    id: 'eni-0a',
    privateIp: '10.0.9.10',
    publicIp: '203.0.113.6',
    instance: 'i-0a',
  });
  make.addNetworkInterface(account, { ...fit, id: 'eni-0b', privateIp: '10.0.9.11', instance: 'i-0b', secondary });
  const to = (destination: string) => ({ destination, target: 'eni-0a' });
  make.addRouteTable(account, { id: 'rtb-0app', vpc: VPC, subnets: ['subnet-0app'], routes: [to('0.0.0.0/0')] });
  make.addRouteTable(account, { id: 'rtb-0edge', vpc: VPC, gateway: 'igw-0a', routes: [to('10.0.1.0/24')] });
  return account;
};

const CONFIG = config({
  routes: [
    {
      name: 'fw',
      appliances: ['a', 'b'].map((one) => ({ name: `fw-${one}`, interface: `eni-0${one}` })),
      legs: [
        { tables: { id: 'rtb-0app' }, destinations: ['0.0.0.0/0'] },
        { tables: { id: 'rtb-0edge' }, destinations: ['10.0.1.0/24'] },
      ],
    },
  ],
});

describe('a standby behind an internet gateway', () => {
  const api = useBareApi([ec2, cloudwatch]);

  const run = async (secondary: make.NetworkInterfaceSeed['secondary']): Promise<Report> => {
    Object.assign(api.account, made(secondary));
    const trigger = { by: 'sweep' as const, what: ['sweep'], scope: 'all' as const };
    const controller = routesController(CONFIG, Date.now, { stage: 'prod' });
    return reconcile(
      controller,
      { mode: 'apply', trigger },
      runContext(() => 57_000),
    );
  };

  /** What the static routes lead to, as AWS tells of them. */
  const targets = async (): Promise<(string | undefined)[]> => {
    const client = new EC2Client({ endpoint: api.url, region: 'eu-west-2' });
    const { RouteTables = [] } = await client.send(new DescribeRouteTablesCommand({})).finally(() => client.destroy());
    return RouteTables.flatMap(({ Routes = [] }) =>
      Routes.flatMap(({ Origin, NetworkInterfaceId }) => (Origin === 'CreateRoute' ? [NetworkInterfaceId] : [])),
    );
  };

  it('takes over where an Elastic IP sits on a secondary address alone', async () => {
    const { plan } = await run([{ ip: '10.0.9.12' }, { ip: '10.0.9.13', publicIp: '203.0.113.7' }]);
    expect(await targets()).toEqual(['eni-0b', 'eni-0b']);
    expect(plan.findings.filter(({ reason }) => reason.code === 'NO_PUBLIC_IP')).toEqual([]);
  });

  it('does not where no address of its interface is public', async () => {
    const { plan } = await run([{ ip: '10.0.9.12' }]);
    expect(await targets()).toEqual(['eni-0a', 'eni-0a']);
    expect(plan.findings.map(({ reason }) => reason.code)).toEqual(
      expect.arrayContaining(['NO_PUBLIC_IP', 'NONE_HEALTHY']),
    );
  });
});
