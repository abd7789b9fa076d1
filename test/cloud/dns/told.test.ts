/** What runs of a deployed stack come to, with what they tell: whose a set is, what stands still, and what is published. */
import { Resolver } from 'node:dns/promises';
import { DeleteVpcEndpointsCommand, EC2Client, ModifyVpcEndpointCommand } from '@aws-sdk/client-ec2';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import { startDns } from '@waykeeper/local-cloud/dns';
import { addHostedZone, addInterfaceEndpoint, addSubnet, addVpc } from '@waykeeper/local-cloud/seed';
import type { RecordSet } from '@waykeeper/local-cloud/state';
import type { Report } from '../../../lib/core/plan.ts';
import { createWarmMemory } from '../../../lib/dns/zones/warm-memory.ts';
import { config } from '../../support/configs.ts';
import { goTo } from '../../support/environment.ts';
import { BUCKET, ENDPOINT, forwardingWorld } from '../../support/forwarding-world.ts';
import { logged } from '../entry/support/lambda.ts';
import type { DnsInput } from './support/site.ts';

const PROD = '111122223333/eu-west-2/prod';
const S3_SERVICE = 'com.amazonaws.eu-west-2.s3';
const OUTLET = {
  ...{ bus: 'default', stage: 'prod', region: 'eu-west-2', prefix: 'waykeeper-prod', on: [], log: 'brief' as const },
};

let cloud: Cloud;
let dnsController: typeof import('../../../lib/dns/controller.ts').dnsController;
let core: typeof import('../../../lib/core/run.ts');
let ec2: EC2Client;
beforeAll(async () => {
  cloud = await startCloud({ account: forwardingWorld() });
  goTo(cloud);
  ({ dnsController } = await import('../../../lib/dns/controller.ts'));
  core = await import('../../../lib/core/run.ts');
  ec2 = new EC2Client(cloud.clientConfig());
});
afterAll(async () => {
  ec2.destroy();
  await cloud.stop();
});
beforeEach(() => void Object.assign(cloud.account, forwardingWorld()));

/** A run of a stage that remembers nothing, and the details of the findings that it publishes. */
const run = async (dns: DnsInput, by = PROD): Promise<{ report: Report; opened: readonly unknown[] }> => {
  const from = cloud.journal.entries.length;
  const controller = dnsController(config({ dns }), Date.now, createWarmMemory(), { by, patience: 0 });
  const trigger = { by: 'event', what: ['test'], scope: 'all' } as const;
  let report: Report | undefined;
  await logged(async () => {
    report = await core.runController(
      controller,
      { mode: 'apply', trigger },
      core.runContext(() => 30_000),
      OUTLET,
    );
  });
  const opened = cloud.journal.entries
    .slice(from)
    .flatMap((entry) => (entry.kind === 'event' && entry.detailType === 'Finding Opened' ? [entry.event] : []))
    .map((event) => (event as { detail: unknown }).detail);
  return { report: report as Report, opened };
};

const setsAt = (zone: string, name: string): RecordSet[] =>
  (cloud.account.route53.zones[zone]?.records ?? []).filter(({ Name }) => Name.endsWith(`${name}.`));
const valuesAt = (zone: string, name: string, type = 'A'): (string | undefined)[] =>
  setsAt(zone, name).flatMap(({ Name, Type, ResourceRecords = [] }) =>
    Name === `${name}.` && Type === type ? ResourceRecords.map(({ Value }) => Value) : [],
  );

const skipsOf = ({ plan }: Report): string[] => plan.skips.map(({ key, reason }) => `${key} ${reason.code}`);

describe('a set of addresses in a VPC of 198.18.0.0/16, which looks like nobody’s', () => {
  const dns: DnsInput = {
    zones: [
      {
        ...{ zone: 'Z0BENCH', endpoint: { service: S3_SERVICE, vpc: 'vpc-0bench' } },
        records: [{ name: 'app', to: 'addresses', ttl: 60 }],
      },
    ],
  };
  const addEndpoint = (id: string, ip: string): void =>
    addInterfaceEndpoint(cloud.account, {
      ...{ id, vpc: 'vpc-0bench', service: S3_SERVICE, subnets: [{ subnet: 'subnet-0bench', ip }] },
    });

  it('is its own after the endpoint was replaced, by its mark', async () => {
    addVpc(cloud.account, { id: 'vpc-0bench', cidr: '198.18.0.0/16' });
    addSubnet(cloud.account, { id: 'subnet-0bench', vpc: 'vpc-0bench', cidr: '198.18.1.0/24', az: 'eu-west-2a' });
    const vpcs = [{ VPCId: 'vpc-0bench', VPCRegion: 'eu-west-2' as const }];
    addHostedZone(cloud.account, { id: 'Z0BENCH', name: 'bench.example', private: true, vpcs });
    addEndpoint('vpce-0before', '198.18.1.10');
    expect((await run(dns)).report.converged).toBe(true);
    expect(valuesAt('Z0BENCH', '_waykeeper.app.bench.example', 'TXT')[0]).toContain(`by=${PROD}`);

    await ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: ['vpce-0before'] }));
    await cloud.advance(120_000);
    addEndpoint('vpce-0after', '198.18.1.77');
    const { report } = await run(dns);
    expect(report.plan.changes.map(({ key, reason }) => `${key} ${reason.code}`)).toContain(
      'Z0BENCH/app.bench.example/A ADDRESSES_CHANGED',
    );
    expect([report.converged, valuesAt('Z0BENCH', 'app.bench.example')]).toEqual([true, ['198.18.1.77']]);
  });
});

