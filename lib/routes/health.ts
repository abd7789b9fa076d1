/** Is an appliance healthy, and since when? The judgement of the routes controller on appliances. Pure. */
import type { Alarm, Instance, InstanceChecks, TargetHealth } from '../aws/types.ts';
import type { Appliance, RouteGroup } from '../config/types.ts';
import { by } from '../std/lists.ts';
import { type HealthReason, reason } from './codes.ts';
import { heartbeatAlarm, verdictAlarm } from './probe/names.ts';
import { isProbeable } from './probe/targets.ts';
import { alarmVerdict, checkVerdict, instanceVerdict, managedVerdict, targetVerdict } from './state-verdicts.ts';
import { targetsOf } from './targets.ts';
import type { ApplianceState, Health, ObservedRoutes, Target } from './types.ts';

type Verdict = Health['verdict'];

/** What one source says. */
interface Signal {
  readonly verdict: Verdict;
  readonly reason: HealthReason;
  readonly since?: number;
}

/** What an appliance is made of, as far as its health depends on it. */
interface Parts {
  readonly group: RouteGroup;
  readonly appliance: Appliance;
  readonly targets: readonly Target[];
  readonly instances: readonly Instance[];
  readonly observed: ObservedRoutes;
}

/** An appliance whose alarms went off this often within the hold-down flaps: it came back in between. */
const FLAPS = 2;

/** The appliances of a group with their targets, health and drain, in order of preference. */
export const applianceStates = (group: RouteGroup, observed: ObservedRoutes): ApplianceState[] =>
  group.appliances.map((appliance, order) => {
    const targets = targetsOf(appliance, observed);
    const enis = [...targets.values()].filter((target) => target.kind === 'interface');
    const behind = [...new Set(enis.flatMap(({ instanceId }) => instanceId ?? []))];
    const instances = observed.instances.filter(({ id }) => behind.includes(id)).toSorted(by(({ id }) => id));
    const parts = { group, appliance, targets: [...targets.values()], instances, observed };
    const flaps = flapsOf(parts);
    return {
      name: appliance.name,
      order,
      appliance,
      targets,
      health: overall(signals(parts), isRunning(parts)),
      drained: [...enis, ...instances].some(({ tags }) => Object.hasOwn(tags, group.drain.tag)),
      ...(flaps >= FLAPS ? { flaps } : {}),
    };
  });

const isRunning = ({ instances, targets }: Parts): boolean =>
  instances.some(({ state }) => state === 'running') ||
  targets.some((target) => target.kind !== 'interface' && target.state === 'available');

/** The names of the alarms that speak of an appliance: exact ones, and prefixes with a trailing `*`. */
export const alarmPatterns = (group: RouteGroup, appliance: Appliance, stage: string): string[] => [
  ...group.health.alarms.map((pattern) => pattern.replaceAll('{appliance}', appliance.name)),
  ...(group.health.probe && isProbeable(appliance) ? [verdictAlarm(stage, group.name, appliance.name)] : []),
];

const flapsOf = ({ group, appliance, observed: { transitions, now, stage } }: Parts): number => {
  const patterns = alarmPatterns(group, appliance, stage);
  const from = now - group.holdDownSeconds * 1_000;
  return transitions.filter(
    ({ alarm, at, to }) => to === 'ALARM' && at >= from && patterns.some((pattern) => alarmMatches(pattern, alarm)),
  ).length;
};

/** Unhealthy if any source says so, healthy if all do, unknown otherwise. */
const overall = (all: readonly Signal[], running: boolean): Health => {
  const worst = all.find(({ verdict }) => verdict === 'unhealthy') ?? all.find(({ verdict }) => verdict === 'unknown');
  if (worst) return { verdict: worst.verdict, reason: worst.reason, running };
  if (all.length === 0) return { verdict: 'unknown', reason: reason('NO_DATA', 'no source says anything'), running };
  const times = all.map(({ since }) => since);
  const known = times.every((since) => since !== undefined);
  return {
    verdict: 'healthy',
    reason: reason('HEALTHY', all.map((signal) => signal.reason.message).join(', ')),
    ...(known ? { since: Math.max(...times.map(Number)) } : {}),
    running,
  };
};

