/** The decision beside a name server that answers by an implementation of its own, over random worlds. */
import { Resolver } from 'node:dns/promises';
import { type DnsServer, startDns } from '@waykeeper/local-cloud/dns';
import {
  addEndpointService,
  addHostedZone,
  addInterfaceEndpoint,
  addProfile,
  addResolverEndpoint,
  addResolverRule,
  addSubnet,
  addVpc,
} from '@waykeeper/local-cloud/seed';
import { type Account, emptyAccount } from '@waykeeper/local-cloud/state';
import fc from 'fast-check';
import { answererOf, type Source } from '../../../../lib/dns/resolution/answerer.ts';
import { shareOf } from '../../../support/runs.ts';

const VPC = 'vpc-0a';
const REGION = 'eu-west-2';
const NAMES = ['b', 'a.b', 'x.a.b', 'y.x.a.b', 'c', 'a.c'];
const PUBLIC = '192.0.2.1';

const source = (at: number): fc.Arbitrary<Source> =>
  fc
    .record({
      what: fc.constantFrom('zone', 'zone', 'FORWARD', 'FORWARD', 'SYSTEM', 'DELEGATE', 'privateDns'),
      domain: fc.constantFrom(...NAMES),
      root: fc.boolean(),
      shared: fc.boolean(),
      delegation: fc.option(fc.constantFrom('a', 'x'), { nil: undefined, freq: 3 }),
    })
    .map(({ what, domain, root, shared, delegation }): Source => {
      const common = { id: String(at), domain, ...(shared ? { profile: 'rp-1' } : {}) };
      if (what === 'privateDns') return { ...common, kind: what };
      if (what === 'zone') return { ...common, kind: what, delegations: delegation ? [`${delegation}.${domain}`] : [] };
      return { ...common, kind: 'rule', type: what as 'FORWARD', ...(root && at === 0 ? { domain: '.' } : {}) };
    });

/** AWS lets no two things of a kind have one name in one place. */
const worlds: fc.Arbitrary<Source[]> = fc
  .tuple(...Array.from({ length: 6 }, (_, at) => source(at)))
  .map((all) => [...new Map(all.map((one) => [`${one.kind} ${one.domain} ${one.profile}`, one])).values()]);

const a = (zone: string, value: string) =>
  ['', '*.'].map((star) => ({ Name: star + zone, Type: 'A', TTL: 60, ResourceRecords: [{ Value: value }] }));

/** Each of them answers with an address that tells which one it is. */
const addressOf = ({ kind, id }: Source): string =>
  `10.${{ rule: 1, zone: 2, privateDns: 3 }[kind]}.0.${Number(id) + 1}`;

const put: Record<Source['kind'], (account: Account, one: Source) => void> = {
  zone: (account, one) => {
    const delegations = one.kind === 'zone' ? (one.delegations ?? []) : [];
    addHostedZone(account, {
      ...{ id: one.id, name: one.domain, private: true },
      vpcs: [{ VPCId: one.profile ? 'vpc-0other' : VPC, VPCRegion: REGION }],
      records: [
        ...a(one.domain, addressOf(one)),
        ...delegations.map((Name) => ({ Name, Type: 'NS', TTL: 60, ResourceRecords: [{ Value: 'ns.example.' }] })),
      ],
    });
  },
  rule: (account, one) => {
    const [vpc, ip] = [`vpc-in-${one.id}`, `10.9.0.${Number(one.id) + 1}`];
    addVpc(account, { id: vpc, cidr: '10.9.0.0/24' });
    addSubnet(account, { id: `subnet-in-${one.id}`, vpc, cidr: '10.9.0.0/24', az: `${REGION}a` });
    addResolverEndpoint(account, { id: `rslvr-in-${one.id}`, vpc, addresses: [{ subnet: `subnet-in-${one.id}`, ip }] });
    for (const name of ['b', 'c']) {
      const vpcs = [{ VPCId: vpc, VPCRegion: REGION }];
      addHostedZone(account, {
        id: `in-${one.id}-${name}`,
        name,
        private: true,
        vpcs,
        records: a(name, addressOf(one)),
      });
    }
    const type = one.kind === 'rule' ? (one.type as 'FORWARD') : 'FORWARD';
    addResolverRule(account, { id: one.id, domain: one.domain, type, targets: [ip], vpcs: one.profile ? [] : [VPC] });
  },
  privateDns: (account, one) => {
    addEndpointService(account, { id: `vpce-svc-0${one.id}`, privateDnsName: one.domain });
    addInterfaceEndpoint(account, {
      ...{ id: one.id, vpc: one.profile ? 'vpc-0other' : VPC, privateDns: true },
      service: `com.amazonaws.vpce.${REGION}.vpce-svc-0${one.id}`,
      subnets: [{ subnet: 'subnet-0a', ip: addressOf(one) }],
    });
  },
};

const build = (sources: readonly Source[]): Account => {
  const account = emptyAccount({ id: '111122223333', region: REGION });
  for (const [id, cidr] of [[VPC, '10.0.0.0/8'] as const, ['vpc-0other', '10.0.0.0/8'] as const])
    addVpc(account, { id, cidr });
  addSubnet(account, { id: 'subnet-0a', vpc: VPC, cidr: '10.0.0.0/8', az: `${REGION}a` });
  for (const name of ['b', 'c'])
    addHostedZone(account, { id: `Z-${name}`, name, private: false, records: a(name, PUBLIC) });
  for (const one of sources) put[one.kind](account, one);
  const shared = (kind: Source['kind']) =>
    sources.filter((one) => one.kind === kind && one.profile !== undefined).map(({ id }) => id);
  addProfile(account, {
    ...{ id: 'rp-1', vpcs: [VPC] },
    ...{ zones: shared('zone'), rules: shared('rule'), endpoints: shared('privateDns') },
  });
  return account;
};

const account = emptyAccount();
let server: DnsServer;
beforeAll(async () => {
  server = await startDns({ account, vpc: VPC });
});
afterAll(() => server.stop());

const asked = async (resolver: Resolver, name: string): Promise<string> =>
  resolver.resolve4(name).then(
    (found) => found.join(),
    ({ code }: NodeJS.ErrnoException) => code ?? '',
  );

const decided = (name: string, sources: readonly Source[]): string => {
  const { source: by, delegation } = answererOf(name, sources);
  if (delegation !== undefined) return 'EREFUSED';
  return by ? addressOf(by) : PUBLIC;
};

describe('who answers a name', () => {
  it('is whom a VPC asks in truth, whatever else is set up for it', async () => {
    const resolver = new Resolver({ tries: 1 });
    resolver.setServers([`127.0.0.1:${server.port}`]);
    const told = new Set<string>();
    await fc.assert(
      fc.asyncProperty(worlds, async (sources) => {
        Object.assign(account, build(sources));
        for (const name of [...NAMES, 'z.y.x.a.b']) {
          const expected = decided(name, sources);
          told.add(expected.split('.').slice(0, 2).join('.'));
          expect([name, await asked(resolver, name)]).toEqual([name, expected]);
        }
      }),
      { numRuns: shareOf(500), seed: 20_261_128 },
    );
    expect([...told].sort()).toEqual(['10.1', '10.2', '10.3', '192.0', 'EREFUSED']);
  });
});
