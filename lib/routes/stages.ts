/** In which order routes are moved, and what goes into one call. Pure. */
import { compare } from '../std/lists.ts';
import type { AssociationChange, CheckChange, RouteChange, RouteMove } from './types.ts';

/**
 * What somebody waits for first; then path set by path set, those that serve the most subnets first, so that a throttled run
 * leaves few half moved.
 */
export const routeStages = (changes: readonly RouteChange[]): RouteChange[][][] => {
  const checks = changes.filter(
    (change): change is CheckChange => change.action === 'turn off source/destination check',
  );
  const moves = changes.filter((change): change is RouteMove => change.action === 'replace');
  const ordered = moves.toSorted(
    (a, b) =>
      Number(a.voluntary) - Number(b.voluntary) ||
      b.weight - a.weight ||
      compare(a.pathSet, b.pathSet) ||
      compare(a.key, b.key),
  );
  const moved = new Set(moves.map(({ key }) => key));
  const waits = ({ needs = [] }: RouteMove): boolean => needs.some((key) => moved.has(key));
  const [later, first] = [ordered.filter(waits), ordered.filter((move) => !waits(move))];
  return [
    checks.map((change) => [change]),
    [...first.map((change) => [change]), ...associationBatches(changes)],
    later.map((change) => [change]),
  ].filter((stage) => stage.length > 0);
};

/** All tables of one endpoint in one call: `ModifyVpcEndpoint` has the smallest bucket of all. */
const associationBatches = (changes: readonly RouteChange[]): RouteChange[][] => {
  const associations = changes.filter((change): change is AssociationChange => change.action === 'associate');
  const byEndpoint = Map.groupBy(associations, ({ endpointId }) => endpointId);
  return [...byEndpoint.keys()].sort().map((endpointId) => byEndpoint.get(endpointId) ?? []);
};
