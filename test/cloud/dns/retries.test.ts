/** What passes is waited out, what a retry would only repeat is not, and what AWS left out of an answer is asked for again. */
import { needsRetry } from '../../../lib/core/reconcile.ts';
import { addZone, contents, startSite, zone } from './support/site.ts';

let site: Awaited<ReturnType<typeof startSite>>;
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.stop());
afterEach(() => site.faults.clear());

const dns = { zones: [zone({ records: [{ name: '@' }] })] };
const count = (operation: string): number => site.calls().filter((name) => name === operation).length;
const writes = (): number => count('ChangeResourceRecordSets');
/** How many calls were answered with a fault. */
const met = (): number => site.journal.entries.filter(({ kind }) => kind === 'fault').length;

describe('a write', () => {
  it.each([
    ['PriorRequestNotComplete', 400],
    ['Throttling', 400],
    ['ServiceUnavailable', 503],
  ])(
    'that meets %s is made when that has passed, and counts once',
    async (code, status) => {
      const account = site.begin();
      addZone(account, 'Z1');
      const before = met();
      site.faults.set([{ kind: 'refused', code, status, operation: 'ChangeResourceRecordSets', times: 2 }]);
      const report = await site.run(dns);
      expect([met() - before, report.calls.writes]).toEqual([2, 1]);
      expect(report.outcomes).toEqual([{ key: 'Z1/s3.corp.example/A', status: 'applied' }]);
      expect([report.converged, Object.keys(contents(account))]).toEqual([true, ['s3.corp.example']]);
    },
    60_000,
  );

  it('that a record-set protection forbids is not made again, and nobody is asked to try once more', async () => {
    const account = site.begin();
    addZone(account, 'Z1').protections = ['s3.corp.example. A'];
    const report = await site.run(dns);
    expect(writes()).toBe(1);
    expect(report.outcomes).toMatchObject([{ status: 'failed', code: 'InvalidChangeBatch', retryable: false }]);
    expect(needsRetry(report)).toBe(false);
  });
});

describe('a read', () => {
  it('that is throttled is made when that has passed', async () => {
    const account = site.begin();
    addZone(account, 'Z1');
    site.faults.set([{ kind: 'throttled', operation: 'ListResourceRecordSets', times: 2 }]);
    expect((await site.run(dns)).converged).toBe(true);
    expect(site.throttled()).toBe(2);
  });
});

describe('a VPC that Route 53 refuses, since a Profile shares a zone of that name with it', () => {
  const shared = { zones: [zone({ zone: 'ZPRO', records: [{ name: '@' }], vpcs: ['vpc-0prod', 'vpc-0more'] })] };

  it('is tried once, then only reported, until it sees other zones', async () => {
    const account = site.begin();
    addZone(account, 'ZPRO');
    await site.run({ zones: [zone({ zone: 'ZPRO', records: [{ name: '@' }] })] });
    site.advance(120_000);
    site.faults.set([{ kind: 'refused', code: 'ConflictingDomainExists', operation: 'AssociateVPCWithHostedZone' }]);
    const refused = await site.run(shared, 'all', { patience: 0 });
    expect(refused.outcomes).toMatchObject([
      { key: 'ZPRO/vpc-0more', status: 'failed', code: 'ConflictingDomainExists', retryable: false },
    ]);
    expect([refused.converged, needsRetry(refused)]).toEqual([false, false]);
    const [failure] = refused.outcomes.filter((outcome) => outcome.status === 'failed');
    for (let again = 0; again < 2; again += 1) {
      const { calls, converged, plan } = await site.run(shared, 'all', { patience: 0 });
      expect([converged, calls.writes, plan.changes]).toEqual([true, 0, []]);
      expect(plan.findings).toMatchObject([
        { severity: 'error', key: 'ZPRO/vpc-0more', reason: { code: 'ZONE_NAME_TAKEN' } },
      ]);
      expect(plan.findings[0]?.reason.message).toContain(failure?.error);
    }
    expect(writes()).toBe(1);
    addZone(account, 'ZOTHER', [], 'other.example').vpcs = [{ VPCId: 'vpc-0more', VPCRegion: 'eu-west-2' }];
    const last = await site.run(shared, 'all', { patience: 0 });
    expect(last.outcomes).toEqual([{ key: 'ZPRO/vpc-0more', status: 'applied' }]);
  });
});

