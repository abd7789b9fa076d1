/** Moves routes, path set by path set, after the interfaces that they need were made fit. */
import { turnOffSourceDestCheck } from '../aws/ec2/appliances.ts';
import { addRouteTables } from '../aws/ec2/gateway-endpoints.ts';
import { replaceRoutes } from '../aws/ec2/route-writes.ts';
import { tagAll, untagAll } from '../aws/ec2/tags.ts';
import { errorCode, errorMessage, isRetryable } from '../aws/errors.ts';
import { applyTogether } from '../core/batch.ts';
import type { Outcome } from '../core/plan.ts';
import { failed } from '../core/stages.ts';
import type { RouteChange, RouteMove, TagChange } from './types.ts';

/** One batch of a stage. What is already as it should be, AWS leaves as it is. */
export const applyRoutes = async (batch: readonly RouteChange[]): Promise<Outcome[]> => {
  const [change] = batch;
  if (!change) return [];
  if (change.action === 'replace') return move(batch.filter((one) => one.action === 'replace'));
  if (change.action === 'associate') return associate(change.endpointId, batch);
  if (change.action === 'turn off source/destination check') await turnOffSourceDestCheck(change.interfaceId);
  else await retag(change, batch);
  return batch.map(({ key }) => ({ key, status: 'applied' }));
};

/** Each route by a call of its own, none before there is room for all. */
const move = async (moves: readonly RouteMove[]): Promise<Outcome[]> => {
  const ended = await replaceRoutes(
    moves.map(({ tableId, destination, after }) => ({ tableId, destination, target: after.target })),
  );
  return moves.map(({ key }, at): Outcome => {
    const result = ended[at];
    if (result?.status !== 'rejected') return { key, status: 'applied' };
    const { reason: cause } = result;
    return failed(key, errorCode(cause), errorMessage(cause), isRetryable(cause));
  });
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
