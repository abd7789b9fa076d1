/** What the real servers answer with the published text, also where they guard against private answers. */
import { renderAnswers, renderForwarders } from '../../../lib/dns-files/formats/index.ts';
import { dig } from '../../support/dig.ts';
import {
  DNSMASQ,
  NAMED,
  type NameServer,
  startDnsmasq,
  startNamed,
  startUnbound,
  stopNameServers,
  UNBOUND,
} from '../../support/name-servers.ts';
import { describeWith } from '../../support/programs.ts';

const TARGET = 'vpce-1.s3.eu-west-2.vpce.example';
const DOMAINS = ['s3.example', '1.168.192.in-addr.arpa'];
const ONLY_IPV4 = { domains: ['s3.example'], data: { addresses: ['10.0.2.19'] }, ttl: 60, origin: 'rpz.local' };
const BY_NAME = { ...ONLY_IPV4, data: { cname: TARGET } };

/** LookupResult everything: with a private address for the target and below `s3.example`, publicly with the rest. */
const startUpstream = (): Promise<NameServer> =>
  startDnsmasq({
    lines: [
      'address=/#/198.51.100.1',
      'address=/#/2001:db8::1',
      `address=/${TARGET}/10.0.1.165`,
      'address=/s3.example/10.0.2.19',
      'address=/other.example/10.9.9.9',
      'ptr-record=2.1.168.192.in-addr.arpa,host.example',
    ].join('\n'),
  });

const short = async ({ port }: NameServer, ...words: readonly string[]): Promise<string[]> =>
  (await dig(port, '+short', ...words)).sort();

const forwardersTo = (format: 'bind' | 'unbound' | 'dnsmasq', { address, port }: NameServer): string =>
  renderForwarders(format, { domains: DOMAINS, addresses: [address], port });

