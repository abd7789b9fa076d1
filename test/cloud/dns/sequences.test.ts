/** Whatever happens to endpoints and records, one run puts every claimed name right, and touches nothing else. */

import { type Account, dnsEntries, type Endpoint, type RecordSet, sortRecords } from '@waykeeper/local-cloud/state';
import fc from 'fast-check';
import { shareOf } from '../../support/runs.ts';
import { a, addEndpoint, addZone, startSite, zone } from './support/site.ts';

let site: Awaited<ReturnType<typeof startSite>>;
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.stop());

const ZONE = 's3.corp.example';
const dns = {
  zones: [
    zone({
      endpoint: { tags: { waykeeper: 's3' } },
      records: [
        { name: '@' },
        { name: '*' },
        { name: '{azId}', to: 'zonal' },
        { name: 'addresses', to: 'addresses', ttl: 60 },
      ],
    }),
  ],
};
const CLAIMED = [ZONE, `\\052.${ZONE}`, ...['1', '2', '3'].map((at) => `euw2-az${at}.${ZONE}`), `addresses.${ZONE}`];
const isClaimed = ({ Name, Type }: RecordSet): boolean =>
  CLAIMED.includes(Name.replace(/\.$/, '')) && (Type === 'A' || Type === 'AAAA');

/** Aliases to no endpoint, and sets that nobody claims. Beside a mark of ours all addresses are ours. */
const isOthers = (set: RecordSet): boolean =>
  (!isClaimed(set) || set.TTL === 300) && !set.Name.startsWith('_waykeeper.');

/** One thing that happens to the account between two runs. */
type Event = (account: Account) => void;

const records = (account: Account): RecordSet[] => account.route53.zones.Z1?.records ?? [];
const put = (account: Account, set: RecordSet): void => {
  const found = account.route53.zones.Z1;
  const others = records(account).filter(({ Name, Type }) => Name !== set.Name || Type !== set.Type);
  if (found) found.records = sortRecords([...others, set]);
};
const selected = (account: Account): Endpoint[] =>
  Object.values(account.ec2.endpoints).filter(({ tags }) => tags.waykeeper === 's3');

const PLACES = [['10.0.1.'], ['10.0.2.', '10.0.3.'], ['10.0.1.', '10.0.2.', '10.0.3.']];
let made = 0;
const endpointIn =
  (places: readonly string[]): Event =>
  (account) => {
    made += 1;
    const id = `vpce-0made${made}`;
    addEndpoint(
      account,
      id,
      places.map((prefix) => `${prefix}${10 + (made % 200)}`),
    );
  };
const remove = (account: Account, endpoint: Endpoint | undefined): void => {
  for (const id of endpoint?.interfaceIds ?? []) delete account.ec2.networkInterfaces[id];
  delete account.ec2.endpoints[endpoint?.id ?? ''];
};
const dropRecord = (account: Account, at: number): void => {
  const ours = records(account).filter(isClaimed);
  const found = account.route53.zones.Z1;
  if (found) found.records = records(account).filter((set) => set !== ours[at % (ours.length || 1)]);
};

const event: fc.Arbitrary<Event> = fc.oneof(
  fc.constantFrom(...PLACES).map(endpointIn),
  fc.nat(5).map(
    (at): Event =>
      (account) =>
        remove(account, selected(account)[at]),
  ),
  fc.constantFrom(...PLACES).map(
    (places): Event =>
      (account) => {
        remove(account, selected(account)[0]);
        endpointIn(places)(account);
      },
  ),
  fc.nat(3).map(
    (at): Event =>
      (account) => {
        const [endpoint] = selected(account);
        const id = endpoint?.interfaceIds[at];
        if (!endpoint || !id || endpoint.interfaceIds.length < 2) return;
        const subnet = account.ec2.networkInterfaces[id]?.subnetId;
        delete account.ec2.networkInterfaces[id];
        endpoint.interfaceIds = endpoint.interfaceIds.filter((one) => one !== id);
        endpoint.subnetIds = endpoint.subnetIds.filter((one) => one !== subnet);
      },
  ),
  fc.nat(9).map(
    (at): Event =>
      (account) =>
        put(account, a(`foreign${at}.${ZONE}.`, `192.0.2.${at}`)),
  ),
  fc.constantFrom(...CLAIMED.slice(0, -1)).map(
    (name): Event =>
      (account) =>
        put(account, a(`${name}.`, '192.0.2.99')),
  ),
  fc.nat(9).map(
    (at): Event =>
      (account) =>
        dropRecord(account, at),
  ),
);

/** What the sets at claimed names may be: foreign ones stay, all others lead to one endpoint that is there. */
const checkClaimed = (account: Account): void => {
  const endpoints = selected(account);
  const ours = records(account).filter((set) => isClaimed(set) && set.TTL !== 300);
  if (endpoints.length === 0) return;
  const names = endpoints.map((endpoint) => ({
    targets: dnsEntries(endpoint, account.ec2).map(({ DnsName = '' }) => DnsName.replace('*', '\\052')),
    addresses: endpoint.interfaceIds.map((id) => account.ec2.networkInterfaces[id]?.privateIp ?? '').sort(),
  }));
  const fits = names.filter(({ targets, addresses }) =>
    ours.every(({ AliasTarget, ResourceRecords = [] }) =>
      AliasTarget
        ? targets.includes(AliasTarget.DNSName.replace(/\.$/, ''))
        : ResourceRecords.map(({ Value }) => Value)
            .sort()
            .join() === addresses.join(),
    ),
  );
  expect(fits.length).toBeGreaterThan(0);
  const there = new Set(records(account).map(({ Name }) => Name.replace(/\.$/, '')));
  for (const name of [ZONE, `\\052.${ZONE}`, `addresses.${ZONE}`]) expect(there).toContain(name);
};

describe('after any sequence of changes to endpoints and records', () => {
  it('one run puts every claimed name right, leaves all others to the byte, and the next plans nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 6 }), fc.boolean(), async (events, oneByOne) => {
        const account = site.begin((fresh) => {
          addZone(fresh, 'Z1', [a(`kept.${ZONE}`, '192.0.2.1')]);
        });
        await site.run(dns);
        for (const [at, happens] of events.entries()) {
          happens(account);
          if (!oneByOne && at < events.length - 1) continue;
          const foreign = structuredClone(records(account).filter(isOthers));
          const report = await site.run(dns);
          // A name that follows no endpoint leads nowhere.
          expect(report.converged).toBe(selected(account).length > 0);
          expect(records(account).filter(isOthers)).toEqual(foreign);
          checkClaimed(account);
        }
        expect((await site.run(dns)).plan.changes).toEqual([]);
      }),
      { seed: 20_261_121, numRuns: shareOf(60) },
    );
  });
});
