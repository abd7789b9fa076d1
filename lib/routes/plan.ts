/** Plans which routes to move. Pure. */
import type { RouteGroup } from '../config/types.ts';
import { type Finding, type Plan, type Reason, type Skip, sortPlan } from '../core/plan.ts';
import { finding, reason, skip } from './codes.ts';
import { pathSetFindings } from './findings.ts';
import { planAssociations } from './gateway-endpoints.ts';
import { groupFindings } from './group-findings.ts';
import { type GroupModel, type Judged, modelOf } from './model.ts';
import { isEdge } from './network.ts';
import { probeFindings } from './probe/reachability.ts';
import type { RouteState } from './state.ts';
import { tagChanges } from './tags.ts';
import { targetFor } from './targets.ts';
import type {
  ApplianceState,
  CheckChange,
  Choice,
  ClaimedRoute,
  ObservedRoutes,
  PathSet,
  RouteChange,
  RouteMove,
  RoutesConfig,
} from './types.ts';

interface Parts {
  readonly changes: readonly RouteChange[];
  readonly skips: readonly Skip[];
  readonly findings: readonly Finding[];
}

export const planRoutes = (config: RoutesConfig, observed: ObservedRoutes): Plan<RouteChange> => {
  const { groups, unseen, contested } = modelOf(config, observed);
  const parts = groups.map((group) => planGroup(group, contested, observed));
  const associations = planAssociations(config.gatewayEndpoints, observed);
  return sortPlan({
    controller: 'routes',
    changes: once([...parts.flatMap(({ changes }) => changes), ...associations.changes]),
    skips: [...unseen, ...parts.flatMap(({ skips }) => skips), ...associations.skips],
    findings: parts.flatMap(({ findings }) => findings),
  });
};

/** An interface that serves several appliances or groups is made fit once. */
const once = (changes: readonly RouteChange[]): RouteChange[] => [
  ...new Map(changes.map((change) => [change.key, change])).values(),
];

const planGroup = (model: GroupModel, contested: ReadonlySet<string>, observed: ObservedRoutes): Parts => {
  const { group, appliances, dangling, sets } = model;
  const planned = sets.map((judged) => ({ judged, parts: planPathSet(judged, dangling.length > 0) }));
  const moves = new Map(planned.map(({ judged, parts }) => [judged.state.pathSet.key, parts.moves]));
  const parts = [...planned.map((one) => one.parts), ...model.contested.map((set) => planContested(set, contested))];
  return {
    changes: [
      ...[...moves.values()].flat(),
      ...tagChanges(model, moves, observed.now),
      ...checkChanges(group, appliances, [...moves.values()].flat()),
    ],
    skips: [...parts.flatMap(({ skips }) => skips), ...dangling.map(({ key, reason }) => ({ key, reason }))],
    findings: [
      ...dangling,
      ...parts.flatMap(({ findings }) => findings),
      ...groupFindings(model, observed),
      ...probeFindings(group, observed),
    ],
  };
};

/** What is planned for one set. */
interface Planned {
  readonly moves: readonly RouteMove[];
  readonly skips: readonly Skip[];
  readonly findings: readonly Finding[];
}

/** While legs of its group are dangling, the other direction of some of its traffic may be missing. */
const planPathSet = (judged: Judged, hasDanglingLegs: boolean): Planned => {
  const { state, choice } = judged;
  const { pathSet, routes, foreign } = state;
  const deferred = choice.kind === 'move' && choice.voluntary && (foreign.length > 0 || hasDanglingLegs);
  const moves = deferred ? [] : withPrerequisites(routes.flatMap((route) => moveFor(route, choice, pathSet)));
  const told = new Set([...moves, ...foreign].map(({ key }) => key));
  const why = stayReason(choice, deferred);
  const stays = pathSet.routes.filter(({ key }) => !told.has(key)).map(({ key }) => ({ key, reason: why }));
  return { moves, skips: [...foreign, ...stays], findings: pathSetFindings(judged, deferred) };
};

const TWICE = reason('CLAIMED_TWICE', 'several legs or groups claim the route: none of them acts');

/** None of the claimants acts, and what shares a path set with such a route cannot move without it. */
const planContested = ({ routes }: PathSet, contested: ReadonlySet<string>): Planned => ({
  moves: [],
  findings: [
    ...routes.filter(({ key }) => contested.has(key)).map(({ key }) => finding(key, TWICE)),
    ...routes
      .filter(({ route }) => route?.state === 'blackhole')
      .map(({ key, route }) => deadRoute(key, route?.target)),
  ],
  skips: routes.map(({ key }) =>
    contested.has(key)
      ? { key, reason: TWICE }
      : skip(key, 'INCOMPLETE', 'its path set holds a route that is claimed twice, so none of it moves'),
  ),
});

