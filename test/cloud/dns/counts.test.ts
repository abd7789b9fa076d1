/** How many calls a run of the dns controller makes, whatever the size of the account. */
import { EC2Client, ModifyVpcEndpointCommand } from '@aws-sdk/client-ec2';
import { clientConfig } from '@waykeeper/local-cloud/api';
import type { Member } from '../../../lib/core/told/document.ts';
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

describe('an endpoint that is gone, with 40 zones that follow others by tags, told to a process that has just begun', () => {
  const ZONES = Array.from({ length: 40 }, (_, at) => `Z${at}`);
  const dns = { zones: ZONES.map((id, at) => zone({ zone: id, endpoint: { tags: { at: `${at}` } } })) };
  /** Where runs note what they found, as the parameter would hold it. */
  const notes = () => {
    let held: Member | undefined;
    return {
      read: async () => held,
      write: async (noted: Member) => {
        held = noted;
      },
    };
  };
  const begin = async () => {
    const account = site.begin((made) => {
      for (const [at, id] of ZONES.entries()) {
        addZone(made, id, [], `z${at}.example`);
        addEndpoint(made, `vpce-0of${at}`, ['10.0.1.165']);
        const { [`vpce-0of${at}`]: added } = made.ec2.endpoints;
        if (added) made.ec2.endpoints[added.id] = { ...added, tags: { at: `${at}` } };
      }
    });
    const noted = notes();
    const sweep = await site.run(dns, 'all', { notes: noted });
    expect([sweep.converged, sweep.calls.writes]).toEqual([true, 40]);
    return { account, noted };
  };

  it("costs at most five reads where it was nobody's", async () => {
    const { noted } = await begin();
    const report = await site.run(dns, { ids: ['vpce-0unknown'] }, { notes: noted });
    expect([report.plan.changes, report.outcomes]).toEqual([[], []]);
    expect(report.calls.reads).toBeLessThanOrEqual(4);
  });

  it('is found wherever something leads to it, also when it came after the last sweep', async () => {
    const { account, noted } = await begin();
    const order = ['vpce-0of7', 'vpce-0new', 'vpce-0newer'];
    for (const [at, gone] of order.slice(0, 2).entries()) {
      const id = order[at + 1] ?? '';
      addEndpoint(account, id, ['10.0.1.165']);
      const { [id]: added } = account.ec2.endpoints;
      if (added) account.ec2.endpoints[id] = { ...added, tags: { at: '7' } };
      delete account.ec2.endpoints[gone];
      const report = await site.run(dns, { ids: [gone] }, { notes: noted });
      expect(report.plan.changes.map(({ key }) => key)).toEqual(['Z7/*.z7.example/A', 'Z7/z7.example/A']);
    }
  });

  it('is looked for everywhere without a note, with one that cannot be read, and with one that is old', async () => {
    const { noted } = await begin();
    const unreadable = { ...noted, read: () => Promise.reject(new Error('no answer')) };
    const old = { ...noted, read: async () => ({ ...(await noted.read()), at: Date.now() - 600_000 }) as Member };
    for (const each of [notes(), unreadable, old]) {
      const report = await site.run(dns, { ids: ['vpce-0unknown'] }, { notes: each });
      expect([report.plan.skips.length > 0, report.calls.reads > 40]).toEqual([true, true]);
    }
  });
});

