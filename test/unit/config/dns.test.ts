import { parseConfig } from '../../../lib/config/parse.ts';
import { sentences, zoneFaults } from './support/faults.ts';
import { answersEntry, forwarder } from './support/publishers.ts';

const record = (keys: string): string[] => zoneFaults(`endpoint: { id: vpce-0a }, records: [{ ${keys} }]`);
const dnsFaults = (keys: string): string[] => sentences(`{ version: 1, dns: { ${keys} } }`);

describe('a zone', () => {
  const ONE = 'exactly one of id, ids, tags, or service with vpc';
  it.each([
    ['endpoint: {}', `dns.zones[0].endpoint: expected ${ONE}, found an empty mapping`],
    [
      'endpoint: { id: vpce-0a, service: a.b, vpc: vpc-0a }',
      `dns.zones[0].endpoint: expected ${ONE}, found a mapping with id, service, vpc`,
    ],
    [
      'endpoint: { service: com.amazonaws.eu-west-2.s3 }',
      'dns.zones[0].endpoint.vpc: expected the id of a VPC (vpc-…), found nothing',
    ],
    [
      'endpoint: { service: s3, vpc: vpc-0a }',
      'dns.zones[0].endpoint.service: expected an endpoint service name such as com.amazonaws.eu-west-2.s3, found "s3"',
    ],
    [
      'endpoint: { id: vpce-0a }, role: x',
      'dns.zones[0].role: expected no role: it is reserved for a later release, found "x"',
    ],
    [
      'endpoint: { id: vpce-0a }, prefer: oldest',
      'dns.zones[0].prefer: expected "current" or "newest", found "oldest"',
    ],
    ['endpoint: { id: vpce-0a }, adopt: sometimes', 'dns.zones[0].adopt: expected true or false, found "sometimes"'],
  ])('has exactly one fault with %s', (keys, sentence) => {
    expect(zoneFaults(keys).slice(-1)).toEqual([sentence]);
    expect(zoneFaults(keys)).toHaveLength(1);
  });

  it('has one name, whichever of its entries tell it', () => {
    const entry = (name: string, record: string): string =>
      `{ zone: Z1, name: ${name}, endpoint: { id: vpce-0a }, records: [{ name: ${record} }] }`;
    expect(dnsFaults(`zones: [${entry('Corp.Example.', 'a')}, ${entry('corp.example', 'b')}]`)).toEqual([]);
    expect(dnsFaults(`zones: [${entry('corp.example', 'a')}, ${entry('corp.test', 'b')}]`)).toEqual([
      'dns.zones[1].name: expected "corp.example", as another entry of Z1 has, found "corp.test"',
    ]);
  });

  it.each(['/hostedzone/Z1', 'hostedzone/Z1'])('may have its id as %s, and is claimed as what it is', (id) => {
    const entry = (written: string, name: string, record: string): string =>
      `{ zone: ${written}, name: ${name}, endpoint: { id: vpce-0a }, records: [{ name: ${record} }] }`;
    const one = `{ version: 1, dns: { zones: [${entry(id, 'corp.example', 'a')}] } }`;
    expect(parseConfig(one, 'x').dns.zones[0]?.zone).toBe('Z1');
    const twice = dnsFaults(`zones: [${entry('Z1', 'corp.example', 'a')}, ${entry(id, 'corp.test', 'a')}]`);
    expect(twice).toEqual([
      `dns.zones[1].name: expected "corp.example", as another entry of ${id} has, found "corp.test"`,
      expect.stringMatching(/records\[0\]\.name: expected each record claimed once/),
    ]);
  });

  it('is named by its id, never by its domain', () => {
    expect(dnsFaults('zones: [{ zone: corp.example, endpoint: { id: vpce-0a } }]')).toEqual([
      'dns.zones[0].zone: expected the id of a hosted zone (Z…), found "corp.example"',
    ]);
  });
});

describe('a record', () => {
  it.each(['@', '*', 'app', '*.app', '_service._tcp', 'a.b.c'])('may be named %s', (name) => {
    expect(record(`name: "${name}"`)).toEqual([]);
  });

  it.each(['{azId}', '{az}', 'x-{az}.app', '*.{azId}'])('may be named %s when it is zonal', (name) => {
    expect(record(`name: "${name}", to: zonal`)).toEqual([]);
  });

  it.each(['.', 'app..', 'a..b', '-a', 'a b', 'a.*', '**', '{region}'])('may not be named %s', (name) => {
    const [sentence] = record(`name: "${name}"`);
    expect(sentence).toMatch(/records\[0\]\.name: expected a name relative to the zone/);
  });

  it.each([
    ['name: "{azId}"', 'name: expected a name without {azId}, or to: zonal, found "{azId}"'],
    ['name: "{az}"', 'name: expected a name without {azId}, or to: zonal, found "{az}"'],
    ['name: a, to: zonal', 'name: expected a name with {azId}, since each AZ gets a record, found "a"'],
    ['name: a, ttl: 60', 'ttl: expected this key only with to: addresses, found it without'],
    ['name: a, to: addresses, ttl: 0', 'ttl: expected a whole number from 1 to 2147483647, found the number 0'],
    ['name: a, to: regional', 'to: expected "zonal" or "addresses", found "regional"'],
  ])('has exactly one fault with { %s }', (keys, sentence) => {
    expect(record(keys)).toEqual([`dns.zones[0].records[0].${sentence}`]);
  });
});

