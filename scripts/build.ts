/** Builds what is deployed: a bundle for each function, the config beside it, and the stack's generated half. */
import { chmod, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { ConfigError } from '../lib/config/errors.ts';
import { parseConfig } from '../lib/config/parse.ts';
import { controllersIn } from '../lib/config/sections.ts';
import { resolveConfigText } from '../lib/config/source.ts';
import type { Config } from '../lib/config/types.ts';
import { slimSdk } from './slim-sdk.ts';

export const FUNCTIONS = ['connections', 'dns', 'routes', 'probe', 'reconcile'] as const;

const ROOT = dirname(import.meta.dirname);

/**
 * The config override, and what lies in a folder `lazy`, which few cold starts need, become files of their own in the zip.
 * Such a file has its own copy of what it imports, module state included. `found` gets their sources by their new names.
 */
const loadedLazily = (found: Map<string, string>): Plugin => ({
  name: 'loaded-lazy',
  setup(build) {
    build.onResolve({ filter: /(\/lazy\/[^/]+|\/override)\.ts$/ }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const name = `./${basename(path, '.ts')}.cjs`;
      found.set(name, join(resolveDir, path));
      return { path: name, external: true };
    });
  },
});

/** What all bundles share. CommonJS starts faster than ESM on Lambda, and the clients' `main` half cannot be shaken. */
export const BUNDLE: BuildOptions = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  mainFields: ['module', 'main'],
  legalComments: 'none',
  logLevel: 'warning',
};

interface Bundled {
  /** The sources of the files that the bundle loads lazily, by the names that it knows them under. */
  readonly lazy: ReadonlyMap<string, string>;
  /** The files whose code is in it. */
  readonly inputs: readonly string[];
}

/** Builds one bundle. */
const bundle = async (entry: string, outfile: string, more: BuildOptions = {}): Promise<Bundled> => {
  const lazy = new Map<string, string>();
  const { metafile } = await build({
    ...BUNDLE,
    entryPoints: [entry],
    outfile,
    alias: { '@aws-sdk/credential-provider-node': join(ROOT, 'scripts/lambda-credentials.ts') },
    define: { 'import.meta.dirname': '__dirname' },
    plugins: [...slimSdk, loadedLazily(lazy)],
    ...more,
    metafile: true,
  });
  // What was resolved may have been shaken off since.
  const outputs = Object.values(metafile.outputs);
  const left = outputs.flatMap(({ imports }) => imports.map(({ path }) => path));
  return {
    lazy: new Map([...lazy].filter(([name]) => left.includes(name))),
    inputs: outputs.flatMap(({ inputs }) => Object.keys(inputs).filter((file) => inputs[file]?.bytesInOutput)),
  };
};

/** Builds a function's bundle into a folder, with the code that it may load, and answers whose files went into it. */
const bundleFunction = async (name: string, into: string, more: BuildOptions = {}): Promise<readonly string[]> => {
  const built = new Map([['./index.cjs', join(ROOT, `functions/${name}.ts`)]]);
  const files: string[] = [];
  for (const [file, source] of built) {
    const { lazy, inputs } = await bundle(source, join(into, file), more);
    files.push(...inputs);
    for (const [beside, of] of lazy) {
      if ((built.get(beside) ?? of) !== of) throw new Error(`${of} and ${built.get(beside)} want the same name`);
      built.set(beside, of);
    }
  }
  return files;
};

/** Where a package lies, from the path of one of its files. */
const PACKAGE = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/;

