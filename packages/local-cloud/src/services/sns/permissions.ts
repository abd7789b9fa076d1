/** What SNS's operations need (service authorization reference). */
import type * as shapes from '@aws-sdk/client-sns';
import { withoutResource } from '../../iam/permission.ts';
import type { Permission, Permissions } from '../../service.ts';

interface OnTopic {
  readonly TopicArn?: string;
  readonly TargetArn?: string;
}

const onTopic = (operation: string): Permission => ({
  action: `sns:${operation}`,
  on: ({ TopicArn, TargetArn }: OnTopic) => [{ resource: String(TopicArn ?? TargetArn) }],
});

export const permissions: Permissions = {
  ...withoutResource('sns', ['ListSubscriptions', 'ListTopics']),
  CreateTopic: {
    action: 'sns:CreateTopic',
    on: ({ Name }: shapes.CreateTopicInput, { account }) => [
      { resource: `arn:aws:sns:${account.region}:${account.id}:${Name}` },
    ],
  },
  DeleteTopic: onTopic('DeleteTopic'),
  GetTopicAttributes: onTopic('GetTopicAttributes'),
  ListSubscriptionsByTopic: onTopic('ListSubscriptionsByTopic'),
  Publish: onTopic('Publish'),
  SetTopicAttributes: onTopic('SetTopicAttributes'),
  Subscribe: {
    action: 'sns:Subscribe',
    on: ({ TopicArn, Endpoint, Protocol }: shapes.SubscribeInput) => [
      { resource: String(TopicArn), context: { 'sns:Endpoint': Endpoint, 'sns:Protocol': Protocol } },
    ],
  },
  Unsubscribe: {
    action: 'sns:Unsubscribe',
    on: ({ SubscriptionArn }: shapes.UnsubscribeInput) => [
      { resource: String(SubscriptionArn).split(':').slice(0, -1).join(':') },
    ],
  },
};
