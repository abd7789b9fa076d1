/** What is wrong around a path set and not the controller's to mend, found before it does harm. Pure. */
import type { Finding } from '../core/plan.ts';
import { bypassProblem } from './bypass.ts';
import { finding, reason } from './codes.ts';
import { tellsSets } from './completeness.ts';
import type { Judged } from './model.ts';
import { remedyOf } from './remedies.ts';
import { waysOf } from './state.ts';
import type { ApplianceState } from './types.ts';

/** What a person should know of one path set, given what was decided for it, and whether that is deferred. */
export const pathSetFindings = (judged: Judged, deferred: boolean): Finding[] => [
  ...deadFindings(judged),
  ...outcomeFindings(judged),
  ...(judged.state.situation.unread.some(({ part }) => tellsSets(part)) ? [] : wholeFindings(judged, deferred)),
];

/** What can be told only of a set of which it is known what belongs to it. */
const wholeFindings = (judged: Judged, deferred: boolean): Finding[] => [
  ...splitFinding(judged, deferred),
  ...standbyFindings(judged),
  ...bypassFinding(judged),
  ...returnFinding(judged),
  ...edgeFindings(judged),
];

/** The two directions of the same traffic disagree: a stateful appliance drops what it sees one half of. */
const splitFinding = (judged: Judged, deferred: boolean): Finding[] => {
  const { pathSet, foreign } = judged.state;
  const ways = waysOf(judged.state);
  if (ways.length < 2) return [];
  const whys = [`they lead to ${ways.join(' and ')}`, ...foreign.map(({ reason: { message } }) => message)];
  const why = reason('SPLIT', `its routes do not all take the same way: ${whys.join('; ')}`);
  return [finding(pathSet.key, why, remedyOf(judged, deferred))];
};

/** Routes that lead nowhere and are not ours to move. */
const deadFindings = ({ state: { routes } }: Judged): Finding[] =>
  routes
    .filter(({ dead, point }) => dead && point.kind === 'foreign')
    .map(({ claimed: { key, table, destination, route } }) =>
      finding(
        key,
        reason('DEAD_ROUTE', `${destination} of ${table.id} leads nowhere: ${route?.target || 'its target'} is gone`),
      ),
    );

const outcomeFindings = ({ state: { pathSet, unseenTarget }, choice }: Judged): Finding[] => {
  const { key } = pathSet;
  if (choice.kind === 'stuck') return [finding(key, choice.reason)];
  if (choice.kind === 'stay' && choice.others) {
    const remedy = `to bring them back ask for it: reconcile { "failback": ["${pathSet.group.name}"] }`;
    return [finding(key, choice.others, remedy)];
  }
  if (unseenTarget !== undefined && choice.reason.code === 'TARGET_UNSEEN') {
    return [finding(key, reason('TARGET_UNSEEN', choice.reason.message))];
  }
  const bypassed = choice.kind === 'bypass' || choice.reason.code === 'BYPASSED';
  if (!bypassed) return [];
  return [finding(key, reason('BYPASSED', 'no appliance is healthy, so its traffic passes none'))];
};

/** Why an appliance could not take over: a person must know before it is needed. */
const standbyFindings = ({ state, choice }: Judged): Finding[] => {
  const { whyNot, pathSet } = state;
  const chosen = choice.kind === 'move' ? choice.to : undefined;
  const found = new Map<string, Finding>();
  for (const [one, why] of whyNot) {
    const key = `${pathSet.key}/${one.name}`;
    if (one !== chosen && !isStandIn(one, state.candidates)) found.set(`${key} ${why.code}`, finding(key, why));
  }
  return [...found.values()];
};

/** Another of several that the appliance may be can carry the set. */
const isStandIn = (one: ApplianceState, candidates: readonly ApplianceState[]): boolean =>
  one.ambiguous !== undefined && candidates.some(({ name }) => name === one.name);

const bypassFinding = ({ state: { pathSet, situation } }: Judged): Finding[] => {
  const why = pathSet.group.whenNoneHealthy === 'bypass' ? bypassProblem(pathSet, situation) : undefined;
  return why ? [finding(pathSet.key, why)] : [];
};

/** How many returns a message names. */
const NAMED = 3;

/** What comes back passes no appliance: right behind one that translates addresses, and a loss of traffic anywhere else. */
const returnFinding = ({ state: { pathSet } }: Judged): Finding[] => {
  const { key, unclaimed, group } = pathSet;
  // The returns of a NAT gateway come to it by themselves.
  if (unclaimed.length === 0 || group.appliances.every((appliance) => 'natGateway' in appliance)) return [];
  const some = [
    ...unclaimed.slice(0, NAMED),
    ...(unclaimed.length > NAMED ? [`and ${unclaimed.length - NAMED} more`] : []),
  ];
  return [finding(key, reason('RETURN_UNCLAIMED', `the return passes no appliance of the group: ${some.join(', ')}`))];
};

/** Routes that an edge table can never hold. */
const edgeFindings = ({ state: { routes } }: Judged): Finding[] =>
  routes.flatMap(({ claimed, point }) => {
    if (point.kind !== 'missing' || point.reason.code !== 'EDGE_DESTINATION') return [];
    return [finding(claimed.key, reason('EDGE_DESTINATION', point.reason.message))];
  });
