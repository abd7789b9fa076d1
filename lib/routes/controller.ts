/** The routes controller: moves the routes that pass through an appliance to a healthy one, and brings them back. */
import type { Config } from '../config/schema.ts';
import { findUnsupported } from '../config/unsupported.ts';
import type { Controller } from '../plan.ts';
import { applyRoutes, routeStages } from './apply.ts';
import { observeRoutes } from './observe.ts';
import { guardRoutes, planRoutes } from './plan.ts';
import type { ObservedRoutes, RouteChange } from './types.ts';

/** `now` is the clock in ms since the epoch; `failback` says that a person asked for it in this run. */
export const routesController = (
  config: Config,
  now: () => number,
  failback = false,
): Controller<ObservedRoutes, RouteChange> => {
  const claims = { groups: config.routes, unsupported: findUnsupported(config) };
  return {
    name: 'routes',
    observe: (scope) => observeRoutes(claims.groups, scope, { now: now(), failback }),
    plan: (observed) => planRoutes(claims, observed),
    guard: (changes) => guardRoutes(config.guard.routes, changes),
    stages: routeStages,
    apply: applyRoutes,
  };
};
