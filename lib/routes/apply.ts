/** Moves routes, each by one atomic call, after the interfaces that they need were made fit. */
import { turnOffSourceDestCheck } from '../aws/ec2/appliances.ts';
import { addRouteTables } from '../aws/ec2/gateway-endpoints.ts';
import { replaceRoute } from '../aws/ec2/route-tables.ts';
import { applyTogether } from '../core/batch.ts';
import type { Outcome } from '../core/plan.ts';
import type { RouteChange } from './types.ts';

/** One call. What is already as it should be, AWS leaves as it is. */
export const applyRoutes = async (batch: readonly RouteChange[]): Promise<Outcome[]> => {
  const [change] = batch;
  if (!change) return [];
  if (change.action === 'replace') await replaceRoute(change.tableId, change.destination, change.after.target);
  else if (change.action === 'associate') return associate(change.endpointId, batch);
  else await turnOffSourceDestCheck(change.interfaceId);
  return batch.map(({ key }) => ({ key, status: 'applied' }));
};

const associate = (endpointId: string, batch: readonly RouteChange[]): Promise<Outcome[]> =>
  applyTogether(
    batch.filter((change) => change.action === 'associate'),
    (some) =>
      addRouteTables(
        endpointId,
        some.map(({ tableId }) => tableId),
      ),
  );
