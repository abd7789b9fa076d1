/** `waykeeper describe` and `findings` of the example config and the world that it is about. */
import { readFileSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import { addBucket } from '@waykeeper/local-cloud/seed';
import { world } from '../../../demo/world.ts';
import { goTo } from '../../support/environment.ts';

/** Where a text stands in the example config, counted from 1. */
const lineOf = (text: string): number =>
  readFileSync('waykeeper.yml', 'utf8')
    .split('\n')
    .findIndex((line) => line.includes(text)) + 1;

let cloud: Cloud;
let run: typeof import('../../../cli/program.ts').run;

beforeAll(async () => {
  cloud = await startCloud({ account: world() });
  goTo(cloud);
  ({ run } = await import('../../../cli/program.ts'));
});
afterAll(() => cloud.stop());

const waykeeper = async (...args: string[]) => {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const code = await run(args, { out, err });
  return { code, out: String(out.read() ?? ''), err: String(err.read() ?? '') };
};

describe('waykeeper findings', () => {
  const wrong = `version: 1
acknowledge: [{ code: NOTHING_SELECTED, key: banana, until: 2020-01-31, reason: CHG-17 }]
dns: { zones: [{ zone: Z0PRIVATES3EUWEST2, endpoint: { id: vpce-0nowhere } }] }
routes:
  - name: edge
    appliances: [{ name: fw-a, interface: eni-0fwa }]
    legs: [{ tables: { id: rtb-0nowhere }, destinations: ["0.0.0.0/0"] }]
`;
  let file = '';
  beforeAll(async () => {
    file = join(await mkdtemp(join(tmpdir(), 'waykeeper-')), 'wrong.yml');
    await writeFile(file, wrong);
  });

  it('tells what is wrong and what to do, and exits with 1 where a person is needed', async () => {
    const { code, out } = await waykeeper('findings', '--config', file);
    expect(code).toBe(1);
    expect(out).toMatch(
      /\nerror NO_ENDPOINT of dns: .*\n {2}of {7}Z0PRIVATES3EUWEST2\/?.*\n {2}do {7}create the endpoint, or mend its selector\n {2}command {2}aws ec2 create-vpc-endpoint /,
    );
    expect(out).toMatch(/\nerror TABLE_NOT_FOUND of routes: .*rtb-0nowhere/);
    expect(out).toContain('\nwarning ACKNOWLEDGEMENT_ENDED of ');
  });

  it('tells the same to machines, and in tables', async () => {
    const { out } = await waykeeper('findings', '--config', file, '--output', 'json');
    const { findings } = JSON.parse(out) as { findings: { code: string; severity: string; remedy?: string }[] };
    expect(findings.map(({ severity }) => severity).toSorted()).toEqual(findings.map(({ severity }) => severity));
    expect(findings.filter(({ remedy }) => !remedy)).toEqual([]);
    const { out: markdown } = await waykeeper('findings', '--config', file, '--output', 'markdown');
    for (const one of findings) expect(markdown).toContain(`| ${one.severity} | \`${one.code}\` |`);
  });

  it('counts what is less severe than asked', async () => {
    const { out } = await waykeeper('findings', '--config', file, '--severity', 'error');
    expect(out).not.toContain('ACKNOWLEDGEMENT_ENDED');
    expect(out).toMatch(/\d less severe: --severity info shows all\)\n$/);
  });

  it('looks at whom endpoints shut out, which no role of the stack may read for it', async () => {
    const { endpoints, securityGroups } = cloud.account.ec2;
    const groups = endpoints['vpce-0s3old']?.groups ?? [];
    const before = groups.map((id) => securityGroups[id]?.ingress ?? []);
    for (const id of groups) Object.assign(securityGroups[id] ?? {}, { ingress: [] });
    const { code, out } = await waykeeper('findings');
    for (const [at, id] of groups.entries()) Object.assign(securityGroups[id] ?? {}, { ingress: before[at] });
    expect([groups.length > 0, code]).toEqual([true, 1]);
    expect(out).toMatch(/\nerror ENDPOINT_SHUT of findings: .* lets nobody in on TCP 443\n {2}of +vpce-0s3old/);
  });

  it('looks at the policies of endpoints and buckets for endpoints that are gone', async () => {
    const by = (...ids: string[]) => ({
      Statement: [{ Effect: 'Deny', Condition: { StringNotEquals: { 'aws:SourceVpce': ids } } }],
    });
    const s3old = cloud.account.ec2.endpoints['vpce-0s3old'];
    const before = s3old?.policy ?? '';
    Object.assign(s3old ?? {}, { policy: JSON.stringify(by('vpce-0former')) });
    addBucket(cloud.account, 'corp-open');
    addBucket(cloud.account, 'corp-shut', by('vpce-0nowhere'));
    addBucket(cloud.account, 'corp-data', by('vpce-0s3old', 'vpce-0elsewhere'));
    const { out } = await waykeeper('findings', '--config', file, '--severity', 'info');
    const { out: described } = await waykeeper('describe', 'corp-shut', '--config', file);
    cloud.faults.set([{ kind: 'denied', operation: 'GetBucketPolicy', times: Infinity }]);
    const { out: denied } = await waykeeper('findings');
    cloud.faults.set([]);
    Object.assign(s3old ?? {}, { policy: before });
    for (const name of ['corp-open', 'corp-shut', 'corp-data']) delete cloud.account.s3.buckets[name];
    // The config names that endpoint as one of ours.
    expect(out).toMatch(
      /\nwarning POLICY_SHUTS_OUT of findings: .* by vpce-0nowhere, which is gone\n {2}of +corp-shut\n/,
    );
    expect(out).toMatch(
      /\nwarning POLICY_SHUTS_OUT of findings: .* by vpce-0former, not among .*\n {2}of +vpce-0s3old\n/,
    );
    expect(out).toMatch(
      /\ninfo POLICY_ENDPOINT_UNKNOWN of findings: .* names vpce-0elsewhere, .*\n {2}of +corp-data\n/,
    );
    expect(described).toMatch(/^corp-shut name\n(?:.*\n)* {2}stands +warning, POLICY_SHUTS_OUT of findings\n/);
    expect(denied).toMatch(
      /\nwarning AccessDenied\w* of findings: .* \(and 3 more buckets\)\n {2}of +policy of bucket corp-data\n/,
    );
  });

  it('tells of a group whose other appliance could not take over, and describes that', async () => {
    const standby = cloud.account.ec2.instances['i-0fwb'];
    Object.assign(standby ?? {}, { state: 'stopped' });
    const { out } = await waykeeper('findings');
    const { out: described } = await waykeeper('describe', 'edge-firewall');
    const { out: planned } = await waykeeper('plan');
    Object.assign(standby ?? {}, { state: 'running' });
    expect(out).toMatch(
      /\nwarning NO_STANDBY of routes: none is fit but fw-a: fw-b is unhealthy .*\n {2}of +edge-firewall\n {2}do .*\n {2}command +aws ec2 describe-instance-status/,
    );
    expect(described).toContain('[NO_STANDBY]');
    expect(planned).not.toContain('NO_STANDBY');
  });

  it('does what it can without the right to look', async () => {
    cloud.faults.set([{ kind: 'denied', operation: 'DescribeSecurityGroupRules', times: Infinity }]);
    const { code, out } = await waykeeper('findings');
    cloud.faults.set([]);
    expect([code, out]).toEqual([0, expect.stringMatching(/\nwarning \w+ of findings: .*\n {2}of +security groups\n/)]);
  });

  it('finds nothing of an account that is in order', async () => {
    const empty = join(dirname(file), 'empty.yml');
    await writeFile(empty, 'version: 1');
    const { code, out } = await waykeeper('findings', '--config', empty);
    expect([code, out]).toEqual([0, expect.stringMatching(/\n\nNothing found\.\n$/)]);
  });
});

