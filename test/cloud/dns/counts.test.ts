/** How many calls a run of the dns controller makes, whatever the size of the account. */
import { EC2Client, ModifyVpcEndpointCommand } from '@aws-sdk/client-ec2';
import { clientConfig } from '@waykeeper/local-cloud/api';
import { a, addEndpoint, addZone, startSite, zone } from './support/site.ts';

let site: Awaited<ReturnType<typeof startSite>>;
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.stop());

describe('1,500 claimed records', () => {
  const records = Array.from({ length: 1_500 }, (_, at) => ({ name: `n${at}` }));
  const foreign = (count: number) => Array.from({ length: count }, (_, at) => a(`f${at}.s3.corp.example`, '192.0.2.1'));
  const dns = { zones: [zone({ records })] };

  it('are created in two batches and updated in three, whatever else the zone holds', async () => {
    const account = site.begin();
    addZone(account, 'Z1', foreign(10_000));
    const others = structuredClone(account.route53.zones.Z1?.records);
    const { run } = site;
    const created = await run(dns, { ids: ['vpce-0s3'] });
    expect([created.converged, created.calls.writes]).toEqual([true, 2]);
    addEndpoint(account, 'vpce-0new');
    const other = { zones: [zone({ records, endpoint: { id: 'vpce-0new' } })] };
    expect((await run(other, { ids: ['vpce-0new'] })).blocked[0]?.reason.code).toBe('TOO_MANY_CHANGES');
    const moved = await run(other, { ids: ['vpce-0new'] }, {}, 1_500);
    expect([moved.converged, moved.calls.writes]).toEqual([true, 3]);
    expect(account.route53.zones.Z1?.records.filter(({ Name }) => !/^n\d/.test(Name))).toEqual(others);
  });

  it('cost an event the same reads beside 10,000 foreign records as beside none', async () => {
    const reads: number[] = [];
    for (const count of [0, 10_000]) {
      const account = site.begin();
      addZone(account, 'Z1', foreign(count));
      const { run } = site;
      await run(dns, { ids: ['vpce-0s3'] });
      const { calls, converged } = await run(dns, { ids: ['vpce-0s3'] });
      expect(converged).toBe(true);
      reads.push(calls.reads);
    }
    expect(reads[1]).toBe(reads[0]);
  });

  it('cost a sweep that looks for stale aliases the paging of the zone, and no more', async () => {
    const account = site.begin();
    addZone(account, 'Z1', foreign(10_000));
    const { run } = site;
    const { calls, converged } = await run({ zones: [zone({ staleAliases: 'delete' })] });
    expect(converged).toBe(true);
    const pages = Math.ceil(10_002 / 300) + Math.ceil(10_004 / 300);
    expect(calls.reads).toBe(pages + 2 * 2);
  });
});

describe('one endpoint of 500 that changes one address, with 100 zones', () => {
  it.each(['id', 'tags', 'service'] as const)(
    'costs at most five reads and one write, selected by %s',
    async (by) => {
      const account = site.begin();
      const all = Array.from({ length: 500 }, (_, at) => `vpce-0${String(at).padStart(4, '0')}`);
      for (const [at, id] of all.entries()) {
        const vpc = `vpc-0${at}`;
        addEndpoint(account, id, []);
        const endpoint = account.ec2.endpoints[id];
        if (endpoint) account.ec2.endpoints[id] = { ...endpoint, vpcId: vpc, tags: { at: String(at) } };
      }
      addEndpoint(account, 'vpce-00000');
      const changed = account.ec2.endpoints['vpce-00000'];
      if (changed) account.ec2.endpoints['vpce-00000'] = { ...changed, vpcId: 'vpc-0prod', tags: { at: 'x' } };
      const zones = Array.from({ length: 100 }, (_, at) => {
        addZone(
          account,
          `Z${at}`,
          Array.from({ length: 200 }, (__, n) => a(`f${n}.z${at}.example`, '192.0.2.1')),
          `z${at}.example`,
        );
        const endpoint = {
          id: { id: at === 0 ? 'vpce-00000' : (all[at] ?? '') },
          tags: { tags: { at: at === 0 ? 'x' : String(at) } },
          service: { service: 'com.amazonaws.eu-west-2.s3', vpc: at === 0 ? 'vpc-0prod' : `vpc-0${at}` },
        }[by];
        return zone({
          zone: `Z${at}`,
          endpoint,
          records: [
            { name: 'addresses', to: 'addresses' },
            { name: '{azId}', to: 'zonal' },
          ],
        });
      });
      delete account.ec2.endpoints['vpce-0s3'];
      const { run } = site;
      const first = await run({ zones }, { ids: ['vpce-00000'] });
      expect([first.converged, first.calls.writes]).toEqual([true, 1]);
      await new EC2Client(clientConfig(site.url)).send(
        new ModifyVpcEndpointCommand({
          VpcEndpointId: 'vpce-00000',
          SubnetConfigurations: [{ SubnetId: 'subnet-0a', Ipv4: '10.0.1.200' }],
        }),
      );
      const report = await run({ zones }, { ids: ['vpce-00000'] });
      expect(report.plan.changes.map(({ action, key }) => `${action} ${key}`)).toEqual([
        'replace Z0/addresses.z0.example/A',
      ]);
      expect([report.converged, report.rounds, report.calls.writes]).toEqual([true, 2, 1]);
      expect(report.calls.reads).toBeLessThanOrEqual(10);
    },
    60_000,
  );
});
