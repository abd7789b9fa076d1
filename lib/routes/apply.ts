/** Moves routes, each by one atomic call, after the interfaces that they need were made fit. */
import { turnOffSourceDestCheck } from '../aws/ec2/appliances.ts';
import { addRouteTables } from '../aws/ec2/gateway-endpoints.ts';
import { replaceRoute } from '../aws/ec2/route-tables.ts';
import type { Outcome } from '../core/plan.ts';
import { compare } from '../std/lists.ts';
import type { AssociationChange, CheckChange, RouteChange, RouteMove } from './types.ts';

/** Path set by path set, those that serve the most subnets first, so that a throttled run leaves few half moved. */
export const routeStages = (changes: readonly RouteChange[]): RouteChange[][][] => {
  const checks = changes.filter(
    (change): change is CheckChange => change.action === 'turn off source/destination check',
  );
  const moves = changes.filter((change): change is RouteMove => change.action === 'replace');
  const ordered = moves.toSorted(
    (a, b) => b.weight - a.weight || compare(a.pathSet, b.pathSet) || compare(a.key, b.key),
  );
  const waits = ({ needs = [] }: RouteMove): boolean => needs.some((key) => moves.some((move) => move.key === key));
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

/** One call. What is already as it should be, AWS leaves as it is. */
export const applyRoutes = async (batch: readonly RouteChange[]): Promise<Outcome[]> => {
  const [change] = batch;
  if (!change) return [];
  if (change.action === 'replace') await replaceRoute(change.tableId, change.destination, change.after.target);
  else if (change.action === 'associate') await associate(change.endpointId, batch);
  else await turnOffSourceDestCheck(change.interfaceId);
  return batch.map(({ key }) => ({ key, status: 'applied' }));
};

const associate = (endpointId: string, batch: readonly RouteChange[]): Promise<void> =>
  addRouteTables(
    endpointId,
    batch.flatMap((change) => (change.action === 'associate' ? [change.tableId] : [])),
  );