const signals = (parts: Parts): Signal[] => {
  const { group, appliance, instances, targets, observed } = parts;
  const { instanceStatus, alarms, probe } = group.health;
  const timed = alarms.length > 0 || (probe !== undefined && isProbeable(appliance));
  const managed = targets.flatMap((target) => (target.kind === 'interface' ? [] : [managedSignal(target, timed)]));
  const patterns = alarms.map((pattern) => pattern.replaceAll('{appliance}', appliance.name));
  return [
    ...managed,
    ...(instances.length === 0 && managed.length === 0 ? nothingBehind(parts) : []),
    ...unseenInstances(parts),
    ...instances.map(instanceSignal),
    ...(instanceStatus ? instances.flatMap((instance) => checkSignal(instance, observed.checks, timed)) : []),
    ...patterns.flatMap((pattern) => alarmSignals(pattern, observed.alarms)),
    ...targetSignals(parts, timed),
    ...(probe && isProbeable(appliance) ? [probeSignal(parts)] : []),
  ];
};

/** An interface without an instance forwards nothing. Where no interface was found, nothing is known of the appliance. */
const nothingBehind = ({ targets, appliance }: Parts): Signal[] => {
  if (targets.length > 0) {
    const why = reason('NO_INSTANCE', 'no instance is attached to its interface');
    const isDetached = targets.some((target) => target.kind === 'interface' && !target.instanceId);
    return isDetached ? [{ verdict: 'unhealthy', reason: why }] : [];
  }
  if ('endpoint' in appliance) {
    return [{ verdict: 'unknown', reason: reason('NO_ENDPOINT', `endpoint ${appliance.endpoint} was not found`) }];
  }
  if ('natGateway' in appliance) {
    return [{ verdict: 'unknown', reason: reason('NO_NAT_GATEWAY', `${appliance.natGateway} was not found`) }];
  }
  return [{ verdict: 'unknown', reason: reason('NO_INTERFACE', 'its interface was not found, or several were') }];
};

/** An instance that an interface names and the answer about instances lacks may be healthy or not: its health is unknown. */
const unseenInstances = ({ targets, instances }: Parts): Signal[] => {
  const named = targets.flatMap((target) => (target.kind === 'interface' ? (target.instanceId ?? []) : []));
  const unseen = [...new Set(named)].filter((id) => !instances.some((instance) => instance.id === id)).sort();
  return unseen.map((id) => ({
    verdict: 'unknown',
    reason: reason('INSTANCE_NOT_FOUND', `instance ${id} is attached to its interface, but was not found`),
  }));
};

/** A NAT gateway is available from its creation on. An endpoint may be accepted much later, and only an alarm tells when. */
const managedSignal = (target: Exclude<Target, { kind: 'interface' }>, timed: boolean): Signal => {
  const { id, state, kind, createdAt } = target;
  const why = reason(kind === 'endpoint' ? 'ENDPOINT_STATE' : 'NAT_GATEWAY_STATE', `${id} is ${state}`);
  const verdict = managedVerdict(state);
  const isTimed = verdict === 'healthy' && (timed || kind === 'natGateway');
  return { verdict, reason: why, ...(isTimed ? { since: createdAt } : {}) };
};

const instanceSignal = ({ id, state, launchedAt }: Instance): Signal => {
  const why = reason('INSTANCE_STATE', `instance ${id} is ${state}`);
  const verdict = instanceVerdict(state);
  return { verdict, reason: why, ...(verdict === 'healthy' ? { since: launchedAt } : {}) };
};

/** Status checks tell no recovery time. Where the appliance has an alarm, that tells it; otherwise nothing does. */
const checkSignal = ({ id, state, launchedAt }: Instance, all: readonly InstanceChecks[], timed: boolean): Signal[] => {
  if (state !== 'running') return [];
  const found = all.find(({ instanceId }) => instanceId === id);
  const words = [found?.system ?? 'missing', found?.instance ?? 'missing'];
  const why = reason('STATUS_CHECKS', `status checks of ${id} are ${words.join(' and ')}`);
  const verdicts = found ? [found.system, found.instance].map(checkVerdict) : [];
  if (verdicts.includes('unhealthy')) return [{ verdict: 'unhealthy', reason: why }];
  if (!found || verdicts.includes('unknown')) return [{ verdict: 'unknown', reason: why }];
  return [{ verdict: 'healthy', reason: why, ...(timed ? { since: launchedAt } : {}) }];
};

