/** A run stays within Route 53's own quota: what is refused for the moment is asked for again, and nothing is lost. */
import { awsQuotas } from '@waykeeper/local-cloud/faults';
import { addZone, startSite, zone } from './support/site.ts';

let site: Awaited<ReturnType<typeof startSite>>;
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.stop());
afterEach(() => site.faults.clear());

const ZONES = Array.from({ length: 30 }, (_, at) => `Z${at}`);
const dns = { zones: ZONES.map((id) => zone({ zone: id })) };
const begin = () => {
  const account = site.begin();
  for (const id of ZONES) addZone(account, id, [], `${id.toLowerCase()}.example`);
  return account;
};
const count = (operation: string): number => site.calls().filter((name) => name === operation).length;

describe('zones that a run has no time to write', () => {
  /** Little is left after ten writes. */
  const remaining = () => (count('ChangeResourceRecordSets') < 10 ? 60_000 : 12_000);

  it('are left to the next run, which writes them', async () => {
    const account = begin();
    const first = await site.run(dns, 'all', {}, 500, { remaining, continues: { attempt: 1 } });
    const { remaining: left = 0, verdict } = first;
    const written = () =>
      dns.zones.filter(({ zone: id }) => account.route53.zones[id]?.records.some(({ Type }) => Type === 'A'));
    const early = written().length;
    expect([verdict, early > 0, early < 30, 2 * early + left]).toEqual(['waiting', true, true, 60]);
    const next = await site.run(dns, 'all', {}, 500, { continues: { attempt: 2, remaining: left } });
    expect([next.converged, next.attempt, next.calls.writes, written().length]).toEqual([true, 2, 30 - early, 30]);
  });
});

describe('thirty zones', () => {
  it('are swept within the quota: each is read once, few calls are refused, and none is given up', async () => {
    begin();
    await site.run(dns);
    site.forgetCalls();
    site.faults.limit(awsQuotas('route53'));
    const report = await site.run(dns);
    expect([report.converged, report.outcomes, report.plan.changes]).toEqual([true, [], []]);
    expect([count('ListHostedZones'), count('ListResourceRecordSets'), report.calls.reads]).toEqual([1, 30, 32]);
    expect(site.throttled()).toBeLessThanOrEqual(16);
    expect(report.calls.retries).toBe(site.throttled());
  });

  it('are written within the quota, each once', async () => {
    const account = begin();
    site.faults.limit(awsQuotas('route53'));
    const report = await site.run(dns);
    expect([report.converged, report.calls.writes]).toEqual([true, 30]);
    expect(count('ChangeResourceRecordSets')).toBe(30);
    expect(site.throttled()).toBeLessThanOrEqual(30);
    for (const id of ZONES)
      expect(account.route53.zones[id]?.records.filter(({ Type }) => Type === 'A')).toHaveLength(2);
  });
});

describe('a sweep', () => {
  it('reads with its share of the quota: what that holds at once, and then so much a second', async () => {
    begin();
    const few = { zones: dns.zones.slice(0, 16), share: 0.2 };
    await site.run(few);
    const sweep = site.controllerOf(few).sweep?.(0);
    const report = await site.run(few, 'all', {}, 500, { sweep });
    expect([report.converged, report.coverage]).toEqual([true, { looked: 16, of: 16, withinMinutes: 5 }]);
    // Seventeen calls of Route 53, of which the share holds ten, and gives two a second.
    expect(report.durationMs).toBeGreaterThan(3_000);
    const unpaced = await site.run(few);
    expect(unpaced.durationMs).toBeLessThan(3_000);
  });

  it('of a part reads the zones of that part alone', async () => {
    begin();
    const covers = (key: string): boolean => key !== 'Z3' && key !== 'Z4';
    const sweep = { coverage: { looked: 28, of: 30, withinMinutes: 5 }, covers };
    const report = await site.run(dns, 'all', {}, 500, { sweep });
    const written = new Set(report.plan.changes.map(({ key }) => key.split('/')[0]));
    expect([report.converged, written.size, written.has('Z3'), written.has('Z4')]).toEqual([true, 28, false, false]);
  });
});