describeWith([NAMED, UNBOUND, DNSMASQ, { name: 'dig', debianPackage: 'bind9-dnsutils' }], 'a server with it', () => {
  afterEach(stopNameServers);

  it('forwards the domains, all below them and reverse names: BIND', async () => {
    const upstream = await startUpstream();
    const server = await startNamed({ options: 'recursion yes;', statements: forwardersTo('bind', upstream) });
    expect(await short(server, 's3.example')).toEqual(['10.0.2.19']);
    expect(await short(server, 'bucket.s3.example')).toEqual(['10.0.2.19']);
    expect(await short(server, '-x', '192.168.1.2')).toEqual(['host.example.']);
  });

  it('forwards them although it drops private answers to other names: Unbound', async () => {
    const upstream = await startUpstream();
    const { address, port } = upstream;
    const other = `forward-zone:\n  name: "other.example."\n  forward-addr: ${address}@${port}\n`;
    const server = await startUnbound({
      server: '  private-address: 10.0.0.0/8',
      clauses: forwardersTo('unbound', upstream) + other,
    });
    expect(await short(server, 'bucket.s3.example')).toEqual(['10.0.2.19']);
    expect(await short(server, '-x', '192.168.1.2')).toEqual(['host.example.']);
    expect(await short(server, 'other.example')).toEqual([]);
  });

  it('forwards them although it drops private answers to other names: dnsmasq', async () => {
    const upstream = await startUpstream();
    const { address, port } = upstream;
    const rest = `stop-dns-rebind\nserver=${address}#${port}\n`;
    const server = await startDnsmasq({ lines: forwardersTo('dnsmasq', upstream) + rest });
    expect(await short(server, 'bucket.s3.example')).toEqual(['10.0.2.19']);
    expect(await short(server, '-x', '192.168.1.2')).toEqual(['host.example.']);
    expect(await short(server, 'other.example')).toEqual([]);
  });

  describe('of which names lie below a signed zone', () => {
    const ANCHOR = `12345 8 2 ${'ab'.repeat(32)}`;

    it.each([
      [[], ''],
      [['10.0.2.19'], 'validate-except { "s3.example"; };'],
    ])('answers %j to BIND with "%s", as the page on BIND says', async (answer, except) => {
      const upstream = await startUpstream();
      const server = await startNamed({
        options: `recursion yes; forward only; forwarders { ${upstream.address} port ${upstream.port}; };
          dnssec-validation yes; ${except}`,
        statements: `trust-anchors { "example." static-ds ${ANCHOR.replace(/(\w+)$/, '"$1"')}; };\n${forwardersTo('bind', upstream)}`,
      });
      expect(await short(server, 'bucket.s3.example')).toEqual(answer);
    });

    it.each([
      [[], false],
      [['10.0.2.19'], true],
    ])('answers %j to Unbound with insecure: %s', async (answer, insecure) => {
      const { address, port } = await startUpstream();
      const content = { domains: DOMAINS, addresses: [address], port, insecure };
      const server = await startUnbound({
        server: `  module-config: "validator iterator"\n  trust-anchor: "example. DS ${ANCHOR}"`,
        clauses: `${renderForwarders('unbound', content)}forward-zone:\n  name: "."\n  forward-addr: ${address}@${port}\n`,
      });
      expect(await short(server, 'bucket.s3.example')).toEqual(answer);
    });
  });

  it('answers with an endpoint by its name, and looks up its private addresses: Unbound', async () => {
    const { address, port } = await startUpstream();
    const server = await startUnbound({
      server: '  private-address: 10.0.0.0/8',
      clauses: `${renderAnswers('unbound', BY_NAME, 1)}forward-zone:\n  name: "."\n  forward-addr: ${address}@${port}\n`,
    });
    for (const name of ['s3.example', 'bucket.s3.example', 'a.b.s3.example']) {
      expect(await short(server, name)).toEqual(['10.0.1.165', `${TARGET}.`]);
    }
  });

  it('answers with an endpoint by its name, the same for all names below: BIND with a policy zone', async () => {
    const { address, port } = await startUpstream();
    const server = await startNamed({
      options: `recursion yes; forward only; forwarders { ${address} port ${port}; };
        response-policy { zone "rpz.local"; } qname-wait-recurse no;`,
      statements: 'zone "rpz.local" { type primary; file "rpz.zone"; };',
      files: { 'rpz.zone': renderAnswers('rpz', BY_NAME, 1) },
    });
    for (const name of ['s3.example', 'bucket.s3.example', 'a.b.s3.example']) {
      expect(await short(server, name)).toEqual(['10.0.1.165', `${TARGET}.`]);
    }
    expect(await short(server, 'else.example')).toEqual(['198.51.100.1']);
  });

  it('answers for all names of domains that lie below one another: BIND with a policy zone', async () => {
    const { address, port } = await startUpstream();
    const domains = ['near.test', 'a.near.test', 'far.test', 'a.b.c.far.test'];
    const server = await startNamed({
      options: `recursion yes; forward only; forwarders { ${address} port ${port}; };
        response-policy { zone "rpz.local"; } qname-wait-recurse no;`,
      statements: 'zone "rpz.local" { type primary; file "rpz.zone"; };',
      files: { 'rpz.zone': renderAnswers('rpz', { ...ONLY_IPV4, domains }, 1) },
    });
    const near = ['near.test', 'x.near.test', 'a.near.test', 'x.a.near.test', 'x.y.near.test'];
    const far = ['far.test', 'x.far.test', 'c.far.test', 'x.c.far.test', 'b.c.far.test', 'x.y.b.c.far.test'];
    for (const name of [...near, ...far, 'a.b.c.far.test', 'x.a.b.c.far.test']) {
      expect([name, await short(server, name)]).toEqual([name, ['10.0.2.19']]);
    }
    expect(await short(server, 'nearer.test')).toEqual(['198.51.100.1']);
  });

  it.each([
    ['dnsmasq', (lines: string) => startDnsmasq({ lines })],
    ['unbound', (clauses: string) => startUnbound({ clauses })],
  ] as const)('keeps what it cannot answer from the public servers: %s', async (format, start) => {
    const { address, port } = await startUpstream();
    const rest = {
      dnsmasq: `server=${address}#${port}\n`,
      unbound: `forward-zone:\n  name: "."\n  forward-addr: ${address}@${port}\n`,
    };
    const server = await start(renderAnswers(format, ONLY_IPV4, 1) + rest[format]);
    expect(await short(server, 'bucket.s3.example')).toEqual(['10.0.2.19']);
    expect(await short(server, 'bucket.s3.example', 'AAAA')).toEqual([]);
    expect(await short(server, 'else.example', 'AAAA')).toEqual(['2001:db8::1']);
  });
});
