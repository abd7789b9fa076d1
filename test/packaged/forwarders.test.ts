/** Forwarders as the packaged stack publishes them, and as a real BIND on premises uses them. */
import { Resolver } from 'node:dns/promises';
import type { Cloud } from '@waykeeper/local-cloud/cloud';
import { resolverCaller } from '@waykeeper/local-cloud/resolver-client';
import { digAt } from '../support/dig.ts';
import { BUCKET, INBOUND, RULE, S3 } from '../support/forwarding-world.ts';
import { freePort, NAMED, type NameServer, startNamed, stopNameServers } from '../support/name-servers.ts';
import { describeWith } from '../support/programs.ts';
import {
  configWith,
  DIG,
  deployed,
  lastOfDns,
  objectAt,
  PRIVATE_ADDRESSES,
  PUBLIC,
  SWEEP,
  startInternet,
} from './support/forwarding.ts';

const MINUTE = 60_000;

const config = (port: number): string =>
  configWith(`  forwarders:
    - name: onprem-s3
      domains: [${S3}]
      port: ${port}
      from: { resolverEndpoint: ${INBOUND} }
      publish:
        - { resolverRule: ${RULE} }
        - { record: s3.forwarders.corp.example, zone: Z0CORP, ttl: 60 }
        - { file: bind, to: "s3://${BUCKET}/s3.conf", pullSeconds: 120 }
        - { file: unbound, to: "s3://${BUCKET}/unbound.conf", pullSeconds: 120 }
        - { file: bind, to: "s3://no-such-bucket/s3.conf" }
    - name: one-bucket
      domains: [myspecificbucket.${S3}]
      port: ${port}
      from: { resolverEndpoint: ${INBOUND} }
      publish:
        - { file: bind, to: "s3://${BUCKET}/one-bucket.conf" }
`);

/** Every place of \`onprem-s3\` that can be written, as the addresses that it names. */
const published = (cloud: Cloud): Record<string, string[]> => {
  const { resolver, route53 } = cloud.account;
  const record = route53.zones.Z0CORP?.records.find(({ Name, Type }) => Name.startsWith('s3.') && Type === 'A');
  const inFile = (key: string): string[] => /Holds: (.*)/.exec(objectAt(cloud, key))?.[1]?.split(' ') ?? [];
  return {
    rule: (resolver.rules[RULE]?.targets ?? []).map(({ Ip = '' }) => Ip).sort(),
    record: (record?.ResourceRecords ?? []).map(({ Value }) => Value).sort(),
    bind: inFile('s3.conf'),
    unbound: inFile('unbound.conf'),
  };
};

const everywhere = (...addresses: readonly string[]): Record<string, string[]> =>
  Object.fromEntries(['rule', 'record', 'bind', 'unbound'].map((place) => [place, [...addresses]]));

let cloud: Cloud;
let caller: ReturnType<typeof resolverCaller>;
beforeAll(async () => {
  const port = await freePort('127.20.1.10');
  cloud = await deployed(config(port), { inboundPort: port });
  caller = resolverCaller(cloud.clientConfig());
  await cloud.advance(SWEEP);
});
afterAll(async () => {
  await stopNameServers();
  await cloud.stop();
});

const inbound = (operation: string, subnet: string, ip: string): Promise<unknown> =>
  caller(operation, { ResolverEndpointId: INBOUND, IpAddress: { SubnetId: subnet, Ip: ip } });

describe('the first sweep', () => {
  it('publishes the addresses of the inbound endpoint everywhere but in the place that cannot be reached', () => {
    expect(published(cloud)).toEqual(everywhere('127.20.1.10', '127.20.2.10'));
    const failures = (lastOfDns(cloud)?.outcomes ?? []).filter(({ status }) => status === 'failed');
    expect(failures).toMatchObject([{ key: 's3://no-such-bucket/s3.conf', code: 'NoSuchBucket', retryable: false }]);
  });

  it('associates the zone with the VPC of the resolvers, so that these answer with the endpoint', async () => {
    const { port } = cloud.inbound;
    for (const address of cloud.inbound.addresses()) {
      expect((await digAt(address, port, '+short', `any.${S3}`)).sort()).toEqual(PRIVATE_ADDRESSES);
    }
  });

  it('writes nothing again once all is published', async () => {
    await cloud.advance(SWEEP);
    expect(lastOfDns(cloud)?.plan.changes).toEqual([]);
  });
});

