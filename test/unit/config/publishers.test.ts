/** What each publisher of `dns.forwarders` and `dns.answers` refuses, and in which words. */
import { answersFaults, forwarderFaults } from './support/publishers.ts';

const UPDATE = 'server: "10.10.0.53:53", key: "ssm:/k"';
const NAME = 'as: name';
const list = (count: number, prefix: string): string =>
  Array.from({ length: count }, (_, at) => `"${prefix}${at + 1}"`).join(', ');

describe('a publisher of forwarders', () => {
  it.each([
    [
      '{ resolverRule: rslvr-in-0a }',
      'resolverRule: expected the id of a Resolver rule (rslvr-rr-…), found "rslvr-in-0a"',
    ],
    ['{ record: a.example }', 'zone: expected the id of a hosted zone (Z…), found nothing'],
    ['{ record: "*.a.example", zone: Z1 }', 'record: expected a domain name, found "*.a.example"'],
    [
      '{ file: json, to: a.json, region: x }',
      'region: expected no region: it is reserved for a later release, found "x"',
    ],
    [
      '{ file: json, to: a.json, origin: a.example }',
      'origin: expected one of the keys file, to, pullSeconds, insecure, adopt, found the unknown key "origin"',
    ],
    [
      '{ file: rpz, to: a }',
      'file: expected "bind" or "unbound" or "dnsmasq" or "coredns" or "windows" or "json" (rpz is published by dns.answers), found "rpz"',
    ],
  ])('has exactly one fault with %s', (publish, sentence) => {
    expect(forwarderFaults({ publish })).toEqual([`dns.forwarders[0].publish[0].${sentence}`]);
  });

  it('under answers is a fault that says where it belongs', () => {
    expect(answersFaults({ publish: '{ resolverRule: rslvr-rr-0a }' })[0]).toMatch(
      /resolverRule and record belong to dns\.forwarders/,
    );
  });

  it('of format windows goes with port 53 alone', () => {
    const publish = '{ file: windows, to: a.ps1 }';
    expect(forwarderFaults({ publish, more: 'port: 53,' })).toEqual([]);
    expect(forwarderFaults({ publish, more: 'port: 5353,' })).toEqual([
      'dns.forwarders[0].publish[0].file: expected a format with ports (Windows DNS servers ask port 53 alone), found windows',
    ]);
  });

  it.each([
    ['CoreDNS', '{ file: coredns, to: a }', 15],
    ['a Resolver rule', '{ resolverRule: rslvr-rr-0a }', 6],
  ])('of %s takes no more addresses than it forwards to', (who, publish, most) => {
    const from = (count: number): string => `addresses: [${list(count, '10.0.0.')}]`;
    expect(forwarderFaults({ publish, from: from(most) })).toEqual([]);
    expect(forwarderFaults({ publish, from: from(most + 1) })).toEqual([
      `dns.forwarders[0].from.addresses: expected at most ${most} addresses, as ${who} forwards to, found ${most + 1}`,
    ]);
  });
});

describe('a publisher of answers', () => {
  it.each([
    ['{ file: rpz, to: a }', 'origin: expected the name of the policy zone, found nothing'],
    ['{ file: hosts, to: a, origin: a.example }', 'origin: expected origin only with file: rpz, found file: hosts'],
    [
      '{ file: bind, to: a }',
      'file: expected "rpz" or "hosts" or "unbound" or "dnsmasq" (bind is published by dns.forwarders), found "bind"',
    ],
    [
      '{ update: rpz, server: "10.0.0.1:53", zone: a.b, key: secret }',
      'key: expected ssm:<parameter name> or file:<path>, found "secret"',
    ],
    [
      '{ update: rpz, server: "h:53", zone: a.b, key: "ssm:/k", origin: a.b }',
      'origin: expected one of the keys update, server, zone, key, ttl, adopt, found the unknown key "origin"',
    ],
  ])('has exactly one fault with %s', (publish, sentence) => {
    expect(answersFaults({ publish })).toEqual([`dns.answers[0].publish[0].${sentence}`]);
  });

  it.each([
    'h',
    'h:0',
    'h:65536',
    'h:53x',
    '10.0.0.256:53',
    '1.2.3:53',
    'a..b:53',
    '-a.b:53',
    '0.0.0.0:53',
    '224.0.0.1:53',
    '[zz]:53',
    '[::1:53',
    'fd00::1:53',
    '[10.0.0.1]:53',
    ':53',
  ])('asks no server %j', (server) => {
    expect(answersFaults({ publish: `{ update: rpz, server: "${server}", zone: a.b, key: "ssm:/k" }` })).toEqual([
      `dns.answers[0].publish[0].server: expected host:port, such as 10.10.0.53:53, found "${server}"`,
    ]);
  });

  it.each(['10.10.0.53:53', '127.0.0.1:15353', 'ns1.corp.example:53', 'localhost:5353', '[fd00::53]:53'])(
    'asks the server %s',
    (server) => {
      expect(answersFaults({ publish: `{ update: rpz, server: "${server}", zone: a.b, key: "file:/k" }` })).toEqual([]);
    },
  );

  it.each(['hosts', 'dnsmasq'])('of format %s cannot answer with a name', (format) => {
    const publish = `{ file: ${format}, to: a }`;
    expect(answersFaults({ publish, from: 'as: addresses' })).toEqual([]);
    expect(answersFaults({ publish, from: NAME })).toEqual([
      `dns.answers[0].publish[0].file: expected a format that can answer with a name, or as: addresses, found "${format}" with as: name`,
    ]);
  });

  it.each(['{ file: unbound, to: a }', '{ file: rpz, to: a, origin: rpz.corp.example }'])(
    'can answer with a name as %s',
    (publish) => {
      expect(answersFaults({ publish, from: NAME })).toEqual([]);
    },
  );

  it('under forwarders is a fault that says where it belongs', () => {
    expect(forwarderFaults({ publish: `{ update: rpz, zone: a.b, ${UPDATE} }` })[0]).toMatch(
      /expected exactly one of resolverRule, record or file \(update is a publisher of dns\.answers\)/,
    );
  });

  it('withholds silent addresses only where it answers with addresses', () => {
    expect(answersFaults({ publish: '{ file: unbound, to: a }', from: 'as: name, answering: true' })).toEqual([
      'dns.answers[0].from.answering: expected answering only with as: addresses, found as: name',
    ]);
  });
});

