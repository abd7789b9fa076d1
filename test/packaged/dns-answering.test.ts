/** The packaged function asks name servers, and withholds an address that they no longer name. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import { type DnsServer, startDns } from '@waykeeper/local-cloud/dns';
import { restoreAz, withdrawAz } from '@waykeeper/local-cloud/seed';
import { reportsOf } from '../../demo/play.ts';
import { MINUTE } from '../../demo/scene.ts';
import { OLD_ENDPOINT, USERS, world } from '../../demo/world.ts';
import type { Report } from '../../lib/core/plan.ts';
import { packageStack } from '../../scripts/package-stack.ts';
import { dig } from '../support/dig.ts';

const ADDRESSES = 'addresses.s3.eu-west-2.amazonaws.com';

let cloud: Cloud;
let second: DnsServer;
let dir: string;
beforeAll(async () => {
  cloud = await startCloud({ account: world(), users: USERS });
  second = await startDns({ account: cloud.account });
  dir = await mkdtemp(join(tmpdir(), 'waykeeper-'));
  const config = join(dir, 'waykeeper.yml');
  await writeFile(
    config,
    `version: 1
mode: apply
dns:
  resolvers: ["${cloud.dns.host}:${cloud.dns.port}", "${second.host}:${second.port}"]
  zones:
    - zone: Z0PRIVATES3EUWEST2
      endpoint: { tags: { waykeeper: s3 } }
      records:
        - { name: "@" }
        - { name: addresses, to: addresses, ttl: 60, answering: true }
`,
  );
  await cloud.deploy((await packageStack(config, dir)).dir);
});
afterAll(async () => {
  await cloud.stop();
  await second.stop();
  await rm(dir, { recursive: true });
});

/** What the set holds after the next sweep. */
const afterSweep = async (): Promise<string[]> => {
  await cloud.advance(5 * MINUTE);
  return (await dig(cloud.dns.port, '+short', ADDRESSES)).sort();
};
const last = (): Report | undefined => reportsOf(cloud.journal).at(-1);

describe('the address of an AZ that AWS withdraws', () => {
  it('is withheld by the packaged function, and published again on first sight', async () => {
    expect(await afterSweep()).toEqual(['10.0.1.165', '10.0.2.19']);
    withdrawAz(cloud.account, OLD_ENDPOINT, 'eu-west-2b');
    expect(await afterSweep()).toEqual(['10.0.1.165']);
    expect(last()?.plan.skips.map(({ key, reason }) => `${key} ${reason.code}`)).toContain(
      `Z0PRIVATES3EUWEST2/${ADDRESSES}/A IN_ORDER`,
    );
    restoreAz(cloud.account, OLD_ENDPOINT, 'eu-west-2b');
    expect(await afterSweep()).toEqual(['10.0.1.165', '10.0.2.19']);
    expect(last()?.converged).toBe(true);
  });
});
