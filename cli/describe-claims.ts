/** Which entries of the config claim a thing, and which parts of them. Pure. */
import { isWhole } from '../lib/config/record-name.ts';
import { idsOf, interfaceSelector } from '../lib/config/selector.ts';
import type {
  AnswersPublisher,
  Appliance,
  Config,
  ForwarderPublisher,
  Selector,
  ZoneEndpoint,
} from '../lib/config/types.ts';
import type { Unit } from '../lib/core/plan.ts';
import { covers } from '../lib/core/selection.ts';
import { answersKey, ownerMarkKey, sourceKey, targetKeys } from '../lib/dns/publishing/keys.ts';
import type { About } from './describe-facts.ts';

/** A part of the config. */
export interface Claim {
  readonly path: readonly (string | number)[];
  /** What people call it. */
  readonly name: string;
}

/** An entry, what it names of its own, and parts that may be claimed by themselves. */
interface Entry extends Claim {
  readonly ids: readonly string[];
  readonly parts: readonly Part[];
}

/** `fits` tells whether the part is about a key, or named by what is said. */
interface Part extends Claim {
  fits(key: string, message: string): boolean;
}

/** What claims are looked up in: the config, what its entries are known to select, and the keys of all that is told. */
interface Claimable {
  readonly config: Config;
  readonly units: readonly Unit[];
  readonly told: readonly string[];
}

/** The claims on what is said of a thing, those of the config's first lines first. */
export const claimsOn = (
  thing: string,
  { own, around }: Pick<About, 'own' | 'around'>,
  { config, units, told }: Claimable,
): Claim[] => {
  const keys = [...new Set([thing, ...own.map(({ key }) => key)])];
  const ids = new Set(keys.flatMap((key) => [key, ...key.split('/')]));
  const names = units
    .filter((unit) => unit.keys.some((one) => keys.some((key) => covers(one, key) || covers(key, one))))
    .map(({ name }) => name);
  const said = own.length > 0 ? own.map(({ key, message }) => ({ key, message })) : [{ key: thing, message: '' }];
  const isClaimant = (entry: Entry): boolean =>
    names.includes(entry.name) ||
    ids.has(entry.name) ||
    entry.ids.some((id) => ids.has(id) || keys.some((key) => covers(id, key)));
  const entries = entriesOf(config, told);
  const claimants = entries.filter(isClaimant);
  const about =
    claimants.length > 0
      ? claimants
      : entries.filter(({ name }) => around.some(({ key }) => key.split('/').includes(name)));
  return [
    ...about.flatMap(({ path, name, parts }) => [
      { path, name },
      ...parts
        .filter((part) => said.some(({ key, message }) => part.fits(key, message)))
        .map((part) => ({ path: part.path, name: part.name })),
    ]),
    ...config.acknowledge.flatMap(({ key, code }, at) =>
      keys.includes(key) ? [{ path: ['acknowledge', at], name: `acknowledges ${code}` }] : [],
    ),
  ];
};

/** `keys` are those of all that is known: names of zones follow from them. */
const entriesOf = (config: Config, keys: readonly string[]): Entry[] => [
  ...config.connections.map(ruleSetEntry),
  ...config.dns.zones.map((zone, at) => zoneEntry(zone, at, keys)),
  ...config.dns.forwarders.map((entry, at) =>
    publishedEntry(['dns', 'forwarders', at], entry, [sourceKey(entry.name), ...Object.values(entry.from).flat()]),
  ),
  ...config.dns.answers.map((entry, at) =>
    publishedEntry(['dns', 'answers', at], entry, [answersKey(entry.name), ...endpointIds(entry.from.endpoint)]),
  ),
  ...config.dns.verifications.map(({ service, zone }, at) => ({
    ...{ path: ['dns', 'verifications', at], name: `proof in ${zone}`, parts: [] },
    ids: [zone, ...(idsOf(service) ?? [])],
  })),
  ...config.routes.map(groupEntry),
  ...config.gatewayEndpoints.map(({ endpoint, tables }, at) => ({
    ...{
      path: ['gatewayEndpoints', at],
      name: `gateway endpoint ${(idsOf(endpoint) ?? ['by tags']).join(', ')}`,
      parts: [],
    },
    ids: [...(idsOf(endpoint) ?? []), ...(idsOf(tables) ?? [])],
  })),
];

const endpointIds = (endpoint: ZoneEndpoint): readonly string[] =>
  'service' in endpoint ? [endpoint.service, endpoint.vpc] : (idsOf(endpoint) ?? []);

const ruleSetEntry = ({ name, services, reject, accept }: Config['connections'][number], at: number): Entry => {
  const path = ['connections', at];
  const rules = Object.entries({ reject, accept });
  return {
    ...{ path, name, ids: [`connections/${name}`, ...(idsOf(services) ?? [])] },
    parts: rules.flatMap(([kind, list]) =>
      list.map((rule, number) => ({
        ...{ path: [...path, kind, number], name: `rule ${rule.name}` },
        fits: (_: string, message: string) =>
          new RegExp(`\\brule (${name}/)?${rule.name.replaceAll('.', '\\.')}(?![\\w.-]*\\w)`).test(message),
      })),
    ),
  };
};

