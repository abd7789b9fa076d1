/** Domains, addresses and places of `dns.forwarders` and `dns.answers`: what they may be, and that each is given once. */
import fc from 'fast-check';
import { parseConfig } from '../../../lib/config/parse.ts';
import { isHostAddress } from '../../../lib/net/ip.ts';
import { shareOf } from '../../support/runs.ts';
import { answersEntry, answersFaults, dnsFaults, forwarder, forwarderFaults } from './support/publishers.ts';

const BIND = '{ file: bind, to: a }';

describe('the place of a file', () => {
  const place = (to: string): string[] => forwarderFaults({ publish: `{ file: bind, to: ${JSON.stringify(to)} }` });

  it.each([
    's3://b/',
    's3://b/k',
    's3://bucket/',
    's3://bucket',
    's3://Bucket/key',
    's3://bu..cket/key',
    's3://10.0.0.1/key',
    's3:/bucket/key',
    's3:bucket//',
    'S3://bucket/key',
    's3://bucket/a/../b',
    's3://bucket/./b',
    's3://bucket/a\u0000b',
    `s3://bucket/${'ä'.repeat(513)}`,
    'https://x/y',
    'file:///etc/x',
    '~/s3.conf',
    '~bind/s3.conf',
    '/etc/bind/',
    '/etc/a\nb',
    '',
  ])('is not %j', (to) => {
    const [sentence, ...more] = place(to);
    expect(more).toEqual([]);
    expect(sentence).toMatch(/^dns\.forwarders\[0\]\.publish\[0\]\.to: expected s3:\/\/bucket\/key or a path, found /);
  });

  it.each([
    's3://bucket/key',
    's3://corp-dns.eu/a/b/s3.conf',
    's3://bucket/a..b',
    '/etc/bind/s3.conf',
    'out/s3.conf',
    '../dns/s3.conf',
    'C:/dns/s3.conf',
    'a b.conf',
  ])('may be %j', (to) => {
    expect(place(to)).toEqual([]);
  });
});

describe('a place published twice', () => {
  const rule = '{ resolverRule: rslvr-rr-0a }';
  const update = (keys: string): string => `{ update: rpz, key: "ssm:/k", ${keys} }`;
  const AGAIN = (what: string, by: string): string =>
    `expected each place published once, found ${what}, claimed by ${by} already`;

  it.each([
    ['a', 'a'],
    ['a', './a'],
    ['/etc/bind/a', '/etc//bind/x/../a'],
    ['s3://bucket/a', 's3://bucket/a'],
  ])('is a fault: the files %s and %s of one entry', (one, other) => {
    expect(forwarderFaults({ publish: `{ file: bind, to: "${one}" }, { file: json, to: "${other}" }` })).toEqual([
      `dns.forwarders[0].publish[1].to: ${AGAIN(other, 'dns.forwarders[0].publish[0].to')}`,
    ]);
  });

  it('is a fault: the same file of a forwarder and of answers', () => {
    const both = `forwarders: [${forwarder({ publish: BIND })}], answers: [${answersEntry({ publish: '{ file: hosts, to: a }' })}]`;
    expect(dnsFaults(both)).toEqual([`dns.answers[0].publish[0].to: ${AGAIN('a', 'dns.forwarders[0].publish[0].to')}`]);
  });

  it('is a fault: the same rule of two forwarders', () => {
    const two = `${forwarder({ publish: rule })}, ${forwarder({ name: 'g', publish: rule })}`;
    expect(dnsFaults(`forwarders: [${two}]`)).toEqual([
      `dns.forwarders[1].publish[0].resolverRule: ${AGAIN('rslvr-rr-0a', 'dns.forwarders[0].publish[0].resolverRule')}`,
    ]);
  });

  it('is one fault: some domains of a zone on a server, in any spelling', () => {
    const first = answersEntry({
      domains: '[a.example, b.example]',
      publish: update('server: "[fd00::53]:53", zone: rpz.local'),
    });
    const second = update('server: "[FD00:0::53]:53", zone: RPZ.local.');
    const again = answersEntry({ name: 'g', domains: '[c.example, A.example, B.example]', publish: second });
    expect(dnsFaults(`answers: [${first}, ${again}]`)).toHaveLength(1);
  });

  it('is none: other domains, another zone, another server', () => {
    const entry = (name: string, domain: string, keys: string): string =>
      answersEntry({ name, domains: `[${domain}]`, publish: update(keys) });
    const entries = [
      entry('a', 'a.example', 'server: "h:53", zone: rpz.local'),
      entry('b', 'b.example', 'server: "h:53", zone: rpz.local'),
      entry('c', 'a.example', 'server: "h:54", zone: rpz.local'),
      entry('d', 'a.example', 'server: "h:53", zone: rpz2.local'),
    ];
    expect(dnsFaults(`answers: [${entries.join(', ')}]`)).toEqual([]);
  });

  it('is a fault: a name between two domains of another entry', () => {
    const outer = answersEntry({
      domains: '[a.example, c.b.a.example]',
      publish: update('server: "h:53", zone: rpz.local'),
    });
    const inner = answersEntry({
      name: 'g',
      domains: '[B.a.example]',
      publish: update('server: "h:53", zone: rpz.local'),
    });
    expect(dnsFaults(`answers: [${outer}, ${inner}]`)).toEqual([
      `dns.answers[1].publish[0].update: ${AGAIN('B.a.example in rpz.local on h:53', 'dns.answers[0].publish[0].update')}`,
    ]);
    expect(dnsFaults(`answers: [${inner}, ${outer.replace('name: f', 'name: h')}]`)).toEqual([
      `dns.answers[1].publish[0].update: ${AGAIN('b.a.example in rpz.local on h:53, which lies between two of its domains', 'dns.answers[0].publish[0].update')}`,
    ]);
  });

  it('is none: objects of S3 whose keys differ in a slash', () => {
    const publish = '{ file: bind, to: "s3://bucket/a/b" }, { file: bind, to: "s3://bucket/a//b" }';
    expect(forwarderFaults({ publish })).toEqual([]);
  });
});

