import { execFile } from 'node:child_process';
import { appendFile, copyFile, cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageStack } from '../../scripts/package.ts';

const ROOT = join(import.meta.dirname, '../..');
const TEMPLATE = '.serverless/cloudformation-template-update-stack.json';

let dir: string;
let config: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'waykeeper-'));
  config = join(dir, 'waykeeper.yml');
  await copyFile(join(ROOT, 'waykeeper.yml'), config);
});
afterAll(() => rm(dir, { recursive: true }));

const osls = (...args: readonly string[]): Promise<string> =>
  new Promise((resolve) => {
    const bin = join(ROOT, 'node_modules/serverless/bin/serverless.js');
    execFile(process.execPath, [bin, ...args], { cwd: dir }, (_, out, err) => resolve(`${out}${err}`));
  });

describe('packaging', () => {
  it('does its work once, and again when the config or the package that lies there has changed', async () => {
    const freshness: boolean[] = [];
    const pack = async (flags: readonly string[] = []): Promise<void> => {
      freshness.push((await packageStack(config, dir, flags)).fresh);
    };
    await pack();
    await pack();
    await writeFile(join(dir, TEMPLATE), '{}');
    await pack();
    await pack(['--stage', 'dev']);
    expect(await readFile(join(dir, TEMPLATE), 'utf8')).toContain('waykeeper-dev-routes');
    expect(freshness).toEqual([true, false, true, true]);
  });

  it('is not done anew in a copy of a checkout, wherever that lies', async () => {
    const copy = join(dir, 'copy');
    const parts = ['functions', 'lib', 'resources', 'scripts', 'dist', '.serverless'];
    const files = ['package.json', 'package-lock.json', 'serverless.yml', 'waykeeper.yml'];
    for (const part of [...parts, ...files]) await cp(join(ROOT, part), join(copy, part), { recursive: true });
    await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    const { stdout } = await promisify(execFile)(process.execPath, [join(copy, 'scripts/package.ts')]);
    expect(stdout).toBe(`nothing changed; ${join(copy, '.serverless')} is current\n`);
  });

  it('is not done by osls alone with a config that was edited since', async () => {
    await appendFile(config, '# edited\n');
    expect(await osls('package')).toMatch(/waykeeper\.yml has changed since the functions were built: use npm run/);
  });

  it('refuses a config that gives no controller anything to do, before anything is built', async () => {
    await writeFile(config, 'version: 1\n');
    await expect(packageStack(config, join(dir, 'empty'))).rejects.toThrow(
      /expected something to do under connections, dns, routes or gatewayEndpoints, found nothing to deploy/,
    );
  });
});
