/** How many established connections one run may reject. Pure. */
import type { Guard } from '../config/types.ts';
import { byUnit, refuseManyUnits } from '../core/guard.ts';
import type { Refusal } from '../core/plan.ts';
import { counted } from '../std/words.ts';
import { reason } from './codes.ts';
import type { ConnectionChange } from './types.ts';

/**
 * Rejecting established connections is what may not get out of hand: of a service that would lose more than `maxRevoke`
 * none is revoked. Accepting, rejecting what waits, and watching go on. `changes` are those of all rounds of the run.
 */
export const guardConnections = (
  { connections: { maxRevoke }, maxUnits }: Pick<Guard, 'connections' | 'maxUnits'>,
  changes: readonly ConnectionChange[],
): Refusal<ConnectionChange>[] => {
  const revoked = byUnit(
    changes.filter(({ action }) => action === 'revoke'),
    ({ serviceId }) => serviceId,
  );
  const services = revoked.map(([serviceId]) => serviceId);
  const over = revoked.filter(([, of]) => of.length > maxRevoke);
  return [
    ...refuseManyUnits<ConnectionChange>('connections', 'services', services, maxUnits),
    ...over.map(([unit, of]) => ({
      unit,
      reason: reason(
        'TOO_MANY_REVOKED',
        `${counted(of.length, 'established connection')} of ${unit} would be rejected in one run; guard.connections.maxRevoke allows ${maxRevoke} for each service`,
      ),
      blocks: ({ action, serviceId }: ConnectionChange) => action === 'revoke' && serviceId === unit,
    })),
  ];
};
