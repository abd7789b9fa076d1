/** What people reported of failovers by hand-made tools, replayed on the packaged functions, each held to its own role. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EC2Client, ReplaceRouteCommand, StartInstancesCommand, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import {
  addInstance,
  addInternetGateway,
  addNetworkInterface,
  addRouteTable,
  addSubnet,
  addVpc,
} from '@waykeeper/local-cloud/seed';
import { type Account, emptyAccount } from '@waykeeper/local-cloud/state';
import { reportsOf } from '../../demo/play.ts';
import type { Report } from '../../lib/core/plan.ts';
import { packageStack } from '../../scripts/package-stack.ts';

const VPC = 'vpc-0prod';
const MINUTE = 60_000;
const TAG = 'waykeeper:moved:fw';

const CONFIG = `version: 1
mode: apply
routes:
  - name: fw
    appliances: [{ name: fw-a, interface: { tags: { fw: a } } }, { name: fw-b, interface: eni-0fwb }]
    legs: [{ tables: { tags: { tier: app } }, destinations: ["0.0.0.0/0"] }]
    holdDownSeconds: 120
  - name: zones
    choose: zone
    failback: manual
    appliances: [{ name: z-a, interface: eni-0za }, { name: z-b, interface: eni-0zb }]
    legs:
      - { tables: { tags: { tier: zonal } }, destinations: ["0.0.0.0/0"] }
      - { tables: { id: rtb-0lb }, destinations: ["10.0.11.0/24", "10.0.12.0/24"] }
`;

const addFirewall = (account: Account, name: string, third: number, az: string): void => {
  const subnet = `subnet-0${name}`;
  addSubnet(account, { id: subnet, vpc: VPC, cidr: `10.0.${third}.0/24`, az: `eu-west-2${az}` });
  addRouteTable(account, { id: `rtb-0${name}`, vpc: VPC, subnets: [subnet] });
  addFirewallInstance(account, name, subnet, `10.0.${third}.10`);
};

const addFirewallInstance = (account: Account, name: string, subnet: string, privateIp: string): void => {
  addInstance(account, { id: `i-0${name}`, subnet });
  addNetworkInterface(account, {
    ...{ id: `eni-0${name}`, subnet, privateIp, instance: `i-0${name}`, sourceDestCheck: false },
    tags: name.startsWith('fwa') ? { fw: 'a' } : {},
  });
};

const addApp = (account: Account, name: string, third: number, az: string, target: string, tier: string): void => {
  const subnet = `subnet-0${name}`;
  addSubnet(account, { id: subnet, vpc: VPC, cidr: `10.0.${third}.0/24`, az: `eu-west-2${az}` });
  addRouteTable(account, {
    ...{ id: `rtb-0${name}`, vpc: VPC, subnets: [subnet], tags: { tier } },
    routes: [{ destination: '0.0.0.0/0', target }],
  });
};

const world = (): Account => {
  const account = emptyAccount({ id: '999988887777', region: 'eu-west-2' });
  addVpc(account, { id: VPC, cidr: '10.0.0.0/16' });
  addInternetGateway(account, { id: 'igw-0edge', vpc: VPC });
  addFirewall(account, 'fwa', 101, 'a');
  addFirewall(account, 'fwb', 102, 'b');
  addFirewall(account, 'za', 103, 'a');
  addFirewall(account, 'zb', 104, 'b');
  addApp(account, 'a', 1, 'a', 'eni-0fwa', 'app');
  addApp(account, 'b', 2, 'b', 'eni-0fwa', 'app');
  addApp(account, 'zonea', 11, 'a', 'eni-0za', 'zonal');
  addApp(account, 'zoneb', 12, 'b', 'eni-0zb', 'zonal');
  addSubnet(account, { id: 'subnet-0lb', vpc: VPC, cidr: '10.0.20.0/24', az: 'eu-west-2a' });
  addRouteTable(account, {
    ...{ id: 'rtb-0lb', vpc: VPC, subnets: ['subnet-0lb'] },
    routes: [
      { destination: '10.0.11.0/24', target: 'eni-0za' },
      { destination: '10.0.12.0/24', target: 'eni-0zb' },
    ],
  });
  return account;
};

/** What the static routes of some tables lead to. */
const targets = ({ account }: Cloud, ...tables: readonly string[]): string[] =>
  tables.flatMap((id) =>
    (account.ec2.routeTables[id]?.routes ?? []).flatMap(({ target, origin }) =>
      origin === 'CreateRoute' ? [target] : [],
    ),
  );

const tagsOf = ({ account }: Cloud): (string | undefined)[] =>
  ['rtb-0a', 'rtb-0b'].map((id) => account.ec2.routeTables[id]?.tags[TAG]);

const last = ({ journal }: Cloud): Report | undefined => reportsOf(journal).at(-1);

const codes = (cloud: Cloud): string[] =>
  (last(cloud)?.plan.findings ?? []).map(({ key, reason }) => `${key} ${reason.code}`);

const refused = ({ journal }: Cloud): unknown[] =>
  journal.entries.filter((entry) => entry.kind === 'call' && /Unauthorized|AccessDenied/.test(entry.error ?? ''));