describe('waykeeper describe', () => {
  it('tells of a route whose it is, how it stands and why, and what comes next', async () => {
    const { code, out } = await waykeeper('describe', 'rtb-0appa/0.0.0.0/0');
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(
        /^rtb-0appa\/0\.0\.0\.0\/0 route\n {2}claimed by {2}waykeeper\.yml:\d+:\d+ routes\[0\] \(edge-firewall\)\n +waykeeper\.yml:\d+:\d+ routes\[0\]\.legs\[0\] \(leg 0\.0\.0\.0\/0, ::\/0\)\n\n {2}stands {2}inOrder, IN_ORDER of routes\n {2}why {5}the routes are on fw-a: .*\n {2}next {4}nothing\n$/,
      ),
    ]);
  });

  it('tells of a change what could stop it, and which record of the config claims it', async () => {
    const { out } = await waykeeper('describe', 's3.eu-west-2.amazonaws.com', '--output', 'json');
    expect(JSON.parse(out)).toMatchObject({
      kind: 'record',
      claims: [
        { path: ['dns', 'zones', 0], line: lineOf('zone: Z0PRIVATES3EUWEST2') },
        { path: ['dns', 'zones', 0, 'records', 0], name: 'record @' },
      ],
      said: [
        {
          key: 'Z0PRIVATES3EUWEST2/s3.eu-west-2.amazonaws.com/A',
          code: 'RECORD_MISSING',
          next: expect.stringMatching(/^create: nothing → .*vpce-0s3old/),
          stoppedBy: [expect.stringContaining('guard.dns.maxChanges is 500')],
        },
      ],
    });
  });

  it.each([
    ['rtb-0appa', 'route table', 'routes[0].legs[0]'],
    ['Z0PRIVATES3EUWEST2', 'hosted zone', 'dns.zones[0].records[2] (record {azId})'],
    ['vpce-svc-0payments', 'endpoint service', 'connections[0] (payments)'],
    ['vpce-svc-0payments/vpce-0former', 'connection', 'connections[0].accept[1] (rule our-org)'],
    ['eni-0fwb', 'network interface', 'routes[0].appliances[1] (appliance fw-b)'],
    ['s3://corp-dns/s3.conf', 'file', 'dns.forwarders[0].publish[2]'],
    ['rslvr-rr-0spokes', 'Resolver rule', 'dns.forwarders[0].publish[0]'],
    ['onprem-s3', 'entry of the config', 'dns.forwarders[0] (onprem-s3)'],
    ['vpce-0s3old', 'endpoint', 'what has to do with it'],
  ])('knows %s as %s, and its claim', async (thing, kind, said) => {
    const { code, out } = await waykeeper('describe', thing);
    expect([code, out.split('\n')[0]]).toEqual([0, `${thing} ${kind}`]);
    expect(out).toContain(said);
  });

  it('reads alone', () => {
    expect(cloud.journal.entries.filter((entry) => entry.kind === 'call' && !entry.readOnly)).toEqual([]);
  });

  it('refuses in one sentence what nobody knows, with what may be meant', async () => {
    expect(await waykeeper('describe', 'edge-firewal')).toEqual({
      code: 1,
      out: '',
      err: 'waykeeper: nothing of the config and of this account\'s plan goes by edge-firewal (did you mean "edge-firewall"?): waykeeper plan --all shows what there is\n',
    });
  });

  it('is Markdown for a ticket', async () => {
    const { out } = await waykeeper('describe', 'rslvr-rr-0spokes', '--output', 'markdown');
    expect(out).toMatch(
      /^### `rslvr-rr-0spokes` \(Resolver rule\)\n\n- claimed by `waykeeper\.yml:\d+:\d+ dns\.forwarders\[0\]/,
    );
  });
});
