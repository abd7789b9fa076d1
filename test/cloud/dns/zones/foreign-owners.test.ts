/** Foreign owners of names are found before anything at these is changed, and cost nothing otherwise. */
import { type Account, dnsEntries, type RecordSet } from '@waykeeper/local-cloud/state';
import type { Report } from '../../../../lib/core/plan.ts';
import { a, addEndpoint, addZone, contents, startSite, zone } from '../support/site.ts';

let site: Awaited<ReturnType<typeof startSite>>;
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.stop());

const ZONE = 's3.corp.example';
const EVENT = { ids: ['vpce-0new'] };
const HERITAGE = '"heritage=external-dns,external-dns/owner=prod,external-dns/resource=service/x/y"';
const owner = (name: string, value = HERITAGE): RecordSet => ({
  ...{ Name: `${name}.${ZONE}.`, Type: 'TXT', TTL: 300, ResourceRecords: [{ Value: value }] },
});
const foreign = (count: number): RecordSet[] =>
  Array.from({ length: count }, (_, at) => a(`b${String(at).padStart(5, '0')}.${ZONE}.`, '192.0.2.1'));
/** Names that lie between those where owners are named, so that each is pages away from the next. */
const between = (count: number): RecordSet[] =>
  ['aa', 'b', 'd'].flatMap((letter) =>
    Array.from({ length: count }, (_, at) => a(`${letter}${String(at).padStart(5, '0')}.${ZONE}.`, '192.0.2.1')),
  );
const toNew = (name = 'app') => ({
  zones: [zone({ endpoint: { id: 'vpce-0new' }, records: [{ name }] })],
});
const codes = ({ plan }: Report): string[] =>
  [...plan.changes, ...plan.skips].map(({ reason }) => reason.code).filter((code) => code !== 'NOT_ASKED');

/** A zone whose name `app` leads to vpce-0s3 and is about to lead to vpce-0new. */
const begin = (others: readonly RecordSet[], name = 'app'): Account => {
  const account = site.begin();
  addEndpoint(account, 'vpce-0new');
  const endpoint = account.ec2.endpoints['vpce-0s3'];
  const [entry] = endpoint ? dnsEntries(endpoint, account.ec2) : [];
  const alias = {
    ...{ HostedZoneId: entry?.HostedZoneId ?? '', DNSName: `${entry?.DnsName?.replace('*', '\\052')}.` },
    EvaluateTargetHealth: false,
  };
  addZone(account, 'Z1', [{ Name: `${name}.${ZONE}.`, Type: 'A', AliasTarget: alias }, ...others]);
  return account;
};

describe('a name that leads to an endpoint and has a foreign owner', () => {
  it.each([
    ['a-app', HERITAGE],
    ['aaaa-app', HERITAGE],
    ['cname-app', HERITAGE],
    ['_owner.a.app', '"*octodns*"'],
    ['app', HERITAGE],
  ])('is left by an event and by a sweep: %s', async (name, value) => {
    for (const scope of ['all', EVENT] as const) {
      const account = begin([owner(name, value), ...foreign(200)]);
      const before = contents(account);
      const report = await site.run(toNew(), scope);
      expect(codes(report)).toEqual(['OWNED_BY_OTHERS']);
      expect(contents(account)).toEqual(before);
    }
  });

  it.each(['a-any', 'a-wildcard', 'a-\\052'])('is left when it is a wildcard, owned at %s', async (name) => {
    begin([owner(name)], '\\052');
    expect(codes(await site.run(toNew('*'), EVENT))).toEqual(['OWNED_BY_OTHERS']);
  });

  it.each(['a-app', 'aaaa-app', 'cname-app'])('is left by a sweep of a zone of many pages: %s', async (name) => {
    begin([owner(name), ...between(400)]);
    expect(codes(await site.run(toNew()))).toEqual(['OWNED_BY_OTHERS']);
  });

  it('is left by an event in a zone of many pages, as far as five reads go', async () => {
    begin([owner('a-app'), ...between(400)]);
    const report = await site.run(toNew(), EVENT);
    expect(codes(report)).toEqual(['OWNED_BY_OTHERS']);
    expect(report.calls.reads).toBeLessThanOrEqual(5);
  });
});

