import { execFile } from 'node:child_process';
import { appendFile, copyFile, cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageStack } from '../../scripts/package-stack.ts';

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
      freshness.push((await packageStack(config, dir, { flags })).fresh);
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
    const parts = ['cli', 'demo', 'functions', 'lib', 'packages', 'resources', 'scripts', 'dist', '.serverless'];
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

  it('refuses what AWS would refuse of a role, in words and without those of osls', async () => {
    const services = Array.from({ length: 400 }, (_, at) => `{ id: vpce-svc-0123456789abc${at} }`);
    const entries = services.map(
      (one, at) => `  - { name: c${at}, services: ${one}, accept: [{ name: all, anyone: true }] }\n`,
    );
    await writeFile(config, `version: 1\nmode: apply\nconnections:\n${entries.join('')}`);
    await expect(packageStack(config, dir)).rejects.toThrow(/^the role of \w+ would need \d+ policies of 6144/);
  });

  it('refuses more resources than CloudFormation takes, counted in the template that osls wrote', async () => {
    const appliances = Array.from({ length: 250 }, (_, at) => `{ name: fw-${at}, interface: eni-0${at} }`);
    const probe = '{ from: { subnets: [subnet-0a], securityGroups: [sg-0a] }, tcp: 443 }';
    const legs = '[{ tables: { id: rtb-0a }, destinations: ["0.0.0.0/0"] }]';
    const group = `{ name: edge, appliances: [${appliances.join(', ')}], health: { probe: ${probe} }, legs: ${legs} }`;
    await writeFile(config, `version: 1\nroutes: [${group}]\n`);
    await expect(packageStack(config, dir)).rejects.toThrow(
      /^the stack would be refused:\n5\d\d resources \(3 functions, \d+ rules\), and AWS takes 500 in one stack: deploy the config in parts/,
    );
  });

  it('writes the policy that keeps the tags instead, for principals that are named well', async () => {
    const tool = (...args: readonly string[]) =>
      promisify(execFile)(process.execPath, [join(ROOT, 'scripts/package.ts'), '--into', dir, '--scp', ...args]);
    const { stdout } = await tool('arn:aws:iam::111122223333:role/network-admin');
    const file = join(dir, 'dist/scp.json');
    expect(stdout).toBe(`${file} is written; attach it where the tagged things are\n`);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      Statement: [{ Sid: 'KeepSelectingTags' }, {}, {}],
    });
    await expect(tool('*')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^--scp: expected the ARN of a role or user .*, found "\*"\n$/),
    });
  });

  it('tells of zones whose names the config does not tell, since the roles are wider for them', async () => {
    const unnamed = join(dir, 'unnamed.yml');
    const text = await readFile(join(ROOT, 'waykeeper.yml'), 'utf8');
    await writeFile(unnamed, text.replace(/^ +name: s3\.eu-west-2.*\n/m, ''));
    const args = [join(ROOT, 'scripts/package.ts'), '--into', dir, '--config', unnamed];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(stdout).toContain('Z0PRIVATES3EUWEST2: its role covers more than the claimed names');
    expect(stdout).not.toContain('Z0CORPEXAMPLE');
    // Beside the template lies the bill of what the zips are made of.
    expect(await readFile(join(dir, '.serverless/sbom.cdx.json'), 'utf8')).toContain('"name": "@middy/core"');
  });

  it('refuses a config that gives no controller anything to do, before anything is built', async () => {
    await writeFile(config, 'version: 1\n');
    await expect(packageStack(config, join(dir, 'empty'))).rejects.toThrow(
      /expected something to do under connections, dns, routes or gatewayEndpoints, found nothing to deploy/,
    );
  });
});
