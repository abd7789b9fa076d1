/** Whose the things are that an event names: what a look tells of it, and what an event may concern. Pure. */
import { idsOf, inScope, selects } from '../config/selector.ts';
import type { RouteGroup } from '../config/types.ts';
import type { MayOwn, Named, Owned } from '../core/own-things.ts';
import { unreadFor, unseenFor } from './completeness.ts';
import { networkOf } from './network.ts';
import { claimedRoutes } from './path-sets.ts';
import { alarmsOf, entriesInScope, interfaceSelectors, managedTargets } from './scope.ts';
import { alarmMatches } from './signals.ts';
import type { ObservedRoutes, RoutesConfig } from './types.ts';

/** The entries of gateway endpoints are looked at together. */
const GATEWAY_ENDPOINTS = 'gatewayEndpoints';

/** What a look found of each group that it saw all of, and of the gateway endpoints. */
export const ownedBy = ({ groups, gatewayEndpoints }: RoutesConfig, observed: ObservedRoutes): Owned[] => [
  ...groups.filter(({ name }) => observed.groups.includes(name)).flatMap((group) => ownedByGroup(group, observed)),
  ...ownedByGatewayEndpoints(gatewayEndpoints, observed),
];

/** A route may lead to an interface of which nothing was read: when its instance ends, it is a blackhole, and ours. */
const ownedByGroup = (group: RouteGroup, observed: ObservedRoutes): Owned[] => {
  if (unseenFor(group, observed) || unreadFor(group, observed).length > 0) return [];
  const selectors = interfaceSelectors(group);
  const interfaces = observed.interfaces.filter((found) => selectors.some((selector) => selects(selector, found)));
  const routes = claimedRoutes(group, networkOf(observed));
  const claimed = observed.tables.filter((table) => group.legs.some((leg) => selects(leg.tables, table)));
  const mains = new Set(claimed.flatMap(({ main, vpcId }) => (main ? [vpcId] : [])));
  const tables = [...claimed, ...observed.tables.filter(({ vpcId }) => mains.has(vpcId))];
  const vpcs = new Set(claimed.map(({ vpcId }) => vpcId));
  const targets = routes.flatMap(({ route }) => route?.target ?? []);
  const known = new Set(interfaces.map(({ id }) => id));
  const isSure = targets.every((target) => !target.startsWith('eni-') || known.has(target));
  const ids = [
    ...tables.flatMap((table) => [table.id, ...table.subnetIds]),
    ...observed.subnets.filter(({ vpcId }) => vpcs.has(vpcId)).map(({ id }) => id),
    ...interfaces.flatMap(({ id, instanceId }) => [id, ...(instanceId === undefined ? [] : [instanceId])]),
    ...targets,
  ];
  return [{ entry: group.name, ids, isWhole: true, ...(isSure ? {} : { unsure: ['i-'] }) }];
};

/** An endpoint may get the tags of a selector without an event of ours: of such a one nobody can tell whose it is. */
const ownedByGatewayEndpoints = (
  entries: RoutesConfig['gatewayEndpoints'],
  { gatewayEndpoints, tables, unseen }: ObservedRoutes,
): Owned[] => {
  if (gatewayEndpoints === undefined || unseen.some(({ part }) => part === 'endpoints')) return [];
  const selected = tables.filter((table) => entries.some((entry) => selects(entry.tables, table)));
  const ids = [...gatewayEndpoints, ...selected].map(({ id }) => id);
  const isSure = entries.every(({ endpoint }) => idsOf(endpoint) !== undefined);
  return [{ entry: GATEWAY_ENDPOINTS, ids, isWhole: true, ...(isSure ? {} : { unsure: ['vpce-'] }) }];
};

/** May an event be about something of ours? */
export const mayConcern = (config: RoutesConfig, { ids, arrives }: Named, mayOwn: MayOwn): boolean => {
  const { groups, gatewayEndpoints } = entriesInScope(config, { ids });
  const isNamed = gatewayEndpoints.some(({ endpoint, tables }) =>
    [endpoint, tables].some((selector) => idsOf(selector) !== undefined && inScope({ ids }, selector)),
  );
  return (
    groups.some((group) => arrives || names(group, ids, config.stage) || mayOwn(group.name, ids)) ||
    (gatewayEndpoints.length > 0 && (arrives || isNamed || mayOwn(GATEWAY_ENDPOINTS, ids)))
  );
};

/** Does the config itself name one of them as the group's? */
const names = (group: RouteGroup, ids: readonly string[], stage: string): boolean => {
  const selectors = [...group.legs.map(({ tables }) => tables), ...interfaceSelectors(group)];
  const named = new Set([...managedTargets(group), ...selectors.flatMap((selector) => idsOf(selector) ?? [])]);
  const patterns = alarmsOf(group, stage);
  return ids.some((id) => named.has(id) || patterns.some((pattern) => alarmMatches(pattern, id)));
};