describe('a sweep of 100 zones of 200 records that finds nothing to do', () => {
  const PAGES = 100;
  const records = (at: number) => Array.from({ length: 198 }, (_, n) => a(`f${n}.z${at}.example`, '192.0.2.1'));
  const claims = (vpcs: readonly string[]) => ({
    zones: Array.from({ length: PAGES }, (_, at) =>
      zone({ zone: `Z${at}`, staleAliases: 'delete', records: [{ name: 'app' }], vpcs: [...vpcs] }),
    ),
  });
  /** Runs a sweep of zones that are in order, and answers the operations that the second one calls, with their counts. */
  const second = async (vpcs: readonly string[], prepare: Parameters<typeof site.begin>[0] = () => {}) => {
    site.begin((made) => {
      for (let at = 0; at < PAGES; at += 1) addZone(made, `Z${at}`, records(at), `z${at}.example`);
      prepare(made);
    });
    const dns = claims(vpcs);
    await site.run(dns);
    site.forgetCalls();
    const report = await site.run(dns);
    const counts = [...Map.groupBy(site.calls(), (operation) => operation)].map(([name, all]) => [name, all.length]);
    return { report, counts: Object.fromEntries(counts) as Record<string, number> };
  };

  it('costs the paging of the zones, and one listing of them', async () => {
    const { report, counts } = await second([]);
    expect([report.plan.changes, report.outcomes, report.converged]).toEqual([[], [], true]);
    expect(counts).toEqual({ DescribeVpcEndpoints: 1, ListHostedZones: 1, ListResourceRecordSets: PAGES });
    expect(report.calls.reads).toBeLessThanOrEqual(1.1 * (PAGES + 1));
  });

  it('costs a listing more for each VPC that they are associated with', async () => {
    const { report, counts } = await second(['vpc-0prod', 'vpc-0more'], ({ route53 }) => {
      for (const { vpcs } of Object.values(route53.zones)) vpcs.push({ VPCId: 'vpc-0more', VPCRegion: 'eu-west-2' });
    });
    expect([report.plan.changes, report.converged]).toEqual([[], true]);
    expect(counts).toEqual({
      ...{ DescribeVpcEndpoints: 1, DescribeVpcs: 1, ListHostedZones: 1, ListHostedZonesByVPC: 2 },
      ListResourceRecordSets: PAGES,
    });
    expect(report.calls.reads).toBeLessThanOrEqual(1.1 * (PAGES + 1));
  });

  it('asks a zone itself what the first pages of a larger account leave open', async () => {
    const { report, counts } = await second([], (account) => {
      const own = account.route53.zones;
      account.route53.zones = {};
      for (let at = 0; at < 950; at += 1) addZone(account, `Y${at}`, [], `y${at}.example`);
      Object.assign(account.route53.zones, own);
    });
    expect(report.converged).toBe(true);
    expect(counts).toMatchObject({ ListHostedZones: 10, GetHostedZone: 50, ListResourceRecordSets: PAGES });
  });
});

describe('zones that are read by listings', () => {
  const three = { zones: ['Z0', 'Z1', 'Z2'].map((id) => zone({ zone: id, records: [{ name: 'app' }] })) };

  it('tell of one that is gone, and lose no other', async () => {
    const account = site.begin();
    for (const at of [0, 1]) addZone(account, `Z${at}`, [], `z${at}.example`);
    const { plan } = await site.run(three);
    const gone = plan.skips.filter(({ reason }) => reason.code === 'NoSuchHostedZone');
    expect(gone.map(({ key }) => key)).toEqual(['Z2']);
    expect(account.route53.zones.Z1?.records.some(({ Name }) => Name.startsWith('app.'))).toBe(true);
  });

  it('are read one by one where no listing is allowed', async () => {
    const account = site.begin();
    for (const at of [0, 1, 2]) addZone(account, `Z${at}`, [], `z${at}.example`);
    site.faults.set([
      { kind: 'refused', operation: 'ListHostedZones', code: 'AccessDenied', status: 403, times: Infinity },
    ]);
    const { converged } = await site.run(three);
    site.faults.clear();
    expect(converged).toBe(true);
    expect(site.calls().filter((operation) => operation === 'GetHostedZone').length).toBeGreaterThanOrEqual(3);
  });

  it('tell of private DNS in a VPC that the config does not name', async () => {
    const account = site.begin();
    for (const at of [0, 1]) addZone(account, `Z${at}`, [], `z${at}.example`);
    addZone(account, 'Z2', [], 's3.eu-west-2.amazonaws.com');
    const endpoint = account.ec2.endpoints['vpce-0s3'];
    if (endpoint) account.ec2.endpoints['vpce-0s3'] = { ...endpoint, privateDns: true };
    const { plan } = await site.run(three);
    expect(plan.findings.map(({ key, reason }) => `${key} ${reason.code}`)).toEqual(['Z2/vpce-0s3 PRIVATE_DNS_ON']);
  });
});