describe('a domain far below that of another entry', () => {
  const two = (outer: string, inner: string, server = 'h:53', kind = 'rpz, zone: rpz.local'): string[] => {
    const entry = (name: string, domains: string, at: string): string =>
      answersEntry({ name, domains: `[${domains}]`, publish: `{ update: ${kind}, key: "ssm:/k", server: "${at}" }` });
    return dnsFaults(`answers: [${entry('f', outer, 'H:53')}, ${entry('g', inner, server)}]`);
  };

  it.each(['rpz, zone: rpz.local', 'zone, zone: example'])(
    'would leave the names between unanswered: update %s',
    (kind) => {
      expect(two('a.example', 'D.c.b.a.example', 'h:53', kind)).toEqual([
        'dns.answers[1].domains[0]: expected a domain directly below a.example of dns.answers[0].publish[0], or one of the two entries to name c.b.a.example, b.a.example, too, found "D.c.b.a.example", which would leave c.b.a.example, b.a.example without an answer',
      ]);
      expect(two('d.c.b.a.example', 'a.example', 'h:53', kind)).toHaveLength(1);
    },
  );

  it('is none directly below it, with the names between given, or on another server', () => {
    expect(two('a.example', 'b.a.example')).toEqual([]);
    expect(two('a.example', 'c.b.a.example, b.a.example')).toEqual([]);
    expect(two('a.example, b.a.example', 'c.b.a.example')).toEqual([]);
    expect(two('a.example, d.b.a.example', 'c.b.a.example')).toEqual([]);
    expect(two('a.example', 'c.b.a.example', 'h:54')).toEqual([]);
    expect(two('a.example', 'c.b.xa.example')).toEqual([]);
  });
});