/** The packages, as name@version, that files belong to. */
const packagesOf = async (files: readonly string[]): Promise<string[]> => {
  const folders = [...new Set(files.flatMap((file) => PACKAGE.exec(file)?.[0] ?? []))];
  const names = folders.map(async (folder) => {
    const { name, version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Record<
      string,
      string
    >;
    return `${name}@${version}`;
  });
  return [...new Set(await Promise.all(names))].sort();
};

/** A config, and the file that it was read from. */
export interface PackagedConfig {
  readonly file: string;
  readonly text: string;
  readonly config: Config;
}

/** A stack of nothing would deploy queues and roles for no purpose. */
const NOTHING_TO_DO = {
  path: '',
  line: 1,
  column: 1,
  expected: 'something to do under connections, dns, routes or gatewayEndpoints',
  found: 'nothing to deploy',
};

const unreachable = (): Promise<string> => Promise.reject(new Error('expected the path of a file'));

/** Reads the config that is to be packaged. Throws ConfigError or ConfigUnreadableError. */
export const readConfig = async (file: string): Promise<PackagedConfig> => {
  const { text } = await resolveConfigText(file, unreachable);
  const config = parseConfig(text, file);
  if (controllersIn(config).length === 0) throw new ConfigError(file, [NOTHING_TO_DO]);
  return { file, text, config };
};

/** Builds all bundles into `<into>/dist`, and the list of the packages in them. They are the same whatever the config says. */
export const buildBundles = async (into: string): Promise<void> => {
  const dist = join(into, 'dist');
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  const [, ...files] = await Promise.all([
    // osls calls what the file itself exports.
    bundle(join(ROOT, 'resources/stack.ts'), join(dist, 'stack.cjs'), {
      footer: { js: 'module.exports = module.exports.variables;' },
    }),
    ...FUNCTIONS.map((name) => bundleFunction(name, join(dist, 'functions', name))),
  ]);
  await writeFile(join(dist, 'packages.json'), JSON.stringify(await packagesOf(files.flat())));
};

/** What the command consists of once it is built, beside the packaged functions that its demo plays with. */
export const COMMAND = ['dist/waykeeper.cjs', 'dist/bootstrap.mjs'] as const;

/**
 * Builds the command into `<into>/dist`: one file, with the local cloud in it. Node strips no types below node_modules, and whoever
 * installs it needs no other package. The local cloud starts its functions by a file of its own.
 */
export const buildCommand = async (into: string): Promise<void> => {
  await build({
    ...BUNDLE,
    target: 'node22',
    entryPoints: [join(ROOT, 'cli/main.ts')],
    outfile: join(into, COMMAND[0]),
    define: { 'import.meta.dirname': '__dirname', 'import.meta.url': '__url' },
    banner: { js: "const __url = require('node:url').pathToFileURL(__filename).href;" },
  });
  await chmod(join(into, COMMAND[0]), 0o755);
  await copyFile(join(ROOT, 'packages/local-cloud/src/functions/bootstrap.mjs'), join(into, COMMAND[1]));
};

/** Writes the config beside the bundles that read it; `configFrom` is the parameter that functions read instead of it. */
export const writeConfig = async (
  { file, text, config }: PackagedConfig,
  into: string,
  configFrom?: string,
): Promise<void> => {
  const dist = join(into, 'dist');
  const source = { file: relative(dist, file), text, ...(configFrom && { configFrom }) };
  await writeFile(join(dist, 'source.json'), JSON.stringify(source));
  for (const folder of ['.', ...FUNCTIONS.map((name) => `functions/${name}`)]) {
    await writeFile(join(dist, folder, 'config.json'), JSON.stringify(config));
  }
};

/** Builds one function as a debugger wants it, with the repository's own config, and returns the file of its handler. */
export const buildForDebugger = async (name: string, into: string): Promise<string> => {
  const { config } = await readConfig(join(ROOT, 'waykeeper.yml'));
  await bundleFunction(name, join(into, name), { minify: false, sourcemap: 'linked' });
  await writeFile(join(into, name, 'config.json'), JSON.stringify(config));
  return join(into, name, 'index.cjs');
};

if (import.meta.main) {
  const config = await readConfig('waykeeper.yml');
  await buildBundles('.');
  await writeConfig(config, '.');
}
