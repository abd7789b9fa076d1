/** What people know the changes of the routes controller by. Pure. */
import { selects } from '../config/selector.ts';
import type { Unit } from '../core/plan.ts';
import { claimedRoutes, pathSets } from './path-sets.ts';
import { interfaceSelectors } from './scope.ts';
import type { ObservedRoutes, RoutesConfig } from './types.ts';

/** Groups with their routes and interfaces, and path sets, of which no route moves without the others. */
export const routeUnits = ({ groups }: RoutesConfig, observed: ObservedRoutes): readonly Unit[] =>
  groups.flatMap((group): Unit[] => {
    const routes = claimedRoutes(group, observed.tables);
    const selectors = interfaceSelectors(group);
    const interfaces = observed.interfaces.filter((found) => selectors.some((selector) => selects(selector, found)));
    return [
      { name: group.name, keys: [...routes.map(({ key }) => key), ...interfaces.map(({ id }) => id)] },
      ...pathSets(group, observed).map((pathSet) => ({
        name: pathSet.key,
        keys: pathSet.routes.map(({ key }) => key),
        whole: true as const,
      })),
    ];
  });
