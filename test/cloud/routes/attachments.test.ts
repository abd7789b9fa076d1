/** Attachments of transit gateways and of Cloud WAN core networks, as real clients read them, and what they join. */
import { cloudwatch, ec2 } from '@waykeeper/local-cloud/api';
import * as make from '@waykeeper/local-cloud/seed';
import { type Account, emptyAccount } from '@waykeeper/local-cloud/state';
import { describeAttachments } from '../../../lib/aws/ec2/attachments.ts';
import { reconcile } from '../../../lib/core/reconcile.ts';
import { runContext } from '../../../lib/core/run.ts';
import { routesController } from '../../../lib/routes/controller.ts';
import { config, type GroupInput } from '../../support/configs.ts';
import { useBareApi } from '../../support/environment.ts';

const VPC = 'vpc-0a';
const CORE = 'arn:aws:networkmanager::111122223333:core-network/core-network-0a';

/** A subnet for the attachment in each of two Availability Zones, and in each a firewall for it. */
const made = (attach: (account: Account) => void): Account => {
  const account = emptyAccount();
  make.addVpc(account, { id: VPC, cidr: '10.0.0.0/16' });
  for (const [at, az] of ['a', 'b'].entries()) {
    make.addSubnet(account, { id: `subnet-0${az}`, vpc: VPC, cidr: `10.0.${at}.0/28`, az: `eu-west-2${az}` });
    make.addSubnet(account, { id: `subnet-0fw${az}`, vpc: VPC, cidr: `10.0.9${at}.0/24`, az: `eu-west-2${az}` });
    make.addInstance(account, { id: `i-0${az}`, subnet: `subnet-0fw${az}` });
    make.addNetworkInterface(account, {
      ...{ id: `eni-0${az}`, subnet: `subnet-0fw${az}`, privateIp: `10.0.9${at}.10`, instance: `i-0${az}` },
      sourceDestCheck: false,
    });
    const routes = [{ destination: '0.0.0.0/0', target: `eni-0${az}` }];
    make.addRouteTable(account, { id: `rtb-0${az}`, vpc: VPC, subnets: [`subnet-0${az}`], routes });
  }
  attach(account);
  return account;
};

const IN_BOTH = { vpc: VPC, subnets: ['subnet-0a', 'subnet-0b'] };

const transit = (applianceMode: boolean) => (account: Account) =>
  make.addTransitGatewayAttachment(account, {
    id: 'tgw-attach-0a',
    ...IN_BOTH,
    transitGateway: 'tgw-0a',
    applianceMode,
  });

const core = (account: Account): void =>
  make.addCoreNetworkAttachment(account, {
    id: 'attachment-0a',
    ...IN_BOTH,
    coreNetworkArn: CORE,
    applianceMode: true,
  });

const api = useBareApi([ec2, cloudwatch]);

it('are read with their subnets; of a core network nobody tells the appliance mode', async () => {
  Object.assign(api.account, made(transit(true)));
  expect(await describeAttachments([VPC])).toEqual([
    { id: 'tgw-attach-0a', vpcId: VPC, subnetIds: ['subnet-0a', 'subnet-0b'], applianceMode: true },
  ]);
  Object.assign(api.account, made(core));
  const one = { id: expect.stringMatching(/^eni-/) as string, vpcId: VPC, applianceMode: false };
  expect(await describeAttachments([VPC])).toEqual([
    { ...one, subnetIds: ['subnet-0a'] },
    { ...one, subnetIds: ['subnet-0b'] },
  ]);
});

it.each<[string, (account: Account) => void, Partial<GroupInput>, string[]]>([
  ['none', () => undefined, {}, []],
  ['a transit gateway in appliance mode', transit(true), {}, []],
  ['a transit gateway without', transit(false), {}, ['SPLIT']],
  ['a core network', core, {}, ['SPLIT']],
  ['a core network that a person answers for', core, { together: 'az' }, []],
])('join the tables of their subnets, for a flow may come back by either: %s', async (_, attach, given, expected) => {
  Object.assign(api.account, made(attach));
  const group = {
    ...{ name: 'fw', choose: 'az' as const, failback: 'manual' as const, ...given },
    appliances: ['a', 'b'].map((az) => ({ name: `fw-${az}`, interface: `eni-0${az}` })),
    legs: [{ tables: { ids: ['rtb-0a', 'rtb-0b'] }, destinations: ['0.0.0.0/0'] }],
  };
  const controller = routesController(config({ routes: [group] }), Date.now, { stage: 'prod' });
  const trigger = { by: 'sweep' as const, what: ['sweep'], scope: 'all' as const };
  const { plan } = await reconcile(
    controller,
    { mode: 'plan', trigger },
    runContext(() => 57_000),
  );
  expect(plan.changes).toEqual([]);
  expect(plan.findings.map(({ reason }) => reason.code)).toEqual(expected);
});
