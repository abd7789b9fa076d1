/** Which appliance a path set takes: the judgement of the routes controller. Pure. */
import type { Reason } from '../core/plan.ts';
import { bypassProblem } from './bypass.ts';
import { reason } from './codes.ts';
import { failback } from './failback.ts';
import { isPastHoldDown } from './hold-down.ts';
import { mend } from './mending.ts';
import type { PathSetState } from './state.ts';
import type { ApplianceState, Choice } from './types.ts';

/**
 * Decides for a path set. The first row that holds counts.
 *
 * | the routes of the set                                          | the choice                               | reasons             |
 * | -------------------------------------------------------------- | ---------------------------------------- | ------------------- |
 * | none is ours                                                   | stay                                     | NOT_OURS            |
 * | a live one is on a target that the answer lacks                | stay                                     | TARGET_UNSEEN       |
 * | none failed, one is on a target in a state not known           | stay                                     | STATE_UNKNOWN       |
 * | none failed, and not all that they are judged by was read      | stay                                     | INCOMPLETE          |
 * | all fit, on one eligible, undrained appliance, not unhealthy   | see failback.ts                          |                     |
 * | one dead, bypassed, or on a bad appliance; with a `successor`  | move to it                               | FAILOVER, DRAINED,  |
 * |                                                                |                                          | UNFIT, BYPASS_ENDS  |
 * | all live, on good appliances, beside routes that are not ours  | stay                                     | INCOMPLETE          |
 * | all live, on several good appliances; with a `successor`       | see mending.ts                           |                     |
 * | a dead one, or one on an unhealthy appliance                   | bypass, where the group asks and all can | BYPASS              |
 * | the same, without a bypass                                     | stuck                                    | NONE_HEALTHY        |
 * | all on their bypass                                            | stay                                     | BYPASSED            |
 * | anything else                                                  | stay                                     | NO_BETTER           |
 *
 * A bad appliance is unhealthy, drained or not eligible: leaving it is not voluntary.
 */
export const choose = (state: PathSetState): Choice => {
  const { ours, unseenTarget, present, unfit } = state;
  if (ours.length === 0) return { kind: 'stay', reason: reason('NOT_OURS', 'none of its routes is ours') };
  if (unseenTarget !== undefined) return { kind: 'stay', reason: unseen(unseenTarget) };
  const doubt = state.failed ? undefined : (stateUnknown(state) ?? partial(state));
  if (doubt) return { kind: 'stay', reason: doubt };
  const isGood = present && !unfit && present.health.verdict !== 'unhealthy' && present.drained === undefined;
  return isGood ? failback(present, state) : repair(state);
};

const unseen = (target: string): Reason<'TARGET_UNSEEN'> =>
  reason('TARGET_UNSEEN', `a live route is on ${target}, which the answer lacks`);

/** That a present target is in a state which nobody knows is no reason to leave it; that it is drained is. */
const stateUnknown = ({ ours, present, whyNot, unfit }: PathSetState): Reason | undefined =>
  [
    present?.drained === undefined && unfit,
    ...ours.map(({ appliance }) => appliance && appliance.drained === undefined && whyNot.get(appliance)),
  ]
    .flatMap((why) => why || [])
    .find(({ code }) => code === 'STATE_UNKNOWN');

/** What is not dead can wait until all is read that it is judged by. */
const partial = ({ situation: { unread } }: PathSetState): Reason | undefined => {
  const [first] = unread;
  return first && reason('INCOMPLETE', `${first.key} could not be read, so that it moves only when it must`);
};

/** For every set that is not in good order: it moves to its successor; a failed set without one takes its bypass; any other stays. */
const repair = (state: PathSetState): Choice => {
  const { ours, failed } = state;
  const away = cause(state);
  const to = successor(state);
  const allBypassed = ours.every(({ bypassed }) => bypassed);
  if (away.code === 'MENDED' && state.foreign.length > 0) {
    return {
      kind: 'stay',
      reason: reason('INCOMPLETE', 'routes of its path set are not ours, so that it moves only when it must'),
    };
  }
  if (to && away.code === 'MENDED') return mend(to, away, state);
  if (to) {
    const why = { ...away, message: `${away.message}; ${to.name} takes over` };
    return { kind: 'move', to, voluntary: false, reason: why };
  }
  if (failed) return noneHealthy(state, away);
  if (allBypassed)
    return { kind: 'stay', reason: reason('BYPASSED', 'it is on its bypass until an appliance is healthy') };
  return { kind: 'stay', reason: reason('NO_BETTER', `${away.message}, but no other appliance is healthy`) };
};

