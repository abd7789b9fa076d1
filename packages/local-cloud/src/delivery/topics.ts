/** Publishes to a topic: one notification to each subscription. */
import type { MessageAttributeValue } from '@aws-sdk/client-sns';
import { dnsSuffix } from '../partitions.ts';
import { findTopic, subscriptionsOf } from '../services/sns/find.ts';
import type { Subscription } from '../services/sns/state.ts';
import { readAttributes } from '../services/sqs/shapes.ts';
import { AwsError } from '../wire/error.ts';
import { type DeliveryContext, deliverOr } from './context.ts';
import { emailOf } from './email.ts';
import { newUuid } from './ids.ts';

interface Publication {
  readonly topicArn: string;
  readonly message: string;
  readonly subject?: string;
  readonly attributes?: Readonly<Record<string, MessageAttributeValue>>;
  /** Default is a fresh one. */
  readonly messageId?: string;
}

/** Throws NotFound when there is no such topic; what a subscriber does not take goes to its dead-letter queue. */
export const publish = (context: DeliveryContext, publication: Publication, cause: number | undefined): void => {
  const topic = findTopic(context.account, publication.topicArn);
  const { message, subject } = publication;
  const said = { topic: topic.arn, message, ...(subject === undefined ? {} : { subject }) };
  const entry = context.journal.add({ kind: 'notification', ...said }, cause);
  const timestamp = new Date(context.now()).toISOString();
  const notification = { messageId: newUuid(context.account), ...publication, timestamp };
  const deliver = (): void => {
    for (const subscription of subscriptionsOf(context.account, topic.arn)) {
      notify(context, subscription, notification, entry.id);
    }
  };
  context.disturbance.pass({ topic: topic.arn }, deliver);
};

type Notification = Publication & { readonly messageId: string; readonly timestamp: string };

const notify = (
  context: DeliveryContext,
  subscription: Subscription,
  notification: Notification,
  cause: number,
): void => {
  const { arn: from, endpoint: target, deadLetterArn } = subscription;
  const letter = (error: AwsError) => ({
    body: bodyFor(subscription, notification),
    attributes: { RequestID: notification.messageId, ErrorCode: error.code, ErrorMessage: error.message },
  });
  const route = { from, target, ...(deadLetterArn === undefined ? {} : { deadLetterArn }) };
  const deliver = (): void => {
    const { protocol } = subscription;
    if (protocol === 'lambda') context.invoke(target, lambdaEvent(subscription, notification), cause);
    else if (protocol === 'email') {
      const email = emailOf(notification.message, notification.subject);
      context.journal.add({ kind: 'email', to: target, ...email }, cause);
    } else toQueue(context, subscription, notification, cause);
  };
  deliverOr(context, route, cause, deliver, letter);
};

const toQueue = (
  context: DeliveryContext,
  subscription: Subscription,
  notification: Notification,
  cause: number,
): void => {
  const queue = context.queues.named(subscription.endpoint);
  if (!queue) throw new AwsError('QueueDoesNotExist', `The specified queue does not exist: ${subscription.endpoint}`);
  const attributes = subscription.raw ? { attributes: readAttributes(notification.attributes) } : {};
  context.queues.send(queue.name, { body: bodyFor(subscription, notification), ...attributes }, cause);
};

const bodyFor = (subscription: Subscription, notification: Notification): string =>
  subscription.raw ? notification.message : JSON.stringify(envelope(subscription, notification));

/** Attributes as SNS shows them to subscribers: type and value, binary ones as base64. */
const shownAttributes = ({ attributes }: Notification): Record<string, { Type: string; Value: string }> =>
  Object.fromEntries(
    Object.entries(readAttributes(attributes)).map(([name, { dataType, stringValue, binaryBase64 }]) => [
      name,
      { Type: dataType, Value: stringValue ?? binaryBase64 ?? '' },
    ]),
  );

const signature = 'c2lnbmVkIGJ5IHRoZSBsb2NhbCBjbG91ZA==';

/** The notification as queues get it (SNS Developer Guide, "Parsing Amazon SNS message formats"). */
const envelope = (subscription: Subscription, notification: Notification): object => {
  const { messageId, topicArn, subject, message, timestamp } = notification;
  const attributes = shownAttributes(notification);
  return {
    Type: 'Notification',
    MessageId: messageId,
    TopicArn: topicArn,
    ...(subject === undefined ? {} : { Subject: subject }),
    Message: message,
    Timestamp: timestamp,
    SignatureVersion: '1',
    Signature: signature,
    SigningCertURL: certificateUrl(topicArn),
    UnsubscribeURL: unsubscribeUrl(subscription),
    ...(Object.keys(attributes).length === 0 ? {} : { MessageAttributes: attributes }),
  };
};

/** The event that a subscribed function is invoked with (Lambda Developer Guide, "Invoking with Amazon SNS"). */
const lambdaEvent = (subscription: Subscription, notification: Notification): object => {
  const { messageId, topicArn, subject, message, timestamp } = notification;
  const notified = {
    Type: 'Notification',
    MessageId: messageId,
    TopicArn: topicArn,
    Subject: subject ?? null,
    Message: message,
    Timestamp: timestamp,
    SignatureVersion: '1',
    Signature: signature,
    SigningCertUrl: certificateUrl(topicArn),
    UnsubscribeUrl: unsubscribeUrl(subscription),
    MessageAttributes: shownAttributes(notification),
  };
  const source = { EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: subscription.arn };
  return { Records: [{ ...source, Sns: notified }] };
};

const regionOf = (arn: string): string => arn.split(':')[3] ?? '';

const certificateUrl = (arn: string): string =>
  `https://sns.${regionOf(arn)}.${dnsSuffix(regionOf(arn))}/SimpleNotificationService-local.pem`;

const unsubscribeUrl = ({ arn }: Subscription): string =>
  `https://sns.${regionOf(arn)}.${dnsSuffix(regionOf(arn))}/?Action=Unsubscribe&SubscriptionArn=${arn}`;
