/** How a path set stands: where each of its routes leads, whose that is, and who may carry it. Computed once, then asked. Pure. */
import type { Route } from '../aws/types.ts';
import type { Skip } from '../core/plan.ts';
import { by, compare } from '../std/lists.ts';
import type { Ineligibility } from './codes.ts';
import { ineligible, unfitToStay } from './eligibility.ts';
import type { Network } from './network.ts';
import { type Ours, type Pointing, pointing } from './ownership.ts';
import { azOf, holds, owns } from './targets.ts';
import type { ApplianceState, ClaimedRoute, ObservedRoutes, PathSet, UnseenPart, Writer } from './types.ts';

/** What judgements rest on beside the path set itself. Times are ms. */
export interface Situation extends Pick<ObservedRoutes, 'endpoints' | 'natGateways' | 'now' | 'failback'> {
  readonly writersByKey: ReadonlyMap<string, Writer>;
  readonly network: Network;
  readonly appliances: readonly ApplianceState[];
  /** As in `GroupModel`. */
  readonly unread: readonly UnseenPart[];
}

/** One route of a set. */
export interface RouteState {
  readonly claimed: ClaimedRoute;
  readonly point: Pointing;
  /** Where its traffic passes, in words: two routes with the same way are symmetric. */
  readonly way: string;
  /** It leads nowhere. */
  readonly dead: boolean;
}

export interface PathSetState {
  readonly pathSet: PathSet;
  readonly situation: Situation;
  readonly routes: readonly RouteState[];
  readonly ours: readonly Ours[];
  /** The routes that are not ours, and why. */
  readonly foreign: readonly Skip[];
  /** A live route is on a target of ours that the answer lacks: it is not complete. */
  readonly unseenTarget?: string;
  /** The one that all routes of the set are on, each on the target that it should have there. */
  readonly present?: ApplianceState;
  /** Why the present one cannot go on. */
  readonly unfit?: Ineligibility;
  /** A route of the set is a blackhole, or on an unhealthy appliance. */
  readonly failed: boolean;
  /** All appliances, most preferred first. */
  readonly ranked: readonly ApplianceState[];
  /** Why an appliance could not carry the set; those that could are not here. */
  readonly whyNot: ReadonlyMap<ApplianceState, Ineligibility>;
  /** Who could carry it, drained or not: most preferred first, and those last of which it is not known which they are. */
  readonly candidates: readonly ApplianceState[];
}

export const stateOf = (pathSet: PathSet, situation: Situation): PathSetState => {
  const { network, appliances } = situation;
  const routes = pathSet.routes.map((claimed) => routeState(claimed, situation));
  const ours = routes.flatMap(({ point }) => (point.kind === 'ours' ? [point] : []));
  const [first] = ours;
  const isWhole = routes.every(
    ({ point }) => point.kind === 'ours' && point.fit && point.appliance === first?.appliance,
  );
  const present = isWhole ? first?.appliance : undefined;
  const unfit = present && unfitToStay(present, pathSet, network);
  const ranked = inPreference(pathSet, situation);
  const whyNot = new Map(
    appliances.flatMap((state) => {
      const why = ineligible(state, pathSet, network);
      return why ? [[state, why] as const] : [];
    }),
  );
  const unseenTarget = unseenTargetOf(pathSet, appliances);
  return {
    ...{ pathSet, situation, routes, ours, ranked, whyNot },
    foreign: routes.flatMap(({ claimed: { key }, point }) =>
      point.kind === 'ours' ? [] : [{ key, reason: point.reason }],
    ),
    ...(unseenTarget === undefined ? {} : { unseenTarget }),
    ...(present ? { present } : {}),
    ...(unfit ? { unfit } : {}),
    failed: ours.some(({ appliance, dead }) => dead || appliance?.health.verdict === 'unhealthy'),
    candidates: ambiguousLast(ranked.filter((state) => !whyNot.has(state))),
  };
};

const unseenTargetOf = ({ routes }: PathSet, appliances: readonly ApplianceState[]): string | undefined =>
  routes.find(({ route }) => {
    if (route?.state !== 'active') return false;
    const owners = appliances.filter((owner) => owns(owner, route.target));
    return owners.length > 0 && !owners.some((owner) => holds(owner, route.target));
  })?.route?.target;

/** With `choose: az` those in the path set's Availability Zone come first. */
const inPreference = ({ group, azId }: PathSet, { appliances, network }: Situation): ApplianceState[] => {
  if (group.choose !== 'az' || azId === undefined) return [...appliances];
  const near = ({ found }: ApplianceState): boolean => found.every(({ target }) => azOf(target, network) === azId);
  return [...appliances.filter(near), ...appliances.filter((state) => !near(state))];
};

/** Of several that one appliance may be, the oldest comes first. */
const ambiguousLast = (states: readonly ApplianceState[]): ApplianceState[] => [
  ...states.filter(({ ambiguous }) => ambiguous === undefined),
  ...states
    .filter(({ ambiguous }) => ambiguous !== undefined)
    .toSorted(
      (a, b) => a.order - b.order || (a.health.since ?? Number.MAX_VALUE) - (b.health.since ?? Number.MAX_VALUE),
    ),
];

const routeState = (claimed: ClaimedRoute, situation: Situation): RouteState => {
  const point = pointing(claimed, situation.appliances, situation.network);
  const carrier = claimed.route ?? situation.network.longest(claimed.table, claimed.destination);
  const dead = point.kind === 'ours' ? point.dead : claimed.route !== undefined && isDead(claimed.route, situation);
  if (point.kind === 'ours' && point.bypassed) return { claimed, point, way: 'the bypass', dead };
  return { claimed, point, way: carrier ? wayOf(carrier, situation) : 'nowhere', dead };
};

/** A blackhole, or a live route to something of AWS's that is known to be on its way out. */
const isDead = ({ state, target }: Route, { endpoints, natGateways }: Situation): boolean => {
  const known = [...endpoints, ...natGateways].find(({ id }) => id === target);
  return (
    state === 'blackhole' ||
    (known !== undefined && !['available', 'pending', 'pendingAcceptance'].includes(known.state))
  );
};

/** Targets that traffic passes on its way; gateways and `local` are none. */
const PASSED = /^(?:eni|i|vpce)-/;

const wayOf = (route: Route, situation: Situation): string => {
  const { target } = route;
  if (isDead(route, situation)) return 'nowhere';
  const owners = situation.appliances.filter((owner) => owns(owner, target)).toSorted(by(({ name }) => name));
  const [owner] = owners;
  if (owner) return owner.ambiguous === undefined ? owner.name : `${owner.name} (${target})`;
  return PASSED.test(target) ? target : 'no appliance';
};

/** The ways that the routes of a set take, in order. */
export const waysOf = ({ routes }: PathSetState): string[] => [...new Set(routes.map(({ way }) => way))].sort(compare);