const alarmSignals = (pattern: string, all: readonly Alarm[]): Signal[] => {
  const found = all.filter(({ name }) => alarmMatches(pattern, name)).toSorted(by(({ name }) => name));
  if (found.length === 0) {
    return [{ verdict: 'unknown', reason: reason('ALARM_NOT_FOUND', `there is no alarm ${pattern}`) }];
  }
  return found.map(alarmSignal);
};

const alarmSignal = ({ name, state, since, suppressedBy }: Alarm): Signal => {
  const verdict = alarmVerdict(state);
  // Whoever suppresses an alarm's actions wants nothing done about it; that does not make the appliance healthy.
  if (verdict === 'unhealthy' && suppressedBy !== undefined) {
    const why = `alarm ${name} is ${state}, suppressed (${suppressedBy})`;
    return { verdict: 'unknown', reason: reason('ALARM_SUPPRESSED', why) };
  }
  const why = reason('ALARM', `alarm ${name} is ${state}`);
  return { verdict, reason: why, ...(verdict === 'healthy' ? { since } : {}) };
};

/** The probe's verdict counts only while its heartbeat alarm says that it is probing. */
const probeSignal = ({ group, appliance, observed: { alarms, stage } }: Parts): Signal => {
  const heartbeat = alarms.find(({ name }) => name === heartbeatAlarm(stage, group.name, appliance.name));
  const verdict = alarms.find(({ name }) => name === verdictAlarm(stage, group.name, appliance.name));
  if (heartbeat?.state !== 'OK' || verdict === undefined) {
    const found = heartbeat === undefined ? 'its heartbeat alarm is missing' : `its heartbeat is ${heartbeat.state}`;
    return { verdict: 'unknown', reason: reason('PROBE_SILENT', `the probe does not look: ${found}`) };
  }
  switch (alarmVerdict(verdict.state)) {
    case 'healthy':
      return { verdict: 'healthy', reason: reason('PROBE', 'the probe gets answers'), since: verdict.since };
    case 'unhealthy':
      return { verdict: 'unhealthy', reason: reason('PROBE', 'the probe gets no answer') };
    case 'unknown':
      return { verdict: 'unknown', reason: reason('PROBE', 'the probe has come to no verdict yet') };
  }
};

/** Target groups tell no recovery time, as little as status checks do. A NAT gateway is no target of any. */
const targetSignals = ({ group, appliance, targets, instances, observed }: Parts, timed: boolean): Signal[] => {
  if (targets.some(({ kind }) => kind === 'natGateway')) return [];
  const own = new Set([
    ...instances.map(({ id }) => id),
    ...targets.flatMap((target) => (target.kind === 'interface' ? target.privateIps : [])),
  ]);
  const times = instances.map(({ launchedAt }) => launchedAt);
  const since = timed && times.length > 0 ? { since: Math.max(...times) } : timed ? { since: 0 } : {};
  return group.health.targetGroups.map((targetGroup): Signal => {
    const all = observed.targetHealth.filter((one) => one.targetGroup === targetGroup);
    const mine = 'endpoint' in appliance ? all : all.filter(({ targetId }) => own.has(targetId));
    const name = targetGroup.split('/')[1] ?? targetGroup;
    return {
      ...targetSignal(
        name,
        mine.map(({ state }) => state),
        'endpoint' in appliance,
      ),
      ...since,
    };
  });
};

/** Behind an endpoint one healthy target is enough; of an appliance with interfaces all targets must be healthy. */
const targetSignal = (name: string, states: readonly TargetHealth['state'][], oneIsEnough: boolean): Signal => {
  const words = [...new Set(states)].sort().join(' and ') || 'not registered';
  const why = reason(
    states.length > 0 ? 'TARGET_HEALTH' : 'TARGET_NOT_FOUND',
    `in target group ${name} it is ${words}`,
  );
  const verdicts = states.map(targetVerdict);
  const good = (verdict: Verdict): boolean => verdict === 'healthy';
  const bad = (verdict: Verdict): boolean => verdict === 'unhealthy';
  if (states.length === 0) return { verdict: 'unknown', reason: why };
  if (oneIsEnough ? verdicts.some(good) : verdicts.every(good)) return { verdict: 'healthy', reason: why };
  return { verdict: (oneIsEnough ? verdicts.every(bad) : verdicts.some(bad)) ? 'unhealthy' : 'unknown', reason: why };
};

/** One trailing `*` stands for anything. */
export const alarmMatches = (pattern: string, name: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
