/** Writes the plain template with what it refers to. Two builds of the same sources are the same to the byte. */
import { createHash } from 'node:crypto';
import { glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { zipSync } from 'fflate';
import { ANY_REGION } from '../resources/names.ts';
import { plainTemplate } from '../resources/plain.ts';
import { stackOf } from '../resources/stack.ts';
import type { FunctionDefinition } from '../resources/types.ts';
import { BILL, billOfMaterials } from './bill.ts';
import { readConfig, writeConfig } from './build.ts';
import { checkLimits, ensureBundles, type Progress } from './package-stack.ts';

interface TemplateOptions {
  readonly stage: string;
  /** Whichever it is deployed to when undefined. */
  readonly region?: string | undefined;
  readonly configFrom?: string | undefined;
  readonly progress?: Progress;
}

/** Zips hold the time of each file: none of a build's. */
const NO_TIME = '1980-01-01T00:00:00';

/** Writes `<into>/dist/template` and answers that folder. Throws as `packageStack` does. */
export const writeTemplate = async (
  configFile: string,
  into: string,
  { stage, region = ANY_REGION, configFrom, progress }: TemplateOptions,
): Promise<string> => {
  const config = await readConfig(resolve(configFile));
  const stack = stackOf(config.config, {
    prefix: `waykeeper-${stage}`,
    stage,
    region,
    ...(configFrom && { configFrom }),
  });
  await mkdir(into, { recursive: true });
  await ensureBundles(resolve(into), progress);
  await writeConfig(config, into, configFrom);
  const dir = join(into, 'dist/template');
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir);
  progress?.('making the template and the zips');
  const keys = await Promise.all(
    Object.entries(stack.functions).map(async ([key, definition]) => [key, await writeZip(definition, into, dir)]),
  );
  const template = plainTemplate(stack, Object.fromEntries(keys));
  checkLimits(template.Resources);
  await writeFile(join(dir, 'template.json'), `${JSON.stringify(template, undefined, 2)}\n`);
  await writeFile(join(dir, BILL), await billOfMaterials(into));
  return dir;
};

/** The name of the zip with what osls would pack for a function, with the digest of it. */
const writeZip = async (definition: FunctionDefinition, into: string, dir: string): Promise<string> => {
  const files: string[] = [];
  for await (const file of glob(definition.package.patterns, { cwd: into, withFileTypes: true })) {
    if (file.isFile()) files.push(join(file.parentPath, file.name).slice(resolve(into).length + 1));
  }
  const contents = await Promise.all(
    files.sort().map(async (file) => [file, new Uint8Array(await readFile(join(into, file)))]),
  );
  const zip = zipSync(Object.fromEntries(contents), { level: 9, mtime: NO_TIME });
  const digest = createHash('sha256').update(zip).digest('hex').slice(0, 16);
  const name = `${definition.name}-${digest}.zip`;
  await writeFile(join(dir, name), zip);
  return name;
};
