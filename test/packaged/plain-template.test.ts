import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCloud } from '@waykeeper/local-cloud/cloud';
import { world } from '../../demo/world.ts';
import { buildBundles } from '../../scripts/build.ts';
import { writeTemplate } from '../../scripts/template.ts';

const ROOT = join(import.meta.dirname, '../..');
const PLAIN = { stage: 'prod', region: 'eu-west-2' };

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'waykeeper-'));
});
afterAll(() => rm(dir, { recursive: true }));

interface Template {
  readonly Parameters?: Readonly<Record<string, { Default?: string }>>;
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: Record<string, unknown> }>>;
  readonly Outputs: Readonly<Record<string, unknown>>;
}

const read = async (file: string): Promise<Template> => JSON.parse(await readFile(file, 'utf8')) as Template;

/** All that lies in a folder, by name, as text of bytes. */
const contents = async (folder: string): Promise<Record<string, string>> =>
  Object.fromEntries(
    await Promise.all(
      (await readdir(folder)).sort().map(async (name) => [name, await readFile(join(folder, name), 'base64')]),
    ),
  );

describe('the plain template', () => {
  it('is the same to the byte when it is built anew in another folder, with keys of what the code holds', async () => {
    const here = await contents(await writeTemplate(join(ROOT, 'waykeeper.yml'), join(dir, 'here'), PLAIN));
    const elsewhere = join(dir, 'elsewhere');
    await buildBundles(elsewhere);
    const anew = await contents(await writeTemplate(join(ROOT, 'waykeeper.yml'), elsewhere, PLAIN));
    expect(anew).toEqual(here);
    const { Parameters = {} } = await read(join(dir, 'here/dist/template/template.json'));
    const keys = Object.values(Parameters).flatMap(({ Default }) => Default ?? []);
    expect(keys).toHaveLength(4);
    expect(Object.keys(here)).toEqual(expect.arrayContaining(keys));
  });

  it('has the resources of the package that osls makes, and nothing of osls’s own', async () => {
    const plain = await read(join(dir, 'here/dist/template/template.json'));
    const osls = await read(join(ROOT, '.serverless/cloudformation-template-update-stack.json'));
    const ours = Object.entries(osls.Resources).filter(([id]) => !id.startsWith('ServerlessDeployment'));
    const comparable = (entries: readonly (readonly [string, Template['Resources'][string]])[]) =>
      Object.fromEntries(
        entries.map(([id, { Properties, ...rest }]) => {
          const { Code: _, ...others } = Properties;
          return [id, { ...rest, Properties: others }];
        }),
      );
    expect(comparable(Object.entries(plain.Resources))).toEqual(comparable(ours));
    expect(osls.Outputs).toMatchObject(plain.Outputs);
  });

  it('deploys and works on the local cloud, with the bucket of whoever deploys it', async () => {
    const folder = join(dir, 'here/dist/template');
    const { Parameters = {}, ...rest } = await read(join(folder, 'template.json'));
    const given = { ...Parameters, CodeBucket: { ...Parameters.CodeBucket, Default: 'our-code' } };
    await writeFile(
      join(folder, 'cloudformation-template-update-stack.json'),
      JSON.stringify({ ...rest, Parameters: given }),
    );
    const cloud = await startCloud({ account: world() });
    try {
      await cloud.deploy(folder);
      await cloud.settle();
      expect(await cloud.invoke('waykeeper-prod-reconcile', {})).toMatchObject({ verdict: expect.any(String) });
    } finally {
      await cloud.stop();
    }
  });

  it('comes with a bill of the packages whose code is in the zips, and of no other', async () => {
    const bill = await readFile(join(dir, 'here/dist/template/sbom.cdx.json'), 'utf8');
    for (const name of ['@middy/core', 'zod', '@aws-sdk/client-ec2']) expect(bill).toContain(`"name": "${name}"`);
    for (const name of ['jest', 'serverless', 'esbuild']) expect(bill).not.toContain(`"name": "${name}"`);
  });
});
