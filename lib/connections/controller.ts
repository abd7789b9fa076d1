/** The connections controller: decides on PrivateLink connections to the account's endpoint services, by policy. */
import { openOrganization } from '../aws/organizations/parents.ts';
import type { Config } from '../config/types.ts';
import type { Controller } from '../core/plan.ts';
import { applyConnections } from './apply.ts';
import { rowOf, standingOf } from './codes.ts';
import { guardConnections } from './guard.ts';
import { observeConnections } from './observe.ts';
import { accountPlacer } from './organization.ts';
import { mayConcern, ownedBy } from './own.ts';
import { planConnections } from './plan.ts';
import { stillRejected } from './reaccept.ts';
import { meansOrganization } from './rules.ts';
import { connectionUnits } from './scope.ts';
import { connectionLane, connectionStages } from './stages.ts';
import type { ConnectionChange, ConnectionsConfig, ObservedConnections } from './types.ts';

/**
 * For one run. `now` is the clock in ms since the epoch; without `topicArn` nothing is watched. `reaccept`: keys of rejected
 * connections that a person wants to be accepted.
 */
export const connectionsController = (
  config: Config,
  now: () => number,
  topicArn?: string,
  reaccept: readonly string[] = [],
): Controller<ObservedConnections, ConnectionChange> => {
  const claimed: ConnectionsConfig = {
    ruleSets: config.connections,
    topicArn,
    tellsOfEndpoints: config.endpoints === 'tell',
  };
  const rules = config.connections.flatMap(({ reject, accept }) => [...reject, ...accept]);
  const placeAccounts = accountPlacer(() => openOrganization(config.organizations?.role), {
    now,
    identifies: rules.some(meansOrganization),
  });
  let isFirstRound = true;
  return {
    name: 'connections',
    standingOf,
    rowOf,
    observe: async (scope) => {
      const observed = await observeConnections(claimed, placeAccounts, reaccept, scope, now());
      // What an earlier round has accepted is no longer asked for.
      const asked = isFirstRound ? reaccept : stillRejected(reaccept, observed.connections);
      isFirstRound = false;
      return { ...observed, reaccept: asked };
    },
    ownedBy: (observed) => ownedBy(claimed, observed),
    mayConcern: (named, mayOwn) => mayConcern(claimed, named, mayOwn),
    plan: (observed) => planConnections(claimed, observed),
    guard: (changes) => guardConnections(config.guard, changes),
    units: ({ services }) => connectionUnits(config.connections, services),
    stages: connectionStages,
    laneOf: connectionLane,
    apply: applyConnections,
  };
};
