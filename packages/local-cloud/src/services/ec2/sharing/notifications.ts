/** Connection notifications: subscribing a topic to the events of an endpoint service or an endpoint. */
import type {
  ConnectionNotification as ConnectionNotificationView,
  CreateVpcEndpointConnectionNotificationRequest,
  CreateVpcEndpointConnectionNotificationResult,
  DeleteVpcEndpointConnectionNotificationsRequest,
  DeleteVpcEndpointConnectionNotificationsResult,
  DescribeVpcEndpointConnectionNotificationsRequest,
  DescribeVpcEndpointConnectionNotificationsResult,
  ModifyVpcEndpointConnectionNotificationRequest,
  ModifyVpcEndpointConnectionNotificationResult,
} from '@aws-sdk/client-ec2';
import type { Account } from '../../../account.ts';
import { find } from '../../../find.ts';
import type { Call } from '../../../service.ts';
import { AwsError } from '../../../wire/error.ts';
import { type Filters, matching, PAGE_CAPPED_1000, page } from '../describe.ts';
import { findOwnEndpoint } from '../endpoints/state.ts';
import { findEndpointService } from '../find.ts';
import type { ConnectionEvent, ConnectionNotification } from '../state.ts';

const EVENTS: readonly ConnectionEvent[] = ['Accept', 'Connect', 'Delete', 'Reject'];

/** Throws InvalidParameter (topic, events), InvalidParameterCombination and the subject's NotFound. */
export const createVpcEndpointConnectionNotification = (
  input: CreateVpcEndpointConnectionNotificationRequest,
  call: Call,
): CreateVpcEndpointConnectionNotificationResult => {
  const { ec2 } = call.account;
  if ((input.ServiceId === undefined) === (input.VpcEndpointId === undefined)) {
    throw new AwsError(
      'InvalidParameterCombination',
      'The request must contain exactly one of serviceId and vpcEndpointId',
    );
  }
  const subject = input.ServiceId
    ? { serviceId: findEndpointService({ ec2 }, input.ServiceId).id }
    : { endpointId: findOwnEndpoint(call, input.VpcEndpointId).id };
  const topicArn = topicOf(input.ConnectionNotificationArn);
  const events = eventsOf(input.ConnectionEvents);
  const notification = { id: call.newId('vpce-nfn'), ...subject, topicArn, events, state: 'Enabled' as const };
  ec2.connectionNotifications[notification.id] = notification;
  return { ConnectionNotification: notificationView(notification, call), ClientToken: input.ClientToken };
};

const topicOf = (arn: string | undefined): string => {
  if (!arn || !/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[^:]+$/.test(arn)) {
    throw new AwsError(
      'InvalidParameter',
      `Expected the ARN of an SNS topic as ConnectionNotificationArn, found '${arn}'`,
    );
  }
  return arn;
};

const eventsOf = (names: readonly string[] | undefined): ConnectionEvent[] => {
  const wrong = names?.find((name) => !EVENTS.some((event) => event === name));
  if (!names?.length || wrong !== undefined) {
    throw new AwsError(
      'InvalidParameter',
      `Expected connection events among ${EVENTS.join(', ')}, found '${wrong ?? 'none'}'`,
    );
  }
  return EVENTS.filter((event) => names.includes(event));
};

const notificationView = (notification: ConnectionNotification, { account }: Call): ConnectionNotificationView => ({
  ConnectionNotificationId: notification.id,
  ServiceId: notification.serviceId,
  VpcEndpointId: notification.endpointId,
  ConnectionNotificationType: 'Topic',
  ConnectionNotificationArn: notification.topicArn,
  ConnectionEvents: notification.events,
  ConnectionNotificationState: notification.state,
  ServiceRegion: account.region,
});

const FILTERS: Filters<ConnectionNotification> = {
  'connection-notification-arn': (notification) => [notification.topicArn],
  'connection-notification-id': (notification) => [notification.id],
  'connection-notification-state': (notification) => [notification.state],
  'connection-notification-type': () => ['Topic'],
  'service-id': (notification) => [notification.serviceId],
  'vpc-endpoint-id': (notification) => [notification.endpointId],
};

/** Throws InvalidConnectionNotification. */
export const describeVpcEndpointConnectionNotifications = (
  input: DescribeVpcEndpointConnectionNotificationsRequest,
  call: Call,
): DescribeVpcEndpointConnectionNotificationsResult => {
  const all = call.account.ec2.connectionNotifications;
  const id = input.ConnectionNotificationId;
  const chosen = id === undefined ? Object.values(all) : [findNotification(call.account, id)];
  const { items, NextToken } = page(matching(chosen, input.Filters, FILTERS), input, PAGE_CAPPED_1000);
  return { ConnectionNotificationSet: items.map((notification) => notificationView(notification, call)), NextToken };
};

const unknown = (id: string): AwsError =>
  new AwsError('InvalidConnectionNotification', `The VPC endpoint connection notification '${id}' does not exist`);

const findNotification = ({ ec2 }: Account, id: string): ConnectionNotification =>
  find(ec2.connectionNotifications, id, () => unknown(id));

/** Changes the topic, the events or both. Throws InvalidConnectionNotification and InvalidParameter. */
export const modifyVpcEndpointConnectionNotification = (
  input: ModifyVpcEndpointConnectionNotificationRequest,
  call: Call,
): ModifyVpcEndpointConnectionNotificationResult => {
  const notification = findNotification(call.account, input.ConnectionNotificationId ?? '');
  const topicArn = input.ConnectionNotificationArn ? topicOf(input.ConnectionNotificationArn) : notification.topicArn;
  notification.events = input.ConnectionEvents ? eventsOf(input.ConnectionEvents) : notification.events;
  notification.topicArn = topicArn;
  return { ReturnValue: true };
};

/** Ids of nothing are in Unsuccessful. */
export const deleteVpcEndpointConnectionNotifications = (
  input: DeleteVpcEndpointConnectionNotificationsRequest,
  call: Call,
): DeleteVpcEndpointConnectionNotificationsResult => {
  const all = call.account.ec2.connectionNotifications;
  const ids = input.ConnectionNotificationIds ?? [];
  const Unsuccessful = ids
    .filter((id) => !Object.hasOwn(all, id))
    .map((id) => ({ ResourceId: id, Error: { Code: unknown(id).code, Message: unknown(id).message } }));
  for (const id of ids) delete all[id];
  return { Unsuccessful };
};
