/** How many path sets do not take the appliance that they prefer to all others, for whatever reason. Pure. */
import { modelOf } from './model.ts';
import type { ObservedRoutes, RoutesConfig } from './types.ts';

/** A set of which no route is ours is somebody else's, and counts for nobody. */
export const offPreferred = (config: RoutesConfig, observed: ObservedRoutes): number =>
  modelOf(config, observed)
    .groups.flatMap(({ sets }) => sets)
    .filter(({ state: { ours, present, ranked } }) => ours.length > 0 && present !== ranked[0]).length;
