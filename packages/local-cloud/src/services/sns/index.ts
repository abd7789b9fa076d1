/** Amazon SNS: topics and subscriptions. `delivery/` brings what Publish took to the subscribers. */
import * as client from '@aws-sdk/client-sns';
import { newUuid } from '../../delivery/ids.ts';
import type { Call, Service } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import { findTopic, subscriptionsOf } from './find.ts';
import { permissions } from './permissions.ts';
import type { Subscription } from './state.ts';
import { addTopic, subscribe } from './topics.ts';

const writeSubscription = ({ account }: Call, subscription: Subscription): client.Subscription => ({
  SubscriptionArn: subscription.arn,
  TopicArn: subscription.topicArn,
  Protocol: subscription.protocol,
  Endpoint: subscription.endpoint,
  Owner: account.id,
});

/** Names that SetTopicAttributes takes here; they change nothing but are given back. */
const settable = new Set(['Policy', 'DisplayName', 'KmsMasterKeyId', 'TracingConfig', 'SignatureVersion']);

const topicOperations: Service['operations'] = {
  CreateTopic: (input: client.CreateTopicInput, { account }) => ({
    TopicArn: addTopic(account, input.Name ?? '', input.Attributes ?? {}).arn,
  }),
  DeleteTopic: (input: client.DeleteTopicInput, { account }) => {
    const arn = input.TopicArn ?? '';
    delete account.sns.topics[arn];
    for (const subscription of subscriptionsOf(account, arn)) delete account.sns.subscriptions[subscription.arn];
    return {};
  },
  ListTopics: (_: client.ListTopicsInput, { account }) => ({
    Topics: Object.keys(account.sns.topics).map((TopicArn) => ({ TopicArn })),
  }),
  GetTopicAttributes: (input: client.GetTopicAttributesInput, { account }) => {
    const { arn, attributes } = findTopic(account, input.TopicArn);
    const confirmed = String(subscriptionsOf(account, arn).length);
    const counts = { SubscriptionsConfirmed: confirmed, SubscriptionsPending: '0', SubscriptionsDeleted: '0' };
    return { Attributes: { TopicArn: arn, Owner: account.id, ...counts, ...attributes } };
  },
  SetTopicAttributes: (input: client.SetTopicAttributesInput, { account }) => {
    const topic = findTopic(account, input.TopicArn);
    const { AttributeName: name = '', AttributeValue: value = '' } = input;
    if (!settable.has(name)) {
      throw new AwsError(
        'InvalidParameter',
        `Invalid parameter: AttributeName: ${name} is not one of ${[...settable]}`,
      );
    }
    account.sns.topics[topic.arn] = { ...topic, attributes: { ...topic.attributes, [name]: value } };
    return {};
  },
};

const subscriptionOperations: Service['operations'] = {
  Subscribe: (input: client.SubscribeInput, { account }) => {
    const { TopicArn: topicArn, Protocol: protocol, Endpoint: endpoint, Attributes: attributes = {} } = input;
    return { SubscriptionArn: subscribe(account, { topicArn, protocol, endpoint, attributes }).arn };
  },
  Unsubscribe: (input: client.UnsubscribeInput, { account }) => {
    const arn = input.SubscriptionArn ?? '';
    if (!account.sns.subscriptions[arn]) throw new AwsError('NotFound', `Subscription does not exist: ${arn}`, 404);
    delete account.sns.subscriptions[arn];
    return {};
  },
  ListSubscriptions: (_: client.ListSubscriptionsInput, call) => ({
    Subscriptions: Object.values(call.account.sns.subscriptions).map((each) => writeSubscription(call, each)),
  }),
  ListSubscriptionsByTopic: (input: client.ListSubscriptionsByTopicInput, call) => {
    const { arn } = findTopic(call.account, input.TopicArn);
    return { Subscriptions: subscriptionsOf(call.account, arn).map((each) => writeSubscription(call, each)) };
  },
  Publish: (input: client.PublishInput, { account }) => {
    findTopic(account, input.TopicArn ?? input.TargetArn);
    if (!input.Message) throw new AwsError('InvalidParameter', 'Invalid parameter: Empty message');
    if (input.MessageStructure !== undefined) {
      const message = `The message structure ${input.MessageStructure} is not simulated by the local cloud.`;
      throw new AwsError('NotImplemented', message, 501);
    }
    return { MessageId: newUuid(account) };
  },
};

/** The service `sns`. */
export const sns: Service = {
  signingName: 'sns',
  client,
  permissions,
  operations: { ...topicOperations, ...subscriptionOperations },
};
