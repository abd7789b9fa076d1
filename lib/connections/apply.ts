/** Accepts connections: one call for all of a service. */
import { acceptConnections } from '../aws/endpoint-services.ts';
import { isRetryable } from '../errors.ts';
import type { Outcome } from '../plan.ts';
import type { ConnectionChange } from './types.ts';

/** One batch for each service. */
export const connectionStages = (changes: readonly ConnectionChange[]): ConnectionChange[][][] => [
  [...Map.groupBy(changes, ({ serviceId }) => serviceId).values()],
];

/** AWS answers 200 even when it refuses some: exactly those ids fail. */
export const applyConnections = async (batch: readonly ConnectionChange[]): Promise<Outcome[]> => {
  const serviceId = batch[0]?.serviceId ?? '';
  const refused = await acceptConnections(
    serviceId,
    batch.map(({ endpointId }) => endpointId),
  );
  return batch.map(({ key, endpointId }) => {
    const refusal = refused.find(({ id }) => id === endpointId);
    if (!refusal) return { key, status: 'applied' };
    const { code, error } = refusal;
    return { key, status: 'failed', code, error, retryable: isRetryable({ name: code }) };
  });
};
