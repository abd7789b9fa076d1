/** Runs of the dns controller that depend on what name servers answer, and on proofs in public zones. */
import { startDns } from '@waykeeper/local-cloud/dns';
import { addEndpointService, addHostedZone, restoreAz, withdrawAz } from '@waykeeper/local-cloud/seed';
import type { Report } from '../../../lib/core/plan.ts';
import { addEndpoint, addZone, contents, startSite, zone } from './support/site.ts';

let site: Awaited<ReturnType<typeof startSite>>;
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.stop());

const codes = (report: Report): string[] =>
  report.outcomes.map((outcome) => `${outcome.key} ${outcome.status === 'failed' ? outcome.code : outcome.status}`);

describe('a private DNS name', () => {
  it('is proved in the public zone and verified, by runs that each converge', async () => {
    const account = site.begin();
    addEndpointService(account, {
      id: 'vpce-svc-0pay',
      privateDnsName: 'pay.corp.example',
      tags: { waykeeper: 'pay' },
    });
    Object.assign(account.ec2.endpointServices['vpce-svc-0pay'] ?? {}, { privateDnsState: 'pendingVerification' });
    addHostedZone(account, { id: 'ZPUB', name: 'corp.example', private: false });
    const dns = { verifications: [{ service: { tags: { waykeeper: 'pay' } }, zone: 'ZPUB' }] };
    const running = site.run(dns, 'all', { patience: 60_000 });
    const ticking = setInterval(() => site.advance(5_000), 100);
    const proved = await running.finally(() => clearInterval(ticking));
    expect(codes(proved).map((line) => line.replace(/_\w+/, '_x'))).toEqual([
      'ZPUB/_x.corp.example/TXT applied',
      'vpce-svc-0pay/private-dns applied',
    ]);
    expect(proved.converged).toBe(true);
    site.advance(120_000);
    expect(account.ec2.endpointServices['vpce-svc-0pay']?.privateDnsState).toBe('verified');
    expect((await site.run(dns)).plan.changes).toEqual([]);
  });
});

describe('a public zone that is claimed in `zones` too', () => {
  it('keeps its proof, and the entry that claims names in it is left', async () => {
    const account = site.begin();
    addEndpointService(account, {
      id: 'vpce-svc-0pay',
      privateDnsName: 'pay.corp.example',
      tags: { waykeeper: 'pay' },
    });
    addHostedZone(account, { id: 'ZPUB', name: 'corp.example', private: false });
    const dns = {
      zones: [zone({ zone: 'ZPUB', records: [{ name: 'x' }] })],
      verifications: [{ service: { tags: { waykeeper: 'pay' } }, zone: 'ZPUB' }],
    };
    await site.run(dns, 'all', { patience: 0 });
    const again = await site.run(dns, 'all', { patience: 0 });
    expect([again.plan.changes.filter(({ action }) => action !== 'verify'), again.calls.writes]).toEqual([[], 0]);
    expect(again.plan.skips.map(({ key, reason }) => `${key.replace(/_\w+/, '_x')} ${reason.code}`)).toContain(
      'ZPUB ZONE_NOT_PRIVATE',
    );
    expect(codes(again).filter((line) => line.includes('/TXT '))).toEqual([]);
  });
});

describe('answering', () => {
  it('publishes nothing again that it withheld when the name servers fall silent, and says that it asks in vain', async () => {
    const account = site.begin();
    addZone(account, 'Z1');
    const servers = [await startDns({ account }), await startDns({ account })];
    const records = [{ name: 'addresses', to: 'addresses' as const, answering: true }];
    const dns = { resolvers: servers.map(({ host, port }) => `${host}:${port}`), zones: [zone({ records })] };
    try {
      withdrawAz(account, 'vpce-0s3', 'eu-west-2a');
      await site.run(dns);
      expect(contents(account).addresses).toBe('10.0.2.19');
    } finally {
      for (const server of servers) await server.stop();
    }
    const report = await site.run(dns);
    expect(contents(account).addresses).toBe('10.0.2.19');
    expect([report.plan.changes, report.plan.findings.map(({ reason }) => reason.code)]).toEqual([
      [],
      ['ANSWERS_UNSEEN'],
    ]);
  });

  it('withholds the address of a withdrawn AZ, keeps the others, and publishes it again on first sight', async () => {
    const account = site.begin();
    addZone(account, 'Z1');
    const servers = [await startDns({ account }), await startDns({ account })];
    try {
      const records = [{ name: 'addresses', to: 'addresses' as const, answering: true }];
      const dns = { resolvers: servers.map(({ host, port }) => `${host}:${port}`), zones: [zone({ records })] };
      await site.run(dns);
      expect(contents(account).addresses).toBe('10.0.1.165 10.0.2.19');
      withdrawAz(account, 'vpce-0s3', 'eu-west-2a');
      const [change] = (await site.run(dns)).plan.changes;
      expect(change?.reason.message).toContain('withheld, since they no longer answer: 10.0.1.165');
      expect(contents(account).addresses).toBe('10.0.2.19');
      restoreAz(account, 'vpce-0s3', 'eu-west-2a');
      await site.run(dns);
      expect(contents(account).addresses).toBe('10.0.1.165 10.0.2.19');
    } finally {
      for (const server of servers) await server.stop();
    }
  });
});

describe('prefer: newest', () => {
  it('moves once the Regional name of the newest resolves', async () => {
    const account = site.begin();
    addZone(account, 'Z1');
    const server = await startDns({ account });
    try {
      const endpoint = { tags: { waykeeper: 's3' } };
      const dns = { resolvers: [`${server.host}:${server.port}`], zones: [zone({ endpoint, prefer: 'newest' })] };
      await site.run(dns);
      addEndpoint(account, 'vpce-0new', ['10.0.1.7']);
      const fresh = account.ec2.endpoints['vpce-0new'];
      if (fresh) account.ec2.endpoints['vpce-0new'] = { ...fresh, createdAt: Date.now() };
      expect((await site.run(dns)).plan.changes.map(({ action }) => action)).toEqual(['replace', 'replace']);
      expect(contents(account)['*']).toContain('vpce-0new');
    } finally {
      await server.stop();
    }
  });
});
