/** Which events of each kind the config has anything to do with. The stack's rules are made of this. */
import { idsOf } from '../lib/config/selector.ts';
import type { Appliance, Config, RouteGroup, Selector, ZoneEndpoint } from '../lib/config/types.ts';
import type { ConfigPart } from '../lib/entry/triggers.ts';
import { readsOf } from '../lib/routes/scope.ts';

/** No event, every event, or those in whose detail the member at a path has one of these values. */
export type Filter =
  | 'none'
  | 'all'
  /** `anyOf` holds values of an event pattern: texts, or comparisons such as `{ prefix }`. */
  | { readonly at: readonly string[]; readonly anyOf: readonly unknown[] };

/** By part of the config: which events about it are wanted in a stage. */
export const filtersOf = (config: Config, stage: string): Readonly<Record<ConfigPart, Filter>> => ({
  ...ofConnections(config),
  ...ofDns(config),
  ...ofRoutes(config, stage),
});

type Filters<Part extends ConfigPart> = Readonly<Record<Part, Filter>>;

const allIf = (wanted: boolean): Filter => (wanted ? 'all' : 'none');

const ofConnections = ({ connections }: Config): Filters<'endpointServices' | 'endpointServiceTags'> => ({
  endpointServices: allIf(connections.length > 0),
  endpointServiceTags: tagsOf(keysOf(connections.map(({ services }) => services))),
});

type DnsPart = 'followedEndpoints' | 'followedEndpointTags' | 'verifiedServices' | 'hostedZones' | 'resolver';

const ofDns = ({ dns: { zones, answers, forwarders, verifications } }: Config): Filters<DnsPart> => {
  const endpoints = [...zones.map(({ endpoint }) => endpoint), ...answers.map(({ from }) => from.endpoint)];
  const published = forwarders.flatMap(({ publish }) => publish);
  return {
    followedEndpoints: allIf(endpoints.length > 0),
    followedEndpointTags: tagsOf(keysOf([...endpoints, ...verifications.map(({ service }) => service)])),
    verifiedServices: allIf(verifications.length > 0),
    hostedZones: allIf(zones.length + verifications.length > 0 || published.some((one) => 'record' in one)),
    resolver: allIf(
      forwarders.some(({ from }) => 'resolverEndpoint' in from) || published.some((one) => 'resolverRule' in one),
    ),
  };
};

type RoutesPart = Exclude<ConfigPart, DnsPart | 'endpointServices' | 'endpointServiceTags'>;

const ofRoutes = ({ routes: groups, gatewayEndpoints }: Config, stage: string): Filters<RoutesPart> => {
  const reads = readsOf({ stage, groups, gatewayEndpoints });
  const forwards = reads.interfaces.length > 0;
  return {
    alarms: alarmsNamed(reads.alarms),
    instances: allIf(forwards),
    instanceStates: forwards ? { at: ['state'], anyOf: TELLING_STATES } : 'none',
    interfaces: allIf(forwards),
    interfaceAddresses: interfacesNamed(reads.interfaces),
    claimedRoutes: allIf(groups.length > 0),
    routeTables: allIf(reads.tables.length > 0),
    routedEndpoints: allIf(reads.endpoints.length > 0),
    natGateways: allIf(reads.natGateways.length > 0),
    routingTags: tagsOf([...keysOf([...reads.tables, ...reads.interfaces]), ...groups.flatMap(drainTag)]),
  };
};

/**
 * A pending instance forwards as little as it did before, and is running a moment later or not at all. All other states of
 * an instance make an appliance healthy or unhealthy (lib/routes/health.ts).
 */
const TELLING_STATES = ['running', 'shutting-down', 'stopped', 'stopping', 'terminated'];

/** Container networks take and give back addresses all day: where the config names interfaces by id, those alone count. */
const interfacesNamed = (selectors: readonly Selector[]): Filter => {
  if (selectors.length === 0) return 'none';
  const ids = selectors.map(idsOf);
  const isByTags = ids.some((some) => some === undefined);
  return isByTags
    ? 'all'
    : { at: ['requestParameters', 'networkInterfaceId'], anyOf: sorted(ids.flatMap((some) => some ?? [])) };
};

/** The interfaces and instances of an appliance are drained by a tag. */
const drainTag = ({ appliances, drain }: RouteGroup): string[] => (appliances.some(isDrainable) ? [drain.tag] : []);

const isDrainable = (appliance: Appliance): boolean => 'interface' in appliance || 'interfaces' in appliance;

const keysOf = (selectors: readonly (Selector | ZoneEndpoint)[]): string[] =>
  selectors.flatMap((selector) => ('tags' in selector ? Object.keys(selector.tags) : []));

const sorted = (texts: readonly string[]): string[] => [...new Set(texts)].sort();

/**
 * A call that removes all tags names none of them (EC2 API reference, DeleteTags: "If you omit this parameter, we delete
 * all user-defined tags"), so that it is wanted, too.
 */
const tagsOf = (keys: readonly string[]): Filter =>
  keys.length === 0
    ? 'none'
    : { at: ['requestParameters', 'tagSet', 'items', 'key'], anyOf: [...sorted(keys), { exists: false }] };

/** A name that a prefix covers is left out, so that no alarm is matched by two rules. */
const alarmsNamed = (patterns: readonly string[]): Filter => {
  const prefixes = patterns.filter((pattern) => pattern.endsWith('*')).map((pattern) => pattern.slice(0, -1));
  const isCovered = (text: string): boolean => prefixes.some((prefix) => text !== prefix && text.startsWith(prefix));
  const names = patterns.filter((pattern) => !pattern.endsWith('*') && !prefixes.includes(pattern));
  const anyOf = [
    ...sorted(names.filter((name) => !isCovered(name))),
    ...sorted(prefixes.filter((prefix) => !isCovered(prefix))).map((prefix) => ({ prefix })),
  ];
  return anyOf.length === 0 ? 'none' : { at: ['alarmName'], anyOf };
};