const deadRoute = (key: string, target: string | undefined): Finding =>
  finding(key, reason('DEAD_ROUTE', `it leads nowhere (${target || 'its target is gone'}), and is claimed twice`));

/**
 * Every move of a path set needs all the interfaces that the set goes to to be made fit. A voluntary move also needs those
 * of the set's edge routes: AWS may refuse these, and a refusal must not leave the set half moved.
 */
const withPrerequisites = (moves: readonly RouteMove[]): RouteMove[] => {
  const fit = [...new Set(moves.flatMap(({ needs = [] }) => needs))];
  const edges = moves.filter(({ voluntary, edge }) => voluntary && edge).map(({ key }) => key);
  return moves.map((move) => {
    const needs = move.edge ? fit : [...fit, ...edges];
    return needs.length > 0 ? { ...move, needs } : move;
  });
};

const stayReason = (choice: Choice, deferred: boolean): Reason => {
  if (deferred)
    return reason(
      'INCOMPLETE',
      'not all of the traffic of its path set can move along, so the route moves only when it must',
    );
  if (choice.kind === 'bypass') return reason('BYPASSED', 'the route is already on its bypass');
  return choice.kind === 'move' ? reason('IN_ORDER', `the route is already on ${choice.to.name}`) : choice.reason;
};

/** The move of one route that is ours and not yet where the choice puts it. */
const moveFor = ({ claimed, point }: RouteState, choice: Choice, pathSet: PathSet): RouteMove[] => {
  const to = routeTargetFor(claimed, choice);
  if (!to || !claimed.route || point.kind !== 'ours') return [];
  const there = claimed.route.target === to.target && (point.fit || point.bypassed);
  return there ? [] : [moveOf(claimed, to, pathSet, choice)];
};

/** Where a route is to lead. */
interface RouteTarget {
  readonly target: string;
  /** The interface checks source and destination, and must be made fit first. */
  readonly needsCheckOff: boolean;
}

const routeTargetFor = ({ role, bypass }: ClaimedRoute, choice: Choice): RouteTarget | undefined => {
  if (choice.kind === 'bypass') return bypass === undefined ? undefined : { target: bypass, needsCheckOff: false };
  const target = choice.kind === 'move' ? targetFor(choice.to, role) : undefined;
  return target && { target: target.id, needsCheckOff: target.kind === 'interface' && target.sourceDestCheck };
};

const moveOf = (
  { key, table, destination, route }: ClaimedRoute,
  { target, needsCheckOff }: RouteTarget,
  pathSet: PathSet,
  choice: Choice,
): RouteMove => ({
  action: 'replace',
  key,
  tableId: table.id,
  destination,
  before: { target: route?.target ?? '', state: route?.state ?? '' },
  after: { target, state: 'active' },
  reason: choice.reason,
  group: pathSet.group.name,
  voluntary: choice.kind === 'move' && choice.voluntary,
  pathSet: pathSet.key,
  edge: isEdge(table),
  weight: pathSet.subnetIds.length,
  ...(needsCheckOff ? { needs: [target] } : {}),
});

/**
 * An interface that checks source and destination is made fit before anything depends on it: the one that an appliance is, and
 * the one that a route is about to lead to. Of several finds none is touched for having been found.
 */
const checkChanges = (
  { fixSourceDestCheck }: RouteGroup,
  appliances: readonly ApplianceState[],
  moves: readonly RouteMove[],
): CheckChange[] => {
  if (!fixSourceDestCheck) return [];
  const needed = new Set(moves.map(({ after }) => after.target));
  return appliances
    .flatMap(({ targets, ambiguous }) => [...targets.values()].map((target) => ({ target, ambiguous })))
    .filter(({ target, ambiguous }) => ambiguous === undefined || needed.has(target.id))
    .flatMap(({ target }) => (target.kind === 'interface' && target.sourceDestCheck ? [checkOff(target.id)] : []));
};

const checkOff = (id: string): CheckChange => ({
  action: 'turn off source/destination check',
  key: id,
  interfaceId: id,
  before: 'on',
  after: 'off',
  reason: reason('SOURCE_DEST_CHECK', 'an interface that checks source and destination drops what it should forward'),
});
