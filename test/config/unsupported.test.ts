import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { configJsonSchema, knownKeys } from '../../lib/config/jsonschema.ts';
import { parseConfig } from '../../lib/config/parse.ts';
import type { Unsupported } from '../../lib/config/schema.ts';
import { findUnsupported, IMPLEMENTED, isUnsupported, UNSUPPORTED } from '../../lib/config/unsupported.ts';

const unsupportedIn = (text: string): Unsupported[] => findUnsupported(parseConfig(text, 'waykeeper.yml'));
const pathsIn = (text: string): string[] => unsupportedIn(text).map(({ path }) => path);
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
    expect(unsupportedIn(read('../../waykeeper.yml'))).toEqual([]);
  });

  it('are none while every key has the value that asks for nothing', () => {
    const text = `{ version: 1, guard: { dns: { maxRemove: 1 } },
      connections: [{ name: a, services: { ids: [vpce-svc-0a] }, reject: [], otherwise: leave, revoke: false, permissions: leave }],
      dns: { resolvers: [], zones: [{ zone: Z1, endpoint: { id: vpce-0a }, prefer: current, vpcs: [], staleAliases: keep, adopt: false, records: [{ name: app }] }] },
      routes: [{ name: g, choose: zone, failback: manual, whenNoneHealthy: keep, fixSourceDestCheck: false, health: { targetGroups: [] },
        appliances: [{ name: a, interface: { tags: { a: b } } }, { name: b, interfaces: { in: eni-0a } }], legs: [{ tables: { id: rtb-0a }, destinations: ["::/0"], interface: in }] }] }`;
    expect(unsupportedIn(text)).toEqual([]);
  });

  it('are all found, each with its path', () => {
    expect(pathsIn(read('support/everything.yml'))).toEqual([
      'organizations',
      'connections[0].reject',
      'connections[0].accept[1].organizationalUnits',
      'connections[0].accept[2].endpoints',
      'connections[0].accept[0].regions',
      'connections[0].accept[3].regions',
      'connections[0].accept[0].ipAddressTypes',
      'connections[0].accept[3].anyone',
      'connections[0].accept[0].maxPerAccount',
      'connections[0].otherwise',
      'connections[0].revoke',
      'connections[0].permissions',
      'dns.resolvers',
      'dns.zones[0].prefer',
      'dns.zones[0].records[2].to',
      'dns.zones[0].records[3].to',
      'dns.zones[0].vpcs',
      'dns.zones[0].staleAliases',
      'dns.zones[0].adopt',
      'dns.forwarders[0]',
      'dns.forwarders[1]',
      'dns.forwarders[2]',
      'dns.answers[0]',
      'dns.answers[1]',
      'dns.verifications[0]',
      'routes[0].appliances[3].endpoint',
      'routes[0].appliances[4].natGateway',
      'routes[0].health.targetGroups',
      'routes[0].health.probe',
      'routes[1].health.probe',
      'routes[0].legs[0].destinations[2]',
      'routes[0].legs[0].bypass',
      'routes[0].legs[1].bypass',
      'routes[0].whenNoneHealthy',
      'gatewayEndpoints[0]',
    ]);
  });

  it('say which controller, list and entry they belong to', () => {
    const found = new Map(unsupportedIn(read('support/everything.yml')).map((key) => [key.path, key]));
    const place = (path: string) => {
      const { section, list, entry } = found.get(path) ?? {};
      return [section, list, entry];
    };
    expect(place('connections[0].accept[2].endpoints')).toEqual(['connections', 'connections', 0]);
    expect(place('dns.zones[0].vpcs')).toEqual(['dns', 'zones', 0]);
    expect(place('dns.forwarders[2]')).toEqual(['dns', 'forwarders', 2]);
    expect(place('dns.verifications[0]')).toEqual(['dns', 'verifications', 0]);
    expect(place('routes[1].health.probe')).toEqual(['routes', 'routes', 1]);
    expect(place('gatewayEndpoints[0]')).toEqual(['routes', 'gatewayEndpoints', 0]);
    expect(place('organizations')).toEqual(['connections', undefined, undefined]);
    expect(place('dns.resolvers')).toEqual(['dns', undefined, undefined]);
  });
});

describe('what a function loads of the config', () => {
  it.each(['unsupported', 'schema', 'errors'])('%s.ts brings neither schema library nor YAML parser', async (file) => {
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
