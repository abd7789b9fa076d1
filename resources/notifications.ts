/**
 * The way of PrivateLink's notifications: a topic, a standard queue behind it, and a pipe from there into the FIFO queue of
 * `connections`. PrivateLink publishes to a topic alone, and a standard topic has no FIFO queue as a subscriber; the FIFO queue is
 * what keeps two runs from counting one quota (docs/decisions/fifo-queues-are-the-lock.md).
 */
import { encrypted, keyStatements } from './encryption.ts';
import { allow, inlinePolicy, ON_OUR_BEHALF, policyDocument, trust } from './iam/policy.ts';
import { arnOf, notificationsName, roleName, type StackNames, TOPIC } from './names.ts';
import { inOneGroup, policy, queue, queueId, UNDELIVERED } from './queues.ts';
import type { Resources } from './types.ts';

const QUEUE = 'NotificationsQueue';
const PIPE_ROLE = 'NotificationsPipeRole';

/** Seconds: six times what a pipe may take to hand a batch on to a queue ("Amazon SQS as a source", EventBridge user guide). */
const VISIBILITY_TIMEOUT = 60;

/** `key` encrypts all that lies on the way; PrivateLink needs a grant in the key's own policy to publish. */
export const notifications = (names: StackNames, key: string | undefined): Resources => ({
  ...topic(names, key),
  [QUEUE]: queue(key, {
    QueueName: notificationsName(names),
    VisibilityTimeout: VISIBILITY_TIMEOUT,
    RedrivePolicy: { deadLetterTargetArn: arnOf(UNDELIVERED), maxReceiveCount: 10 },
  }),
  ...policy(QUEUE, [{ service: 'sns.amazonaws.com', sourceArn: { Ref: TOPIC } }]),
  NotificationsPipe: {
    Type: 'AWS::Pipes::Pipe',
    Properties: {
      Name: notificationsName(names),
      RoleArn: arnOf(PIPE_ROLE),
      Source: arnOf(QUEUE),
      Target: arnOf(queueId('connections')),
      // The notification as SNS sent it, without what the standard queue adds: its id makes each one a message of its own.
      TargetParameters: { InputTemplate: '<$.body>', SqsQueueParameters: inOneGroup('connections').SqsParameters },
    },
  },
  [PIPE_ROLE]: pipeRole(names, key),
});

const topic = (names: StackNames, key: string | undefined): Resources => ({
  [TOPIC]: {
    Type: 'AWS::SNS::Topic',
    Properties: { TopicName: notificationsName(names), ...encrypted(key) },
  },
  ConnectionsTopicPolicy: {
    Type: 'AWS::SNS::TopicPolicy',
    Properties: {
      Topics: [{ Ref: TOPIC }],
      PolicyDocument: policyDocument([
        {
          Effect: 'Allow',
          Principal: { Service: 'vpce.amazonaws.com' },
          Action: 'sns:Publish',
          Resource: { Ref: TOPIC },
          Condition: ON_OUR_BEHALF,
        },
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 'sns:Publish',
          Resource: { Ref: TOPIC },
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ]),
    },
  },
  ConnectionsSubscription: {
    Type: 'AWS::SNS::Subscription',
    Properties: { TopicArn: { Ref: TOPIC }, Protocol: 'sqs', Endpoint: arnOf(QUEUE) },
  },
});

const pipeRole = (names: StackNames, key: string | undefined) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: roleName(names, 'pipe'),
    AssumeRolePolicyDocument: trust('pipes.amazonaws.com', ON_OUR_BEHALF),
    Policies: [
      inlinePolicy('hand-on-notifications', [
        allow('TakeNotifications', ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'], arnOf(QUEUE)),
        allow('SendNotifications', 'sqs:SendMessage', arnOf(queueId('connections'))),
        ...keyStatements(key),
      ]),
    ],
  },
});
