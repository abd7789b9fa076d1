/**
 * Who is told what happened: the notices among Waykeeper's own events, by way of a state machine, to a topic. A rule alone
 * cannot say them: EventBridge gives a message to SNS no subject, and its input transformer keeps texts in their quotes, line
 * breaks escaped ("Amazon EventBridge input transformation", user guide).
 */

import { EVENT_SOURCE } from '../lib/aws/events/types.ts';
import type { Config, Notify } from '../lib/config/types.ts';
import { NOTICE } from '../lib/core/report/event-types.ts';
import type { Called } from './alarms/alarms.ts';
import { allow, inlinePolicy, ON_OUR_BEHALF, policyDocument, type Statement, trust } from './iam/policy.ts';
import { arnOf, checkRegion, here, roleName, type StackNames } from './names.ts';
import { UNDELIVERED } from './queues.ts';
import type { Resources } from './types.ts';

const TOPIC = 'NoticesTopic';
const KEY = 'NoticesKey';
const RULE = 'NoticesRule';
const OVER_RULE = 'NoticesOverRule';
const MACHINE = 'NoticesMachine';

/** Whom alarms call. */
export const calledBy = ({ notify }: Config): Called | undefined => notify && { topic: topicOf(notify), on: notify.on };

/** The rules that leave what they cannot deliver in the queue for undelivered events. */
export const noticeRules = ({ notify }: Config): { readonly id: string }[] =>
  notify ? [{ id: RULE }, { id: OVER_RULE }] : [];

/** Nothing where nobody is to be told. `calling` are the alarms that call. Throws a StackError for a topic of another Region. */
export const noticeResources = (config: Config, names: StackNames, calling: readonly string[]): Resources => {
  const { notify, encryption } = config;
  if (!notify) return {};
  // Alarms call topics of their own Region alone, and Step Functions publishes to no other.
  if ('topic' in notify) checkRegion('notify.topic', 'a topic', notify.topic, names);
  return {
    ...('email' in notify ? ownTopic(notify.email, encryption?.key, names) : {}),
    [RULE]: rule(notify, config.bus, names),
    [OVER_RULE]: overRule(names, calling),
    NoticesRuleRole: role(names, 'notices-rule', 'events.amazonaws.com', [
      allow('StartNotices', 'states:StartExecution', { Ref: MACHINE }),
    ]),
    [MACHINE]: machine(notify, names),
    NoticesRole: role(names, 'notices', 'states.amazonaws.com', [
      allow('PublishNotices', 'sns:Publish', topicOf(notify)),
      // Whose key it is, the config of another's topic does not say: it is the topic's alone that may be used.
      {
        ...allow('EncryptNotices', ['kms:Decrypt', 'kms:GenerateDataKey'], here('kms', 'key/*')),
        Condition: { StringEquals: { 'kms:EncryptionContext:aws:sns:topicArn': topicOf(notify) } },
      },
    ]),
  };
};

const topicOf = (notify: Notify): unknown => ('topic' in notify ? notify.topic : { Ref: TOPIC });

