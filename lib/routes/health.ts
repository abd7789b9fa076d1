/** Is an appliance healthy, and since when? The judgement of the routes controller on appliances. Pure. */
import type { Alarm, Instance, InstanceChecks, NetworkInterface } from '../aws/types.ts';
import type { Appliance, RouteGroup } from '../config/schema.ts';
import { type Reason, reason } from '../plan.ts';
import { interfaceSelector, selects } from '../selector.ts';
import type { ApplianceState, Health, ObservedRoutes } from './types.ts';

type Verdict = Health['verdict'];

/** What one source says. */
interface Sign {
  readonly verdict: Verdict;
  readonly reason: Reason;
  readonly since?: number;
}

/** The appliances of a group with their interfaces, health and drain, in order of preference. */
export const applianceStates = (group: RouteGroup, observed: ObservedRoutes): ApplianceState[] =>
  group.appliances.map((appliance, order) => {
    const interfaces = interfacesOf(appliance, observed.interfaces);
    const behind = [...new Set([...interfaces.values()].flatMap(({ instanceId }) => instanceId ?? []))];
    const instances = observed.instances.filter(({ id }) => behind.includes(id)).toSorted(by(({ id }) => id));
    const tagged = [...interfaces.values(), ...instances];
    return {
      name: appliance.name,
      order,
      appliance,
      interfaces,
      health: judge(signs(group, appliance, interfaces, instances, observed), instances),
      drained: tagged.some(({ tags }) => Object.hasOwn(tags, group.drain.tag)),
    };
  });

/** AWS answers in any order; reasons name the first. */
const by =
  <T>(text: (thing: T) => string) =>
  (a: T, b: T): number =>
    text(a) < text(b) ? -1 : 1;

/** A selector that finds several interfaces finds none: which one forwards cannot be told. */
const interfacesOf = (appliance: Appliance, all: readonly NetworkInterface[]): Map<string, NetworkInterface> => {
  const byRole =
    'interface' in appliance ? { '': appliance.interface } : 'interfaces' in appliance ? appliance.interfaces : {};
  return new Map(
    Object.entries(byRole).flatMap(([role, ref]) => {
      const [found, second] = all.filter((candidate) => selects(interfaceSelector(ref), candidate));
      return found && !second ? [[role, found] as const] : [];
    }),
  );
};

/** Unhealthy if any source says so, healthy if all do, unknown otherwise. */
const judge = (all: readonly Sign[], instances: readonly Instance[]): Health => {
  const running = instances.some(({ state }) => state === 'running');
  const worst = all.find(({ verdict }) => verdict === 'unhealthy') ?? all.find(({ verdict }) => verdict === 'unknown');
  if (worst) return { verdict: worst.verdict, reason: worst.reason, running };
  if (all.length === 0) return { verdict: 'unknown', reason: reason('NO_DATA', 'no source says anything'), running };
  const times = all.map(({ since }) => since);
  const known = times.every((since) => since !== undefined);
  return {
    verdict: 'healthy',
    reason: reason('HEALTHY', all.map((sign) => sign.reason.message).join(', ')),
    ...(known ? { since: Math.max(...times.map(Number)) } : {}),
    running,
  };
};

const signs = (
  group: RouteGroup,
  appliance: Appliance,
  interfaces: ReadonlyMap<string, NetworkInterface>,
  instances: readonly Instance[],
  observed: ObservedRoutes,
): Sign[] => {
  const { instanceStatus, alarms } = group.health;
  const patterns = alarms.map((pattern) => pattern.replaceAll('{appliance}', appliance.name));
  return [
    ...(instances.length === 0 ? [nothingBehind(interfaces)] : []),
    ...instances.map(instanceSign),
    ...(instanceStatus ? instances.flatMap((instance) => checkSign(instance, observed.checks, alarms.length > 0)) : []),
    ...patterns.flatMap((pattern) => alarmSigns(pattern, observed.alarms)),
  ];
};

/** An interface that was found forwards nothing by itself; one that was not found says nothing about its appliance. */
const nothingBehind = (interfaces: ReadonlyMap<string, NetworkInterface>): Sign =>
  interfaces.size === 0
    ? { verdict: 'unknown', reason: reason('NO_INTERFACE', 'its interface was not found, or several were') }
    : { verdict: 'unhealthy', reason: reason('NO_INSTANCE', 'no instance is attached to its interface') };

/** A stopped instance forwards nothing, whatever its checks said last. */
const instanceSign = ({ id, state, launchedAt }: Instance): Sign => {
  const why = reason('INSTANCE_STATE', `instance ${id} is ${state}`);
  if (state === 'running') return { verdict: 'healthy', reason: why, since: launchedAt };
  return { verdict: state === 'pending' ? 'unknown' : 'unhealthy', reason: why };
};

/** Checks tell no recovery time: with an alarm beside them its transition stands for it, without one nothing does. */
const checkSign = ({ id, state, launchedAt }: Instance, all: readonly InstanceChecks[], timed: boolean): Sign[] => {
  if (state !== 'running') return [];
  const found = all.find(({ instanceId }) => instanceId === id);
  const words = [found?.system ?? 'missing', found?.instance ?? 'missing'];
  const why = reason('STATUS_CHECKS', `status checks of ${id} are ${words.join(' and ')}`);
  if (words.includes('impaired')) return [{ verdict: 'unhealthy', reason: why }];
  if (!words.every((word) => word === 'ok')) return [{ verdict: 'unknown', reason: why }];
  return [{ verdict: 'healthy', reason: why, ...(timed ? { since: launchedAt } : {}) }];
};

const alarmSigns = (pattern: string, all: readonly Alarm[]): Sign[] => {
  const found = all.filter(({ name }) => alarmMatches(pattern, name)).toSorted(by(({ name }) => name));
  if (found.length === 0) {
    return [{ verdict: 'unknown', reason: reason('ALARM_NOT_FOUND', `there is no alarm ${pattern}`) }];
  }
  return found.map(({ name, state, since }) => {
    const why = reason('ALARM', `alarm ${name} is ${state}`);
    if (state === 'ALARM') return { verdict: 'unhealthy', reason: why };
    return state === 'OK' ? { verdict: 'healthy', reason: why, since } : { verdict: 'unknown', reason: why };
  });
};

/** One trailing `*` stands for anything. */
export const alarmMatches = (pattern: string, name: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
