/** Is an appliance healthy, and since when? The judgement of the routes controller on appliances. Pure. */
import type { InstanceChecks, ScheduledEvent } from '../aws/types.ts';
import type { Appliance, RouteGroup } from '../config/types.ts';
import { by } from '../std/lists.ts';
import { reason } from './codes.ts';
import { verdictAlarm } from './probe/names.ts';
import { isProbeable } from './probe/targets.ts';
import { alarmMatches, isProbeBlind, type Parts, type Signal, signals } from './signals.ts';
import { type Body, bodiesOf } from './targets.ts';
import type { ApplianceState, Health, ObservedRoutes } from './types.ts';

/** An appliance whose alarms went off this often within the hold-down flaps: it came back in between. */
const FLAPS = 2;

/** The appliances of a group with their targets, health and drain, in order of preference. */
export const applianceStates = (group: RouteGroup, observed: ObservedRoutes): ApplianceState[] => {
  const all = group.appliances.flatMap((appliance, order) =>
    bodiesOf(appliance, observed).map((body) => partsOf({ group, appliance, order, observed }, body)),
  );
  const blind = isProbeBlind(all);
  return all.map((parts) => stateOf(parts, blind));
};

const partsOf = (of: Pick<Parts, 'group' | 'appliance' | 'order' | 'observed'>, body: Body): Parts => {
  const all = body.found.map(({ target }) => target);
  const behind = new Set(all.flatMap((target) => (target.kind === 'interface' ? (target.instanceId ?? []) : [])));
  const instances = of.observed.instances.filter(({ id }) => behind.has(id)).toSorted(by(({ id }) => id));
  return { ...of, ...body, all, instances };
};

const stateOf = (parts: Parts, blind: boolean): ApplianceState => {
  const { appliance, order, found, targets, ambiguous } = parts;
  const flaps = flapsOf(parts);
  const drained = drainedBy(parts);
  return {
    ...{ name: appliance.name, order, appliance, found, targets },
    ...(ambiguous === undefined ? {} : { ambiguous }),
    health: overall(signals(parts, blind), parts),
    ...(drained === undefined ? {} : { drained }),
    ...(flaps >= FLAPS ? { flaps } : {}),
  };
};

const isRunning = ({ instances, all }: Parts): boolean =>
  instances.some(({ state }) => state === 'running') ||
  all.some((target) => target.kind !== 'interface' && target.state === 'available');

/** Scheduled events that take an instance away, or stop it for a while. */
const TAKES_AWAY = ['instance-reboot', 'instance-retirement', 'instance-stop', 'system-reboot'];
/** Ms before such an event, from when on nothing new should begin there. */
const AHEAD_MS = 600_000;

/** Why it is to be left in good order; nothing where no source says so. */
const drainedBy = ({ group, all, instances, observed: { checks, leaving, now } }: Parts): string | undefined => {
  const tagged = [...all.filter(({ kind }) => kind === 'interface'), ...instances].find(
    (one) => 'tags' in one && Object.hasOwn(one.tags, group.drain.tag),
  );
  if (tagged) return `${tagged.id} has the tag ${group.drain.tag}`;
  const ids = instances.map(({ id }) => id);
  const [going] = leaving.filter(({ instanceId }) => ids.includes(instanceId)).toSorted(by(({ why }) => why));
  if (going) return going.why;
  const [due] = eventsOf(ids, checks)
    .filter(({ code, notBefore }) => TAKES_AWAY.includes(code) && notBefore - now <= AHEAD_MS)
    .toSorted(by(({ code }) => code));
  return due && `${due.code} is scheduled`;
};

/** The scheduled events of some instances. */
export const eventsOf = (ids: readonly string[], checks: readonly InstanceChecks[]): readonly ScheduledEvent[] =>
  checks.filter(({ instanceId }) => ids.includes(instanceId)).flatMap(({ events }) => events);

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
const overall = (all: readonly Signal[], parts: Parts): Health => {
  const running = isRunning(parts);
  const bad = all.filter(({ verdict }) => verdict === 'unhealthy');
  const worst = bad[0] ?? all.find(({ verdict }) => verdict === 'unknown');
  if (worst?.verdict === 'unhealthy') {
    const byProbeAlone = bad.every((signal) => signal.reason.code === 'PROBE');
    return { verdict: 'unhealthy', reason: worst.reason, running, ...(byProbeAlone ? { byProbeAlone } : {}) };
  }
  if (worst) return unknown(worst, all, running);
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

const unknown = (worst: Signal, all: readonly Signal[], running: boolean): Health => {
  const isVouched = all.some(
    ({ verdict, reason: { code } }) => verdict === 'healthy' && /^(?:ALARM|PROBE|TARGET_HEALTH)$/.test(code),
  );
  const lastResort = /^(?:INSTANCE_NOT_FOUND|NOT_READ)$/.test(worst.reason.code) && isVouched;
  return {
    ...{ verdict: 'unknown', reason: worst.reason, running },
    ...(lastResort ? { lastResort } : {}),
    ...(worst.since === undefined ? {} : { unknownSince: worst.since }),
  };
};
