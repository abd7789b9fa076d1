/**
 * Which keys this release acts on. The schema accepts more: what is set but not acted on is reported, so that the
 * planners leave alone whatever it could have excluded. Loads nothing.
 */
import type { Config, EntryList, Unsupported } from './types.ts';

/** A key (or the start of keys) that is not acted on, and the values with which it asks for nothing. */
interface UnsupportedKey {
  readonly key: string;
  readonly asksNothing?: (value: unknown) => boolean;
  /** It only has a meaning together with another key of this table, which is reported. */
  readonly within?: string;
}

/** Every key that is not acted on yet, or with some values only. A prefix stands for all keys below it. */
export const UNSUPPORTED: readonly UnsupportedKey[] = [];

/** The keys that are acted on whatever their value. A test proves that each key of the schema is here or above. */
export const IMPLEMENTED: readonly string[] = [
  'version',
  'mode',
  ...['connections', 'dns', 'routes'].map((key) => `mode.${key}`),
  'guard',
  ...['connections', 'connections.maxRevoke', 'routes', 'routes.maxVoluntary'].map((key) => `guard.${key}`),
  ...['dns', 'dns.maxChanges', 'dns.maxRemove', 'dns.maxRemovePercent'].map((key) => `guard.${key}`),
  'organizations',
  'organizations.role',
  'connections',
  ...['name', 'services', 'services.id', 'services.ids', 'services.tags'].map((key) => `connections[].${key}`),
  ...['reject', 'accept', 'otherwise', 'revoke', 'permissions'].map((key) => `connections[].${key}`),
  ...['name', 'accounts', 'organizationalUnits', 'endpoints', 'regions', 'ipAddressTypes', 'anyone'].flatMap((key) => [
    `connections[].reject[].${key}`,
    `connections[].accept[].${key}`,
  ]),
  'connections[].accept[].maxPerAccount',
  'dns',
  ...['resolvers', 'zones', 'forwarders', 'answers', 'verifications'].map((key) => `dns.${key}`),
  ...['network', 'network.subnets', 'network.securityGroups'].map((key) => `dns.${key}`),
  ...['zone', 'endpoint', 'endpoint.id', 'endpoint.ids', 'endpoint.tags'].map((key) => `dns.zones[].${key}`),
  ...['endpoint.service', 'endpoint.vpc', 'records', 'records[].name'].map((key) => `dns.zones[].${key}`),
  ...['prefer', 'vpcs', 'staleAliases', 'adopt'].map((key) => `dns.zones[].${key}`),
  ...['to', 'ttl', 'answering'].map((key) => `dns.zones[].records[].${key}`),
  ...['name', 'domains', 'from', 'from.resolverEndpoint', 'from.vpcResolver', 'from.addresses', 'port', 'publish'].map(
    (key) => `dns.forwarders[].${key}`,
  ),
  ...['resolverRule', 'record', 'zone', 'ttl', 'adopt', 'file', 'to', 'pullSeconds'].map(
    (key) => `dns.forwarders[].publish[].${key}`,
  ),
  ...['name', 'domains', 'from', 'from.endpoint', 'from.as', 'from.answering', 'publish'].map(
    (key) => `dns.answers[].${key}`,
  ),
  ...['id', 'ids', 'tags'].map((key) => `dns.answers[].from.endpoint.${key}`),
  ...['file', 'to', 'origin', 'ttl', 'adopt', 'update', 'server', 'zone', 'key'].map(
    (key) => `dns.answers[].publish[].${key}`,
  ),
  ...['service', 'service.id', 'service.ids', 'service.tags', 'zone'].map((key) => `dns.verifications[].${key}`),
  'routes',
  ...['name', 'choose', 'drain', 'drain.tag'].map((key) => `routes[].${key}`),
  ...['name', 'interface', 'interface.tags', 'interfaces', 'interfaces.*.tags', 'endpoint', 'natGateway'].map(
    (key) => `routes[].appliances[].${key}`,
  ),
  ...['appliances', 'health', 'health.instanceStatus', 'health.alarms', 'health.targetGroups'].map(
    (key) => `routes[].${key}`,
  ),
  ...['tcp', 'http', 'http.port', 'http.path', 'http.status', 'http.tls', 'from', 'from.subnets'].map(
    (key) => `routes[].health.probe.${key}`,
  ),
  ...['from.securityGroups', 'interface', 'everySeconds', 'fall', 'rise'].map((key) => `routes[].health.probe.${key}`),
  'routes[].health.probe',
  ...['tables', 'tables.id', 'tables.ids', 'tables.tags', 'destinations', 'interface', 'bypass'].map(
    (key) => `routes[].legs[].${key}`,
  ),
  ...['legs', 'fixSourceDestCheck', 'failback', 'holdDownSeconds', 'whenNoneHealthy'].map((key) => `routes[].${key}`),
  'gatewayEndpoints',
  ...['endpoint', 'endpoint.id', 'endpoint.ids', 'endpoint.tags'].map((key) => `gatewayEndpoints[].${key}`),
  ...['tables', 'tables.id', 'tables.ids', 'tables.tags'].map((key) => `gatewayEndpoints[].${key}`),
];

/** Does a key path of the schema (`connections[].revoke`) stand in the table, itself or by its start? */
export const isUnsupported = (path: string, table = UNSUPPORTED): boolean =>
  table.some(({ key }) => path === key || path.startsWith(`${key}.`) || path.startsWith(`${key}[`));

/** All keys that the config sets and this release does not act on, in the order of the table and the config. */
export const findUnsupported = (config: Config, table = UNSUPPORTED): Unsupported[] =>
  table
    .filter(({ within }) => within === undefined)
    .flatMap(({ key, asksNothing }) =>
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
