/** Plans which routes to move. Pure. */
import type { RouteGroup } from '../config/types.ts';
import { type Finding, type Plan, type Reason, type Skip, sortPlan } from '../core/plan.ts';
import { type Choice, choose, type Situation } from './choice.ts';
import { finding, reason, skip } from './codes.ts';
import { danglingLegs, unseenFor } from './completeness.ts';
import { groupFindings, pathSetFindings } from './findings.ts';
import { planAssociations } from './gateway-endpoints.ts';
import { applianceStates } from './health.ts';
import { type Pointing, pointing } from './ownership.ts';
import { claimedRoutes, isEdge, pathSets } from './path-sets.ts';
import { probeFindings } from './probe/reachability.ts';
import { targetFor } from './targets.ts';
import type {
  ApplianceState,
  CheckChange,
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
  const contested = claimedTwice(config.groups, observed);
  const parts = config.groups
    .filter(({ name }) => observed.groups.includes(name))
    .map((group) => planGroup(group, contested, observed));
  const associations = planAssociations(config.gatewayEndpoints, observed);
  return sortPlan({
    controller: 'routes',
    changes: once([...parts.flatMap(({ changes }) => changes), ...associations.changes]),
    skips: [...parts.flatMap(({ skips }) => skips), ...associations.skips],
    findings: parts.flatMap(({ findings }) => findings),
  });
};

/** An interface that serves several appliances or groups is made fit once. */
const once = (changes: readonly RouteChange[]): RouteChange[] => [
  ...new Map(changes.map((change) => [change.key, change])).values(),
];

/** Routes that several legs or groups claim: none of them may decide. */
const claimedTwice = (groups: readonly RouteGroup[], { tables }: ObservedRoutes): ReadonlySet<string> => {
  const keys = groups.flatMap((group) => claimedRoutes(group, tables).map(({ key }) => key));
  return new Set(keys.filter((key, at) => keys.indexOf(key) !== at));
};

const planGroup = (group: RouteGroup, contested: ReadonlySet<string>, observed: ObservedRoutes): Parts => {
  const unseen = unseenFor(group, observed);
  if (unseen) return { changes: [], skips: [unseen], findings: [] };
  const appliances = applianceStates(group, observed);
  const situation: Situation = { ...observed, appliances };
  const dangling = danglingLegs(group, observed);
  const sets = pathSets(group, observed).map((pathSet) =>
    planPathSet(pathSet, contested, dangling.length > 0, situation),
  );
  return {
    changes: [...sets.flatMap(({ changes }) => changes), ...checkChanges(group, appliances)],
    skips: [...sets.flatMap(({ skips }) => skips), ...dangling.map(({ key, reason }) => ({ key, reason }))],
    findings: [
      ...dangling,
      ...sets.flatMap(({ findings }) => findings),
      ...groupFindings(group, appliances, observed),
      ...probeFindings(group, observed),
    ],
  };
};

/** While legs of its group are dangling, the other direction of some of its traffic may be missing. */
const planPathSet = (
  pathSet: PathSet,
  contested: ReadonlySet<string>,
  hasDanglingLegs: boolean,
  situation: Situation,
): Parts => {
  if (pathSet.routes.some(({ key }) => contested.has(key))) return planContested(pathSet, contested);
  const choice = choose(pathSet, situation);
  const points = pathSet.routes.map((claimed) => ({
    claimed,
    point: pointing(claimed, situation.appliances, situation),
  }));
  const foreign = points.flatMap(({ claimed, point }) =>
    point.kind === 'ours' ? [] : [{ key: claimed.key, reason: point.reason }],
  );
  const deferred = choice.kind === 'move' && choice.voluntary && (foreign.length > 0 || hasDanglingLegs);
  const moves = deferred
    ? []
    : withPrerequisites(points.flatMap(({ claimed, point }) => moveFor(claimed, point, choice, pathSet)));
  const stays = pathSet.routes.filter(({ key }) => ![...moves, ...foreign].some((part) => part.key === key));
  return {
    changes: moves,
    skips: [...foreign, ...stays.map(({ key }) => ({ key, reason: stayReason(choice, deferred) }))],
    findings: pathSetFindings(pathSet, choice, foreign, situation),
  };
};

const TWICE = reason('CLAIMED_TWICE', 'several legs or groups claim the route: none of them acts');

/** None of the claimants acts, and what shares a path set with such a route cannot move without it. */
const planContested = ({ routes }: PathSet, contested: ReadonlySet<string>): Parts => ({
  changes: [],
  findings: routes.filter((claimed) => contested.has(claimed.key)).map((claimed) => finding(claimed.key, TWICE)),
  skips: routes.map(({ key }) =>
    contested.has(key)
      ? { key, reason: TWICE }
      : skip(key, 'SPLIT', 'its path set holds a route that is claimed twice, so none of it moves'),
  ),
});

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
      'SPLIT',
      'not all of the traffic of its path set can move along, so the route moves only when it must',
    );
  if (choice.kind === 'bypass') return reason('BYPASSED', 'the route is already on its bypass');
  return choice.kind === 'move' ? reason('IN_ORDER', `the route is already on ${choice.to.name}`) : choice.reason;
};

/** The move of one route that is ours and not yet where the choice puts it. */
const moveFor = (claimed: ClaimedRoute, point: Pointing, choice: Choice, pathSet: PathSet): RouteMove[] => {
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

/** An interface that checks source and destination is made fit before anything depends on it. */
const checkChanges = (group: RouteGroup, appliances: readonly ApplianceState[]): CheckChange[] => {
  const targets = appliances.flatMap((state) => [...state.targets.values()]);
  return targets
    .filter((target) => target.kind === 'interface' && target.sourceDestCheck && group.fixSourceDestCheck)
    .map(({ id }) => ({
      action: 'turn off source/destination check',
      key: id,
      interfaceId: id,
      before: 'on',
      after: 'off',
      reason: reason(
        'SOURCE_DEST_CHECK',
        'an interface that checks source and destination drops what it should forward',
      ),
    }));
};
