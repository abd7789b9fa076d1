/** Which appliance a path set takes: the judgement of the routes controller. Pure. */
import type { Reason } from '../core/plan.ts';
import { bypassProblem } from './bypass.ts';
import { reason } from './codes.ts';
import { ineligible } from './eligibility.ts';
import { type Pointing, pointing } from './ownership.ts';
import { azOf, owns } from './targets.ts';
import type { ApplianceState, ObservedRoutes, PathSet } from './types.ts';

/** What the choice rests on beside the path set itself. Times are ms. */
export interface Situation
  extends Pick<ObservedRoutes, 'tables' | 'subnets' | 'endpoints' | 'natGateways' | 'now' | 'failback'> {
  readonly appliances: readonly ApplianceState[];
}

/** One decision for all routes of a path set: where they go, or why they stay. */
export type Choice =
  | { readonly kind: 'stay'; readonly reason: Reason }
  | { readonly kind: 'move'; readonly to: ApplianceState; readonly voluntary: boolean; readonly reason: Reason }
  /** Every route takes its leg's bypass. */
  | { readonly kind: 'bypass'; readonly reason: Reason }
  /** No appliance and no bypass can take the set: a person must know. */
  | { readonly kind: 'stuck'; readonly reason: Reason<'NONE_HEALTHY'> };

type Ours = Extract<Pointing, { kind: 'ours' }>;

/** Where the routes of a path set point, as far as they are ours, and whom they may go to. */
interface PathSetState {
  readonly pathSet: PathSet;
  readonly ours: readonly Ours[];
  /** A route of the set is a blackhole, or on an unhealthy appliance. */
  readonly failed: boolean;
  /** In order of preference. */
  readonly candidates: readonly ApplianceState[];
  readonly situation: Situation;
}

/**
 * Decides for a path set. The first row that holds counts; a candidate is an appliance that is eligible and not drained.
 *
 * | the routes of the set                                    | the choice                                | reasons             |
 * | -------------------------------------------------------- | ----------------------------------------- | ------------------- |
 * | none is ours                                             | stay                                      | NOT_OURS            |
 * | a live one is on a target that the answer lacks          | stay                                      | TARGET_UNSEEN       |
 * | none failed, one is on a target in a state not known     | stay                                      | STATE_UNKNOWN       |
 * | all fit, on one candidate that is healthy or unknown     | see `failback`                            |                     |
 * | anything else, and there is a `successor`                | move to it                                | FAILOVER, DRAINED,  |
 * |                                                          |                                           | MENDED, BYPASS_ENDS |
 * | a dead one, or one on an unhealthy appliance             | bypass, where the group asks and all can  | BYPASS              |
 * | the same, without a bypass                               | stuck                                     | NONE_HEALTHY        |
 * | all on their bypass                                      | stay                                      | BYPASSED            |
 * | anything else                                            | stay                                      | NO_BETTER           |
 */
export const choose = (pathSet: PathSet, situation: Situation): Choice => {
  const points = pathSet.routes.map((claimed) => pointing(claimed, situation.appliances, situation));
  const ours = points.filter((point) => point.kind === 'ours');
  if (ours.length === 0) return { kind: 'stay', reason: reason('NOT_OURS', 'none of its routes is ours') };
  if (isTargetUnseen(pathSet, situation)) {
    return {
      kind: 'stay',
      reason: reason('TARGET_UNSEEN', 'the answer lacks a target that one of its live routes is on'),
    };
  }
  const candidates = preference(pathSet, situation).filter(
    (state) => !state.drained && !ineligible(state, pathSet, situation),
  );
  const failed = ours.some(({ appliance, dead }) => dead || appliance?.health.verdict === 'unhealthy');
  const doubt = failed ? undefined : stateUnknown(ours, pathSet, situation);
  if (doubt) return { kind: 'stay', reason: doubt };
  const state = { pathSet, ours, failed, candidates, situation };
  const present = ours[0]?.appliance;
  const whole = points.every((point) => point.kind === 'ours' && point.fit && point.appliance === present);
  if (whole && present && present.health.verdict !== 'unhealthy' && candidates.includes(present)) {
    return failback(present, state);
  }
  return repair(state);
};

