/** The command as somebody has it who installs the packed file: one bundle, and nothing else of npm. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import { world, ZONE } from '../../demo/world.ts';

const ROOT = join(import.meta.dirname, '../..');

let folder: string;
let cloud: Cloud;

/** The PATH leads to this Node first, since a shebang asks `env` for one. */
const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const waykeeper = async (...args: readonly string[]): Promise<Ended> => {
  const { credentials } = cloud.clientConfig();
  const env = {
    ...{ PATH, HOME: folder, AWS_ENDPOINT_URL: cloud.url, AWS_DEFAULT_REGION: cloud.account.region },
    ...{ AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey },
  };
  try {
    const run = await promisify(execFile)(join(folder, 'node_modules/.bin/waykeeper'), args, { cwd: folder, env });
    return { code: 0, ...run };
  } catch (error) {
    return error as unknown as Ended;
  }
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waykeeper-installed-'));
  const npm = (cwd: string, ...args: readonly string[]) =>
    promisify(execFile)('npm', args, { cwd, env: { ...process.env, PATH } });
  // What it would build first is built.
  await npm(ROOT, 'pack', '--ignore-scripts', '--pack-destination', folder);
  const packed = (await readdir(folder)).find((name) => name.endsWith('.tgz')) ?? '';
  await writeFile(join(folder, 'package.json'), '{ "private": true }');
  await npm(folder, 'install', '--offline', '--no-audit', '--no-fund', join(folder, packed));
  cloud = await startCloud({ account: world() });
});
afterAll(async () => {
  await cloud.stop();
  await rm(folder, { recursive: true });
});

const CONFIG = ['--config', 'node_modules/waykeeper/waykeeper.yml'];

describe('the packed command, installed without network', () => {
  it('brings no other package', async () => {
    expect(await readdir(join(folder, 'node_modules'))).toEqual(
      expect.arrayContaining(['.bin', '.package-lock.json', 'waykeeper']),
    );
    expect((await readdir(join(folder, 'node_modules'))).length).toBe(3);
  });

  it('plans, and applies what it has planned', async () => {
    const planned = await waykeeper('plan', ...CONFIG, '--out', 'plan.json');
    expect(planned).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('Plan: 8 to add, 1 to change, 1 to remove'),
    });
    expect(await waykeeper('apply', ...CONFIG, 'plan.json', '--yes')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Applied 10 of 10 changes'),
    });
    expect(await waykeeper('plan', ...CONFIG)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/Nothing to do\.\n$/),
    });
  });

  it('has the deployed function do the same', async () => {
    Object.assign(cloud.account, world());
    await cloud.deploy(join(ROOT, '.serverless'));
    await cloud.settle();
    // Whatever the stack has made of the world by itself.
    const records = cloud.account.route53.zones[ZONE]?.records ?? [];
    records.splice(
      records.findIndex(({ Name }) => Name.startsWith('addresses.')),
      1,
    );
    const via = ['--via', 'lambda', '--only', ZONE];
    const planned = await waykeeper('plan', ...via, '--out', 'zone.json');
    expect([planned.code, planned.stderr]).toEqual([2, expect.stringContaining('Saved as zone.json')]);
    const { code, stdout } = await waykeeper('apply', 'zone.json', '--via', 'lambda', '--yes', '--output', 'json');
    expect([code, JSON.parse(stdout)]).toMatchObject([
      0,
      { reports: [{ converged: true, trigger: { claimedBy: 'arn:aws:iam::999988887777:user/operator' } }] },
    ]);
    expect(await waykeeper('plan', ...via)).toMatchObject({ code: 0 });
    expect((await waykeeper('plan', '--via', 'lambda', '--only', 'nothing')).stderr).toMatch(
      /^waykeeper: only\[0\]: expected one of .*found "nothing"\n$/,
    );
  });

  it('has the demo in it, with the functions that it plays', async () => {
    const { code, stdout, stderr } = await waykeeper('demo', '--scene', 'zone-stuck');
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toContain('NEEDS PEOPLE');
  });
});