/**
 * Who takes over: the first candidate of these, in order of preference; from row 2 on the one that carries most of the set. One
 * of which it is not known which of several it is comes last in its row.
 *
 * | row | a candidate that is                          | counts                                               |
 * | --- | -------------------------------------------- | ---------------------------------------------------- |
 * | 1   | healthy, past its hold-down                  | always                                               |
 * | 2   | healthy, not flapping                        | always                                               |
 * | 3   | healthy, flapping                            | for a failed set, or if it carries a part of the set |
 * | 4   | healthy, drained                             | for a failed set, or one on an ineligible appliance  |
 * | 5   | unknown, with a running instance or endpoint | for a failed set                                     |
 * | 6   | unknown, not seen, but an alarm or a target  | for a failed set                                     |
 * |     | group vouches for it                         |                                                      |
 */
const successor = (state: PathSetState): ApplianceState | undefined => {
  const { pathSet, ours, failed, situation } = state;
  const carried = (one: ApplianceState): number => ours.filter(({ appliance }) => appliance === one).length;
  const most = (states: readonly ApplianceState[]): ApplianceState | undefined =>
    states.toSorted(
      (a, b) => Number(a.ambiguous !== undefined) - Number(b.ambiguous !== undefined) || carried(b) - carried(a),
    )[0];
  const undrained = state.candidates.filter(({ drained }) => drained === undefined);
  const healthy = undrained.filter(({ health }) => health.verdict === 'healthy');
  const unknown = failed ? undrained.filter(({ health }) => health.verdict === 'unknown') : [];
  return (
    healthy.find((one) => isPastHoldDown(one, pathSet.group, situation)) ??
    most(healthy.filter(({ flaps }) => flaps === undefined)) ??
    most(healthy.filter((one) => failed || carried(one) > 0)) ??
    (failed || state.unfit ? most(state.candidates.filter(isDrainedAndHealthy)) : undefined) ??
    most(unknown.filter(({ health }) => health.running)) ??
    most(unknown.filter(({ health }) => health.lastResort === true))
  );
};

const isDrainedAndHealthy = ({ drained, health }: ApplianceState): boolean =>
  drained !== undefined && health.verdict === 'healthy';

const noneHealthy = (state: PathSetState, away: Reason): Choice => {
  const { pathSet, situation } = state;
  const why = `${away.message}, and no appliance is fit to take over: ${state.ranked.map((one) => whyNot(one, state.whyNot.get(one))).join('; ')}`;
  if (pathSet.group.whenNoneHealthy === 'keep') return { kind: 'stuck', reason: reason('NONE_HEALTHY', why) };
  const fault = bypassProblem(pathSet, situation)?.message ?? doubtOfBypass(state);
  if (fault === undefined) return { kind: 'bypass', reason: reason('BYPASS', `${why}: the routes take their bypass`) };
  return { kind: 'stuck', reason: reason('NONE_HEALTHY', `${why}; ${fault}`) };
};

/** Why one appliance does not take over. */
export const whyNot = (one: ApplianceState, unfit: Reason | undefined): string => {
  const drained = one.drained === undefined ? [] : [`drained, since ${one.drained}`];
  const why = unfit?.message.replace(`${one.name}: `, '');
  return `${one.name} is ${[one.health.verdict, ...drained].join(' and ')} (${[one.health.reason.message, ...(why ? [why] : [])].join('; ')})`;
};

/** To pass no appliance at all is not decided on the word of a probe that may have seen nothing, nor without all the others. */
const doubtOfBypass = ({ ranked, situation: { unread } }: PathSetState): string | undefined => {
  const [first] = unread;
  if (first) return `${first.key} could not be read, and without it no bypass is taken`;
  const doubtful = ranked.filter(({ health }) => health.byProbeAlone).map(({ name }) => name);
  return doubtful.length > 0
    ? `the probe alone says so of ${doubtful.join(' and ')}, and on that no bypass is taken`
    : undefined;
};

const cause = ({ ours, failed, present, unfit, candidates }: PathSetState): Reason => {
  const all = ours.flatMap(({ appliance }) => appliance ?? []);
  const bad = all.find(({ health }) => health.verdict === 'unhealthy');
  if (bad) return reason('FAILOVER', `${bad.name} is unhealthy: ${bad.health.reason.message}`);
  if (failed) return reason('FAILOVER', 'a route is a blackhole');
  const drained = all.find((state) => state.drained !== undefined);
  if (drained) return reason('DRAINED', `${drained.name} is drained: ${drained.drained}`);
  const names = [...new Set(all.map(({ name }) => name))].sort();
  const bypassed = ours.some((point) => point.bypassed);
  if (bypassed && names.length === 0) return reason('BYPASS_ENDS', 'an appliance is healthy again');
  if (bypassed) return reason('BYPASS_ENDS', `a part of it is on the bypass, the rest on ${names.join(' and ')}`);
  if (present && unfit) return reason('UNFIT', unfit.message);
  const lost = all.find((state) => !candidates.includes(state) && state.ambiguous === undefined);
  if (lost) return reason('UNFIT', `${lost.name} is not fit to carry all of the routes that belong together`);
  if (names.length > 1) return reason('MENDED', `the routes were on ${names.join(' and ')}`);
  return reason('MENDED', `the routes are on several targets of ${names.join('')}`);
};
