/** What wakes the controllers: EventBridge rules from the trigger table, the sweep, and the notifications' topic. */
import type { ControllerName } from '../lib/core/plan.ts';
import { SWEEP, TRIGGERS, type TriggerRow } from '../lib/entry/triggers.ts';
import { allow, inlinePolicy, ON_OUR_BEHALF, policyDocument, trust } from './iam.ts';
import { arnOf, isFifo, logical, roleName, type StackNames, topicName } from './names.ts';
import { queueId, UNDELIVERED } from './queues.ts';
import type { Resources } from './types.ts';

/** One message group for each controller: its runs never overlap, and one invocation swallows a burst. */
const inOneGroup = (controller: ControllerName) =>
  isFifo(controller) ? { SqsParameters: { MessageGroupId: controller } } : {};

export const triggers = (names: StackNames, controllers: readonly ControllerName[]): Resources => ({
  ...rules(controllers),
  ...Object.assign({}, ...controllers.map((controller) => sweep(names, controller))),
  SchedulesRole: schedulesRole(names, controllers),
  ...(controllers.includes('connections') ? topic(names) : {}),
});

/** One rule for each controller, source and detail-type; CloudTrail's event names are merged into it. */
const rules = (controllers: readonly ControllerName[]): Resources => {
  const wanted = TRIGGERS.filter(({ controller }) => controllers.includes(controller));
  const grouped = Map.groupBy(wanted, ({ controller, source, detailType }) =>
    logical(controller, source, detailType, 'rule'),
  );
  return Object.fromEntries([...grouped].map(([id, rows]) => [id, rule(rows)]));
};

const rule = (rows: readonly TriggerRow[]) => {
  const [first] = rows;
  if (!first) throw new Error('a rule needs at least one trigger');
  const names = rows.flatMap(({ eventNames }) => eventNames ?? []).sort();
  // A failed call changed nothing, and EventBridge delivers it all the same.
  const detail = names.length > 0 ? { detail: { eventName: names, errorCode: [{ exists: false }] } } : {};
  return {
    Type: 'AWS::Events::Rule',
    Properties: {
      Description: `Wakes ${first.controller}: ${first.source}, ${first.detailType}`,
      EventPattern: { source: [first.source], 'detail-type': [first.detailType], ...detail },
      Targets: [
        {
          Id: first.controller,
          Arn: arnOf(queueId(first.controller)),
          DeadLetterConfig: { Arn: arnOf(UNDELIVERED) },
          RetryPolicy: { MaximumEventAgeInSeconds: 3_600, MaximumRetryAttempts: 20 },
          ...inOneGroup(first.controller),
        },
      ],
    },
  };
};

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
          'sqs:SendMessage',
          controllers.map((name) => arnOf(queueId(name))),
        ),
      ]),
    ],
  },
});

/** PrivateLink publishes endpoint notifications to a topic, and to nothing else. */
const topic = (names: StackNames): Resources => ({
  ConnectionsTopic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: topicName(names) } },
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
