/** What each source of health says of an appliance. Pure. */
import type { Alarm, Instance, InstanceChecks, TargetHealth } from '../aws/types.ts';
import type { Appliance, RouteGroup } from '../config/types.ts';
import { by } from '../std/lists.ts';
import { type HealthReason, reason } from './codes.ts';
import { heartbeatAlarm, verdictAlarm } from './probe/names.ts';
import { isProbeable } from './probe/targets.ts';
import { alarmVerdict, checkVerdict, instanceVerdict, managedVerdict, targetVerdict } from './state-verdicts.ts';
import type { Body } from './targets.ts';
import type { Health, ObservedPart, ObservedRoutes, Target } from './types.ts';

/** What one source says. `since` is since when (ms), where it can tell. */
export interface Signal {
  readonly verdict: Health['verdict'];
  readonly reason: HealthReason;
  readonly since?: number;
}

/** What an appliance is made of, as far as its health depends on it. */
export interface Parts extends Body {
  readonly group: RouteGroup;
  readonly appliance: Appliance;
  readonly order: number;
  readonly all: readonly Target[];
  readonly instances: readonly Instance[];
  readonly observed: ObservedRoutes;
}

/** What all sources say. `blind` says that the probe sees nothing. */
export const signals = (parts: Parts, blind: boolean): Signal[] => {
  const { group, appliance, instances, all, observed } = parts;
  const { instanceStatus, alarms, probe } = group.health;
  const timed = alarms.length > 0 || (probe !== undefined && isProbeable(appliance));
  const managed = all.flatMap((target) => (target.kind === 'interface' ? [] : [managedSignal(target, timed)]));
  const patterns = alarms.map((pattern) => pattern.replaceAll('{appliance}', appliance.name));
  return [
    ...managed,
    ...(instances.length === 0 && managed.length === 0 ? nothingBehind(parts) : []),
    ...unseenInstances(parts),
    ...instances.map(instanceSignal),
    ...(instanceStatus ? instances.flatMap((instance) => checkSignal(instance, observed, timed)) : []),
    ...patterns.flatMap((pattern) => unreadSignal('alarms', observed) ?? alarmSignals(pattern, observed.alarms)),
    ...targetSignals(parts, timed),
    ...(probe && isProbeable(appliance) ? (unreadSignal('alarms', observed) ?? [probeSignal(parts, blind)]) : []),
  ];
};

/** Of a source that could not be read, or of one thing of it, nothing is known; whatever the others say of the appliance. */
const unreadSignal = (part: ObservedPart, { unseen }: ObservedRoutes, thing?: string): Signal[] | undefined => {
  const unread = unseen.find((one) => one.part === part && (one.thing === undefined || one.thing === thing));
  if (!unread) return undefined;
  return [{ verdict: 'unknown', reason: reason('NOT_READ', `${unread.key} could not be read`) }];
};