describe('an update of a plain zone', () => {
  const publish = `{ update: zone, zone: Corp.Example, ${UPDATE} }`;

  it.each(['corp.example', 'a.corp.example', 'A.CORP.example.'])('writes addresses at %s, which lies in it', (name) => {
    expect(answersFaults({ domains: `["${name}"]`, publish })).toEqual([]);
  });

  it.each(['example', 'a.example', 'notcorp.example'])('does not write at %s, which lies elsewhere', (name) => {
    expect(answersFaults({ domains: `[a.corp.example, "${name}"]`, publish })).toEqual([
      `dns.answers[0].domains[1]: expected a name in the zone corp.example, found "${name}"`,
    ]);
  });

  it("puts no CNAME at the zone's own name", () => {
    expect(answersFaults({ domains: '[corp.example]', from: NAME, publish })).toEqual([
      'dns.answers[0].domains[0]: expected a name below the zone corp.example, or as: addresses, found corp.example, where no CNAME can stand',
    ]);
    expect(answersFaults({ domains: '[a.corp.example]', from: NAME, publish })).toEqual([]);
  });

  it('is no bound for a policy zone', () => {
    expect(answersFaults({ publish: `{ update: rpz, zone: rpz.corp.example, ${UPDATE} }` })).toEqual([]);
  });
});

describe('a name of many characters', () => {
  const name = (last: number): string => [63, 63, 63, last].map((length) => 'a'.repeat(length)).join('.');

  it('has room for the owner mark beside it where it is written by dynamic update', () => {
    const publish = `{ update: zone, zone: ${'a'.repeat(9)}, ${UPDATE} }`;
    const domain = (first: number): string => `[${'b'.repeat(first)}.${name(38).slice(0, -9)}.${'a'.repeat(9)}]`;
    expect(answersFaults({ domains: domain(10), publish })).toEqual([]);
    expect(answersFaults({ domains: domain(11), publish })).toEqual([
      `dns.answers[0].domains[0]: expected a name that leaves the owner mark beside it room in ${'a'.repeat(9)} (253), found 254 characters`,
    ]);
  });

  it('has room for the owner mark in a policy zone that is updated', () => {
    const publish = `{ update: rpz, zone: rpz, ${UPDATE} }`;
    expect(answersFaults({ domains: `[${name(46)}]`, publish })).toEqual([]);
    expect(answersFaults({ domains: `[${name(47)}]`, publish })).toEqual([
      'dns.answers[0].domains[0]: expected a name that leaves the owner mark beside it room in rpz (253), found 254 characters',
    ]);
  });

  it('has room for the owner mark where it is a record', () => {
    const record = (last: number): string => `{ record: ${name(last)}, zone: Z1 }`;
    expect(forwarderFaults({ publish: record(50) })).toEqual([]);
    for (const last of [51, 61]) {
      expect(forwarderFaults({ publish: record(last) })).toEqual([
        `dns.forwarders[0].publish[0].record: expected a name that leaves the owner mark beside it room (253), found ${203 + last} characters`,
      ]);
    }
  });
});

describe('a policy zone', () => {
  const rpz = (origin: string): string => `{ file: rpz, to: a, origin: ${origin} }`;
  const name = [63, 63, 63, 51].map((length) => 'a'.repeat(length)).join('.');

  it('has room for the name and the wildcard below it', () => {
    expect(answersFaults({ domains: `[${name}]`, publish: rpz('rpz.corp') })).toEqual([
      'dns.answers[0].domains[0]: expected a name that leaves the wildcard below it room in rpz.corp (253), found 254 characters',
    ]);
    expect(answersFaults({ domains: `[${name}]`, publish: rpz('rpz') })).toEqual([]);
  });

  it('has no addresses at names with underscores, which BIND refuses', () => {
    expect(answersFaults({ domains: '[_a.example]', publish: rpz('rpz.corp') })).toEqual([
      'dns.answers[0].domains[0]: expected names without underscores, which BIND refuses as names of addresses, found "_a.example.rpz.corp"',
    ]);
    expect(answersFaults({ domains: '[_a.example]', publish: rpz('rpz.corp'), from: NAME })).toEqual([]);
  });

  it.each([
    ['rpz', 'rpz.corp', '_a.example.rpz.corp'],
    ['zone', 'example', '_a.example'],
  ])('nor does an update of a %s have them', (update, zone, found) => {
    const publish = `{ update: ${update}, server: "10.10.0.53:53", zone: ${zone}, key: "ssm:/tsig" }`;
    expect(answersFaults({ domains: '[_a.example]', publish })).toEqual([
      `dns.answers[0].domains[0]: expected names without underscores, which BIND refuses as names of addresses, found "${found}"`,
    ]);
    expect(answersFaults({ domains: '[_a.example]', publish, from: NAME })).toEqual([]);
  });
});
