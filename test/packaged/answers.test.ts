/** Answers as the packaged stack publishes them: policy zones by file and by dynamic update, on a real BIND. */
import { randomBytes } from 'node:crypto';
import { EC2Client, ModifyVpcEndpointCommand } from '@aws-sdk/client-ec2';
import type { Cloud } from '@waykeeper/local-cloud/cloud';
import { addParameter } from '@waykeeper/local-cloud/seed';
import { reportsOf } from '../../demo/play.ts';
import { digAt } from '../support/dig.ts';
import { BUCKET, ENDPOINT, forwardingWorld, S3, TSIG_PARAMETER } from '../support/forwarding-world.ts';
import { freePort, NAMED, type NameServer, startNamed, stopNameServers, zoneFile } from '../support/name-servers.ts';
import { describeWith } from '../support/programs.ts';
import {
  configWith,
  DIG,
  deployed,
  fateOf,
  lastOfDns,
  objectAt,
  PRIVATE_ADDRESSES,
  PUBLIC,
  SWEEP,
  startInternet,
} from './support/forwarding.ts';

const MINUTE = 60_000;

const keyFile = (secret: string): string => `key "waykeeper" { algorithm hmac-sha256; secret "${secret}"; };\n`;

const config = (server: string, silent: string): string =>
  configWith(`  answers:
    - name: rpz-file
      domains: [${S3}]
      from: { endpoint: { tags: { waykeeper: s3 } }, as: addresses }
      publish:
        - { file: rpz, to: "s3://${BUCKET}/rpz.zone", origin: file.rpz, ttl: 30 }
        - { file: hosts, to: "s3://${BUCKET}/hosts" }
    - name: by-name
      domains: [${S3}]
      from: { endpoint: { id: ${ENDPOINT} }, as: name }
      publish:
        - { file: rpz, to: "s3://${BUCKET}/by-name.zone", origin: file.rpz }
    - name: live
      domains: [${S3}, myspecificbucket.example, a.b.myspecificbucket.example]
      from: { endpoint: { id: ${ENDPOINT} }, as: addresses }
      publish:
        - { update: rpz, server: "${server}", zone: live.rpz, key: "ssm:${TSIG_PARAMETER}" }
        - { update: rpz, server: "${silent}", zone: live.rpz, key: "ssm:${TSIG_PARAMETER}" }
    - name: plain
      domains: [app.corp.test]
      from: { endpoint: { id: ${ENDPOINT} }, as: addresses }
      publish:
        - { update: zone, server: "${server}", zone: corp.test, key: "ssm:${TSIG_PARAMETER}" }
`);

