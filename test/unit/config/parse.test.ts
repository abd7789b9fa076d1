import { readFileSync } from 'node:fs';
import { ConfigError } from '../../../lib/config/errors.ts';
import { parseConfig } from '../../../lib/config/parse.ts';
import { faultsOf, sentences } from './support/faults.ts';

const parse = (text: string) => parseConfig(text, 'waykeeper.yml');

describe('a config in order', () => {
  it('needs nothing but its version, and only plans', () => {
    expect(parse('version: 1')).toEqual({
      version: 1,
      mode: { connections: 'plan', dns: 'plan', routes: 'plan' },
      guard: {
        connections: { maxRevoke: 1 },
        dns: { maxChanges: 500, maxRemove: 20, maxRemovePercent: 30 },
        routes: { maxVoluntary: 50 },
        maxUnits: 5,
      },
      log: 'brief',
      acknowledge: [],
      tags: {},
      bus: 'default',
      endpoints: 'leave',
      onPremises: [],
      connections: [],
      dns: { resolvers: [], share: 0.5, zones: [], forwarders: [], answers: [], verifications: [] },
      routes: [],
      gatewayEndpoints: [],
    });
  });

  it('takes one mode for all controllers or one for each', () => {
    expect(parse('{ version: 1, mode: apply }').mode).toEqual({ connections: 'apply', dns: 'apply', routes: 'apply' });
    expect(parse('{ version: 1, mode: { routes: apply } }').mode).toEqual({
      connections: 'plan',
      dns: 'plan',
      routes: 'apply',
    });
  });

  it('fills the defaults of each entry in', () => {
    const { connections, dns, routes } = parse(
      `{ version: 1,
        connections: [{ name: a, services: { id: vpce-svc-0a } }],
        dns: { zones: [{ zone: Z1, endpoint: { id: vpce-0a } }, { zone: Z2, endpoint: { service: com.amazonaws.eu-west-2.s3, vpc: vpc-0a } }] },
        routes: [{ name: g, appliances: [{ name: fw-a, interface: eni-0a }], legs: [{ tables: { id: rtb-0a }, destinations: ["::/0"] }] }] }`,
    );
    expect(connections[0]).toMatchObject({
      accept: [],
      reject: [],
      otherwise: 'leave',
      revoke: false,
      permissions: 'leave',
    });
    expect(dns.zones[0]).toEqual({
      zone: 'Z1',
      endpoint: { id: 'vpce-0a' },
      prefer: 'current',
      records: [{ name: '@' }, { name: '*' }],
      vpcs: [],
      staleAliases: 'keep',
      adopt: false,
    });
    expect(routes[0]).toMatchObject({
      choose: 'preferred',
      drain: { tag: 'waykeeper-drain' },
      health: { instanceStatus: true, alarms: [], targetGroups: [] },
      fixSourceDestCheck: true,
      failback: 'automatic',
      holdDownSeconds: 300,
      whenNoneHealthy: 'keep',
    });
  });

  it('may hold every key of the contract', () => {
    expect(sentences(readFileSync(new URL('support/everything.yml', import.meta.url), 'utf8'))).toEqual([]);
  });

  it('may use YAML anchors', () => {
    const text = `
version: 1
connections:
  - { name: a, services: &s { tags: { k: v } } }
  - { name: b, services: *s }`;
    expect(parse(text).connections[1]?.services).toEqual({ tags: { k: 'v' } });
  });

  it('holds DNS names in lower case and without a trailing dot', () => {
    const { zones, forwarders } = parse(`{ version: 1, dns: {
      zones: [{ zone: Z1, endpoint: { id: vpce-0a }, records: [{ name: App }, { name: "X-{azId}", to: zonal }] }],
      forwarders: [{ name: f, domains: [Corp.Example.], from: { addresses: ["10.0.0.2"] }, publish: [{ file: bind, to: a.conf }] }] } }`).dns;
    expect(zones[0]?.records).toEqual([{ name: 'app' }, { name: 'x-{azId}', to: 'zonal' }]);
    expect(forwarders[0]?.domains).toEqual(['corp.example']);
  });

  it('gives an address record its TTL in seconds', () => {
    const text =
      '{ version: 1, dns: { zones: [{ zone: Z1, endpoint: { id: vpce-0a }, records: [{ name: a, to: addresses }] }] } }';
    expect(parse(text).dns.zones[0]?.records).toEqual([{ name: 'a', to: 'addresses', ttl: 60, answering: false }]);
  });
});

