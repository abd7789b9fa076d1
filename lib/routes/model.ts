/** What lies between observing and judging: the groups of the config with their appliances and the states of their path sets. Pure. */
import type { RouteGroup } from '../config/types.ts';
import type { Finding, Skip } from '../core/plan.ts';
import { choose } from './choice.ts';
import { danglingLegs, unreadFor, unseenFor } from './completeness.ts';
import { applianceStates } from './health.ts';
import { type Network, networkOf } from './network.ts';
import { claimedRoutes, pathSets } from './path-sets.ts';
import { type PathSetState, stateOf } from './state.ts';
import type {
  ApplianceState,
  Asks,
  Choice,
  ClaimedRoute,
  ObservedRoutes,
  PathSet,
  RoutesConfig,
  UnseenPart,
} from './types.ts';

/** A path set that may be decided on, with what is decided. */
export interface Judged {
  readonly state: PathSetState;
  readonly choice: Choice;
}

export interface GroupModel {
  readonly group: RouteGroup;
  readonly network: Network;
  readonly claimed: readonly ClaimedRoute[];
  readonly appliances: readonly ApplianceState[];
  /** Legs without a table: the other direction of some traffic may be missing. */
  readonly dangling: readonly Finding[];
  /** What of all that the group is judged by could not be read: nothing moves but what is dead. */
  readonly unread: readonly UnseenPart[];
  readonly sets: readonly Judged[];
  /** Sets with a route that others claim, too. */
  readonly contested: readonly PathSet[];
}

export interface Model {
  readonly groups: readonly GroupModel[];
  /** Groups that nothing may be planned for, since something of theirs was not read. */
  readonly unseen: readonly Skip[];
  /** Keys of routes that several legs or groups claim: none of them may decide. */
  readonly contested: ReadonlySet<string>;
}

export const modelOf = (config: RoutesConfig, observed: ObservedRoutes): Model => {
  const network = networkOf(observed);
  const claims = config.groups.map((group) => ({ group, claimed: claimedRoutes(group, network) }));
  const contested = claimedTwice(claims.flatMap(({ claimed }) => claimed));
  const inScope = claims.filter(({ group }) => observed.groups.includes(group.name));
  const read = inScope.map((one) => ({ ...one, unseen: unseenFor(one.group, observed) }));
  return {
    contested,
    unseen: read.flatMap(({ unseen }) => unseen ?? []),
    groups: read
      .filter(({ unseen }) => !unseen)
      .map(({ group, claimed }) => groupModel(group, claimed, contested, network, observed)),
  };
};

const claimedTwice = (claimed: readonly ClaimedRoute[]): ReadonlySet<string> => {
  const met = new Set<string>();
  return new Set(claimed.flatMap(({ key }) => (met.size === met.add(key).size ? [key] : [])));
};

const groupModel = (
  group: RouteGroup,
  claimed: readonly ClaimedRoute[],
  contested: ReadonlySet<string>,
  network: Network,
  observed: ObservedRoutes,
): GroupModel => {
  const appliances = applianceStates(group, observed);
  const writersByKey = new Map(observed.writers.map((writer) => [writer.key, writer]));
  const unread = unreadFor(group, observed);
  const situation = { ...observed, network, appliances, writersByKey, unread };
  const sets = Map.groupBy(pathSets(group, claimed, network), ({ routes }) =>
    routes.some(({ key }) => contested.has(key)) ? 'contested' : 'own',
  );
  return {
    ...{ group, network, claimed, appliances, unread },
    dangling: danglingLegs(group, network),
    sets: (sets.get('own') ?? []).map((pathSet) => {
      const state = stateOf(pathSet, situation);
      return { state, choice: choose(state) };
    }),
    contested: sets.get('contested') ?? [],
  };
};

/** What would have to be read before sets that stay could be judged further. */
export const asksOf = (config: RoutesConfig, observed: ObservedRoutes): Asks => {
  const asks = modelOf(config, observed).groups.flatMap(({ sets }) =>
    sets.flatMap(({ choice }) => (choice.kind === 'stay' ? (choice.asks ?? []) : [])),
  );
  return {
    routes: [...new Set(asks.flatMap(({ routes }) => routes))].sort(),
    instances: [...new Set(asks.flatMap(({ instances }) => instances))].sort(),
  };
};
