/** Answers on other servers than BIND, a policy zone that leads to the endpoint's name, and primaries that misbehave: published by the packaged stack. */

import type { Cloud } from '@waykeeper/local-cloud/cloud';
import { reportsOf } from '../../demo/play.ts';
import {
  type Behaviour,
  FAKE_KEY,
  type FakePrimary,
  framed,
  plainReply,
  type Reply,
  signedReply,
  startFakePrimary,
} from '../servers/dns-update/support/fake-primary.ts';
import { digAt } from '../support/dig.ts';
import { BUCKET, ENDPOINT, forwardingWorld, S3, TSIG_PARAMETER } from '../support/forwarding-world.ts';
import {
  DNSMASQ,
  NAMED,
  type NameServer,
  startDnsmasq,
  startNamed,
  startUnbound,
  stopNameServers,
  UNBOUND,
} from '../support/name-servers.ts';
import { describeWith } from '../support/programs.ts';
import {
  configWith,
  DIG,
  deployed,
  fateOf,
  objectAt,
  PRIVATE_ADDRESSES,
  PUBLIC,
  startInternet,
} from './support/forwarding.ts';

/** A domain beside S3's, for which the internet answers alone. */
const ELSE = 'sqs.eu-west-2.amazonaws.com';
const ENDPOINT_NAMES = 'vpce.amazonaws.com';
const ORIGIN = 'by-name.rpz';

/** Primaries that misbehave, in the order of the config: what the outcome has to say of each. */
const MISBEHAVING = ['NXRRSET', 'TRUNCATED', 'TIMEOUT'];

const config = (servers: readonly string[]): string =>
  configWith(`  answers:
    - name: addresses
      domains: [${S3}]
      from: { endpoint: { id: ${ENDPOINT} }, as: addresses }
      publish:
        - { file: unbound, to: "s3://${BUCKET}/unbound.conf" }
        - { file: dnsmasq, to: "s3://${BUCKET}/dnsmasq.conf" }
        - { file: hosts, to: "s3://${BUCKET}/hosts" }
${servers.map((server) => `        - { update: rpz, server: "${server}", zone: live.rpz, key: "ssm:${TSIG_PARAMETER}" }\n`).join('')}
    - name: name
      domains: [${S3}]
      from: { endpoint: { id: ${ENDPOINT} }, as: name }
      publish:
        - { file: rpz, to: "s3://${BUCKET}/rpz.zone", origin: ${ORIGIN} }
        - { file: unbound, to: "s3://${BUCKET}/by-name.conf" }
`);

const answering =
  (reply: Reply): Behaviour =>
  (message, socket) =>
    socket.write(framed(signedReply(message, plainReply(message, reply))));

const UPDATE = 5;
const opcodeOf = (message: Buffer): number => ((message[2] ?? 0) >> 3) & 15;

/** Holds nothing, and does not take what is to be written: somebody else was faster. */
const changedMeanwhile: Behaviour = (message, socket, nr) =>
  answering({ rcode: opcodeOf(message) === UPDATE ? 8 : 0 })(message, socket, nr);

let cloud: Cloud;
let fakes: readonly FakePrimary[] = [];
beforeAll(async () => {
  fakes = await Promise.all([changedMeanwhile, answering({ flags: 0x02_00 }), () => {}].map(startFakePrimary));
  const key = `${FAKE_KEY.algorithm}:${FAKE_KEY.name}:${FAKE_KEY.secret.toString('base64')}`;
  const servers = fakes.map(({ server }) => server);
  cloud = await deployed(config(servers), {
    ...{ account: forwardingWorld(key), start: Date.now() },
  });
  await cloud.settle();
});
afterAll(async () => {
  await Promise.all(fakes.map((fake) => fake.stop()));
  await cloud.stop();
});

