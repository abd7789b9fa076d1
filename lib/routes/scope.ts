/** What a scope concerns, and what has to be read to decide on it. Pure. */
import { idsOf, inScope } from '../config/selector.ts';
import type { RouteGroup, Selector } from '../config/types.ts';
import type { Scope } from '../core/plan.ts';
import { alarmPatterns } from './health.ts';
import { heartbeatAlarm } from './probe/names.ts';
import { isProbeable } from './probe/targets.ts';
import { alarmMatches } from './signals.ts';
import { selectorsOf } from './targets.ts';
import type { RoutesConfig } from './types.ts';

/** What has to be read for some entries of the config: everything that they name. */
export interface Reads {
  readonly tables: readonly Selector[];
  readonly interfaces: readonly Selector[];
  readonly endpoints: readonly Selector[];
  readonly natGateways: readonly string[];
  /** Names, and prefixes with a trailing `*`. */
  readonly alarms: readonly string[];
  readonly targetGroups: readonly string[];
  readonly probeSubnets: readonly string[];
}

/** The entries that a scope may concern. */
export const entriesInScope = ({ stage, groups, gatewayEndpoints }: RoutesConfig, scope: Scope): RoutesConfig => ({
  stage,
  groups: groups.filter((group) => isConcerned(group, scope, stage)),
  gatewayEndpoints: scope === 'all' || scope.ids.some((id) => /^(?:rtb|vpce)-/.test(id)) ? gatewayEndpoints : [],
});

const sorted = (values: readonly string[]): string[] => [...new Set(values)].sort();

export const readsOf = ({ stage, groups, gatewayEndpoints }: RoutesConfig): Reads => {
  const managed = groups.flatMap(managedTargets);
  const ofKind = (kind: string): string[] => sorted(managed.filter((id) => id.startsWith(kind)));
  const probes = groups.flatMap(({ health }) => health.probe ?? []);
  return {
    tables: [
      ...groups.flatMap(({ legs }) => legs.map(({ tables }) => tables)),
      ...gatewayEndpoints.map(({ tables }) => tables),
    ],
    interfaces: groups.flatMap(interfaceSelectors),
    endpoints: [...ofKind('vpce-').map((id) => ({ id })), ...gatewayEndpoints.map(({ endpoint }) => endpoint)],
    natGateways: ofKind('nat-'),
    alarms: sorted(groups.flatMap((group) => alarmsOf(group, stage))),
    targetGroups: sorted(groups.flatMap(({ health }) => health.targetGroups)),
    probeSubnets: sorted(probes.flatMap(({ from }) => from.subnets)),
  };
};

/** Ids of endpoints and gateways that the group names, as appliances or as bypasses. */
export const managedTargets = ({ appliances, legs }: RouteGroup): string[] => [
  ...appliances.flatMap((appliance) => ('endpoint' in appliance ? [appliance.endpoint] : [])),
  ...appliances.flatMap((appliance) => ('natGateway' in appliance ? [appliance.natGateway] : [])),
  ...legs.flatMap(({ bypass }) => bypass ?? []),
];

/** Which interfaces its appliances are. */
export const interfaceSelectors = ({ appliances }: RouteGroup): Selector[] =>
  appliances.flatMap((appliance) => selectorsOf(appliance).map(([, selector]) => selector));

/** The names of alarms, and prefixes of names, that the group's health depends on. */
export const alarmsOf = (group: RouteGroup, stage: string): string[] =>
  group.appliances.flatMap((appliance) => [
    ...alarmPatterns(group, appliance, stage),
    ...(group.health.probe && isProbeable(appliance) ? [heartbeatAlarm(stage, group.name, appliance.name)] : []),
  ]);

/**
 * Can this group be concerned? An alarm is told by its name, a table or interface by its id where all are named. Which
 * group an instance or a subnet belongs to cannot be told before reading, so they concern every group.
 */
const isConcerned = (group: RouteGroup, scope: Scope, stage: string): boolean => {
  if (scope === 'all') return true;
  const selectors = [...group.legs.map(({ tables }) => tables), ...interfaceSelectors(group)];
  const patterns = alarmsOf(group, stage);
  const managed = managedTargets(group);
  return (
    selectors.some((selector) => idsOf(selector) !== undefined && inScope(scope, selector)) ||
    scope.ids.some((id) => managed.includes(id) || patterns.some((pattern) => alarmMatches(pattern, id))) ||
    scope.ids.some((id) => /^(?:i|subnet)-/.test(id)) ||
    (selectors.some((selector) => idsOf(selector) === undefined) && scope.ids.some((id) => /^(?:rtb|eni)-/.test(id)))
  );
};
