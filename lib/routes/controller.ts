/** The routes controller: moves the routes that pass through an appliance to a healthy one, and brings them back. */
import { QUOTAS } from '../aws/quotas.ts';
import type { Config } from '../config/types.ts';
import type { Controller } from '../core/plan.ts';
import { applyRoutes } from './apply.ts';
import { rowOf, standingOf } from './codes.ts';
import { guardRoutes, voluntarySet } from './guard.ts';
import { noStandbyFindings } from './no-standby.ts';
import { observeRoutes } from './observe.ts';
import { offPreferred } from './off-preferred.ts';
import { mayConcern, ownedBy } from './own.ts';
import { planRoutes } from './plan.ts';
import { routeLane, routeStages } from './stages.ts';
import type { ObservedRoutes, RouteChange, RoutesConfig } from './types.ts';
import { routeUnits } from './units.ts';

/** Batches in flight together. */
const PARALLEL_WRITES = 100;

/** Of the routes that EC2 lets an account move at once, so that a failover finds the rest. */
const HALF_THE_BURST = QUOTAS.replaceRoute.burst / 2;

/** Ms. A failover waits in the same queue for a run to end. */
const VOLUNTARY_MS = 10_000;

/** What a run of the controller is given beside the config. */
interface RoutesOptions {
  /** Of the stack. */
  readonly stage: string;
  /** Names of the stack's own roles: by them the event history tells its own moves from those of others. */
  readonly ownRoles?: readonly string[];
  /** Names of the groups that a person asked failback of in this run. */
  readonly failback?: readonly string[];
}

/** `now` is the clock in ms since the epoch. */
export const routesController = (
  config: Config,
  now: () => number,
  { stage, ownRoles = [], failback = [] }: RoutesOptions,
): Controller<ObservedRoutes, RouteChange> => {
  const claimed: RoutesConfig = { stage, groups: config.routes, gatewayEndpoints: config.gatewayEndpoints };
  return {
    name: 'routes',
    standingOf,
    rowOf,
    observe: (scope) => observeRoutes(claimed, scope, { now, failback, ownRoles }),
    ownedBy: (observed) => ownedBy(claimed, observed),
    mayConcern: (named, mayOwn) => mayConcern(claimed, named, mayOwn),
    plan: (observed) => planRoutes(claimed, observed),
    inspect: (observed) => noStandbyFindings(claimed, observed),
    gauges: (observed) => ({ OffPreferred: offPreferred(claimed, observed) }),
    guard: (changes) => guardRoutes(config.guard.routes, changes),
    units: (observed) => routeUnits(claimed, observed),
    stages: routeStages,
    laneOf: routeLane,
    apply: applyRoutes,
    voluntary: { setOf: voluntarySet, most: HALF_THE_BURST, forMs: VOLUNTARY_MS },
    // A failover writes all its routes at once: AWS's bucket alone bounds it.
    parallel: PARALLEL_WRITES,
  };
};
