/** Unit independence: whatever cannot be read, for however long, stops those alone that need it. */
import { addEndpointService, addHostedZone } from '@waykeeper/local-cloud/seed';
import { needsRetry } from '../../../lib/core/reconcile.ts';
import { startBusySite } from './support/busy-site.ts';
import { addZone, contents, type DnsInput, zone } from './support/site.ts';

let busy: Awaited<ReturnType<typeof startBusySite>>;
beforeAll(async () => {
  busy = await startBusySite();
});
afterAll(() => busy.stop());
afterEach(() => {
  busy.front.refuse(0, '', /^$/);
  busy.front.hang();
});

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
  const account = busy.site.begin((begun) => {
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
  const report = await busy.site.run(DNS);
  const written = ALL.filter((id) =>
    account.route53.zones[id]?.records.some(({ Type = '' }) => ['A', 'TXT'].includes(Type)),
  );
  const failed = report.outcomes.flatMap((one) => (one.status === 'failed' ? [`${one.key} ${one.code}`] : []));
  return { report, written, failed };
};

it('where all can be read, all is written', async () => {
  expect(await run()).toMatchObject({ written: ALL, failed: [] });
});

const FOLLOWERS = ['Z1', 'ZADDR', 'ZAZ'];

it('a denied read of interfaces stops the addresses of a zone, and not its aliases', async () => {
  busy.front.refuse(99, 'AccessDenied', /Action=DescribeNetworkInterfaces&/, 403);
  const account = busy.site.begin((begun) => void addZone(begun, 'Z1'));
  const records = [{ name: '@' }, { name: 'a', to: 'addresses', ttl: 60 }];
  const report = await busy.site.run({ zones: [zone({ records })] });
  expect(Object.keys(contents(account))).toEqual(['s3.corp.example']);
  expect(report.outcomes).toMatchObject([
    { key: 'Z1/s3.corp.example/A', status: 'applied' },
    { key: 'Z1/a.s3.corp.example', status: 'failed', code: 'AccessDenied', retryable: false },
  ]);
});

it.each([
  ['the endpoints', /Action=DescribeVpcEndpoints&/, FOLLOWERS],
  ['their interfaces', /Action=DescribeNetworkInterfaces&/, ['ZADDR/a.addr.example']],
  ['the AZs', /Action=DescribeAvailabilityZones&/, ['ZAZ']],
  ['the private names', /Action=DescribeVpcEndpointServiceConfigurations&/, ['ZPUB/proofs']],
  ['one zone', /^GET \S*\/hostedzone\/Z1\b/, ['Z1']],
])('a denied read of %s stops those alone that need it, each with one outcome', async (_, what, stopped) => {
  busy.front.refuse(99, 'AccessDenied', what, 403);
  const { report, written, failed } = await run();
  expect(written).toEqual(ALL.filter((id) => !stopped.some((one) => one.split('/')[0] === id)));
  expect(failed.sort()).toEqual(stopped.map((key) => `${key} AccessDenied`));
  expect(needsRetry(report)).toBe(false);
});

it('a read of the endpoints that hangs does the same, in time, and is asked for again', async () => {
  busy.front.hang(/Action=DescribeVpcEndpoints&/);
  const { report, written, failed } = await run();
  expect(written).toEqual(['ZFWD', 'ZPUB']);
  expect(failed.sort()).toEqual(FOLLOWERS.map((key) => `${key} LATE`));
  expect(report.durationMs).toBeLessThan(40_000);
  expect(needsRetry(report)).toBe(true);
}, 60_000);
