/** The connections controller: accepts PrivateLink connections to the account's endpoint services, by policy. */
import type { Config } from '../config/schema.ts';
import { findUnsupported } from '../config/unsupported.ts';
import type { Controller } from '../plan.ts';
import { applyConnections, connectionStages } from './apply.ts';
import { observeConnections } from './observe.ts';
import { planConnections } from './plan.ts';
import type { ConnectionChange, ObservedConnections } from './types.ts';

/** `now` is the clock in ms since the epoch. */
export const connectionsController = (
  config: Config,
  now: () => number,
): Controller<ObservedConnections, ConnectionChange> => {
  const claims = { ruleSets: config.connections, unsupported: findUnsupported(config) };
  return {
    name: 'connections',
    observe: (scope) => observeConnections(claims.ruleSets, scope, now()),
    plan: (observed) => planConnections(claims, observed),
    guard: () => undefined,
    stages: connectionStages,
    apply: applyConnections,
  };
};
