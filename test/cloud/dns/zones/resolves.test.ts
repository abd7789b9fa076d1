/** After a run every claimed name resolves, from every VPC of its zone, to the addresses of the endpoint that the config means. */
import { Resolver } from 'node:dns/promises';
import { type DnsServer, startDns } from '@waykeeper/local-cloud/dns';
import type { Account, Endpoint } from '@waykeeper/local-cloud/state';
import fc from 'fast-check';
import { shareOf } from '../../../support/runs.ts';
import { a, addEndpoint, addZone, S3, startSite, zone } from '../support/site.ts';

const VPCS = ['vpc-0prod', 'vpc-0more'];
const AZ_IDS: Readonly<Record<string, string>> = {
  'eu-west-2a': 'euw2-az2',
  'eu-west-2b': 'euw2-az3',
  'eu-west-2c': 'euw2-az1',
};

let site: Awaited<ReturnType<typeof startSite>>;
let account: Account;
let servers: DnsServer[];
beforeAll(async () => {
  site = await startSite();
  account = site.begin();
  servers = await Promise.all(VPCS.map((vpc) => startDns({ account, vpc })));
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await site.stop();
});

type Kind = 'alias' | 'addresses' | 'zonal';

interface World {
  readonly zoneName: string;
  /** By endpoint: the last bytes of its addresses in the subnets a, b and c; 0 where it has none. */
  readonly endpoints: readonly (readonly number[])[];
  readonly meant: number;
  readonly how: 'id' | 'service' | 'tags';
  readonly records: readonly (readonly [name: string, kind: Kind])[];
  /** A name that leads to some endpoint, or to an address of nobody's, before the run. */
  readonly before: readonly (readonly [name: string, to: number])[];
}

const worlds: fc.Arbitrary<World> = fc.record({
  zoneName: fc.constantFrom('s3.eu-west-2.amazonaws.com', 'corp.example'),
  endpoints: fc.array(
    fc.tuple(fc.integer({ min: 10, max: 99 }), fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 99 })),
    { minLength: 1, maxLength: 3 },
  ),
  meant: fc.nat({ max: 2 }),
  how: fc.constantFrom('id', 'service', 'tags'),
  records: fc.uniqueArray(
    fc.oneof(
      fc.tuple(fc.constantFrom('@', '*', 'app', '*.app', 'deep.down'), fc.constantFrom<Kind>('alias', 'addresses')),
      fc.constant(['{azId}', 'zonal'] as const),
    ),
    { selector: ([name]) => name, minLength: 1 },
  ),
  before: fc.array(fc.tuple(fc.constantFrom('@', 'app', 'other'), fc.nat({ max: 2 })), { maxLength: 2 }),
});

const idOf = (at: number): string => `vpce-0${'abc'[at]}`;
const full = (name: string, zoneName: string): string => (name === '@' ? zoneName : `${name}.${zoneName}`);

const build = ({ zoneName, endpoints, meant, before }: World): Endpoint => {
  site.begin((made) => {
    delete made.ec2.endpoints['vpce-0s3'];
    for (const [at, bytes] of endpoints.entries()) {
      const ips = bytes.flatMap((byte, subnet) => (byte < 10 ? [] : [`10.0.${subnet + 1}.${byte + at * 50}`]));
      addEndpoint(made, idOf(at), ips);
      const endpoint = made.ec2.endpoints[idOf(at)];
      const mine = at === meant % endpoints.length;
      if (endpoint)
        made.ec2.endpoints[endpoint.id] = {
          ...endpoint,
          vpcId: mine ? 'vpc-0prod' : 'vpc-0more',
          tags: mine ? { mine: 'yes' } : {},
        };
    }
    const records = [...new Map(before).keys()].map((name) => a(full(name, zoneName), '192.0.2.1'));
    addZone(made, 'Z1', records, zoneName).vpcs.push({ VPCId: 'vpc-0more', VPCRegion: 'eu-west-2' });
  });
  return account.ec2.endpoints[idOf(meant % endpoints.length)] as Endpoint;
};

const claims = ({ how, records }: World, { id }: Endpoint) => {
  const endpoint = { id: { id }, service: { service: S3, vpc: 'vpc-0prod' }, tags: { tags: { mine: 'yes' } } }[how];
  const all = records.map(([name, kind]) => ({ name, ...(kind === 'alias' ? {} : { to: kind }) }));
  return { zones: [zone({ endpoint, records: all, adopt: true })] };
};

/** What each claimed name is to answer, worked out from the account's network alone. */
const expected = ({ zoneName, records }: World, endpoint: Endpoint): (readonly [string, string[]])[] => {
  const faces = endpoint.interfaceIds.flatMap((id) => account.ec2.networkInterfaces[id] ?? []);
  const inAz = (az: string): string[] =>
    faces.flatMap(({ subnetId, privateIp = '' }) => (account.ec2.subnets[subnetId]?.az === az ? [privateIp] : []));
  const all = faces.map(({ privateIp = '' }) => privateIp).sort();
  return records.flatMap(([name, kind]) =>
    kind === 'zonal'
      ? Object.entries(AZ_IDS).map(([az, azId]) => [`${azId}.${zoneName}`, inAz(az)] as const)
      : [[full(name, zoneName).replace('*', 'any'), all] as const],
  );
};

const asked = async ({ port }: DnsServer, name: string): Promise<string[]> => {
  const resolver = new Resolver({ tries: 1 });
  resolver.setServers([`127.0.0.1:${port}`]);
  return (await resolver.resolve4(name).catch(() => [])).sort();
};

describe('after a run', () => {
  it('every claimed name resolves, from every VPC of its zone, to the endpoint that is meant', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        const endpoint = build(world);
        const { converged } = await site.run(claims(world, endpoint));
        expect(converged).toBe(true);
        const wildcard = world.records.some(([name]) => name === '*');
        for (const [name, addresses] of expected(world, endpoint)) {
          // A wildcard answers where a zone has no name of its own for an Availability Zone.
          if (addresses.length === 0 && wildcard) continue;
          for (const server of servers) expect([name, await asked(server, name)]).toEqual([name, addresses]);
        }
      }),
      { numRuns: shareOf(60), seed: 20_261_128 },
    );
  });
});
