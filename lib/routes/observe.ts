/** Reads route tables and what the appliances of the groups are made of, in two waves of parallel reads. */
import { describeAlarms } from '../aws/alarms.ts';
import { describeInstanceChecks, describeInstances, describeNetworkInterfaces } from '../aws/appliances.ts';
import { describeRouteTables, describeSubnets } from '../aws/route-tables.ts';
import type { Instance, InstanceChecks } from '../aws/types.ts';
import type { Appliance, RouteGroup, Selector } from '../config/schema.ts';
import { unseen } from '../errors.ts';
import type { Scope, Unseen } from '../plan.ts';
import { idsOf, inScope, interfaceSelector, readSelected, selects } from '../selector.ts';
import { alarmMatches } from './health.ts';
import type { ObservedPart, ObservedRoutes } from './types.ts';

/** Throws when the route tables cannot be read; any other part that cannot be read is `unseen` by its name. */
export const observeRoutes = async (
  groups: readonly RouteGroup[],
  scope: Scope,
  { now, failback }: { readonly now: number; readonly failback: boolean },
): Promise<ObservedRoutes> => {
  const looked = groups.filter((group) => concerned(group, scope));
  const missing: Unseen[] = [];
  const part = async <T>(name: ObservedPart, reading: Promise<T[]>): Promise<T[]> => {
    try {
      return await reading;
    } catch (error) {
      missing.push(unseen(name, error));
      return [];
    }
  };
  const nothing = {
    now,
    failback,
    groups: [],
    tables: [],
    subnets: [],
    interfaces: [],
    instances: [],
    checks: [],
    alarms: [],
  };
  if (looked.length === 0) return { ...nothing, unseen: [] };
  const [tables, interfaces, alarms] = await Promise.all([
    describeRouteTables(),
    part('interfaces', readSelected(looked.flatMap(interfaceSelectors), describeNetworkInterfaces)),
    part('alarms', readAlarms(looked)),
  ]);
  const claimed = tables.filter((table) => looked.some(({ legs }) => legs.some((leg) => selects(leg.tables, table))));
  const vpcs = [...new Set(claimed.map(({ vpcId }) => vpcId))].sort();
  const [subnets, behind] = await Promise.all([
    part('subnets', vpcs.length ? describeSubnets(vpcs) : Promise.resolve([])),
    part('instances', readInstances(interfaces.flatMap(({ instanceId }) => instanceId ?? []))),
  ]);
  return {
    ...nothing,
    groups: looked.map(({ name }) => name),
    tables,
    interfaces,
    alarms,
    subnets,
    instances: behind.map(({ instance }) => instance),
    checks: behind.flatMap(({ checks }) => checks ?? []),
    unseen: missing,
  };
};

const interfaceSelectors = ({ appliances }: RouteGroup): Selector[] => appliances.flatMap(selectorsOf);

const selectorsOf = (appliance: Appliance): readonly Selector[] => {
  if ('interface' in appliance) return [interfaceSelector(appliance.interface)];
  return 'interfaces' in appliance ? Object.values(appliance.interfaces).map(interfaceSelector) : [];
};

/** Alarm names, exact ones and prefixes, are known before anything is read. */
const alarmPatterns = ({ appliances, health }: RouteGroup): string[] =>
  health.alarms.flatMap((pattern) => appliances.map(({ name }) => pattern.replaceAll('{appliance}', name)));

const readAlarms = async (groups: readonly RouteGroup[]) => {
  const patterns = [...new Set(groups.flatMap(alarmPatterns))].sort();
  const prefixes = patterns.filter((pattern) => pattern.endsWith('*')).map((pattern) => pattern.slice(0, -1));
  return describeAlarms(
    patterns.filter((pattern) => !pattern.endsWith('*')),
    prefixes,
  );
};

const readInstances = async (
  ids: readonly string[],
): Promise<{ readonly instance: Instance; readonly checks?: InstanceChecks }[]> => {
  if (ids.length === 0) return [];
  const instances = await describeInstances([...new Set(ids)].sort());
  const checks = await describeInstanceChecks(instances.map(({ id }) => id));
  return instances.map((instance) => {
    const found = checks.find(({ instanceId }) => instanceId === instance.id);
    return { instance, ...(found ? { checks: found } : {}) };
  });
};

/**
 * Can this group be concerned? An alarm is told by its name, a table or interface by its id where all are named. Which
 * group an instance or a subnet belongs to cannot be told before reading, so they concern every group.
 */
const concerned = (group: RouteGroup, scope: Scope): boolean => {
  if (scope === 'all') return true;
  const selectors = [...group.legs.map(({ tables }) => tables), ...interfaceSelectors(group)];
  const patterns = alarmPatterns(group);
  return (
    selectors.some((selector) => idsOf(selector) !== undefined && inScope(scope, selector)) ||
    scope.ids.some((id) => patterns.some((pattern) => alarmMatches(pattern, id))) ||
    scope.ids.some((id) => /^(?:i|subnet)-/.test(id)) ||
    (selectors.some((selector) => idsOf(selector) === undefined) && scope.ids.some((id) => /^(?:rtb|eni)-/.test(id)))
  );
};