describe('an event that has too few reads left to look for foreign owners', () => {
  /** Z2 is like Z1: with two zones to look at, no read is left. */
  const beginTwo = (others: readonly RecordSet[], second = others): Account => {
    const account = begin(others);
    const app = account.route53.zones.Z1?.records.filter(({ Name, Type }) => Name.startsWith('app.') && Type === 'A');
    const records = [...(app ?? []), ...second].map((set) => ({ ...set, Name: set.Name.replace(ZONE, 'two.example') }));
    addZone(account, 'Z2', records, 'two.example');
    return account;
  };
  const both = (given: object = {}) => ({
    zones: ['Z1', 'Z2'].map((id) =>
      zone({ zone: id, endpoint: { id: 'vpce-0new' }, records: [{ name: 'app' }], ...given }),
    ),
  });
  const told = ({ plan }: Report): string[] =>
    [plan.changes, plan.skips, plan.findings].flatMap((parts) =>
      parts.filter(({ reason }) => reason.code !== 'NOT_ASKED').map(({ key, reason }) => `${key} ${reason.code}`),
    );

  it('says so, also when the names have been changed', async () => {
    beginTwo([owner('a-app')]);
    const report = await site.run(both(), EVENT);
    expect([report.converged, report.rounds, report.plan.changes.length]).toEqual([true, 2, 2]);
    expect(report.plan.findings).toMatchObject([
      { severity: 'info', key: `Z1/app.${ZONE}`, reason: { code: 'MARKS_UNSEEN' } },
      { severity: 'info', key: 'Z2/app.two.example', reason: { code: 'MARKS_UNSEEN' } },
    ]);
  });

  it('has nothing to say where a sweep has looked, nor where nothing is changed', async () => {
    beginTwo([owner('a-app')]);
    expect(told(await site.run(both()))).toEqual([
      `Z1/app.${ZONE}/A OWNED_BY_OTHERS`,
      'Z2/app.two.example/A OWNED_BY_OTHERS',
    ]);
    beginTwo([]);
    await site.run(both());
    expect(told(await site.run(both(), EVENT))).toEqual([`Z1/app.${ZONE}/A IN_ORDER`, 'Z2/app.two.example/A IN_ORDER']);
  });

  it('takes nothing over: the sweep does that, once it has looked', async () => {
    const cname: RecordSet = {
      ...{ Name: `app2.${ZONE}.`, Type: 'CNAME', TTL: 60 },
      ResourceRecords: [{ Value: 'x.example.' }],
    };
    beginTwo([cname], [{ ...cname }, owner('a-app2')]);
    const adopting = both({ adopt: true, records: [{ name: 'app2' }] });
    const event = await site.run(adopting, EVENT);
    expect(told(event)).toEqual([
      `Z1/app2.${ZONE}/A WAITS_FOR_SWEEP`,
      'Z2/app2.two.example/A WAITS_FOR_SWEEP',
      `Z1/app2.${ZONE} MARKS_UNSEEN`,
      'Z2/app2.two.example MARKS_UNSEEN',
    ]);
    expect([event.converged, event.calls.writes]).toEqual([true, 0]);
    const sweep = await site.run(adopting);
    expect(sweep.plan.changes.map(({ key, reason }) => `${key} ${reason.code}`)).toEqual([`Z1/app2.${ZONE}/A ADOPTED`]);
    expect(told(sweep)).toContain('Z2/app2.two.example/A OWNED_BY_OTHERS');
  });
});

describe('looking for foreign owners', () => {
  it('costs an event no more than five reads before its write, in a zone of any size', async () => {
    const account = begin(between(3_000));
    const report = await site.run(toNew(), EVENT);
    expect([report.converged, report.calls.writes]).toEqual([true, 1]);
    expect(contents(account).app).toContain('vpce-0new');
    expect(site.calls().indexOf('ChangeResourceRecordSets')).toBeLessThanOrEqual(5);
    const after = site.calls().length - site.calls().indexOf('ChangeResourceRecordSets') - 1;
    expect(after).toBeLessThanOrEqual(site.calls().indexOf('ChangeResourceRecordSets'));
  });

  it('costs nothing where nothing is changed, nor where a name that holds nothing is created', async () => {
    const account = site.begin();
    addEndpoint(account, 'vpce-0new');
    addZone(account, 'Z1', between(400));
    await site.run(toNew('fresh'), EVENT);
    expect(site.calls().slice(0, 4)).toEqual([
      'DescribeVpcEndpoints',
      'GetHostedZone',
      'ListResourceRecordSets',
      'ChangeResourceRecordSets',
    ]);
    for (const scope of ['all', EVENT] as const) expect((await site.run(toNew('fresh'), scope)).calls.reads).toBe(3);
  });
});
