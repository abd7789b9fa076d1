/** Builds what is deployed: a bundle for each function, the config beside it, and the stack's generated half. */
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { ConfigError } from '../lib/config/errors.ts';
import { parseConfig } from '../lib/config/parse.ts';
import { controllersIn } from '../lib/config/sections.ts';
import { resolveConfigText } from '../lib/config/source.ts';
import { pureSchemas } from './pure-schemas.ts';

export const FUNCTIONS = ['connections', 'dns', 'routes', 'probe', 'reconcile'] as const;

const ROOT = dirname(import.meta.dirname);

/** The override stays a file of its own, so that a cold start loads neither YAML parser nor schema nor SSM client. */
const overrideApart: Plugin = {
  name: 'override-apart',
  setup(build) {
    build.onResolve({ filter: /\/override\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './override.cjs', external: true } : undefined,
    );
  },
};

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

const bundle = (entry: string, outfile: string, footer = '') =>
  build({
    ...BUNDLE,
    entryPoints: [join(ROOT, entry)],
    outfile,
    alias: { '@aws-sdk/credential-provider-node': join(ROOT, 'scripts/lambda-credentials.ts') },
    define: { 'import.meta.dirname': '__dirname' },
    plugins: [pureSchemas, overrideApart],
    footer: { js: footer },
  });

/** A stack of nothing would deploy queues and roles for no purpose. */
const NOTHING_TO_DO = {
  path: '',
  line: 1,
  column: 1,
  expected: 'something to do under connections, dns, routes or gatewayEndpoints',
  found: 'nothing to deploy',
};

const unreachable = (): Promise<string> => Promise.reject(new Error('expected the path of a file'));

/** Validates the config and builds into `<into>/dist`. Throws ConfigError or ConfigUnreadableError before
 * anything is built. */
export const buildAll = async (configFile: string, into: string): Promise<void> => {
  const { text } = await resolveConfigText(configFile, unreachable);
  const config = parseConfig(text, configFile);
  if (controllersIn(config).length === 0) throw new ConfigError(configFile, [NOTHING_TO_DO]);
  const dist = join(into, 'dist');
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  await writeFile(join(dist, 'config.json'), JSON.stringify(config));
  await writeFile(join(dist, 'source.json'), JSON.stringify({ file: resolve(configFile), text }));
  const override = join(dist, 'override.cjs');
  await Promise.all([
    bundle('lib/config/override.ts', override),
    // osls calls what the file itself exports.
    bundle('resources/stack.ts', join(dist, 'stack.cjs'), 'module.exports = module.exports.variables;'),
    ...FUNCTIONS.map((name) => bundle(`functions/${name}.ts`, join(dist, 'functions', name, 'index.cjs'))),
  ]);
  for (const name of FUNCTIONS) {
    await copyFile(override, join(dist, 'functions', name, 'override.cjs'));
    await copyFile(join(dist, 'config.json'), join(dist, 'functions', name, 'config.json'));
  }
  await rm(override);
};

if (import.meta.main) await buildAll('waykeeper.yml', '.');
