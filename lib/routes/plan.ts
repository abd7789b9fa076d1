/** Plans which routes to move. Pure. */
import type { GatewayEndpoint, Guard, RouteGroup } from '../config/types.ts';
import {
  type Finding,
  finding,
  type Plan,
  type Reason,
  type Refusal,
  reason,
  type Skip,
  skip,
  sortPlan,
} from '../core/plan.ts';
import { type Choice, type Circumstances, choose } from './choice.ts';
import { lostLegs, unseenFor } from './completeness.ts';
import { groupFindings, pathSetFindings } from './findings.ts';
import { planAssociations } from './gateway-endpoints.ts';
import { applianceStates } from './health.ts';
import { type Pointing, pointing } from './ownership.ts';
import { claimsOf, isEdge, pathSets } from './path-sets.ts';
import { probeFindings } from './probe/reachability.ts';
import { targetFor } from './targets.ts';
import type { ApplianceState, CheckChange, Claim, ObservedRoutes, PathSet, RouteChange, RouteMove } from './types.ts';

/** What of the config the routes controller acts on. */
export interface RouteClaims {
  readonly groups: readonly RouteGroup[];
  readonly gatewayEndpoints: readonly GatewayEndpoint[];
}

interface Parts {
  readonly changes: readonly RouteChange[];
  readonly skips: readonly Skip[];
  readonly findings: readonly Finding[];
}

export const planRoutes = (claims: RouteClaims, observed: ObservedRoutes): Plan<RouteChange> => {
  const contested = claimedTwice(claims.groups, observed);
  const parts = claims.groups
    .filter(({ name }) => observed.groups.includes(name))
    .map((group) => planGroup(group, contested, observed));
  const associations = planAssociations(claims.gatewayEndpoints, observed);
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
  const keys = groups.flatMap((group) => claimsOf(group, tables).map(({ key }) => key));
  return new Set(keys.filter((key, at) => keys.indexOf(key) !== at));
};

const planGroup = (group: RouteGroup, contested: ReadonlySet<string>, observed: ObservedRoutes): Parts => {
  const unread = unseenFor(group, observed);
  if (unread) return { changes: [], skips: [unread], findings: [] };
  const appliances = applianceStates(group, observed);
  const at: Circumstances = { ...observed, appliances };
  const lost = lostLegs(group, observed);
  const sets = pathSets(group, observed).map((pathSet) => planPathSet(pathSet, contested, lost.length > 0, at));
  return {
    changes: [...sets.flatMap(({ changes }) => changes), ...checkChanges(group, appliances)],
    skips: [
      ...sets.flatMap(({ skips }) => skips),
      ...lost.map(({ key, reason: { code, message } }) => skip(key, code, message)),
    ],
    findings: [
      ...lost,
      ...sets.flatMap(({ findings }) => findings),
      ...groupFindings(group, appliances, observed),
      ...probeFindings(group, observed),
    ],
  };
};

/** `halved` says that legs of the group lead nowhere: then some of the traffic's other direction may be missing. */
const planPathSet = (pathSet: PathSet, contested: ReadonlySet<string>, halved: boolean, at: Circumstances): Parts => {
  if (pathSet.claims.some(({ key }) => contested.has(key))) return planContested(pathSet, contested);
  const choice = choose(pathSet, at);
  const points = pathSet.claims.map((claim) => ({ claim, point: pointing(claim, at.appliances, at) }));
  const loose = points.flatMap(({ claim, point }) =>
    point.kind === 'ours' ? [] : [skip(claim.key, point.reason.code, point.reason.message)],
  );
  const held = choice.kind === 'move' && choice.voluntary && (loose.length > 0 || halved);
  const moves = held ? [] : together(points.flatMap(({ claim, point }) => moveFor(claim, point, choice, pathSet)));
  const stays = pathSet.claims.filter(({ key }) => ![...moves, ...loose].some((part) => part.key === key));
  return {
    changes: moves,
    skips: [...loose, ...stays.map(({ key }) => ({ key, reason: stayReason(choice, held) }))],
    findings: pathSetFindings(pathSet, choice, loose, at),
  };
};