/** An interface without an instance forwards nothing. Where no interface was found, nothing is known of the appliance. */
const nothingBehind = ({ all, appliance }: Parts): Signal[] => {
  if (all.length > 0) {
    const why = reason('NO_INSTANCE', 'no instance is attached to its interface');
    const isDetached = all.some((target) => target.kind === 'interface' && !target.instanceId);
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
const unseenInstances = ({ all, instances, observed }: Parts): Signal[] => {
  const attached = new Map(
    all.flatMap((target) =>
      target.kind === 'interface' && target.instanceId !== undefined
        ? [[target.instanceId, target.attachedAt] as const]
        : [],
    ),
  );
  const unread = attached.size > 0 ? unreadSignal('instances', observed) : undefined;
  if (unread) return unread;
  return [...attached]
    .filter(([id]) => !instances.some((instance) => instance.id === id))
    .toSorted(by(([id]) => id))
    .map(([id, since]) => ({
      verdict: 'unknown',
      reason: reason('INSTANCE_NOT_FOUND', `instance ${id} is attached to its interface, but was not found`),
      ...(since === undefined ? {} : { since }),
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

/** The words of an instance's status checks. An instance without attached volumes has no third one. */
const wordsOf = ({ system, instance, attachedEbs }: InstanceChecks): InstanceChecks['system'][] => [
  system,
  instance,
  ...(attachedEbs === undefined || attachedEbs === 'not-applicable' ? [] : [attachedEbs]),
];

/**
 * Status checks tell no recovery time themselves: their minutes do, where they were read. Without these an alarm beside them
 * tells it, and otherwise nothing does.
 */
const checkSignal = ({ id, state, launchedAt }: Instance, observed: ObservedRoutes, timed: boolean): Signal[] => {
  const { checks, passing } = observed;
  if (state !== 'running') return [];
  const unread = unreadSignal('checks', observed);
  if (unread) return unread;
  const found = checks.find(({ instanceId }) => instanceId === id);
  const words = found ? wordsOf(found) : [];
  const said = found ? words.join(' and ') : 'missing';
  const why = reason('STATUS_CHECKS', `status checks of ${id} are ${said}`);
  const verdicts = words.map(checkVerdict);
  if (verdicts.includes('unhealthy')) return [{ verdict: 'unhealthy', reason: why }];
  if (!found || verdicts.includes('unknown')) {
    const since = words.includes('initializing') ? { since: launchedAt } : {};
    return [{ verdict: 'unknown', reason: why, ...since }];
  }
  const since = passing.find(({ instanceId }) => instanceId === id)?.since ?? (timed ? launchedAt : undefined);
  return [{ verdict: 'healthy', reason: why, ...(since === undefined ? {} : { since: Math.max(since, launchedAt) }) }];
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
  return {
    verdict,
    reason: reason('ALARM', `alarm ${name} is ${state}`),
    ...(verdict === 'unhealthy' ? {} : { since }),
  };
};

/** What the probe's two alarms for an appliance say. Its verdict counts only while its heartbeat says that it is probing. */
const probeAlarms = ({ group, appliance, observed: { alarms, stage } }: Parts) => ({
  heartbeat: alarms.find(({ name }) => name === heartbeatAlarm(stage, group.name, appliance.name)),
  verdict: alarms.find(({ name }) => name === verdictAlarm(stage, group.name, appliance.name)),
});

/** All appliances fall silent at once while their status checks pass: it is the probe that sees nothing. */
export const isProbeBlind = (all: readonly Parts[]): boolean => {
  const probed = all.filter(({ group, appliance }) => group.health.probe !== undefined && isProbeable(appliance));
  return (
    probed.length > 0 &&
    probed.every((parts) => {
      const { heartbeat, verdict } = probeAlarms(parts);
      return heartbeat?.state === 'OK' && verdict?.state === 'ALARM' && passesChecks(parts);
    })
  );
};

const passesChecks = ({ instances, observed: { checks } }: Parts): boolean =>
  instances.length > 0 &&
  instances.every(({ id, state }) => {
    const found = checks.find(({ instanceId }) => instanceId === id);
    return state === 'running' && found !== undefined && wordsOf(found).every((word) => word === 'ok');
  });

const probeSignal = (parts: Parts, blind: boolean): Signal => {
  const { heartbeat, verdict } = probeAlarms(parts);
  if (heartbeat?.state !== 'OK' || verdict === undefined) {
    const found = heartbeat === undefined ? 'its heartbeat alarm is missing' : `its heartbeat is ${heartbeat.state}`;
    const why = reason('PROBE_SILENT', `the probe does not look: ${found}`);
    return { verdict: 'unknown', reason: why, ...(heartbeat ? { since: heartbeat.since } : {}) };
  }
  const { since } = verdict;
  const unheard = 'no appliance answers the probe, though their status checks pass: the probe is blind';
  switch (alarmVerdict(verdict.state)) {
    case 'healthy':
      return { verdict: 'healthy', reason: reason('PROBE', 'the probe gets answers'), since };
    case 'unhealthy':
      return blind
        ? { verdict: 'unknown', reason: reason('PROBE_BLIND', unheard), since }
        : { verdict: 'unhealthy', reason: reason('PROBE', 'the probe gets no answer') };
    case 'unknown':
      return { verdict: 'unknown', reason: reason('PROBE', 'the probe has come to no verdict yet'), since };
  }
};

/** Target groups tell no recovery time, as little as status checks do. A NAT gateway is no target of any. */
const targetSignals = ({ group, appliance, all: targets, instances, observed }: Parts, timed: boolean): Signal[] => {
  if (targets.some(({ kind }) => kind === 'natGateway')) return [];
  const own = new Set([
    ...instances.map(({ id }) => id),
    ...targets.flatMap((target) =>
      target.kind === 'interface' ? [...target.privateIps, target.instanceId ?? []].flat() : [],
    ),
  ]);
  const times = instances.map(({ launchedAt }) => launchedAt);
  const since = timed && times.length > 0 ? { since: Math.max(...times) } : timed ? { since: 0 } : {};
  return group.health.targetGroups.flatMap((targetGroup): Signal[] => {
    const unread = unreadSignal('targetHealth', observed, targetGroup);
    if (unread) return unread;
    const all = observed.targetHealth.filter((one) => one.targetGroup === targetGroup);
    const mine = 'endpoint' in appliance ? all : all.filter(({ targetId }) => own.has(targetId));
    const name = targetGroup.split('/')[1] ?? targetGroup;
    const states = mine.map(({ state }) => state);
    return [{ ...targetSignal(name, states, 'endpoint' in appliance), ...since }];
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
  const good = (verdict: Health['verdict']): boolean => verdict === 'healthy';
  const bad = (verdict: Health['verdict']): boolean => verdict === 'unhealthy';
  if (states.length === 0) return { verdict: 'unknown', reason: why };
  if (oneIsEnough ? verdicts.some(good) : verdicts.every(good)) return { verdict: 'healthy', reason: why };
  return { verdict: (oneIsEnough ? verdicts.every(bad) : verdicts.some(bad)) ? 'unhealthy' : 'unknown', reason: why };
};

/** One trailing `*` stands for anything. */
export const alarmMatches = (pattern: string, name: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
