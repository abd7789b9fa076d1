/** What rests on records waits until all name servers know them, also when an earlier run has written them. */
import { addEndpointService, addHostedZone } from '@waykeeper/local-cloud/seed';
import type { Account, RecordSet } from '@waykeeper/local-cloud/state';
import type { Report } from '../../../../lib/core/plan.ts';
import { addZone, startSite, zone } from '../support/site.ts';

let site: Awaited<ReturnType<typeof startSite>>;
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.stop());

const codes = (report: Report): string[] =>
  report.outcomes.map((outcome) => `${outcome.key} ${outcome.status === 'failed' ? outcome.code : outcome.status}`);

const changesOf = ({ route53 }: Account) => Object.values(route53.changes);
const vpcsOf = ({ route53 }: Account): (string | undefined)[] => (route53.zones.Z1?.vpcs ?? []).map((it) => it.VPCId);
const recordsOf = ({ route53 }: Account): readonly RecordSet[] => structuredClone(route53.zones.Z1?.records ?? []);
const count = (operation: string): number => site.calls().filter((name) => name === operation).length;

/** Runs while the clock of the cloud moves on, so that changes become known. */
const runWhileTimePasses = async (dns: Parameters<typeof site.run>[0]): Promise<Report> => {
  const running = site.run(dns, 'all', { patience: 20_000 });
  const ticking = setInterval(() => site.advance(5_000), 100);
  return running.finally(() => clearInterval(ticking));
};

/** AWS does not tell for ever what became of a change, and a process that has just begun remembers none. */
const forgetChanges = (account: Account): void => {
  account.route53.changes = {};
};

const RECORDS = [{ name: '@' }, { name: '*' }, { name: 'addresses', to: 'addresses' as const, ttl: 60 }];
const without = { zones: [zone({ records: RECORDS })] };
const dns = { zones: [zone({ records: RECORDS, vpcs: ['vpc-0prod', 'vpc-0more'] })] };

describe('a VPC whose records an earlier run has written', () => {
  it('is not associated while the name servers do not know them', async () => {
    const account = site.begin();
    addZone(account, 'Z1');
    await site.run(without);
    expect(changesOf(account).map(({ status }) => status)).toEqual(['PENDING']);
    for (let again = 0; again < 3; again += 1) {
      const report = await site.run(dns, 'all', { patience: 0 });
      expect(codes(report)).toEqual(['Z1/vpc-0more NOT_IN_SYNC']);
      expect(report.outcomes[0]).toMatchObject({ retryable: true });
    }
    expect(vpcsOf(account)).toEqual(['vpc-0prod']);
    expect(count('AssociateVPCWithHostedZone')).toBe(0);
  });

  it('is associated when a change that holds them all is known, and not one record differs for it', async () => {
    const account = site.begin();
    addZone(account, 'Z1');
    await site.run(without);
    forgetChanges(account);
    const before = recordsOf(account);
    const report = await runWhileTimePasses(dns);
    expect([codes(report), report.converged]).toEqual([['Z1/vpc-0more applied'], true]);
    expect(report.plan.changes.map(({ action }) => action)).toEqual(['associate']);
    expect(recordsOf(account)).toEqual(before);
    expect(changesOf(account).map(({ status }) => status)).toEqual(['INSYNC', 'PENDING']);
    expect(
      site
        .calls()
        .filter((name) => /Change|Associate/.test(name))
        .slice(1, 4),
    ).toEqual(['GetChange', 'ChangeResourceRecordSets', 'GetChange']);
  });

  it('is associated by a later run, when none waits as long as the name servers need, and nothing is written twice', async () => {
    const account = site.begin();
    addZone(account, 'Z1');
    await site.run(without);
    const written = count('ChangeResourceRecordSets');
    expect(codes(await site.run(dns, 'all', { patience: 0 }))).toEqual(['Z1/vpc-0more NOT_IN_SYNC']);
    site.advance(120_000);
    expect(codes(await site.run(dns, 'all', { patience: 0 }))).toEqual(['Z1/vpc-0more applied']);
    expect(count('ChangeResourceRecordSets')).toBe(written);
  });

  it('costs nothing more once it is associated', async () => {
    const account = site.begin();
    addZone(account, 'Z1').vpcs.push({ VPCId: 'vpc-0more', VPCRegion: 'eu-west-2' });
    await site.run(dns);
    const changes = changesOf(account).length;
    const report = await site.run(dns);
    expect([report.plan.changes, report.calls.writes, changesOf(account).length]).toEqual([[], 0, changes]);
  });

  it('is associated although a record is protected, which nobody can have written just now', async () => {
    const account = site.begin();
    addZone(account, 'Z1');
    await site.run(without);
    forgetChanges(account);
    Object.assign(account.route53.zones.Z1 ?? {}, { protections: ['s3.corp.example. A'] });
    expect((await runWhileTimePasses(dns)).converged).toBe(true);
    expect(vpcsOf(account)).toEqual(['vpc-0prod', 'vpc-0more']);
  });

  it('has its records written once more only once, however many VPCs wait for them', async () => {
    const account = site.begin();
    addZone(account, 'Z1', [], 'two.example');
    const both = {
      zones: [zone({ vpcs: ['vpc-0prod', 'vpc-0more'] }), zone({ zone: 'Z1', records: [{ name: 'n' }] })],
    };
    const { zones } = both;
    await site.run({ zones: zones.map((one) => ({ ...one, vpcs: [] })) });
    account.ec2.vpcs['vpc-0third'] = structuredClone({ ...account.ec2.vpcs['vpc-0more'], id: 'vpc-0third' } as never);
    forgetChanges(account);
    const before = count('ChangeResourceRecordSets');
    const third = { zones: zones.map((one) => ({ ...one, vpcs: ['vpc-0prod', 'vpc-0more', 'vpc-0third'] })) };
    expect((await runWhileTimePasses(third)).converged).toBe(true);
    expect(vpcsOf(account)).toEqual(['vpc-0prod', 'vpc-0more', 'vpc-0third']);
    expect(count('ChangeResourceRecordSets') - before).toBe(1);
  });
});

describe('the verification of a name whose proof an earlier run has written', () => {
  const proving = { verifications: [{ service: { tags: { waykeeper: 'pay' } }, zone: 'ZPUB' }] };
  const begin = (): Account => {
    const account = site.begin();
    const tags = { waykeeper: 'pay' };
    addEndpointService(account, { id: 'vpce-svc-0pay', privateDnsName: 'pay.corp.example', tags });
    Object.assign(account.ec2.endpointServices['vpce-svc-0pay'] ?? {}, { privateDnsState: 'pendingVerification' });
    addHostedZone(account, { id: 'ZPUB', name: 'corp.example', private: false });
    return account;
  };

  it('is started only when the name servers know the proof', async () => {
    const account = begin();
    await site.run(proving, 'all', { patience: 0 });
    const proof = structuredClone(account.route53.zones.ZPUB?.records);
    const early = await site.run(proving, 'all', { patience: 0 });
    expect(codes(early)).toEqual(['vpce-svc-0pay/private-dns NOT_IN_SYNC']);
    expect(count('StartVpcEndpointServicePrivateDnsVerification')).toBe(0);
    const late = await runWhileTimePasses(proving);
    expect([codes(late), late.converged]).toEqual([['vpce-svc-0pay/private-dns applied'], true]);
    expect(account.route53.zones.ZPUB?.records).toEqual(proof);
  });
});