describe('forwarders and answers', () => {
  it('have names of their own', () => {
    const two = `${forwarder({ publish: BIND })}, ${forwarder({ publish: '{ file: bind, to: b }' })}`;
    expect(dnsFaults(`forwarders: [${two}]`)).toEqual([
      'dns.forwarders[1].name: expected a name that no other entry has, found "f" again',
    ]);
  });

  it.each(['a..b', '-a.example', `${'a'.repeat(64)}.example`, '..', 'a b.example', 'a.example;', '10.0.0.1', ''])(
    'are for valid domains only, not %j',
    (name) => {
      const domains = `["${name}"]`;
      expect(forwarderFaults({ domains, publish: BIND })).toHaveLength(1);
      expect(answersFaults({ domains, publish: '{ file: hosts, to: a }' })).toHaveLength(1);
    },
  );

  it('may forward everything, which no answer can be for, and no Windows DNS server can say', () => {
    const domains = '["."]';
    expect(forwarderFaults({ domains, publish: BIND })).toEqual([]);
    expect(forwarderFaults({ domains, publish: '{ file: windows, to: a }' })).toEqual([
      'dns.forwarders[0].domains[0]: expected a domain name, since Windows DNS servers have no conditional forwarder for everything, found "."',
    ]);
    expect(answersFaults({ domains, publish: '{ file: hosts, to: a }' })).toHaveLength(1);
  });

  it.each(['a_b.', 'com', 'S3.EU-West-2.amazonaws.com'])('are for the domain %s', (name) => {
    expect(forwarderFaults({ domains: `["${name}"]`, publish: BIND })).toEqual([]);
  });

  it('are for names of at most 253 characters', () => {
    const name = [63, 63, 63, 61].map((length) => 'a'.repeat(length)).join('.');
    expect(forwarderFaults({ domains: `["${name}."]`, publish: BIND })).toEqual([]);
    expect(forwarderFaults({ domains: `["${name}a"]`, publish: BIND })).toHaveLength(1);
  });

  it('say that a wildcard is meant anyway', () => {
    expect(forwarderFaults({ domains: '["*.a.example"]', publish: BIND })).toEqual([
      'dns.forwarders[0].domains[0]: expected a domain name without "*." (the names below it are always meant, too), found "*.a.example"',
    ]);
  });

  it('name each domain and each address once, in whatever spelling', () => {
    const faults = forwarderFaults({
      domains: '[a.example, A.example.]',
      from: 'addresses: ["fd00::1", "10.0.0.1", "FD00:0::1", "::ffff:10.0.0.1"]',
      publish: BIND,
    });
    expect(faults).toEqual([
      'dns.forwarders[0].domains[1]: expected each domain once, found "A.example.", claimed by dns.forwarders[0].domains[0] already',
      'dns.forwarders[0].from.addresses[2]: expected each address once, found "FD00:0::1", claimed by dns.forwarders[0].from.addresses[0] already',
      'dns.forwarders[0].from.addresses[3]: expected each address once, found "::ffff:10.0.0.1", claimed by dns.forwarders[0].from.addresses[1] already',
    ]);
  });

  it('take addresses from one place', () => {
    const [sentence] = forwarderFaults({ from: 'vpcResolver: vpc-0a, addresses: ["10.0.0.2"]', publish: BIND });
    expect(sentence).toMatch(/from: expected exactly one of resolverEndpoint, vpcResolver or addresses/);
  });
});

describe('a fixed address', () => {
  const address = (text: string): string[] => forwarderFaults({ from: `addresses: ["${text}"]`, publish: BIND });
  const FAULT = 'dns.forwarders[0].from.addresses[0]: expected';

  it.each(['10.0.0', '10.0.0.0/8', 'ns1.corp.example', '10.0.0.1:53', 'fe80::1%eth0', 'fd00::1%1', '[::1]', ''])(
    'is not %j',
    (text) => {
      expect(address(text)).toEqual([`${FAULT} an IP address, found ${text === '' ? 'empty text' : `"${text}"`}`]);
    },
  );

  it.each([
    '0.0.0.0',
    '0.1.2.3',
    '224.0.0.251',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    'ff02::fb',
    'fe80::1',
    '::ffff:224.0.0.1',
  ])('is not %s, which is no host', (text) => {
    expect(address(text)).toEqual([`${FAULT} the IP address of one host, found "${text}"`]);
  });

  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::1', '::1'],
    ['169.254.169.253', '169.254.169.253'],
    ['FD00:0:0::0001', 'fd00::1'],
    ['::FFFF:10.1.2.3', '10.1.2.3'],
    ['223.255.255.255', '223.255.255.255'],
  ])('may be %s, and is read as %s', (text, canonical) => {
    const config = parseConfig(
      `{ version: 1, dns: { forwarders: [${forwarder({ from: `addresses: ["${text}"]`, publish: BIND })}] } }`,
      'waykeeper.yml',
    );
    expect(config.dns.forwarders[0]?.from).toEqual({ addresses: [canonical] });
  });

  it('of IPv4 is one of a host when it is neither "this network" nor multicast nor reserved', () => {
    fc.assert(
      fc.property(fc.ipV4(), (ip) => {
        const first = Number(ip.split('.')[0]);
        expect(isHostAddress(ip)).toBe(first > 0 && first < 224);
      }),
      { numRuns: shareOf(100) },
    );
  });
});
