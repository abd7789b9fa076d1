/** Moves routes, each by one atomic call, after the interfaces that they need were made fit. */
import { turnOffSourceDestCheck } from '../aws/ec2/appliances.ts';
import { addRouteTables } from '../aws/ec2/gateway-endpoints.ts';
import { replaceRoute } from '../aws/ec2/route-tables.ts';
import { tagAll, untagAll } from '../aws/ec2/tags.ts';
import { applyTogether } from '../core/batch.ts';
import type { Outcome } from '../core/plan.ts';
import type { RouteChange, TagChange } from './types.ts';

/** One call. What is already as it should be, AWS leaves as it is. */
export const applyRoutes = async (batch: readonly RouteChange[]): Promise<Outcome[]> => {
  const [change] = batch;
  if (!change) return [];
  if (change.action === 'replace') await replaceRoute(change.tableId, change.destination, change.after.target);
  else if (change.action === 'associate') return associate(change.endpointId, batch);
  else if (change.action === 'turn off source/destination check') await turnOffSourceDestCheck(change.interfaceId);
  else await retag(change, batch);
  return batch.map(({ key }) => ({ key, status: 'applied' }));
};

/** All tables of a batch get the same tag, or lose it. */
const retag = ({ tagKey, value }: TagChange, batch: readonly RouteChange[]): Promise<void> => {
  const ids = batch.flatMap((change) => ('tagKey' in change ? [change.tableId] : []));
  return value === undefined ? untagAll(ids, tagKey) : tagAll(ids, tagKey, value);
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
