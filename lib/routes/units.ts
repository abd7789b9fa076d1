/** What people know the changes of the routes controller by. Pure. */
import { selects } from '../config/selector.ts';
import type { Unit } from '../core/plan.ts';
import { movedKey } from './moved.ts';
import { networkOf } from './network.ts';
import { claimedRoutes, pathSets } from './path-sets.ts';
import { interfaceSelectors } from './scope.ts';
import type { ClaimedRoute, ObservedRoutes, RoutesConfig } from './types.ts';

/** Groups with their routes and interfaces, and path sets, of which no route moves without the others. */
export const routeUnits = ({ groups }: RoutesConfig, observed: ObservedRoutes): readonly Unit[] => {
  const network = networkOf(observed);
  return groups.flatMap((group): Unit[] => {
    const routes = claimedRoutes(group, network);
    const selectors = interfaceSelectors(group);
    const interfaces = observed.interfaces.filter((found) => selectors.some((selector) => selects(selector, found)));
    const tags = tagsOf(routes, group.name);
    return [
      { name: group.name, keys: [...routes.map(({ key }) => key), ...tags, ...interfaces.map(({ id }) => id)] },
      // The tag of a table is that of every set with a route there: to select one set must draw in no other by it.
      ...pathSets(group, routes, network).map((pathSet) => ({
        name: pathSet.key,
        keys: pathSet.routes.map(({ key }) => key),
        whole: true as const,
      })),
    ];
  });
};

const tagsOf = (routes: readonly ClaimedRoute[], group: string): string[] =>
  [...new Set(routes.map(({ table }) => table.id))].map((id) => `${id}/${movedKey(group)}`);
