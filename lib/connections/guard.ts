/** What a run may not do to one service, however its plan came about. Pure. */
import type { Guard } from '../config/types.ts';
import { type Refusal, reason } from '../core/plan.ts';
import type { ConnectionChange } from './types.ts';

/**
 * Rejecting established connections is what may not get out of hand: a service of which a run would lose more than
 * `maxRevoke` is left as it is altogether. Rejecting what waits is not limited.
 */
export const guardConnections = (
  { maxRevoke }: Guard['connections'],
  changes: readonly ConnectionChange[],
): Refusal<ConnectionChange> | undefined => {
  const revoked = Map.groupBy(
    changes.filter(({ action }) => action === 'revoke'),
    ({ serviceId }) => serviceId,
  );
  const over = new Map([...revoked].filter(([, of]) => of.length > maxRevoke).sort());
  if (over.size === 0) return undefined;
  const which = [...over].map(([serviceId, of]) => `${of.length} of ${serviceId}`).join(', ');
  const why = `established connections would be rejected in one run: ${which}; guard.connections.maxRevoke allows ${maxRevoke} for each service`;
  return { reason: reason('TOO_MANY_REVOKED', why), blocks: ({ serviceId }) => over.has(serviceId) };
};