describe('a name in letters beyond ASCII', () => {
  const zone = (keys: string): string => `zones: [{ zone: Z1, endpoint: { id: vpce-0a }, ${keys} }]`;
  const update = 'zone: a.example, key: "ssm:/k"';

  it.each([
    ['of a zone', zone('name: bücher.example'), 'xn--bcher-kva.example'],
    ['of a record', zone('records: [{ name: "*.bücher" }]'), '*.xn--bcher-kva'],
    ['of a zonal record', zone('records: [{ name: "{az}.bücher", to: zonal }]'), '{az}.xn--bcher-kva'],
    [
      'to forward',
      `forwarders: [${forwarder({ domains: '[faß.example]', publish: '{ file: json, to: a }' })}]`,
      'xn--fa-hia.example',
    ],
    [
      'to answer',
      `answers: [${answersEntry({ domains: '[日本.example]', publish: '{ file: hosts, to: a }' })}]`,
      'xn--wgv71a.example',
    ],
    [
      'of a primary',
      `answers: [${answersEntry({ publish: `{ update: rpz, server: "bücher.example:53", ${update} }` })}]`,
      'xn--bcher-kva.example:53',
    ],
  ])('%s is a fault that says how DNS writes it', (_, keys, ascii) => {
    expect(dnsFaults(keys)).toEqual([expect.stringContaining(` (write ${ascii}), found "`)]);
  });

  it('is no more than a fault where DNS has no way to write it', () => {
    expect(dnsFaults(zone('name: "bü cher.example"'))).toEqual([
      'dns.zones[0].name: expected a domain name, found "bü cher.example"',
    ]);
  });
});

describe('a record claimed twice', () => {
  const zone = (id: string, names: readonly string[]): string =>
    `{ zone: ${id}, endpoint: { id: vpce-0a }, records: [${names.map((name) => `{ name: "${name}" }`).join(', ')}] }`;

  it('is a fault within one zone entry, whatever its case', () => {
    expect(dnsFaults(`zones: [${zone('Z1', ['app', 'APP'])}]`)).toEqual([
      'dns.zones[0].records[1].name: expected each record claimed once, found "APP" (A and AAAA) in Z1, claimed by dns.zones[0].records[0].name already',
    ]);
  });

  it('is a fault across two entries of the same zone', () => {
    expect(dnsFaults(`zones: [${zone('Z1', ['a', '*'])}, ${zone('Z1', ['b', '*'])}]`)).toHaveLength(1);
  });

  it('is a fault when both entries claim the default names', () => {
    const entry = '{ zone: Z1, endpoint: { id: vpce-0a } }';
    expect(dnsFaults(`zones: [${entry}, ${entry}]`)).toHaveLength(2);
  });

  it('is a fault whether it is an alias or a set of addresses', () => {
    const records = 'records: [{ name: a }, { name: a, to: addresses }]';
    expect(dnsFaults(`zones: [{ zone: Z1, endpoint: { id: vpce-0a }, ${records} }]`)).toHaveLength(1);
  });

  it('is a fault when two forwarder records share a name, with or without a trailing dot', () => {
    const publish = '[{ record: a.example, zone: Z1 }, { record: A.example., zone: Z1 }]';
    expect(
      dnsFaults(`forwarders: [{ name: f, domains: [x.example], from: { vpcResolver: vpc-0a }, publish: ${publish} }]`),
    ).toHaveLength(1);
  });

  it('is none in another zone', () => {
    expect(dnsFaults(`zones: [${zone('Z1', ['a'])}, ${zone('Z2', ['a'])}]`)).toEqual([]);
  });

  it('is reported although another section has faults', () => {
    expect(sentences(`{ version: 1, routes: 5, dns: { zones: [${zone('Z1', ['a', 'a'])}] } }`)).toHaveLength(2);
  });
});

describe("a zone's own name", () => {
  const faults = (name: string) =>
    dnsFaults(`zones: [{ zone: Z1, name: corp.example, endpoint: { id: vpce-0a }, records: [{ name: ${name} }] }]`);

  it('shows names that repeat it, or lie outside of it, before anything runs', () => {
    expect(faults('app.corp.example')).toEqual([
      'dns.zones[0].records[0].name: expected a name relative to corp.example (did you mean "app"?), found "app.corp.example"',
    ]);
    expect(faults('other.example.')).toEqual([
      'dns.zones[0].records[0].name: expected a name in the zone corp.example, found "other.example."',
    ]);
    expect(faults('app.corp.example.')).toEqual([]);
  });

  it('is not needed to see that a whole name and the record of a forwarder are one', () => {
    const zones = '[{ zone: Z1, endpoint: { id: vpce-0a }, records: [{ name: f.corp.example. }] }]';
    const forwarder = `{ name: f, domains: [x.example], from: { vpcResolver: vpc-0a }, publish: [{ record: f.corp.example, zone: Z1 }] }`;
    expect(dnsFaults(`zones: ${zones}, forwarders: [${forwarder}]`)).toHaveLength(1);
  });
});

describe("the share of Route 53's quota", () => {
  it.each([
    ['2', 'the number 2'],
    ['0.1', 'the number 0.1'],
    ['half', '"half"'],
  ])('cannot be %s', (share, found) => {
    expect(dnsFaults(`share: ${share}`)).toEqual([`dns.share: expected a number from 0.2 to 1, found ${found}`]);
  });

  it.each(['0.2', '0.75', '1'])('can be %s', (share) => {
    expect(dnsFaults(`share: ${share}`)).toEqual([]);
  });
});