const zoneEntry = (
  { zone, name: apex, endpoint, vpcs, records }: Config['dns']['zones'][number],
  at: number,
  keys: readonly string[],
): Entry => {
  const path = ['dns', 'zones', at];
  const names = keys.filter((key) => key.startsWith(`${zone}/`)).map((key) => key.split('/')[1] ?? '');
  const claimed = records.map(({ name }) => name);
  const own = apex ?? zoneName(claimed, names);
  return {
    ...{ path, name: zone, ids: [zone, ...endpointIds(endpoint)] },
    parts: [
      ...records.map(({ name }, number) => ({
        ...{ path: [...path, 'records', number], name: `record ${name}` },
        fits: (key: string) => key.startsWith(`${zone}/`) && isRecord(name, own, key.split('/')[1] ?? ''),
      })),
      ...vpcs.map((vpc, number) => ({
        ...{ path: [...path, 'vpcs', number], name: vpc },
        fits: (key: string) => key === `${zone}/${vpc}`,
      })),
    ],
  };
};

/** Which of the names that the config need not tell is the zone's own: the longest of those by which most names are claimed ones. */
const zoneName = (claimed: readonly string[], names: readonly string[]): string => {
  const suffixes = names.flatMap((name) => name.split('.').map((_, at, labels) => labels.slice(at).join('.')));
  const fitting = (apex: string): number =>
    names.filter((name) => claimed.some((one) => isRecord(one, apex, name))).length;
  const ranked = [...new Set(suffixes)].map((apex) => ({ apex, fits: fitting(apex) }));
  return ranked.toSorted((a, b) => b.fits - a.fits || b.apex.length - a.apex.length)[0]?.apex ?? '';
};

/** Is it the record's name in a zone of this name? */
const isRecord = (claimed: string, apex: string, name: string): boolean => {
  const whole = isWhole(claimed) ? claimed.slice(0, -1) : claimed === '@' ? apex : `${claimed}.${apex}`;
  const pattern = whole.replaceAll(/[.*+?^$()[\]|\\]/g, '\\$&').replaceAll(/\{az(Id)?\}/gi, '[a-z0-9-]+');
  return new RegExp(`^${pattern}$`, 'i').test(name);
};

const publishedEntry = (
  path: readonly (string | number)[],
  { name, publish, domains }: Config['dns']['forwarders'][number] | Config['dns']['answers'][number],
  sources: readonly unknown[],
): Entry => ({
  ...{ path, name },
  ids: [...sources.map(String), ...publish.flatMap((place) => keysOfPlace(place, domains))],
  parts: publish.map((place, number) => {
    const keys = keysOfPlace(place, domains);
    return {
      path: [...path, 'publish', number],
      name: keys[0] ?? '',
      fits: (key: string) => keys.some((one) => covers(one, key) || covers(key, one)),
    };
  }),
});

/** Beside a record stands its owner mark. */
const keysOfPlace = (place: ForwarderPublisher | AnswersPublisher, domains: readonly string[]): string[] => [
  ...targetKeys([place], domains),
  ...('record' in place ? [ownerMarkKey(place)] : []),
];

const interfaceIds = (appliance: Appliance): readonly string[] => {
  if ('interface' in appliance) return idsIn(interfaceSelector(appliance.interface));
  if ('interfaces' in appliance)
    return Object.values(appliance.interfaces).flatMap((one) => idsIn(interfaceSelector(one)));
  return 'endpoint' in appliance ? [appliance.endpoint] : [appliance.natGateway];
};

const idsIn = (selector: Selector): readonly string[] => idsOf(selector) ?? [];

const groupEntry = ({ name, appliances, legs }: Config['routes'][number], at: number): Entry => {
  const path = ['routes', at];
  return {
    ...{ path, name, ids: [...appliances.flatMap(interfaceIds), ...legs.flatMap(({ tables }) => idsIn(tables))] },
    parts: [
      ...appliances.map((appliance, number) => ({
        ...{ path: [...path, 'appliances', number], name: `appliance ${appliance.name}` },
        fits: (key: string) =>
          key === `${name}/${appliance.name}` || interfaceIds(appliance).some((id) => covers(id, key)),
      })),
      ...legs.map(({ tables, destinations }, number) => ({
        ...{ path: [...path, 'legs', number], name: `leg ${destinations.join(', ')}` },
        fits: (key: string) => key === `${name}/legs[${number}]` || isOfLeg(key, idsOf(tables), destinations),
      })),
    ],
  };
};

/** By the table's id where the leg names ids, and by the destination. */
const isOfLeg = (key: string, ids: readonly string[] | undefined, destinations: readonly string[]): boolean => {
  const [table = '', ...rest] = key.split('/');
  if (!table.startsWith('rtb-') || (ids && !ids.includes(table))) return false;
  return rest.length === 0 || destinations.includes(rest.join('/'));
};