/** A live route proves that its target exists: an answer about targets that lacks it is not complete. */
const isTargetUnseen = ({ routes }: PathSet, { appliances }: Situation): boolean =>
  routes.some(({ route }) => {
    if (route?.state !== 'active') return false;
    const holders = appliances.filter((holder) => owns(holder, route.target));
    const seen = holders.some(({ targets }) => [...targets.values()].some(({ id }) => id === route.target));
    return holders.length > 0 && !seen;
  });

/** That a present target is in a state which nobody knows is no reason to leave it; that it is drained is. */
const stateUnknown = (ours: readonly Ours[], pathSet: PathSet, situation: Situation): Reason | undefined => {
  const present = new Set(ours.flatMap(({ appliance }) => (appliance && !appliance.drained ? appliance : [])));
  return [...present]
    .map((appliance) => ineligible(appliance, pathSet, situation))
    .find((why) => why?.code === 'STATE_UNKNOWN');
};

/** The appliances in order of preference: with `choose: az` those in the path set's Availability Zone come first. */
const preference = ({ group, azId }: PathSet, situation: Situation): ApplianceState[] => {
  const { appliances } = situation;
  if (group.choose !== 'az' || azId === undefined) return [...appliances];
  const near = ({ targets }: ApplianceState): boolean =>
    [...targets.values()].every((target) => azOf(target, situation) === azId);
  return [...appliances.filter(near), ...appliances.filter((state) => !near(state))];
};

/** Has it been healthy for the hold-down? Where no source tells since when, a person who asks for failback says so. */
const isPastHoldDown = (
  { health }: ApplianceState,
  { group }: PathSet,
  { now, failback: asked }: Situation,
): boolean => {
  if (health.verdict !== 'healthy') return false;
  return health.since === undefined ? asked.includes(group.name) : now - health.since >= group.holdDownSeconds * 1_000;
};

/**
 * For a set that is wholly on one good appliance. What counts is whether a healthy candidate is preferred to that one:
 *
 * | a healthy candidate that is preferred to the present one | `failback: automatic`, or asked by hand | the choice             |
 * | -------------------------------------------------------- | --------------------------------------- | ---------------------- |
 * | none                                                     | any                                     | stay (IN_ORDER)        |
 * | one, not yet past its hold-down                          | any                                     | stay (FAILBACK_WAITS)  |
 * | one past its hold-down                                   | no                                      | stay (FAILBACK_WAITS)  |
 * | one past its hold-down                                   | yes                                     | move to it (FAILBACK)  |
 */
const failback = (present: ApplianceState, { pathSet, candidates, situation }: PathSetState): Choice => {
  const better = candidates.slice(0, candidates.indexOf(present)).filter(({ health }) => health.verdict === 'healthy');
  const due = better.find((state) => isPastHoldDown(state, pathSet, situation));
  const { name, failback: how, holdDownSeconds } = pathSet.group;
  if (due && (how === 'automatic' || situation.failback.includes(name))) {
    const healthy = due.health.since === undefined ? 'is healthy' : `has been healthy for ${holdDownSeconds} s`;
    const why = `${due.name} is preferred to ${present.name} and ${healthy}`;
    return { kind: 'move', to: due, voluntary: true, reason: reason('FAILBACK', why) };
  }
  const [waiting] = better;
  if (!waiting)
    return {
      kind: 'stay',
      reason: reason('IN_ORDER', `the routes are on ${present.name}: ${present.health.reason.message}`),
    };
  const until = due ? 'failback is by hand' : waitingFor(waiting, pathSet, situation);
  return { kind: 'stay', reason: reason('FAILBACK_WAITS', `${waiting.name} is preferred and healthy, but ${until}`) };
};

const waitingFor = ({ health: { since } }: ApplianceState, { group }: PathSet, { now }: Situation): string =>
  since === undefined
    ? 'no source tells since when: failback is by hand'
    : `only for ${Math.round((now - since) / 1_000)} s of the ${group.holdDownSeconds} s of hold-down`;

