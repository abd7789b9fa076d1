/** What wakes the controllers beside the EventBridge rules (rules.ts): the sweep, and the notifications' topic. */
import type { Config } from '../lib/config/types.ts';
import type { ControllerName } from '../lib/core/plan.ts';
import { SWEEP } from '../lib/entry/read-trigger.ts';
import { allow, inlinePolicy, ON_OUR_BEHALF, policyDocument, trust } from './iam/policy.ts';
import { arnOf, logical, roleName, type StackNames, topicName } from './names.ts';
import { inOneGroup, queueId } from './queues.ts';
import type { Resources } from './types.ts';

export const triggers = (
  { encryption }: Config,
  names: StackNames,
  controllers: readonly ControllerName[],
): Resources => ({
  ...Object.assign({}, ...controllers.map((controller) => sweep(names, controller))),
  SchedulesRole: schedulesRole(names, controllers),
  ...(controllers.includes('connections') ? topic(names, encryption?.key) : {}),
});

/** The scheduled time makes each sweep a message of its own for content-based deduplication. */
const sweep = (names: StackNames, controller: ControllerName): Resources => ({
  [logical(controller, 'sweep')]: {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      Name: `${names.prefix}-${controller}-sweep`,
      ScheduleExpression: 'rate(5 minutes)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: arnOf(queueId(controller)),
        RoleArn: arnOf('SchedulesRole'),
        Input: JSON.stringify({ waykeeper: SWEEP, at: '<aws.scheduler.scheduled-time>' }),
        ...inOneGroup(controller),
      },
    },
  },
});

const schedulesRole = (names: StackNames, controllers: readonly ControllerName[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: roleName(names, 'schedules'),
    AssumeRolePolicyDocument: trust('scheduler.amazonaws.com', ON_OUR_BEHALF),
    Policies: [
      inlinePolicy('send-sweeps', [
        allow(
          'SendSweeps',
          'sqs:SendMessage',
          controllers.map((name) => arnOf(queueId(name))),
        ),
      ]),
    ],
  },
});

/** PrivateLink publishes endpoint notifications to a topic, and to nothing else. With a key it needs a grant in the key's policy. */
const topic = (names: StackNames, key: string | undefined): Resources => ({
  ConnectionsTopic: {
    Type: 'AWS::SNS::Topic',
    Properties: { TopicName: topicName(names), ...(key === undefined ? {} : { KmsMasterKeyId: key }) },
  },
  ConnectionsTopicPolicy: {
    Type: 'AWS::SNS::TopicPolicy',
    Properties: {
      Topics: [{ Ref: 'ConnectionsTopic' }],
      PolicyDocument: policyDocument([
        {
          Effect: 'Allow',
          Principal: { Service: 'vpce.amazonaws.com' },
          Action: 'sns:Publish',
          Resource: { Ref: 'ConnectionsTopic' },
          Condition: ON_OUR_BEHALF,
        },
      ]),
    },
  },
  ConnectionsSubscription: {
    Type: 'AWS::SNS::Subscription',
    Properties: { TopicArn: { Ref: 'ConnectionsTopic' }, Protocol: 'sqs', Endpoint: arnOf(queueId('connections')) },
  },
});
