/**
 * Which keys this release acts on. The schema accepts more: what is set but not acted on is reported, so that the
 * planners leave alone whatever it could have excluded. Loads nothing.
 */
import type { Config, EntryList, Unsupported } from './schema.ts';

/** A key (or the start of keys) that is not acted on, and the values with which it asks for nothing. */
interface UnsupportedKey {
  readonly key: string;
  readonly asksNothing?: (value: unknown) => boolean;
  /** It only has a meaning together with another key of this table, which is reported. */
  readonly within?: string;
}

const only =
  (off: unknown) =>
  (value: unknown): boolean =>
    value === off;

const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

const isNoPrefixList = (value: unknown): boolean => !String(value).startsWith('pl-');

/** Every key that is not acted on yet, or with some values only. A prefix stands for all keys below it. */
export const UNSUPPORTED: readonly UnsupportedKey[] = [
  { key: 'organizations' },
  { key: 'connections[].reject', asksNothing: isEmpty },
  { key: 'connections[].accept[].organizationalUnits' },
  { key: 'connections[].accept[].endpoints' },
  { key: 'connections[].accept[].regions' },
  { key: 'connections[].accept[].ipAddressTypes' },
  { key: 'connections[].accept[].anyone' },
  { key: 'connections[].accept[].maxPerAccount' },
  { key: 'connections[].otherwise', asksNothing: only('leave') },
  { key: 'connections[].revoke', asksNothing: only(false) },
  { key: 'connections[].permissions', asksNothing: only('leave') },
  { key: 'dns.resolvers', asksNothing: isEmpty },
  { key: 'dns.zones[].prefer', asksNothing: only('current') },
  { key: 'dns.zones[].records[].to' },
  { key: 'dns.zones[].records[].ttl', within: 'dns.zones[].records[].to' },
  { key: 'dns.zones[].records[].answering', within: 'dns.zones[].records[].to' },
  { key: 'dns.zones[].vpcs', asksNothing: isEmpty },
  { key: 'dns.zones[].staleAliases', asksNothing: only('keep') },
  { key: 'dns.zones[].adopt', asksNothing: only(false) },
  { key: 'dns.forwarders[]' },
  { key: 'dns.answers[]' },
  { key: 'dns.verifications[]' },
  { key: 'routes[].appliances[].endpoint' },
  { key: 'routes[].appliances[].natGateway' },
  { key: 'routes[].health.targetGroups', asksNothing: isEmpty },
  { key: 'routes[].health.probe' },
  { key: 'routes[].legs[].destinations[]', asksNothing: isNoPrefixList },
  { key: 'routes[].legs[].bypass' },
  { key: 'routes[].whenNoneHealthy', asksNothing: only('keep') },
  { key: 'gatewayEndpoints[]' },
];

/** The keys that are acted on whatever their value. A test proves that each key of the schema is here or above. */
export const IMPLEMENTED: readonly string[] = [
  'version',
  'mode',
  ...['connections', 'dns', 'routes'].map((key) => `mode.${key}`),
  'guard',
  ...['connections', 'connections.maxRevoke', 'routes', 'routes.maxVoluntary'].map((key) => `guard.${key}`),
  ...['dns', 'dns.maxChanges', 'dns.maxRemove', 'dns.maxRemovePercent'].map((key) => `guard.${key}`),
  'connections',
  ...['name', 'services', 'services.id', 'services.ids', 'services.tags'].map((key) => `connections[].${key}`),
  ...['accept', 'accept[].name', 'accept[].accounts'].map((key) => `connections[].${key}`),
  'dns',
  ...['zones', 'forwarders', 'answers', 'verifications'].map((key) => `dns.${key}`),
  ...['zone', 'endpoint', 'endpoint.id', 'endpoint.ids', 'endpoint.tags'].map((key) => `dns.zones[].${key}`),
  ...['endpoint.service', 'endpoint.vpc', 'records', 'records[].name'].map((key) => `dns.zones[].${key}`),
  'routes',
  ...['name', 'choose', 'drain', 'drain.tag'].map((key) => `routes[].${key}`),
  ...['name', 'interface', 'interface.tags', 'interfaces', 'interfaces.*.tags'].map(
    (key) => `routes[].appliances[].${key}`,
  ),
  ...['appliances', 'health', 'health.instanceStatus', 'health.alarms'].map((key) => `routes[].${key}`),
  ...['tables', 'tables.id', 'tables.ids', 'tables.tags', 'destinations', 'interface'].map(
    (key) => `routes[].legs[].${key}`,
  ),
  ...['legs', 'fixSourceDestCheck', 'failback', 'holdDownSeconds'].map((key) => `routes[].${key}`),
  'gatewayEndpoints',
];

/** Does a key path of the schema (`connections[].revoke`) stand in the table, itself or by its start? */
export const isUnsupported = (path: string): boolean =>
  UNSUPPORTED.some(({ key }) => path === key || path.startsWith(`${key}.`) || path.startsWith(`${key}[`));

/** All keys that the config sets and this release does not act on, in the order of the table and the config. */
export const findUnsupported = (config: Config): Unsupported[] =>
  UNSUPPORTED.filter(({ within }) => within === undefined).flatMap(({ key, asksNothing }) =>
    valuesAt(config, key.split(/\.|(?=\[\])/), '')
      .filter(({ value }) => value !== undefined && !asksNothing?.(value))
      .map(({ path }) => locate(path)),
  );

interface Found {
  readonly path: string;
  readonly value: unknown;
}

/** What stands at a pattern such as `routes[].legs`, split into its steps. */
const valuesAt = (value: unknown, [step, ...rest]: readonly string[], path: string): Found[] => {
  if (step === undefined) return [{ path, value }];
  if (value === undefined || value === null) return [];
  if (step === '[]') {
    return Array.isArray(value) ? value.flatMap((item: unknown, at) => valuesAt(item, rest, `${path}[${at}]`)) : [];
  }
  const inner: unknown = Object(value)[step];
  return valuesAt(inner, rest, path === '' ? step : `${path}.${step}`);
};

const SECTIONS: Readonly<Record<string, Unsupported['section']>> = {
  organizations: 'connections',
  connections: 'connections',
  dns: 'dns',
  routes: 'routes',
  gatewayEndpoints: 'routes',
};

const locate = (path: string): Unsupported => {
  const [, top = '', within, entry] = /^(\w+)(?:\.(\w+))?(?:\[(\d+)\])?/.exec(path) ?? [];
  const section = SECTIONS[top] ?? 'connections';
  if (entry === undefined) return { path, section };
  return { path, section, list: (within ?? top) as EntryList, entry: Number(entry) };
};
