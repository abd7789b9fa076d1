import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { configJsonSchema, knownKeys } from '../../../lib/config/jsonschema.ts';
import { parseConfig } from '../../../lib/config/parse.ts';
import type { Unsupported } from '../../../lib/config/types.ts';
import { findUnsupported, IMPLEMENTED, isUnsupported, UNSUPPORTED } from '../../../lib/config/unsupported.ts';

const unsupportedIn = (text: string): Unsupported[] => findUnsupported(parseConfig(text, 'waykeeper.yml'));
const read = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');

describe('the decision about every key of the schema', () => {
  const keys = knownKeys(configJsonSchema())
    .filter(({ reserved }) => !reserved)
    .map(({ path }) => path);

  it.each(keys)('is made once for %s', (path) => {
    expect([IMPLEMENTED.includes(path), isUnsupported(path)].filter(Boolean)).toHaveLength(1);
  });

  it('is made for no key that the schema lacks', () => {
    expect(IMPLEMENTED.filter((path) => !keys.includes(path))).toEqual([]);
    expect(new Set(IMPLEMENTED).size).toBe(IMPLEMENTED.length);
    const starts = keys.flatMap((path) => [path, `${path}[]`]);
    expect(UNSUPPORTED.filter(({ key }) => !starts.includes(key))).toEqual([]);
  });

  it('is the same wherever a key belongs to another one that is reported', () => {
    const reported = UNSUPPORTED.filter(({ within }) => within === undefined).map(({ key }) => key);
    const dependent = UNSUPPORTED.flatMap(({ within }) => within ?? []);
    expect(dependent.filter((key) => !reported.includes(key))).toEqual([]);
  });
});

describe('the keys that are not acted on', () => {
  it('are none in the example config', () => {
    expect(unsupportedIn(read('../../../waykeeper.yml'))).toEqual([]);
  });

  it('are none while every key has the value that asks for nothing', () => {
    const text = `{ version: 1, guard: { dns: { maxRemove: 1 } },
      connections: [{ name: a, services: { ids: [vpce-svc-0a] }, reject: [], otherwise: leave, revoke: false, permissions: leave }],
      dns: { resolvers: [], zones: [{ zone: Z1, endpoint: { id: vpce-0a }, prefer: current, vpcs: [], staleAliases: keep, adopt: false, records: [{ name: app }] }] },
      routes: [{ name: g, choose: zone, failback: manual, whenNoneHealthy: keep, fixSourceDestCheck: false, health: { targetGroups: [] },
        appliances: [{ name: a, interface: { tags: { a: b } } }, { name: b, interfaces: { in: eni-0a } }], legs: [{ tables: { id: rtb-0a }, destinations: ["::/0"], interface: in }] }] }`;
    expect(unsupportedIn(text)).toEqual([]);
  });

  it('are none where every key is set', () => {
    expect(unsupportedIn(read('support/everything.yml'))).toEqual([]);
  });
});

describe('a key that would not be acted on', () => {
  const TABLE = [
    { key: 'dns.forwarders[]' },
    { key: 'routes[].failback', asksNothing: (value: unknown) => value === 'automatic' },
  ];
  const found = findUnsupported(parseConfig(read('support/everything.yml'), 'everything.yml'), TABLE);

  it('is found wherever it is set, with its path, unless its value asks for nothing', () => {
    expect(found.map(({ path }) => path)).toEqual([
      ...[0, 1, 2].map((at) => `dns.forwarders[${at}]`),
      'routes[0].failback',
    ]);
  });

  it('says which controller, list and entry it belongs to', () => {
    expect(found[2]).toEqual({ path: 'dns.forwarders[2]', section: 'dns', list: 'forwarders', entry: 2 });
  });

  it('stands for all keys below it', () => {
    expect(isUnsupported('dns.forwarders[].publish[].to', TABLE)).toBe(true);
    expect(isUnsupported('dns.zones[].adopt', TABLE)).toBe(false);
  });
});

describe('what a function loads of the config', () => {
  it.each(['unsupported', 'types', 'errors'])('%s.ts brings neither schema library nor YAML parser', async (file) => {
    const { metafile } = await build({
      entryPoints: [`lib/config/${file}.ts`],
      bundle: true,
      write: false,
      platform: 'node',
      metafile: true,
    });
    expect(Object.keys(metafile.inputs)).toEqual([`lib/config/${file}.ts`]);
  });
});
