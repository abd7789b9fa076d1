/** Connection notifications: who is told through SNS, and of what (AWS-FACTS A.1). */
import type { Call } from '../../../service.ts';
import type { ConnectionEvent, ConnectionNotification, Endpoint } from '../state.ts';

/**
 * Publishes an event of the endpoint's connection to the topics that asked for it. AWS does not publish the message's form; what is
 * relied on is only that the ids are somewhere in it.
 */
export const notify = (event: ConnectionEvent, endpoint: Endpoint, call: Call): void => {
  const { account } = call;
  const serviceId = account.ec2.endpointConnections[endpoint.id]?.serviceId;
  const concerns = (notification: ConnectionNotification) =>
    notification.state === 'Enabled' &&
    notification.events.includes(event) &&
    (notification.serviceId === serviceId || notification.endpointId === endpoint.id);
  const message = JSON.stringify({
    Event: event,
    Time: new Date(call.now).toISOString(),
    ServiceId: serviceId,
    ServiceName: endpoint.service,
    VpcEndpointId: endpoint.id,
    VpcEndpointOwner: endpoint.ownerId,
    VpcEndpointRegion: endpoint.region,
  });
  for (const { topicArn } of Object.values(account.ec2.connectionNotifications).filter(concerns)) {
    call.emit({ to: 'topic', topicArn, subject: `VPC endpoint connection ${event}: ${serviceId}`, message });
  }
};