describe('a config with faults', () => {
  const text = `version: 1
connections:
  - name: payments
    services: {}
    accept:
      - name: partners
        accounts:
          - "111122223333"
          - "12345"
dns:
  zones:
    - zone: Z1
      endpoint: { id: vpce-0a }
    - zone: Z1
      endpoint: { id: vpce-0b }
      records: [{ name: "@" }]
routs: []
`;

  it('says where each fault is, what was expected and what was found', () => {
    expect(faultsOf(text)[1]).toEqual({
      path: 'connections[0].accept[0].accounts[1]',
      line: 9,
      column: 13,
      expected: 'a 12-digit account id',
      found: '"12345"',
    });
  });

  it('throws all faults of all sections at once, in the order of the file, one line each', () => {
    expect(() => parse(text)).toThrow(ConfigError);
    expect(() => parse(text)).toThrow(
      [
        'waykeeper.yml:4:15 connections[0].services: expected exactly one of id, ids or tags, found an empty mapping',
        'waykeeper.yml:9:13 connections[0].accept[0].accounts[1]: expected a 12-digit account id, found "12345"',
        'waykeeper.yml:16:25 dns.zones[1].records[0].name: expected each record claimed once, found "@" (A and AAAA) in Z1, claimed by dns.zones[0] already',
        'waykeeper.yml:17:1 routs: expected a known key (did you mean "routes"?), found the unknown key "routs"',
      ].join('\n'),
    );
  });

  it('points at the entry when a key is missing', () => {
    expect(faultsOf('version: 1\nconnections:\n  - name: a\n')).toEqual([
      {
        path: 'connections[0].services',
        line: 3,
        column: 5,
        expected: 'exactly one of id, ids or tags',
        found: 'nothing',
      },
    ]);
  });

  it('points into the anchor that an alias stands for', () => {
    const faults = faultsOf(
      'version: 1\nconnections:\n  - name: a\n    services: &s { id: rtb-0 }\n  - { name: b, services: *s }\n',
    );
    expect(faults.map(({ path, line }) => [path, line])).toEqual([
      ['connections[0].services.id', 4],
      ['connections[1].services.id', 4],
    ]);
  });

  it('is no valid YAML, and says where', () => {
    expect(faultsOf('version: 1\nmode: [plan\n')[0]).toMatchObject({ path: '', line: 3, expected: 'valid YAML' });
  });

  it('does not expand aliases without bound', () => {
    const levels = Array.from(
      { length: 12 },
      (_, at) => `l${at + 1}: &l${at + 1} [${Array(9).fill(`*l${at}`).join(', ')}]`,
    );
    expect(sentences(['version: 1', 'l0: &l0 x', ...levels].join('\n'))[0]).toMatch(
      /expected valid YAML, found .*alias/,
    );
  });

  it('gives a key twice, and every other fault besides', () => {
    const found = faultsOf('version: 1\nguard:\n  dns:\n    maxRemove: 1\n    maxRemove: 2\n  dsn: {}\n');
    expect(found.map(({ path, line, expected }) => [path, line, expected])).toEqual([
      ['guard.dns.maxRemove', 5, 'each key once'],
      ['guard.dsn', 6, 'a known key (did you mean "dns"?)'],
    ]);
  });

  it.each(['', '# nothing but a comment', '[]', 'version'])('is no mapping: %j', (nothing) => {
    expect(sentences(nothing)[0]).toMatch(/^: expected a mapping, found /);
  });

  it.each([
    ['mode: plan', 'version: expected the number 1, found nothing'],
    ['version: 2', 'version: expected the number 1, found the number 2'],
    ['{ version: 1, mode: applly }', 'mode: expected "plan" or "apply" (did you mean "apply"?), found "applly"'],
    [
      '{ version: 1, mode: { dsn: plan } }',
      'mode.dsn: expected a known key (did you mean "dns"?), found the unknown key "dsn"',
    ],
    ['{ version: 1, mode: { dns: plan, routes: no } }', 'mode.routes: expected "plan" or "apply", found "no"'],
    [
      '{ version: 1, guard: { dns: { maxRemovePercent: 101 } } }',
      'guard.dns.maxRemovePercent: expected a whole number from 0 to 100, found the number 101',
    ],
    [
      '{ version: 1, guard: { dns: { maxRemove: 1.5 } } }',
      'guard.dns.maxRemove: expected a whole number of at least 0, found the number 1.5',
    ],
    ['{ version: 1, connections: { name: a } }', 'connections: expected a list, found a mapping with name'],
    [
      '{ version: 1, organizations: { role: me } }',
      'organizations.role: expected the ARN of a role (arn:aws:iam::…:role/…), found "me"',
    ],
    [
      '{ version: 1, banana: 1 }',
      'banana: expected one of the keys version, mode, guard, organizations, log, acknowledge, tags, bus, encryption, notify, endpoints, onPremises, connections, dns, routes, gatewayEndpoints, found the unknown key "banana"',
    ],
  ])('has exactly the fault it has: %s', (faulty, sentence) => {
    expect(sentences(faulty)).toEqual([sentence]);
  });
});