describeWith([NAMED, DIG], 'a BIND with policy zones', () => {
  let cloud: Cloud;
  let internet: NameServer;
  let onprem: NameServer;
  let silent: string;
  const secret = randomBytes(32).toString('base64');
  const places = () => ({
    live: `${onprem.address}:${onprem.port}/live.rpz/${S3}`,
    plain: `${onprem.address}:${onprem.port}/corp.test/app.corp.test`,
    silent: `${silent}/live.rpz/${S3}`,
  });

  beforeAll(async () => {
    internet = await startInternet(S3);
    onprem = await startNamed({
      options: `recursion yes; forward only; forwarders { ${internet.address} port ${internet.port}; };
        response-policy { zone "file.rpz" min-update-interval 0; zone "live.rpz" min-update-interval 0; } qname-wait-recurse no;`,
      statements: `${keyFile(secret)}
        zone "file.rpz" { type primary; file "file.zone"; };
        zone "live.rpz" { type primary; file "live.zone"; update-policy { grant waykeeper zonesub ANY; }; };
        zone "corp.test" { type primary; file "corp.zone"; update-policy { grant waykeeper zonesub ANY; }; };`,
      files: {
        'file.zone': zoneFile('file.rpz'),
        'live.zone': zoneFile('live.rpz'),
        'corp.zone': zoneFile('corp.test', ['www IN A 192.0.2.7']),
      },
    });
    silent = `127.0.0.1:${await freePort()}`;
    const account = forwardingWorld(keyFile(secret));
    cloud = await deployed(config(`${onprem.address}:${onprem.port}`, silent), { account });
  });
  afterAll(async () => {
    await stopNameServers();
    await cloud.stop();
  });

  const ask = async (name: string): Promise<string[]> =>
    (await digAt(onprem.address, onprem.port, '+short', name)).sort();

  /** A policy zone takes what was written a moment later. */
  const untilAnswered = async (name: string, wanted: readonly string[]): Promise<string[]> => {
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const found = await ask(name);
      if (found.join() === wanted.join()) return found;
      await new Promise((done) => setTimeout(done, 50));
    }
    return ask(name);
  };

  it('answers publicly before anything is published', async () => {
    expect(await ask(`any-bucket.${S3}`)).toEqual([PUBLIC]);
  });

  it('answers privately by dynamic update, the name itself and all below it', async () => {
    await cloud.advance(SWEEP);
    expect(await untilAnswered(`any-bucket.${S3}`, PRIVATE_ADDRESSES)).toEqual(PRIVATE_ADDRESSES);
    expect(await untilAnswered(S3, PRIVATE_ADDRESSES)).toEqual(PRIVATE_ADDRESSES);
    expect(await ask('x.app.corp.test')).toEqual(PRIVATE_ADDRESSES);
    // The name between two domains exists without an answer of its own (RFC 4592).
    expect(await ask('x.b.myspecificbucket.example')).toEqual(PRIVATE_ADDRESSES);
    const { live, plain } = places();
    const fates = reportsOf(cloud.journal).map((report) => [fateOf(report, live), fateOf(report, plain)].join());
    expect(fates).toContain('applied,applied');
  });

  it('is not held up by a server that nobody answers at, which the outcome names', () => {
    expect(fateOf(lastOfDns(cloud), places().silent)).toBe('ECONNREFUSED');
  });

  it('follows the endpoint to a new address within the event that tells of it', async () => {
    const change = {
      VpcEndpointId: ENDPOINT,
      SubnetConfigurations: [{ SubnetId: 'subnet-0proda', Ipv4: '10.0.1.200' }],
    };
    await new EC2Client(cloud.clientConfig()).send(new ModifyVpcEndpointCommand(change));
    await cloud.advance(MINUTE);
    const moved = ['10.0.1.200', '10.0.2.19'];
    expect(await untilAnswered(`any-bucket.${S3}`, moved)).toEqual(moved);
    expect(await ask('app.corp.test')).toEqual(moved);
    expect(/Holds: (.*)/.exec(objectAt(cloud, 'rpz.zone'))?.[1]).toBe('10.0.1.200 10.0.2.19');
    expect(
      objectAt(cloud, 'hosts')
        .split('\n')
        .filter((line) => /^\d/.test(line)),
    ).toEqual([`10.0.1.200 ${S3}`, `10.0.2.19 ${S3}`]);
  });

  it('answers the same from the file, and follows a CNAME to the endpoint in the file by name', async () => {
    const wanted = ['10.0.1.200', '10.0.2.19'];
    onprem.write('file.zone', objectAt(cloud, 'rpz.zone'));
    await onprem.reload();
    expect(await untilAnswered(`any-bucket.${S3}`, wanted)).toEqual(wanted);
    const named = objectAt(cloud, 'by-name.zone');
    expect(
      named
        .split('\n')
        .filter((line) => /CNAME/.test(line))
        .every((line) => !/CNAME\s+\*/.test(line)),
    ).toBe(true);
  });

  it('leaves alone what somebody else put into the zone', async () => {
    expect(await ask('www.corp.test')).toEqual(['192.0.2.7']);
  });

  it('says that the key is wrong, and that the clock is, and stops nothing else', async () => {
    addParameter(cloud.account, { name: TSIG_PARAMETER, value: keyFile('d3Jvbmc='), type: 'SecureString' });
    await cloud.advance(3 * MINUTE);
    await cloud.advance(2 * MINUTE);
    const { live } = places();
    expect(fateOf(lastOfDns(cloud), live)).toBe('BADSIG');
    expect(fateOf(lastOfDns(cloud), `s3://${BUCKET}/rpz.zone`)).toBe('IN_ORDER');
    expect(JSON.stringify(lastOfDns(cloud))).not.toContain('d3Jvbmc');
    addParameter(cloud.account, { name: TSIG_PARAMETER, value: keyFile(secret), type: 'SecureString' });
    await cloud.advance(6 * MINUTE);
    expect(fateOf(lastOfDns(cloud), live)).toBe('BADTIME');
    const outcome = lastOfDns(cloud)?.outcomes.find(({ key }) => key === live);
    expect(outcome?.status === 'failed' && outcome.error).toContain('seconds');
  });
});
