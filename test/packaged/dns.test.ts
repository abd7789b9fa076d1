/** What the packaged stack keeps in a zone, as clients see it: `dig` against the local cloud's name server. */
import { join } from 'node:path';
import { EC2Client, ModifyVpcEndpointCommand } from '@aws-sdk/client-ec2';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import { withdrawAz } from '@waykeeper/local-cloud/seed';
import { reportsOf } from '../../demo/play.ts';
import { MINUTE } from '../../demo/scene.ts';
import { azAdded, azWithdrawn, endpointReplaced } from '../../demo/scenes/dns.ts';
import { OLD_ENDPOINT, USERS, world } from '../../demo/world.ts';
import type { Report } from '../../lib/core/plan.ts';
import { dig as askWithDig } from '../support/dig.ts';

const S3 = 's3.eu-west-2.amazonaws.com';

let cloud: Cloud;
beforeEach(async () => {
  cloud = await startCloud({ account: world(), users: USERS });
  await cloud.deploy(join(import.meta.dirname, '../../.serverless'));
  await cloud.advance(5 * MINUTE);
});
afterEach(() => cloud.stop());

const dig = async (name: string, ...words: string[]): Promise<string[]> =>
  (await askWithDig(cloud.dns.port, '+short', name, ...words)).sort();

const lastOfDns = (): Report | undefined =>
  reportsOf(cloud.journal)
    .filter(({ controller }) => controller === 'dns')
    .at(-1);

describe('the zone', () => {
  it('answers its own name and any bucket with the addresses of the endpoint, then with those of the next one', async () => {
    for (const name of [S3, `any-bucket.${S3}`, `addresses.${S3}`]) {
      expect(await dig(name)).toEqual(['10.0.1.165', '10.0.2.19']);
      expect(await dig(name, '+tcp')).toEqual(['10.0.1.165', '10.0.2.19']);
    }
    await endpointReplaced.act(cloud);
    const { ec2 } = cloud.account;
    const [endpoint] = Object.values(ec2.endpoints).filter(({ tags, id }) => tags.waykeeper && id !== OLD_ENDPOINT);
    const next = (endpoint?.interfaceIds ?? []).map((id) => ec2.networkInterfaces[id]?.privateIp).sort();
    expect(next).toHaveLength(2);
    for (const name of [S3, `any-bucket.${S3}`, `addresses.${S3}`]) expect(await dig(name)).toEqual(next);
  });

  it('gains and loses the name of an Availability Zone with the endpoint', async () => {
    const held = async () => Promise.all(['az1', 'az2', 'az3'].map((az) => dig(`euw2-${az}.${S3}`)));
    const everything = ['10.0.1.165', '10.0.2.19'];
    expect(await held()).toEqual([everything, ['10.0.1.165'], ['10.0.2.19']]);
    await azAdded.act(cloud);
    expect(await held()).toEqual([['10.0.3.4'], ['10.0.1.165'], ['10.0.2.19']]);
    await azWithdrawn.act(cloud);
    expect(await held()).toEqual([['10.0.3.4'], ['10.0.1.165'], ['10.0.1.165', '10.0.3.4']]);
    expect(await dig(`addresses.${S3}`)).toEqual(['10.0.1.165', '10.0.3.4']);
    expect(lastOfDns()?.converged).toBe(true);
  });

  it('answers without an AZ that AWS withdraws, and nothing is written for it', async () => {
    withdrawAz(cloud.account, OLD_ENDPOINT, 'eu-west-2b');
    expect(await dig(S3)).toEqual(['10.0.1.165']);
    await cloud.advance(5 * MINUTE);
    expect([lastOfDns()?.plan.changes, lastOfDns()?.converged]).toEqual([[], true]);
  });

  it('costs one event of a changed address five reads and one for the policy file before its two writes, and no more after them', async () => {
    await new EC2Client(cloud.clientConfig()).send(
      new ModifyVpcEndpointCommand({
        VpcEndpointId: OLD_ENDPOINT,
        SubnetConfigurations: [{ SubnetId: 'subnet-0appa', Ipv4: '10.0.1.200' }],
      }),
    );
    await cloud.advance(MINUTE);
    const report = lastOfDns();
    expect(report?.plan.changes.map(({ action, key }) => `${action} ${key}`)).toEqual([
      `replace Z0PRIVATES3EUWEST2/addresses.${S3}/A`,
      'publish s3://corp-dns/rpz.zone',
    ]);
    expect([report?.rounds, report?.calls]).toEqual([2, { reads: 12, writes: 2, retries: 0 }]);
    expect(await dig(S3)).toEqual(['10.0.1.200', '10.0.2.19']);
  });
});