/** For every other set: it moves to its successor; a failed set without one takes its bypass; any other stays. */
const repair = (state: PathSetState): Choice => {
  const { ours, failed } = state;
  const away = cause(ours, failed);
  const to = successor(state);
  if (to) {
    const why = { ...away, message: `${away.message}; ${to.name} takes over` };
    // Traffic on the bypass passes no appliance: to end that is as urgent as to leave a dead one.
    const urgent = failed || ours.every(({ bypassed }) => bypassed);
    return { kind: 'move', to, voluntary: !urgent, reason: why };
  }
  if (failed) return noneHealthy(state, away);
  if (ours.every(({ bypassed }) => bypassed)) {
    return { kind: 'stay', reason: reason('BYPASSED', 'it is on its bypass until an appliance is healthy') };
  }
  return { kind: 'stay', reason: reason('NO_BETTER', `${away.message}, but no other appliance is healthy`) };
};

/**
 * Who takes over: the first candidate of these, in order of preference; in rows 2 to 4 the one that carries most of the set.
 *
 * | row | a candidate that is                          | counts                                               |
 * | --- | -------------------------------------------- | ---------------------------------------------------- |
 * | 1   | healthy, past its hold-down                  | always                                               |
 * | 2   | healthy, not flapping                        | always                                               |
 * | 3   | healthy, flapping                            | for a failed set, or if it carries a part of the set |
 * | 4   | unknown, with a running instance or endpoint | for a failed set                                     |
 */
const successor = ({ pathSet, ours, failed, candidates, situation }: PathSetState): ApplianceState | undefined => {
  const carried = (state: ApplianceState): number => ours.filter(({ appliance }) => appliance === state).length;
  const healthy = candidates.filter(({ health }) => health.verdict === 'healthy');
  const most = (states: readonly ApplianceState[]): ApplianceState | undefined =>
    states.toSorted((a, b) => carried(b) - carried(a))[0];
  return (
    healthy.find((state) => isPastHoldDown(state, pathSet, situation)) ??
    most(healthy.filter(({ flaps }) => flaps === undefined)) ??
    most(healthy.filter((state) => failed || carried(state) > 0)) ??
    (failed ? most(candidates.filter(({ health }) => health.verdict === 'unknown' && health.running)) : undefined)
  );
};

const noneHealthy = ({ pathSet, situation }: PathSetState, away: Reason): Choice => {
  const why = `${away.message}, and no appliance is fit to take over`;
  const fault = pathSet.group.whenNoneHealthy === 'bypass' ? bypassProblem(pathSet, situation) : undefined;
  if (pathSet.group.whenNoneHealthy === 'bypass' && !fault) {
    return { kind: 'bypass', reason: reason('BYPASS', `${why}: the routes take their bypass`) };
  }
  return { kind: 'stuck', reason: reason('NONE_HEALTHY', fault ? `${why}; ${fault.message}` : why) };
};

const cause = (ours: readonly Ours[], failed: boolean): Reason => {
  const present = ours.flatMap(({ appliance }) => appliance ?? []);
  const bad = present.find(({ health }) => health.verdict === 'unhealthy');
  if (bad) return reason('FAILOVER', `${bad.name} is unhealthy: ${bad.health.reason.message}`);
  if (failed) return reason('FAILOVER', 'a route is a blackhole');
  const drained = present.find((state) => state.drained);
  if (drained) return reason('DRAINED', `${drained.name} is drained`);
  const names = [...new Set(present.map(({ name }) => name))].sort();
  const bypassed = ours.some((point) => point.bypassed);
  if (bypassed && names.length === 0) return reason('BYPASS_ENDS', 'an appliance is healthy again');
  if (bypassed || names.length > 1) {
    return reason('MENDED', `the routes were on ${[...names, ...(bypassed ? ['the bypass'] : [])].join(' and ')}`);
  }
  return reason('MENDED', `${names.join('')} is not fit to carry all of the routes that belong together`);
};
