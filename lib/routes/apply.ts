/** Moves routes, each by one atomic call, after the interfaces that they need were made fit. */
import { turnOffSourceDestCheck } from '../aws/appliances.ts';
import { replaceRoute } from '../aws/route-tables.ts';
import type { Outcome } from '../plan.ts';
import type { CheckChange, RouteChange, RouteMove } from './types.ts';

/** Path set by path set, the busiest first, so that a throttled run leaves few half moved. */
export const routeStages = (changes: readonly RouteChange[]): RouteChange[][][] => {
  const checks = changes.filter((change): change is CheckChange => change.action !== 'replace');
  const moves = changes.filter((change): change is RouteMove => change.action === 'replace');
  const ordered = moves.toSorted(
    (a, b) => b.weight - a.weight || compare(a.pathSet, b.pathSet) || compare(a.key, b.key),
  );
  return [checks.map((change) => [change]), ordered.map((change) => [change])];
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** One call. Replacing a route that already points there, and turning off a check that is off, change nothing. */
export const applyRoutes = async ([change]: readonly RouteChange[]): Promise<Outcome[]> => {
  if (!change) return [];
  if (change.action === 'replace') await replaceRoute(change.tableId, change.destination, change.after.target);
  else await turnOffSourceDestCheck(change.interfaceId);
  return [{ key: change.key, status: 'applied' }];
};
