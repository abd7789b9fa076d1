/** Forwarders on other servers than BIND, and through a transit appliance of another cloud: published by the packaged stack, asked for real. */

import type { Cloud } from '@waykeeper/local-cloud/cloud';
import { type DnsServer, startDns } from '@waykeeper/local-cloud/dns';
import { addHostedZone } from '@waykeeper/local-cloud/seed';
import { digAt } from '../support/dig.ts';
import { BUCKET, forwardingWorld, INBOUND, S3 } from '../support/forwarding-world.ts';
import {
  DNSMASQ,
  freePort,
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
  objectAt,
  PRIVATE_ADDRESSES,
  PUBLIC,
  SWEEP,
  startInternet,
} from './support/forwarding.ts';

/** The names by which buckets of the first Region go, and what AWS leads them to. */
const GLOBAL = 's3.amazonaws.com';
const FIRST_REGION = 's3-1-w.amazonaws.com';
const RECORD = 's3.forwarders.corp.example';
/** The VPC's own resolver, at the base of its range plus two. */
const VPC_RESOLVER = '127.20.0.2';
const TRANSIT = '127.0.0.1';

interface Ports {
  readonly inbound: number;
  readonly transit: number;
}

const config = ({ inbound, transit }: Ports): string =>
  configWith(
    `  forwarders:
    - name: onprem-s3
      domains: [${S3}]
      port: ${inbound}
      from: { resolverEndpoint: ${INBOUND} }
      publish:
        - { file: unbound, to: "s3://${BUCKET}/unbound.conf" }
        - { file: dnsmasq, to: "s3://${BUCKET}/dnsmasq.conf" }
        - { record: ${RECORD}, zone: Z0CORP, ttl: 60 }
    - name: one-bucket
      domains: [myspecificbucket.${S3}]
      port: ${inbound}
      from: { resolverEndpoint: ${INBOUND} }
      publish:
        - { file: unbound, to: "s3://${BUCKET}/one-bucket.unbound" }
        - { file: dnsmasq, to: "s3://${BUCKET}/one-bucket.dnsmasq" }
    - name: node
      domains: [${GLOBAL}, ${FIRST_REGION}]
      port: ${transit}
      from: { addresses: [${TRANSIT}] }
      publish:
        - { file: dnsmasq, to: "s3://${BUCKET}/node.conf" }
    - name: transit
      domains: [${GLOBAL}, ${FIRST_REGION}]
      port: ${inbound}
      from: { vpcResolver: vpc-0dns }
      publish:
        - { file: bind, to: "s3://${BUCKET}/transit.conf" }
`,
    ['Z0GLOBAL', 'Z0FIRST'],
  );

const ask = async ({ address, port }: Pick<NameServer, 'address' | 'port'>, name: string): Promise<string[]> =>
  (await digAt(address, port, '+short', name)).sort();

describeWith([NAMED, UNBOUND, DNSMASQ, DIG], 'a server with the published file', () => {
  let cloud: Cloud;
  let internet: NameServer;
  let ports: Ports;
  let resolver: DnsServer | undefined;

  beforeAll(async () => {
    ports = { inbound: await freePort('127.20.1.10'), transit: await freePort(TRANSIT) };
    const account = forwardingWorld();
    const vpcs = [{ VPCId: 'vpc-0prod', VPCRegion: 'eu-west-2' as const }];
    addHostedZone(account, { id: 'Z0GLOBAL', name: GLOBAL, private: true, vpcs });
    addHostedZone(account, { id: 'Z0FIRST', name: FIRST_REGION, private: true, vpcs });
    cloud = await deployed(config(ports), { account, inboundPort: ports.inbound });
    await cloud.advance(SWEEP);
    internet = await startInternet(S3, GLOBAL, FIRST_REGION);
    resolver = await startDns({ account, vpc: 'vpc-0dns', host: VPC_RESOLVER, port: ports.inbound });
  });
  afterAll(async () => {
    await stopNameServers();
    await resolver?.stop();
    await cloud.stop();
  });

  const unbound = (key: string): Promise<NameServer> =>
    startUnbound({
      server: '  private-address: 10.0.0.0/8',
      clauses: `include: "published.conf"\nforward-zone:\n  name: "."\n  forward-addr: ${internet.address}@${internet.port}\n`,
      files: { 'published.conf': objectAt(cloud, key) },
    });

  const dnsmasq = (key: string): Promise<NameServer> =>
    startDnsmasq({
      lines: ({ dir }) => `server=${internet.address}#${internet.port}\nconf-file=${dir}/published.conf`,
      files: { 'published.conf': objectAt(cloud, key) },
    });

  it.each([
    ['Unbound', unbound, 'unbound.conf', 'one-bucket.unbound'],
    ['dnsmasq', dnsmasq, 'dnsmasq.conf', 'one-bucket.dnsmasq'],
  ] as const)('answers privately, with the split one for one bucket alone: %s', async (_, start, all, one) => {
    const everything = await start(all);
    expect(await ask(everything, `myspecificbucket.${S3}`)).toEqual(PRIVATE_ADDRESSES);
    expect(await ask(everything, S3)).toEqual(PRIVATE_ADDRESSES);
    const split = await start(one);
    expect(await ask(split, `myspecificbucket.${S3}`)).toEqual(PRIVATE_ADDRESSES);
    expect(await ask(split, `adifferentbucket.${S3}`)).toEqual([PUBLIC]);
  });

  it('in another cloud asks its transit appliance, which asks the resolver of the VPC beside it', async () => {
    const transit = await startNamed({
      ...{ address: TRANSIT, port: ports.transit },
      options: `recursion yes; forward only; forwarders { ${internet.address} port ${internet.port}; };`,
      statements: 'include "published.conf";',
      files: { 'published.conf': objectAt(cloud, 'transit.conf') },
    });
    expect(objectAt(cloud, 'transit.conf')).toContain(`${VPC_RESOLVER} port ${ports.inbound}`);
    const node = await dnsmasq('node.conf');
    for (const name of [`bucket.${GLOBAL}`, GLOBAL, FIRST_REGION]) {
      expect(await ask(transit, name)).toEqual(PRIVATE_ADDRESSES);
      expect(await ask(node, name)).toEqual(PRIVATE_ADDRESSES);
    }
    expect(await ask(node, `bucket.${S3}`)).toEqual([PUBLIC]);
  });

  it('can find its forwarders under the published name', async () => {
    const { host, port } = cloud.dns;
    const found = await ask({ address: host, port }, RECORD);
    expect(found).toEqual(['127.20.1.10', '127.20.2.10']);
    const [forwarder = ''] = found;
    expect(await ask({ address: forwarder, port: cloud.inbound.port }, `any.${S3}`)).toEqual(PRIVATE_ADDRESSES);
  });
});