describe('primaries of which one changed meanwhile, one answers in part and one is silent', () => {
  it('are each told of in the outcome, and hold up nothing else in the same run', () => {
    const runs = reportsOf(cloud.journal).filter(({ controller }) => controller === 'dns');
    const run = runs.find((report) => fateOf(report, `s3://${BUCKET}/rpz.zone`) === 'applied');
    expect(fakes.map(({ server }) => fateOf(run, `${server}/live.rpz/${S3}`))).toEqual(MISBEHAVING);
    expect(run?.outcomes.filter(({ status }) => status === 'failed')).toHaveLength(MISBEHAVING.length);
    for (const file of ['unbound.conf', 'dnsmasq.conf', 'hosts', 'by-name.conf']) {
      expect(fateOf(run, `s3://${BUCKET}/${file}`)).toBe('applied');
    }
    expect(run?.converged).toBe(false);
  });
});

describeWith([NAMED, UNBOUND, DNSMASQ, DIG], 'a server with the published file', () => {
  let internet: NameServer;
  beforeAll(async () => {
    internet = await startInternet(S3, ELSE);
  });
  afterAll(stopNameServers);

  const ask = async ({ address, port }: NameServer, ...words: readonly string[]): Promise<string[]> =>
    (await digAt(address, port, '+short', ...words)).sort();

  /** Asks the internet for everything, and AWS for the names of endpoints. */
  const unbound = (key: string): Promise<NameServer> => {
    const upstream = (zone: string, { host, port }: { readonly host: string; readonly port: number }): string =>
      `forward-zone:\n  name: "${zone}."\n  forward-addr: ${host}@${port}\n`;
    const { address: host, port } = internet;
    return startUnbound({
      clauses: `include: "published.conf"\n${upstream('', { host, port })}${upstream(ENDPOINT_NAMES, cloud.dns)}`,
      files: { 'published.conf': objectAt(cloud, key) },
    });
  };

  const dnsmasq = (option: 'conf-file' | 'addn-hosts', key: string): Promise<NameServer> =>
    startDnsmasq({
      lines: ({ dir }) => `server=${internet.address}#${internet.port}\n${option}=${dir}/published`,
      files: { published: objectAt(cloud, key) },
    });

  const named = (key: string): Promise<NameServer> =>
    startNamed({
      options: `recursion yes; forward only; forwarders { ${internet.address} port ${internet.port}; };
        response-policy { zone "${ORIGIN}"; } qname-wait-recurse no;`,
      statements: `zone "${ORIGIN}" { type primary; file "published.zone"; };
        zone "${ENDPOINT_NAMES}" { type forward; forward only; forwarders { ${cloud.dns.host} port ${cloud.dns.port}; }; };`,
      files: { 'published.zone': objectAt(cloud, key) },
    });

  const target = (): string => `${/CNAME (\S+)/.exec(objectAt(cloud, 'rpz.zone'))?.[1]}`;

  it.each([
    ['Unbound', () => unbound('unbound.conf')],
    ['dnsmasq', () => dnsmasq('conf-file', 'dnsmasq.conf')],
  ] as const)('answers for the name and for all below it with the addresses of the endpoint: %s', async (_, start) => {
    const server = await start();
    for (const name of [S3, `bucket.${S3}`, `a.b.${S3}`]) expect(await ask(server, name)).toEqual(PRIVATE_ADDRESSES);
    expect(await ask(server, `bucket.${S3}`, 'AAAA')).toEqual([]);
    expect(await ask(server, `queue.${ELSE}`)).toEqual([PUBLIC]);
  });

  it('answers from a hosts file for the name alone', async () => {
    const server = await dnsmasq('addn-hosts', 'hosts');
    expect(await ask(server, S3)).toEqual(PRIVATE_ADDRESSES);
    expect(await ask(server, `bucket.${S3}`)).toEqual([PUBLIC]);
  });

  it.each([
    ['BIND with a policy zone', () => named('rpz.zone')],
    ['Unbound', () => unbound('by-name.conf')],
  ] as const)('leads to the name of the endpoint and finds its addresses: %s', async (_, start) => {
    const server = await start();
    for (const name of [S3, `bucket.${S3}`, `a.b.${S3}`]) {
      expect(await ask(server, name)).toEqual([...PRIVATE_ADDRESSES, target()]);
    }
    expect(await ask(server, `queue.${ELSE}`)).toEqual([PUBLIC]);
  });
});
