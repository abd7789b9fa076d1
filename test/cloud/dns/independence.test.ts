/** Unit independence: whatever cannot be read, for however long, stops those alone that need it. */
import type { Fault } from '@waykeeper/local-cloud/faults';
import { addEndpointService, addHostedZone } from '@waykeeper/local-cloud/seed';
import { needsRetry } from '../../../lib/core/reconcile.ts';
import { addZone, contents, type DnsInput, startSite, zone } from './support/site.ts';

let site: Awaited<ReturnType<typeof startSite>>;
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.stop());
afterEach(() => site.faults.clear());

/** By zone: a zone that follows an endpoint by its name, by its addresses and by AZ, a forwarder, and a proof. */
const DNS: DnsInput = {
  zones: [
    zone({ records: [{ name: '@' }] }),
    zone({ zone: 'ZADDR', records: [{ name: 'a', to: 'addresses', ttl: 60 }] }),
    zone({ zone: 'ZAZ', records: [{ name: '{azId}', to: 'zonal' }] }),
  ],
  forwarders: [
    {
      ...{ name: 'onprem', domains: ['corp.example'], from: { addresses: ['10.9.0.2'] } },
      publish: [{ zone: 'ZFWD', record: 'resolvers.fwd.example' }],
    },
  ],
  verifications: [{ service: { tags: { waykeeper: 'pay' } }, zone: 'ZPUB' }],
};

const ALL = ['Z1', 'ZADDR', 'ZAZ', 'ZFWD', 'ZPUB'];

/** Which zones a run wrote into, and what it could not read. */
const run = async () => {
  const account = site.begin((begun) => {
    addZone(begun, 'Z1');
    addZone(begun, 'ZADDR', [], 'addr.example');
    addZone(begun, 'ZAZ', [], 'az.example');
    addZone(begun, 'ZFWD', [], 'fwd.example');
    addHostedZone(begun, { id: 'ZPUB', name: 'pay.example', private: false });
    addEndpointService(begun, {
      ...{ id: 'vpce-svc-0pay', tags: { waykeeper: 'pay' } },
      ...{ privateDnsName: 'api.pay.example' },
    });
  });
  const report = await site.run(DNS);
  const written = ALL.filter((id) =>
    account.route53.zones[id]?.records.some(({ Type = '' }) => ['A', 'TXT'].includes(Type)),
  );
  const failed = report.outcomes.flatMap((one) => (one.status === 'failed' ? [`${one.key} ${one.code}`] : []));
  return { report, written, failed };
};

it('where all can be read, all is written', async () => {
  expect(await run()).toMatchObject({ written: ALL, failed: [] });
});

/** For all such calls, whatever the service. */
const denied = (what: { readonly operation?: string; readonly about?: string }): Fault => ({
  ...{ kind: 'refused', code: 'AccessDenied', status: 403, times: Infinity },
  ...what,
});

const FOLLOWERS = ['Z1', 'ZADDR', 'ZAZ'];

it('a denied read of interfaces stops the addresses of a zone, and not its aliases', async () => {
  site.faults.set([denied({ operation: 'DescribeNetworkInterfaces' })]);
  const account = site.begin((begun) => void addZone(begun, 'Z1'));
  const records = [{ name: '@' }, { name: 'a', to: 'addresses', ttl: 60 }];
  const report = await site.run({ zones: [zone({ records })] });
  expect(Object.keys(contents(account))).toEqual(['s3.corp.example']);
  expect(report.outcomes).toMatchObject([
    { key: 'Z1/s3.corp.example/A', status: 'applied' },
    { key: 'Z1/a.s3.corp.example', status: 'failed', code: 'AccessDenied', retryable: false },
  ]);
});

it.each([
  ['the endpoints', { operation: 'DescribeVpcEndpoints' }, FOLLOWERS],
  ['their interfaces', { operation: 'DescribeNetworkInterfaces' }, ['ZADDR/a.addr.example']],
  ['the AZs', { operation: 'DescribeAvailabilityZones' }, ['ZAZ']],
  ['the private names', { operation: 'DescribeVpcEndpointServiceConfigurations' }, ['ZPUB/proofs']],
  ['one zone', { about: 'Z1' }, ['Z1']],
])('a denied read of %s stops those alone that need it, each with one outcome', async (_, what, stopped) => {
  site.faults.set([denied(what)]);
  const { report, written, failed } = await run();
  expect(written).toEqual(ALL.filter((id) => !stopped.some((one) => one.split('/')[0] === id)));
  expect(failed.sort()).toEqual(stopped.map((key) => `${key} AccessDenied`));
  expect(needsRetry(report)).toBe(false);
});

it('a read of the endpoints that hangs does the same, in time, and is asked for again', async () => {
  site.faults.set([{ kind: 'hanging', when: 'before', operation: 'DescribeVpcEndpoints', times: Infinity }]);
  const { report, written, failed } = await run();
  expect(written).toEqual(['ZFWD', 'ZPUB']);
  expect(failed.sort()).toEqual(FOLLOWERS.map((key) => `${key} LATE`));
  expect(report.durationMs).toBeLessThan(40_000);
  expect(needsRetry(report)).toBe(true);
}, 60_000);
