/** Runs of the dns controller against a local cloud: what is written, in how many calls, and what is left alone. */
import { DeleteVpcEndpointsCommand, EC2Client, ModifyVpcEndpointCommand } from '@aws-sdk/client-ec2';
import { clientConfig } from '@waykeeper/local-cloud/api';
import type { Report } from '../../../lib/core/plan.ts';
import { addEndpoint, addZone, contents, S3, startSite, zone } from './support/site.ts';

type Site = Awaited<ReturnType<typeof startSite>>;

let site: Site;
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.stop());

const ALL_KINDS = [
  { name: '@' },
  { name: '*' },
  { name: '{azId}', to: 'zonal' as const },
  { name: 'addresses', to: 'addresses' as const, ttl: 60 },
];

const codes = (report: Report): string[] =>
  report.outcomes.map((outcome) => `${outcome.key} ${outcome.status === 'failed' ? outcome.code : outcome.status}`);

const modify = (input: object): Promise<unknown> =>
  new EC2Client(clientConfig(site.url)).send(new ModifyVpcEndpointCommand({ VpcEndpointId: 'vpce-0s3', ...input }));

describe('a zone with every kind of record', () => {
  it('gets them all in one batch, and the second run plans nothing', async () => {
    const account = site.begin();
    addZone(account, 'Z1');
    const { run } = site;
    const first = await run({ zones: [zone({ records: ALL_KINDS })] });
    expect([first.converged, first.calls.writes]).toEqual([true, 1]);
    expect(Object.keys(contents(account)).sort()).toEqual([
      '*',
      'addresses',
      'euw2-az2',
      'euw2-az3',
      's3.corp.example',
    ]);
    expect(contents(account).addresses).toBe('10.0.1.165 10.0.2.19');
    expect(contents(account)['euw2-az2']).toContain('-eu-west-2a.');
    const second = await run({ zones: [zone({ records: ALL_KINDS })] });
    expect([second.plan.changes, second.rounds, second.converged]).toEqual([[], 1, true]);
  });

  it('follows an AZ that is added and one that is withdrawn, with at most five reads before each write', async () => {
    const account = site.begin();
    addZone(account, 'Z1');
    const { run } = site;
    const dns = { zones: [zone({ records: ALL_KINDS })] };
    await run(dns);
    const before = contents(account);
    await modify({ AddSubnetIds: ['subnet-0c'] });
    const added = await run(dns, { ids: ['vpce-0s3'] });
    expect(added.plan.changes.map(({ action, key }) => `${action} ${key}`)).toEqual([
      'replace Z1/addresses.s3.corp.example/A',
      'create Z1/euw2-az1.s3.corp.example/A',
    ]);
    expect([added.calls.reads, added.calls.writes]).toEqual([10, 1]);
    await modify({ RemoveSubnetIds: ['subnet-0c'] });
    const withdrawn = await run(dns, { ids: ['vpce-0s3'] });
    expect(withdrawn.plan.changes.map(({ action, key }) => `${action} ${key}`)).toEqual([
      'replace Z1/addresses.s3.corp.example/A',
      'delete Z1/euw2-az1.s3.corp.example/A',
    ]);
    expect(contents(account)).toEqual(before);
  });

  it('moves to the endpoint that replaces a deleted one', async () => {
    const account = site.begin();
    addZone(account, 'Z1');
    const { run, advance } = site;
    const dns = { zones: [zone({ records: ALL_KINDS, endpoint: { tags: { waykeeper: 's3' } } })] };
    await run(dns);
    addEndpoint(account, 'vpce-0new', ['10.0.1.7', '10.0.3.7']);
    expect((await run(dns)).plan.changes).toEqual([]);
    await new EC2Client(clientConfig(site.url)).send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: ['vpce-0s3'] }));
    advance(120_000);
    expect((await run(dns, { ids: ['vpce-0s3'] })).converged).toBe(true);
    const now = contents(account);
    expect(now.addresses).toBe('10.0.1.7 10.0.3.7');
    expect(Object.keys(now).sort()).toEqual(['*', 'addresses', 'euw2-az1', 'euw2-az2', 's3.corp.example']);
    for (const [name, target] of Object.entries(now)) if (name !== 'addresses') expect(target).toContain('vpce-0new');
  });
});

describe('an event of an endpoint that no entry selects', () => {
  const others = Array.from({ length: 20 }, (_, at) => `Z${at}`);
  const following = (endpoint: object) => ({ zones: others.map((id) => zone({ zone: id, endpoint })) });
  const begin = () => {
    const account = site.begin();
    for (const id of others) addZone(account, id, [], `${id.toLowerCase()}.example`);
    addEndpoint(account, 'vpce-0other');
    const other = account.ec2.endpoints['vpce-0other'];
    if (other) account.ec2.endpoints['vpce-0other'] = { ...other, tags: {}, vpcId: 'vpc-0more' };
    return account;
  };
  const selectors = [
    ['tags', { tags: { waykeeper: 's3' } }],
    ['service', { service: S3, vpc: 'vpc-0prod' }],
  ] as const;

  it.each(selectors)('reads that it is there and no zone, where they select by %s', async (_, selector) => {
    begin();
    const report = await site.run(following(selector), { ids: ['vpce-0other'] });
    expect([report.converged, report.plan.changes, report.calls]).toEqual([
      true,
      [],
      { reads: 2, writes: 0, retries: 0 },
    ]);
  });

  it.each(selectors)('reads every zone when it is gone, since it may have been theirs: %s', async (_, selector) => {
    const account = begin();
    const other = account.ec2.endpoints['vpce-0other'];
    if (other) account.ec2.endpoints['vpce-0other'] = { ...other, state: 'deleting' };
    expect((await site.run(following(selector), { ids: ['vpce-0other'] })).calls.writes).toBe(20);
    expect((await site.run(following(selector), { ids: ['vpce-0gone'] })).calls.reads).toBe(2 + 1 + 20);
  });

  it('still looks at the zones of another endpoint that it names', async () => {
    begin();
    const { zones } = following({ tags: { waykeeper: 's3' } });
    const dns = { zones: [...zones, zone({ zone: 'Z0', records: [{ name: 'n' }] })] };
    const report = await site.run(dns, { ids: ['vpce-0other', 'vpce-0s3'] });
    expect([report.converged, report.calls.writes]).toEqual([true, 20]);
  });
});

