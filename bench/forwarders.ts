/** What publishing to DNS servers costs: AWS calls, and the time from a dynamic update to the first answer that follows it. */
import { Resolver } from 'node:dns/promises';
import type { Cloud } from '@waykeeper/local-cloud/cloud';
import { resolverCaller } from '@waykeeper/local-cloud/resolver-client';
import type { Report } from '../lib/core/plan.ts';
import { sendUpdate } from '../lib/dns-update/client.ts';
import { parseTsigKey } from '../lib/dns-update/key.ts';
import { configWith, deployed, lastOfDns, SWEEP } from '../test/packaged/support/forwarding.ts';
import { BUCKET, ENDPOINT, INBOUND, RULE, S3 } from '../test/support/forwarding-world.ts';
import { NAMED, type NameServer, startNamed, stopNameServers, zoneFile } from '../test/support/name-servers.ts';
import { missingPrograms } from '../test/support/programs.ts';
import type { Row } from './table.ts';

const UPDATES = 5;
const SECOND_MS = 1_000;
const SECRET = Buffer.alloc(32, 7).toString('base64');
const ZONE = 'live.rpz';

/** A BIND whose policy zone takes what is written after this many seconds at the earliest. */
const startPolicy = (seconds: number): Promise<NameServer> =>
  startNamed({
    options: `recursion yes; forward only; forwarders { 127.0.0.1 port 1; };
      response-policy { zone "${ZONE}" min-update-interval ${seconds}; } qname-wait-recurse no;`,
    statements: `key "bench" { algorithm hmac-sha256; secret "${SECRET}"; };
      zone "${ZONE}" { type primary; file "live.zone"; update-policy { grant bench zonesub ANY; }; };`,
    files: { 'live.zone': zoneFile(ZONE) },
  });

const untilAnswered = async (resolver: Resolver, name: string, wanted: string): Promise<void> => {
  const end = performance.now() + 30 * SECOND_MS;
  while ((await resolver.resolve4(name).catch(() => []))[0] !== wanted) {
    if (performance.now() > end) throw new Error(`${name} was not answered with ${wanted}`);
    await new Promise((done) => setTimeout(done, 2));
  }
};

/** The longest of some updates, one after the other, in ms: from before it is sent to the first right answer. */
const liveAfter = async (seconds: number): Promise<Row> => {
  const server = await startPolicy(seconds);
  const { address, port } = server;
  const resolver = new Resolver({ timeout: SECOND_MS, tries: 1 });
  resolver.setServers([`${address}:${port}`]);
  const key = parseTsigKey(`hmac-sha256:bench:${SECRET}`, 'bench');
  const times: number[] = [];
  for (let nr = 1; nr <= UPDATES; nr += 1) {
    const began = performance.now();
    const adds = [`${S3}.${ZONE}`, `*.${S3}.${ZONE}`].map((name) => ({
      ...{ name, type: 'A' as const, ttl: 60, values: [`10.0.0.${nr}`] },
    }));
    const deletes = adds.map(({ name, type }) => ({ name, type }));
    const to = { server: `${address}:${port}`, zone: ZONE, key, now: Date.now(), timeoutMs: 5 * SECOND_MS };
    await sendUpdate({ ...to, prerequisites: [], deletes, adds });
    await untilAnswered(resolver, `bucket.${S3}`, `10.0.0.${nr}`);
    times.push(performance.now() - began);
  }
  await server.stop();
  const what = `policy zone by dynamic update, min-update-interval ${seconds}: write to first answer, worst of ${UPDATES}`;
  // BIND itself waits for that long, and sometimes twice.
  return { what, measured: Math.max(...times), unit: 'ms', limit: (1 + 2 * seconds) * SECOND_MS };
};

const config = configWith(`  forwarders:
    - name: onprem-s3
      domains: [${S3}]
      from: { resolverEndpoint: ${INBOUND} }
      publish:
        - { resolverRule: ${RULE} }
        - { record: s3.forwarders.corp.example, zone: Z0CORP, ttl: 60 }
        - { file: bind, to: "s3://${BUCKET}/s3.conf" }
  answers:
    - name: rpz
      domains: [${S3}]
      from: { endpoint: { id: ${ENDPOINT} }, as: addresses }
      publish:
        - { file: rpz, to: "s3://${BUCKET}/rpz.zone", origin: rpz.corp.example }
`);

const reportOf = (cloud: Cloud): Report => {
  const report = lastOfDns(cloud);
  if (!report) throw new Error('the dns function has not run');
  return report;
};

const readsPerLook = ({ calls, rounds }: Report): number => calls.reads / rounds;

const calls = async (): Promise<Row[]> => {
  const cloud = await deployed(config);
  try {
    await cloud.settle();
    await cloud.advance(SWEEP);
    const idle = reportOf(cloud);
    const address = { SubnetId: 'subnet-0dnsc', Ip: '127.20.3.10' };
    await resolverCaller(cloud.clientConfig())('AssociateResolverEndpointIpAddress', {
      ...{ ResolverEndpointId: INBOUND, IpAddress: address },
    });
    await cloud.settle();
    const woken = reportOf(cloud);
    await cloud.advance(SWEEP);
    const published = reportOf(cloud);
    const row = (what: string, measured: number, limit: number): Row => ({ what, measured, unit: 'calls', limit });
    return [
      row('forwarder with a rule, a record and a file, answers with a file, sweep of all: reads', idle.calls.reads, 12),
      row('the same: writes, when nothing has changed', idle.calls.writes, 0),
      row('the same, woken by an event of the Resolver endpoint: reads', readsPerLook(woken), 7),
      row('an address that joined, in three places: writes', published.calls.writes, 3),
    ];
  } finally {
    await cloud.stop();
  }
};

/** Without BIND the times are left out, and that is said. */
export const forwarders = async (): Promise<Row[]> => {
  const missing = missingPrograms([NAMED]);
  if (missing !== undefined) console.log(`dynamic updates are not measured: ${missing}`);
  try {
    const live = missing === undefined ? [await liveAfter(0), await liveAfter(1)] : [];
    return [...live, ...(await calls())];
  } finally {
    await stopNameServers();
  }
};
