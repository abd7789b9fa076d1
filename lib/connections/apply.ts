/** Carries out what was planned: one call for all connections of a service, and one for all of its new principals. */
import { acceptConnections, type Refused, rejectConnections } from '../aws/ec2/endpoint-services.ts';
import { addPrincipals, changeNotification, notifyTopic } from '../aws/ec2/sharing.ts';
import { isRetryableCode } from '../aws/errors.ts';
import { applyTogether } from '../core/batch.ts';
import type { Outcome } from '../core/plan.ts';
import type { AllowChange, ConnectionChange, DecisionChange, WatchChange } from './types.ts';
import { EVENTS } from './watch.ts';

/** One call for the whole batch. */
export const applyConnections = async (batch: readonly ConnectionChange[]): Promise<Outcome[]> => {
  const [first] = batch;
  switch (first?.action) {
    case undefined:
      return [];
    case 'accept':
      return decideAll(first.serviceId, batch as readonly DecisionChange[], acceptConnections);
    case 'reject':
    case 'revoke':
      return decideAll(first.serviceId, batch as readonly DecisionChange[], rejectConnections);
    case 'watch':
      await watch(first);
      return applied(batch);
    case 'allow':
      return applyTogether(batch as readonly AllowChange[], (some) =>
        addPrincipals(
          first.serviceId,
          some.map(({ principal }) => principal),
        ),
      );
  }
};

const applied = (batch: readonly ConnectionChange[]): Outcome[] => batch.map(({ key }) => ({ key, status: 'applied' }));

const watch = ({ notificationId, serviceId, topicArn }: WatchChange): Promise<void> =>
  notificationId === undefined ? notifyTopic(serviceId, topicArn, EVENTS) : changeNotification(notificationId, EVENTS);

/** AWS answers 200 even when it refuses some: exactly those ids fail. */
const decideAll = async (
  serviceId: string,
  batch: readonly DecisionChange[],
  call: (serviceId: string, endpointIds: readonly string[]) => Promise<Refused[]>,
): Promise<Outcome[]> => {
  const refused = await call(
    serviceId,
    batch.map(({ endpointId }) => endpointId),
  );
  return batch.map(({ key, endpointId, before }) => {
    const refusal = refused.find(({ id }) => id === endpointId);
    if (!refusal) return { key, status: 'applied' };
    const { code, error } = refusal;
    // What AWS says of accepting a rejected one is its last word.
    return { key, status: 'failed', code, error, retryable: before.state !== 'rejected' && isPassing(code) };
  });
};

/** In these cases observing again helps: the connection changed since it was observed, or the SDK sent the call twice. */
const isPassing = (code: string): boolean => code === 'InvalidState' || isRetryableCode(code);