describe('an answer that lacks an interface of the endpoint', () => {
  const both = { zones: [zone({ records: [{ name: '@' }, { name: 'addresses', to: 'addresses', ttl: 60 }] })] };

  it('leaves the set of addresses, lets the rest of the zone be written, and has the run tried again', async () => {
    const account = site.begin();
    addZone(account, 'Z1');
    await site.run({ zones: [zone({ records: [{ name: 'addresses', to: 'addresses', ttl: 60 }] })] });
    const before = contents(account).addresses;
    const [id = ''] = account.ec2.endpoints['vpce-0s3']?.interfaceIds ?? [];
    const hidden = account.ec2.networkInterfaces[id];
    delete account.ec2.networkInterfaces[id];
    const report = await site.run(both);
    expect(report.outcomes).toMatchObject([
      { key: 'Z1/s3.corp.example/A', status: 'applied' },
      { key: 'Z1/addresses.s3.corp.example', status: 'failed', code: 'INTERFACES_UNSEEN', retryable: true },
    ]);
    expect([report.converged, needsRetry(report)]).toEqual([false, true]);
    expect(contents(account)).toMatchObject({ addresses: before, 's3.corp.example': expect.any(String) });
    if (hidden) account.ec2.networkInterfaces[id] = hidden;
    expect((await site.run(both)).converged).toBe(true);
  });
});

describe('a read of interfaces that is denied', () => {
  it('is the one outcome of each thing that needs it, and nobody is asked to try once more', async () => {
    const account = site.begin();
    addZone(account, 'Z1');
    addZone(account, 'Z2', [], 'other.example');
    site.faults.set([{ kind: 'denied', operation: 'DescribeNetworkInterfaces', times: Infinity }]);
    const from = { endpoint: { id: 'vpce-0s3' }, as: 'addresses' as const };
    const publish = [{ file: 'hosts' as const, to: '/nowhere/hosts' }];
    const report = await site.run({
      zones: [
        zone({ records: [{ name: '@', to: 'addresses', ttl: 60 }] }),
        zone({ zone: 'Z2', records: [{ name: '@' }] }),
      ],
      answers: [{ name: 's3', domains: ['s3.example.com'], from, publish }],
    });
    const told = report.outcomes.flatMap((one) => (one.status === 'failed' ? [`${one.key} ${one.code}`] : [one.key]));
    expect(told.sort()).toEqual([
      'Z1/s3.corp.example UnauthorizedOperation',
      'Z2/other.example/A',
      'answers/s3 UnauthorizedOperation',
    ]);
    expect(needsRetry(report)).toBe(false);
  });
});

describe('an answer without any Availability Zone', () => {
  it('leaves the zone that needs them, lets others be written, and has the run tried again', async () => {
    const account = site.begin();
    addZone(account, 'Z1');
    addZone(account, 'Z2', [], 'other.example');
    const zonal = zone({ records: [{ name: '{azId}', to: 'zonal' }] });
    const body = '<Response><requestId>r</requestId></Response>';
    site.faults.set([{ kind: 'garbled', body, operation: 'DescribeAvailabilityZones', times: 3 }]);
    const dnsOfBoth = { zones: [zonal, zone({ zone: 'Z2', records: [{ name: '@' }] })] };
    const report = await site.run(dnsOfBoth);
    expect(report.outcomes).toMatchObject([
      { key: 'Z2/other.example/A', status: 'applied' },
      { key: 'Z1', status: 'failed', code: 'ZONES_UNSEEN', retryable: true },
    ]);
    expect([report.converged, needsRetry(report), contents(account)]).toEqual([false, true, {}]);
    site.faults.clear();
    expect((await site.run(dnsOfBoth)).converged).toBe(true);
    expect(Object.keys(contents(account))).toEqual(['euw2-az2', 'euw2-az3']);
  });
});