describe('the packaged routes function', () => {
  let dir: string;
  let packageDir: string;
  let cloud: Cloud;
  let ec2: EC2Client;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'waykeeper-'));
    const config = join(dir, 'waykeeper.yml');
    await writeFile(config, CONFIG);
    packageDir = (await packageStack(config, dir)).dir;
  });
  afterAll(() => rm(dir, { recursive: true }));

  const start = async (account: Account): Promise<void> => {
    cloud = await startCloud({ account });
    ec2 = new EC2Client(cloud.clientConfig());
    await cloud.deploy(packageDir);
    await cloud.settle();
  };
  afterEach(async () => {
    expect(refused(cloud)).toEqual([]);
    ec2.destroy();
    await cloud.stop();
  });

  const lead = async (table: string, target: string): Promise<void> => {
    const to = { RouteTableId: table, DestinationCidrBlock: '0.0.0.0/0', NetworkInterfaceId: target };
    await ec2.send(new ReplaceRouteCommand(to));
  };

  it('moves nothing on its first sweep where each zone has a firewall of its own behind shared load balancers', async () => {
    await start(world());
    expect(reportsOf(cloud.journal).flatMap(({ plan }) => plan.changes)).toEqual([]);
    expect(codes(cloud).filter((line) => line.endsWith('SPLIT'))).toEqual([]);
    await ec2.send(new StopInstancesCommand({ InstanceIds: ['i-0za'] }));
    await cloud.advance(2 * MINUTE);
    expect(targets(cloud, 'rtb-0zonea', 'rtb-0zoneb')).toEqual(['eni-0zb', 'eni-0zb']);
    expect(targets(cloud, 'rtb-0lb')).toEqual(['eni-0zb', 'eni-0zb']);
  });

  it('leaves what an operator or a vendor moved, and says who it was', async () => {
    await start(world());
    await lead('rtb-0a', 'eni-0fwb');
    await lead('rtb-0b', 'eni-0fwb');
    await cloud.advance(15 * MINUTE);
    expect(targets(cloud, 'rtb-0a', 'rtb-0b')).toEqual(['eni-0fwb', 'eni-0fwb']);
    const found = last(cloud)?.plan.findings.find(({ reason }) => reason.code === 'MOVED_BY_OTHERS');
    expect(found?.reason.message).toMatch(
      /^the routes were led to fw-b by arn:aws:iam::999988887777:user\/operator at /,
    );
  });

  it('undoes its own failover after the hold-down, by the minutes of the status checks alone', async () => {
    await start(world());
    await ec2.send(new StopInstancesCommand({ InstanceIds: ['i-0fwa'] }));
    await cloud.advance(2 * MINUTE);
    expect(targets(cloud, 'rtb-0a', 'rtb-0b')).toEqual(['eni-0fwb', 'eni-0fwb']);
    expect(tagsOf(cloud)).toEqual(Array(2).fill(expect.stringMatching(/^from=fw-a to=fw-b at=/)));
    const calls = cloud.journal.entries.filter((entry) => entry.kind === 'call' && entry.operation === 'CreateTags');
    expect(calls).toHaveLength(1);
    await ec2.send(new StartInstancesCommand({ InstanceIds: ['i-0fwa'] }));
    await cloud.advance(15 * MINUTE);
    expect(targets(cloud, 'rtb-0a', 'rtb-0b')).toEqual(['eni-0fwa', 'eni-0fwa']);
    expect(tagsOf(cloud)).toEqual([undefined, undefined]);
  });

  it('brings back what a run moved that ended before its tags: the event history names its role', async () => {
    await start(world());
    await ec2.send(new StopInstancesCommand({ InstanceIds: ['i-0fwa'] }));
    await cloud.advance(2 * MINUTE);
    for (const id of ['rtb-0a', 'rtb-0b']) delete cloud.account.ec2.routeTables[id]?.tags[TAG];
    await ec2.send(new StartInstancesCommand({ InstanceIds: ['i-0fwa'] }));
    await cloud.advance(20 * MINUTE);
    expect(targets(cloud, 'rtb-0a', 'rtb-0b')).toEqual(['eni-0fwa', 'eni-0fwa']);
  });

  it('moves off an instance that failed while its replacement already has the tags', async () => {
    const account = world();
    addFirewallInstance(account, 'fwanew', 'subnet-0fwa', '10.0.101.11');
    await start(account);
    expect(codes(cloud)).toContain('fw/fw-a SEVERAL_INTERFACES');
    await ec2.send(new StopInstancesCommand({ InstanceIds: ['i-0fwa'] }));
    await cloud.advance(2 * MINUTE);
    expect(targets(cloud, 'rtb-0a', 'rtb-0b')).toEqual(['eni-0fwb', 'eni-0fwb']);
  });

  it('moves the static default beside a propagated one, in whichever order they are listed', async () => {
    const account = world();
    const propagated = { destination: '0.0.0.0/0', target: 'vgw-0a', origin: 'EnableVgwRoutePropagation' as const };
    account.ec2.routeTables['rtb-0a']?.routes.unshift(propagated);
    account.ec2.routeTables['rtb-0b']?.routes.push(propagated);
    await start(account);
    await ec2.send(new StopInstancesCommand({ InstanceIds: ['i-0fwa'] }));
    await cloud.advance(2 * MINUTE);
    expect(targets(cloud, 'rtb-0a', 'rtb-0b')).toEqual(['eni-0fwb', 'eni-0fwb']);
  });

  it('never says that a run converged while a claimed route leads nowhere', async () => {
    const account = world();
    const [route] = (account.ec2.routeTables['rtb-0a']?.routes ?? []).filter(({ target }) => target !== 'local');
    if (route) route.target = 'nat-0gone';
    await start(account);
    expect(codes(cloud)).toContain('rtb-0a/0.0.0.0/0 DEAD_ROUTE');
    expect([last(cloud)?.verdict, last(cloud)?.converged]).toEqual(['needsPeople', false]);
    const told = cloud.journal.entries.filter(
      (entry) => entry.kind === 'event' && JSON.stringify(entry.event).includes('DEAD_ROUTE'),
    );
    expect(told.length).toBeGreaterThan(0);
  });
});