const TWICE = reason('CLAIMED_TWICE', 'claimed by several legs or groups: none of them acts');

/** None of the claimants acts, and what shares a path set with such a route cannot move without it. */
const planContested = ({ claims }: PathSet, contested: ReadonlySet<string>): Parts => ({
  changes: [],
  findings: claims
    .filter((claim) => contested.has(claim.key))
    .map((claim) => finding('error', claim.key, TWICE, 'let one leg of one group claim it: until then it stays put')),
  skips: claims.map(({ key }) =>
    contested.has(key)
      ? { key, reason: TWICE }
      : skip(key, 'SPLIT', 'its path set holds a route that is claimed twice, so none of it moves'),
  ),
});

/**
 * All of a path set waits for every interface that it needs made fit, and what is voluntary for its edge routes: those
 * are what AWS refuses, and a refusal must not leave the set half moved.
 */
const together = (moves: readonly RouteMove[]): RouteMove[] => {
  const fit = [...new Set(moves.flatMap(({ needs = [] }) => needs))];
  const edges = moves.filter(({ voluntary, edge }) => voluntary && edge).map(({ key }) => key);
  return moves.map((move) => {
    const needs = move.edge ? fit : [...fit, ...edges];
    return needs.length > 0 ? { ...move, needs } : move;
  });
};

const stayReason = (choice: Choice, held: boolean): Reason => {
  if (held) return reason('SPLIT', 'not all of its traffic can move along, so it moves only when it must');
  if (choice.kind === 'bypass') return reason('BYPASSED', 'already on its bypass');
  return choice.kind === 'move' ? reason('IN_ORDER', `already on ${choice.to.name}`) : choice.reason;
};

/** The move of one route that is ours and not yet where the choice puts it. */
const moveFor = (claim: Claim, point: Pointing, choice: Choice, pathSet: PathSet): RouteMove[] => {
  const to = placeFor(claim, choice);
  if (!to || !claim.route || point.kind !== 'ours') return [];
  const there = claim.route.target === to.target && (point.fit || point.bypassed);
  return there ? [] : [moveOf(claim, to, pathSet, choice)];
};

interface Place {
  readonly target: string;
  /** The interface checks source and destination, and must be made fit first. */
  readonly needsCheckOff: boolean;
}

const placeFor = ({ role, bypass }: Claim, choice: Choice): Place | undefined => {
  if (choice.kind === 'bypass') return bypass === undefined ? undefined : { target: bypass, needsCheckOff: false };
  const target = choice.kind === 'move' ? targetFor(choice.to, role) : undefined;
  return target && { target: target.id, needsCheckOff: target.kind === 'interface' && target.sourceDestCheck };
};

const moveOf = (
  { key, table, destination, route }: Claim,
  { target, needsCheckOff }: Place,
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
      before: { sourceDestCheck: true },
      after: { sourceDestCheck: false },
      reason: reason(
        'SOURCE_DEST_CHECK',
        'an interface that checks source and destination drops what it should forward',
      ),
    }));
};

/** Failovers are never held up; failback and mending beyond `maxVoluntary` are. */
export const guardRoutes = (
  { maxVoluntary }: Guard['routes'],
  changes: readonly RouteChange[],
): Refusal<RouteChange> | undefined => {
  const isVoluntary = (change: RouteChange): boolean => change.action === 'replace' && change.voluntary;
  const count = changes.filter(isVoluntary).length;
  if (count <= maxVoluntary) return undefined;
  const why = `${count} routes would be moved voluntarily in one run; guard.routes.maxVoluntary allows ${maxVoluntary}`;
  return { reason: reason('TOO_MANY_CHANGES', why), blocks: isVoluntary };
};