/** No alarm may publish to a topic that a key of AWS encrypts, so that it has one of its own where the config names none. */
const ownTopic = (email: string, key: string | undefined, names: StackNames): Resources => ({
  ...(key === undefined ? { [KEY]: ownKey(names) } : {}),
  [TOPIC]: {
    Type: 'AWS::SNS::Topic',
    Properties: {
      TopicName: `${names.prefix}-notices`,
      DisplayName: `Waykeeper ${names.stage}`,
      KmsMasterKeyId: key ?? { Ref: KEY },
    },
  },
  NoticesTopicPolicy: {
    Type: 'AWS::SNS::TopicPolicy',
    Properties: {
      Topics: [{ Ref: TOPIC }],
      PolicyDocument: policyDocument([
        { ...byAlarms(names), Sid: 'AlarmsPublish', Action: 'sns:Publish', Resource: { Ref: TOPIC } },
        {
          Sid: 'OnlyOverTls',
          ...{ Effect: 'Deny', Principal: '*', Action: 'sns:Publish', Resource: { Ref: TOPIC } },
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ]),
    },
  },
  NoticesSubscription: {
    Type: 'AWS::SNS::Subscription',
    Properties: { TopicArn: { Ref: TOPIC }, Protocol: 'email', Endpoint: email },
  },
});

/** The stack's own alarms, and nobody else's. */
const byAlarms = ({ prefix }: StackNames) => ({
  Effect: 'Allow',
  Principal: { Service: 'cloudwatch.amazonaws.com' },
  Condition: { ...ON_OUR_BEHALF, ArnLike: { 'aws:SourceArn': here('cloudwatch', `alarm:${prefix}-*`) } },
});

const ownKey = (names: StackNames) => ({
  Type: 'AWS::KMS::Key',
  Properties: {
    Description: `Encrypts what ${names.prefix} tells people`,
    EnableKeyRotation: true,
    PendingWindowInDays: 7,
    KeyPolicy: policyDocument([
      {
        Sid: 'AccountDecides',
        Effect: 'Allow',
        Principal: { AWS: { 'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:root` } },
        Action: 'kms:*',
        Resource: '*',
      },
      { ...byAlarms(names), Sid: 'AlarmsEncrypt', Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Resource: '*' },
    ]),
  },
});

/** Notices come on the bus of all results. */
const rule = ({ on }: Notify, bus: string, names: StackNames) => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    Description: `Tells people what ${names.prefix} did, and what it cannot do`,
    ...(bus === 'default' ? {} : { EventBusName: bus }),
    EventPattern: {
      source: [EVENT_SOURCE],
      'detail-type': [NOTICE],
      detail: { stage: [names.stage], on: [...new Set(on)].sort() },
    },
    Targets: [TARGET],
  },
});

const TARGET = {
  Id: 'notices',
  Arn: { Ref: MACHINE },
  RoleArn: arnOf('NoticesRuleRole'),
  DeadLetterConfig: { Arn: arnOf(UNDELIVERED) },
  RetryPolicy: { MaximumEventAgeInSeconds: 3_600, MaximumRetryAttempts: 20 },
};

/** An alarm's own OK action would call for each alarm that is made, since it is OK after it had no data. */
const overRule = ({ prefix, stage }: StackNames, calling: readonly string[]) => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    Description: `Tells people what is over of what the alarms of ${prefix} called them for`,
    EventPattern: {
      source: ['aws.cloudwatch'],
      'detail-type': ['CloudWatch Alarm State Change'],
      detail: { alarmName: calling.toSorted(), state: { value: ['OK'] }, previousState: { value: ['ALARM'] } },
    },
    Targets: [
      {
        ...TARGET,
        InputTransformer: {
          InputPathsMap: {
            alarm: '$.detail.alarmName',
            region: '$.region',
            at: '$.time',
            since: '$.detail.previousState.timestamp',
          },
          InputTemplate: JSON.stringify({
            detail: {
              subject: 'Over: <alarm>',
              text: `${stage} <region>, <at>\n\n<alarm> is over; it was in ALARM since <since>.`,
            },
          }),
        },
      },
    ],
  },
});

const machine = (notify: Notify, names: StackNames) => ({
  Type: 'AWS::StepFunctions::StateMachine',
  Properties: {
    StateMachineName: `${names.prefix}-notices`,
    StateMachineType: 'EXPRESS',
    RoleArn: arnOf('NoticesRole'),
    Definition: {
      StartAt: 'Publish',
      States: {
        Publish: {
          Type: 'Task',
          Resource: { 'Fn::Sub': `arn:\${AWS::Partition}:states:::sns:publish` },
          Parameters: { TopicArn: topicOf(notify), 'Subject.$': '$.detail.subject', 'Message.$': '$.detail.text' },
          Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 2, MaxAttempts: 5, BackoffRate: 2 }],
          End: true,
        },
      },
    },
  },
});

const role = (
  names: StackNames,
  name: 'notices' | 'notices-rule',
  service: string,
  statements: readonly Statement[],
) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: roleName(names, name),
    AssumeRolePolicyDocument: trust(service, ON_OUR_BEHALF),
    Policies: [inlinePolicy(name, statements)],
  },
});