describeWith([NAMED, DIG], 'a BIND on premises', () => {
  let internet: NameServer;
  let onprem: NameServer;
  beforeAll(async () => {
    internet = await startInternet(S3);
    onprem = await startNamed({
      options: `recursion yes; forward only; forwarders { ${internet.address} port ${internet.port}; };`,
      statements: 'include "forwarders.conf";',
      files: { 'forwarders.conf': '' },
    });
  });

  /** Fetches what is published, as a host would, and has BIND read it. */
  const pull = async (key: string): Promise<void> => {
    onprem.write('forwarders.conf', objectAt(cloud, key));
    await onprem.reload();
  };

  const ask = async (name: string): Promise<string[]> =>
    (await digAt(onprem.address, onprem.port, '+short', name)).sort();

  it('is answered publicly before it has the forward zone, and privately after', async () => {
    expect(await ask(`before.${S3}`)).toEqual([PUBLIC]);
    await pull('s3.conf');
    expect(await ask(`myspecificbucket.${S3}`)).toEqual(PRIVATE_ADDRESSES);
    expect(await ask(S3)).toEqual(PRIVATE_ADDRESSES);
  });

  it('sends with the split forwarder one bucket alone the private way', async () => {
    await pull('one-bucket.conf');
    expect(await ask(`myspecificbucket.${S3}`)).toEqual(PRIVATE_ADDRESSES);
    expect(await ask(`adifferentbucket.${S3}`)).toEqual([PUBLIC]);
  });

  it('misses no answer while the inbound endpoint gains an address and loses another', async () => {
    await pull('s3.conf');
    const { address, port } = onprem;
    // As hosts ask: over UDP, and again when no answer comes.
    const resolver = new Resolver({ timeout: 3_000, tries: 3 });
    resolver.setServers([`${address}:${port}`]);
    let asked = 0;
    const failures: string[] = [];
    let over = false;
    const asking = (async () => {
      while (!over) {
        asked += 1;
        const answer = await resolver.resolve4(`bucket-${asked}.${S3}`).catch((error: Error) => [error.message]);
        if (answer.sort().join() !== PRIVATE_ADDRESSES.join()) failures.push(`bucket-${asked}: ${answer}`);
        await new Promise((done) => setTimeout(done, 5));
      }
    })();
    /** Until a question that began after the call was answered. */
    const answered = async (): Promise<void> => {
      for (const before = asked; asked < before + 2; ) await new Promise((done) => setTimeout(done, 5));
    };

    try {
      await inbound('AssociateResolverEndpointIpAddress', 'subnet-0dnsc', '127.20.3.10');
      await cloud.advance(SWEEP);
      expect(published(cloud)).toEqual(everywhere('127.20.1.10', '127.20.2.10', '127.20.3.10'));
      await pull('s3.conf');
      await answered();

      await inbound('DisassociateResolverEndpointIpAddress', 'subnet-0dnsa', '127.20.1.10');
      await cloud.settle();
      // It may still answer, and the address that joined is not known everywhere yet.
      expect(published(cloud).bind).toEqual(['127.20.1.10', '127.20.2.10', '127.20.3.10']);
      await pull('s3.conf');
      await answered();
      await cloud.advance(SWEEP + MINUTE);
      expect(published(cloud)).toEqual(everywhere('127.20.2.10', '127.20.3.10'));
      await pull('s3.conf');
      await answered();
    } finally {
      over = true;
      await asking;
    }
    expect(failures).toEqual([]);
    await cloud.advance(SWEEP);
    expect(lastOfDns(cloud)?.plan.changes).toEqual([]);
  });
});