describe('a rejected batch', () => {
  it('names the culprit, and the rest of it goes through', async () => {
    const account = site.begin();
    addZone(account, 'Z1').protections = ['n3.s3.corp.example. A'];
    const { run, calls } = site;
    const records = Array.from({ length: 20 }, (_, at) => ({ name: `n${at}` }));
    const report = await run({ zones: [zone({ records })] });
    expect(Object.keys(contents(account))).toHaveLength(19);
    expect(codes(report).filter((line) => !line.endsWith('applied'))).toEqual([
      'Z1/n3.s3.corp.example/A InvalidChangeBatch',
    ]);
    expect(report.outcomes.find(({ status }) => status === 'failed')).toMatchObject({ retryable: false });
    expect(calls().filter((name) => name === 'ChangeResourceRecordSets')).toHaveLength(3);
  });

  it('leaves other zones alone', async () => {
    const account = site.begin();
    addZone(account, 'Z1').protections = ['s3.corp.example. A'];
    addZone(account, 'Z2', [], 'other.example');
    const { run } = site;
    const records = [{ name: '@' }];
    const report = await run({ zones: [zone({ records }), zone({ records, zone: 'Z2' }), zone({ zone: 'Z404' })] });
    expect(codes(report)).toEqual([
      'Z1/s3.corp.example/A InvalidChangeBatch',
      'Z2/other.example/A applied',
      'Z404 NoSuchHostedZone',
    ]);
  });
});

describe('with untilInSync', () => {
  it('a write counts when all name servers know it, and not before', async () => {
    const account = site.begin();
    addZone(account, 'Z1');
    const dns = { zones: [zone({ records: [{ name: '@' }] })] };
    const early = await site.run(dns, 'all', { untilInSync: true, patience: 0 });
    expect(codes(early)).toEqual(['Z1/s3.corp.example/A NOT_IN_SYNC']);
    addZone(account, 'Z1');
    const running = site.run(dns, 'all', { untilInSync: true, patience: 20_000 });
    const ticking = setInterval(() => site.advance(5_000), 100);
    const report = await running.finally(() => clearInterval(ticking));
    expect([codes(report), report.converged]).toEqual([['Z1/s3.corp.example/A applied'], true]);
    expect(site.calls().at(-1)).not.toBe('ChangeResourceRecordSets');
    expect(site.calls()).toContain('GetChange');
  });
});

describe('a VPC to associate', () => {
  const dns = { zones: [zone({ records: [{ name: '@' }], vpcs: ['vpc-0prod', 'vpc-0more', 'vpc-0far'] })] };

  it('is added once the records are known to all name servers, and another account’s is reported', async () => {
    const account = site.begin();
    addZone(account, 'Z1');
    const { run, calls, advance } = site;
    const running = run(dns, 'all', { patience: 20_000 });
    const ticking = setInterval(() => advance(5_000), 100);
    const report = await running.finally(() => clearInterval(ticking));
    expect(report.converged).toBe(true);
    expect(account.route53.zones.Z1?.vpcs.map(({ VPCId }) => VPCId)).toEqual(['vpc-0prod', 'vpc-0more']);
    const wrote = calls().indexOf('ChangeResourceRecordSets');
    expect(
      calls()
        .slice(wrote)
        .filter((name) => /GetChange|Associate/.test(name))
        .slice(-2),
    ).toEqual(['GetChange', 'AssociateVPCWithHostedZone']);
    expect(report.plan.findings.map(({ key, reason }) => `${key} ${reason.code}`)).toEqual([
      'Z1/vpc-0far VPC_IN_ANOTHER_ACCOUNT',
    ]);
  });

  it('waits for the next run while the name servers do not know the records', async () => {
    const account = site.begin();
    addZone(account, 'Z1');
    const { run } = site;
    const report = await run(dns, 'all', { patience: 0 });
    expect(codes(report)).toEqual(['Z1/s3.corp.example/A applied', 'Z1/vpc-0more NOT_IN_SYNC']);
    expect(account.route53.zones.Z1?.vpcs).toHaveLength(1);
  });
});

describe('an endpoint of another type that the config names by its id', () => {
  it.each(['all', { ids: ['vpce-0s3'] }] as const)('is told by its type: %j', async (scope) => {
    const account = site.begin();
    addZone(account, 'Z1');
    const endpoint = account.ec2.endpoints['vpce-0s3'];
    if (endpoint) account.ec2.endpoints['vpce-0s3'] = { ...endpoint, type: 'Resource' };
    const { plan } = await site.run({ zones: [zone()] }, scope);
    const told = plan.skips.filter(({ reason }) => reason.code !== 'NOT_ASKED');
    expect(told.map(({ reason }) => reason.code)).toEqual(['NOT_AN_INTERFACE', 'NOT_AN_INTERFACE']);
    expect(told[0]?.reason.message).toContain('of type Resource');
  });
});