describe('a test stage with a copy of the config', () => {
  const dnsFor = (endpoint: string): DnsInput => ({
    zones: [{ zone: 'Z0CORP', endpoint: { id: endpoint }, records: [{ name: 'app', to: 'addresses', ttl: 60 }] }],
    answers: [
      {
        ...{ name: 'own', domains: ['s3.example'], from: { endpoint: { id: endpoint }, as: 'addresses' } },
        publish: [{ file: 'unbound', to: `s3://${BUCKET}/s3.conf` }],
      },
    ],
  });

  it.each(['111122223333/eu-west-2/test', '111122223333/eu-west-1/prod', '444455556666/eu-west-2/prod'])(
    'as %s rewrites neither set nor file of production, and says whose they are',
    async (by) => {
      const subnets = [{ subnet: 'subnet-0prodc', ip: '10.0.3.99' }];
      addInterfaceEndpoint(cloud.account, { id: 'vpce-0test', vpc: 'vpc-0prod', service: S3_SERVICE, subnets });
      expect((await run(dnsFor(ENDPOINT))).report.converged).toBe(true);
      const held = () => structuredClone([setsAt('Z0CORP', 'app.corp.example'), cloud.account.s3.buckets[BUCKET]]);
      const before = held();
      expect(valuesAt('Z0CORP', 'app.corp.example')).toEqual(['10.0.1.165', '10.0.2.19']);
      const { report, opened } = await run(dnsFor('vpce-0test'), by);
      expect(report.plan.changes).toEqual([]);
      expect(skipsOf(report)).toEqual(
        expect.arrayContaining(['Z0CORP/app.corp.example/A CONFLICT', `s3://${BUCKET}/s3.conf CONFLICT`]),
      );
      const told = report.plan.skips.filter(({ reason }) => reason.code === 'CONFLICT');
      expect(told.every(({ reason }) => reason.message.includes(PROD))).toBe(true);
      expect([report.verdict, opened.length > 0, held()]).toEqual(['needsPeople', true, before]);
    },
  );
});

describe('what stands still until a person acts', () => {
  const dns: DnsInput = { zones: [{ zone: 'Z0CORP', endpoint: { id: ENDPOINT }, records: [{ name: 'app' }] }] };

  it('is published as an opened finding: a conflict over a target that is dead', async () => {
    const records = cloud.account.route53.zones.Z0CORP?.records;
    records?.push({
      ...{ Name: 'app.corp.example.', Type: 'A' },
      AliasTarget: {
        HostedZoneId: 'ZHURV8PSTC4K8',
        DNSName: 'gone.eu-west-2.elb.amazonaws.com.',
        EvaluateTargetHealth: false,
      },
    });
    const { report, opened } = await run(dns);
    expect([report.verdict, report.plan.changes]).toEqual(['needsPeople', []]);
    expect(opened).toMatchObject([
      { key: 'Z0CORP', reason: { code: 'CONFLICT' }, remedy: expect.stringContaining('adopt') },
    ]);
  });

  it('is published so, too: no endpoint, while every record leads nowhere', async () => {
    expect((await run(dns)).report.converged).toBe(true);
    delete cloud.account.ec2.endpoints[ENDPOINT];
    const { report, opened } = await run(dns);
    expect([report.verdict, report.converged, report.plan.changes]).toEqual(['needsPeople', false, []]);
    expect(opened).toMatchObject([{ reason: { code: 'NO_ENDPOINT' }, command: expect.stringContaining('aws ec2') }]);
  });

  it('is published so, too: an endpoint that has lost all its subnets, until it has one again', async () => {
    await run(dns);
    const modify = (more: object) => ec2.send(new ModifyVpcEndpointCommand({ VpcEndpointId: ENDPOINT, ...more }));
    await modify({ RemoveSubnetIds: ['subnet-0proda', 'subnet-0prodb'] });
    const { report, opened } = await run(dns);
    expect([report.verdict, report.converged, report.plan.changes]).toEqual(['needsPeople', false, []]);
    expect(opened).toMatchObject([
      { reason: { code: 'NO_INTERFACES' }, command: expect.stringContaining('--add-subnet-ids') },
    ]);
    await modify({ AddSubnetIds: ['subnet-0prodc'] });
    await cloud.advance(120_000);
    const after = await run(dns);
    expect([after.report.converged, after.opened]).toEqual([true, []]);
  });
});

it('`as: name` publishes a name of S3 that AWS documents, and that answers', async () => {
  const to = `s3://${BUCKET}/name.conf`;
  const from = { endpoint: { id: ENDPOINT }, as: 'name' as const };
  const { report } = await run({
    answers: [{ name: 'own', domains: ['s3.example'], from, publish: [{ file: 'unbound', to }] }],
  });
  expect(report.converged).toBe(true);
  const body = cloud.account.s3.buckets[BUCKET]?.objects['name.conf']?.body ?? '';
  const [, name = ''] = /CNAME (\S+?)\.?"/.exec(body) ?? [];
  expect(name).toMatch(/^bucket\.vpce-0s3-[0-9a-f]{8}\.s3\.eu-west-2\.vpce\.amazonaws\.com$/);
  const server = await startDns({ account: cloud.account, vpc: 'vpc-0prod' });
  const resolver = new Resolver({ tries: 1 });
  resolver.setServers([`127.0.0.1:${server.port}`]);
  const answer = await resolver.resolve4(name).finally(() => server.stop());
  expect(answer.sort()).toEqual(['10.0.1.165', '10.0.2.19']);
});
