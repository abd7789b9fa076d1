/** What people reported of failovers, replayed on the packaged function held to its role: many networks in one account. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EC2Client, ModifyNetworkInterfaceAttributeCommand, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import { emptyAccount } from '@waykeeper/local-cloud/state';
import { reportsOf } from '../../demo/play.ts';
import type { Finding } from '../../lib/core/plan.ts';
import type { RouteMove } from '../../lib/routes/types.ts';
import { packageStack } from '../../scripts/package-stack.ts';
import { OF_PATH_SETS } from './support/path-set-scenes.ts';
import { OF_CHOICES } from './support/route-scenes.ts';
import type { Scene, Seen } from './support/scene.ts';
import { addSite, type Site } from './support/sites.ts';

const MINUTE = 60_000;

const SCENES: Readonly<Record<string, Scene>> = { ...OF_PATH_SETS, ...OF_CHOICES };

/** A group named after its network: two firewalls, and the ways out of both subnets. */
const groupOf = (site: Site, { group }: Scene): object => ({
  name: site.name,
  appliances: ['a', 'b'].map((name) => ({ name: `fw-${name}`, interface: site.id('eni', name) })),
  legs: [{ tables: { ids: [1, 2].map((subnet) => site.id('rtb', subnet)) }, destinations: ['0.0.0.0/0'] }],
  ...group?.(site),
});

const withName = (text: string, name: string): string => text.replaceAll('{group}', name);

describe('the packaged routes function', () => {
  const account = emptyAccount({ id: '999988887777', region: 'eu-west-2' });
  const sites = new Map(Object.keys(SCENES).map((name, at) => [name, addSite(account, name, at + 1)]));
  let dir: string;
  let cloud: Cloud;
  let ec2: EC2Client;
  let before: readonly Finding[];
  let checkedAgain: boolean | undefined;

  const findings = (): readonly Finding[] => reportsOf(cloud.journal).at(-1)?.plan.findings ?? [];

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'waykeeper-'));
    const entries = Object.entries(SCENES);
    for (const [name, scene] of entries) {
      const site = sites.get(name);
      if (site) scene.begins(site);
    }
    const groups = entries.flatMap(([name, scene]) => {
      const site = sites.get(name);
      return site ? [withName(JSON.stringify(groupOf(site, scene)), name)] : [];
    });
    const config = join(dir, 'waykeeper.yml');
    await writeFile(config, `version: 1\nmode: apply\nroutes:\n${groups.map((group) => `  - ${group}\n`).join('')}`);
    const { dir: packageDir } = await packageStack(config, dir);
    cloud = await startCloud({ account });
    ec2 = new EC2Client(cloud.clientConfig());
    await cloud.deploy(packageDir);
    await cloud.settle();
    before = findings();
    await playAll();
  });
  afterAll(async () => {
    ec2.destroy();
    await cloud.stop();
    await rm(dir, { recursive: true });
  });

  const playAll = async (): Promise<void> => {
    const checked = { NetworkInterfaceId: 'eni-0retireda', SourceDestCheck: { Value: true } };
    await ec2.send(new ModifyNetworkInterfaceAttributeCommand(checked));
    const stopped = Object.entries(SCENES).flatMap(([name, { stops = [] }]) =>
      stops.flatMap((thing) => sites.get(name)?.id('i', thing) ?? []),
    );
    await ec2.send(new StopInstancesCommand({ InstanceIds: stopped }));
    for (const [name, { happens }] of Object.entries(SCENES)) {
      const site = sites.get(name);
      if (site) happens?.(site);
    }
    await cloud.advance(MINUTE);
    checkedAgain = cloud.account.ec2.networkInterfaces['eni-0retireda']?.sourceDestCheck;
    await cloud.advance(6 * MINUTE);
  };

  const seenOf = (name: string): Seen => {
    const isOwn = ({ key }: Finding): boolean =>
      key === name || key.startsWith(`${name}/`) || key.startsWith(`rtb-0${name}`);
    const own = findings().filter(isOwn);
    const codesOf = (some: readonly Finding[]): string[] => some.map(({ reason }) => reason.code);
    const moves = reportsOf(cloud.journal).flatMap(({ plan }) =>
      plan.changes.filter((change): change is RouteMove => change.action === 'replace' && 'group' in change),
    );
    const shown = (target: string): string => target.replace(`-0${name}`, ' ');
    return {
      targets: [1, 2].flatMap((subnet) =>
        (cloud.account.ec2.routeTables[`rtb-0${name}${subnet}`]?.routes ?? []).flatMap(({ target, origin }) =>
          origin === 'CreateRoute' ? [shown(target)] : [],
        ),
      ),
      codes: codesOf(own),
      before: codesOf(before.filter(isOwn)),
      told: own.map(({ reason, remedy }) => `${reason.message} ${remedy}`).join('\n'),
      moved: new Set(moves.flatMap(({ group, pathSet }) => (group === name ? [pathSet] : []))).size,
      published: publishedOf(name),
    };
  };

  const publishedOf = (name: string): string[] =>
    cloud.journal.entries.flatMap((entry) => {
      const text = entry.kind === 'event' ? JSON.stringify(entry.event) : '';
      return text.includes('Finding Opened') && text.includes(`"${name}/`)
        ? (text.match(/[A-Z]+(?:_[A-Z]+)*/g) ?? [])
        : [];
    });

  it.each(Object.entries(SCENES).map(([name, { title, right }]) => [title, name, right] as const))(
    '%s',
    (_, name, right) => {
      expect(seenOf(name)).toMatchObject(right);
    },
  );

  it('2: turns off source/destination checks of what is about to carry a route, and of none of several', () => {
    const checks = ['c', 'd', 'e'].map(
      (one) => cloud.account.ec2.networkInterfaces[`eni-0last${one}`]?.sourceDestCheck,
    );
    expect(checks).toEqual([false, true, true]);
  });

  it('5: wakes at once for a source/destination check that came back', () => {
    expect(checkedAgain).toBe(false);
  });

  it('8: says that the run needs people', () => {
    expect(reportsOf(cloud.journal).at(-1)).toMatchObject({ verdict: 'needsPeople', converged: false });
  });

  it('is refused nothing', () => {
    const refused = cloud.journal.entries.filter(
      (entry) => entry.kind === 'call' && /Unauthorized|AccessDenied/.test(entry.error ?? ''),
    );
    expect(refused).toEqual([]);
  });
});
