/** The resource types that the local cloud creates, each with the identity that other resources refer to. */
import { createHash } from 'node:crypto';
import type { Properties } from './read.ts';

/** What `Ref` and `Fn::GetAtt` give for a resource; known before it is created, since all ids here follow from names. */
export interface Identity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A resource that is to be created, with everything it refers to filled in. */
export interface StackResource extends Identity {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Properties;
}

/** Where a stack is created. */
export interface Site {
  readonly accountId: string;
  readonly region: string;
  readonly stackName: string;
  /** What queue URLs begin with. */
  readonly queueBase: string;
}

export interface Kind {
  /** The property that names the resource; without a value CloudFormation makes a name up. */
  readonly named?: string;
  identity(name: string, site: Site): Identity;
  /** Properties that have an effect here. */
  readonly acted: readonly string[];
  /** Properties that are accepted and change nothing here. */
  readonly inert: readonly string[];
  /** Where it comes among resources that do not refer to each other; lower is earlier. */
  readonly rank: number;
  /** True for what exists in name only: it is referred to, but the local cloud needs nothing of it. */
  readonly nameOnly?: true;
}

const arn = (service: string, { region, accountId }: Site, resource: string): string =>
  `arn:aws:${service}:${region}:${accountId}:${resource}`;

const onlyRef = (name: string): Identity => ({ ref: name, attributes: {} });
const withArn = (ref: string, value: string, more: Readonly<Record<string, string>> = {}): Identity => ({
  ref,
  attributes: { Arn: value, ...more },
});

/** A UUID that is the same for the same name. */
const uuidOf = (name: string): string => {
  const hex = createHash('sha256').update(name).digest('hex');
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return parts.join('-');
};

const queue: Kind = {
  named: 'QueueName',
  identity: (name, site) => {
    const url = `${site.queueBase}/${site.accountId}/${name}`;
    return withArn(url, arn('sqs', site, name), { QueueName: name, QueueUrl: url });
  },
  acted: [
    ...[
      'QueueName',
      'FifoQueue',
      'ContentBasedDeduplication',
      'DeduplicationScope',
      'VisibilityTimeout',
      'DelaySeconds',
    ],
    ...['MessageRetentionPeriod', 'ReceiveMessageWaitTimeSeconds', 'MaximumMessageSize', 'RedrivePolicy', 'Tags'],
  ],
  inert: [
    'FifoThroughputLimit',
    'RedriveAllowPolicy',
    'SqsManagedSseEnabled',
    'KmsMasterKeyId',
    'KmsDataKeyReusePeriodSeconds',
  ],
  rank: 1,
};

const topic: Kind = {
  named: 'TopicName',
  identity: (name, site) => {
    const topicArn = arn('sns', site, name);
    return { ref: topicArn, attributes: { TopicArn: topicArn, TopicName: name } };
  },
  acted: ['TopicName', 'Subscription', 'Tags'],
  inert: ['DisplayName', 'KmsMasterKeyId', 'TracingConfig', 'SignatureVersion'],
  rank: 1,
};

const lambdaFunction: Kind = {
  named: 'FunctionName',
  identity: (name, site) => withArn(name, arn('lambda', site, `function:${name}`)),
  acted: [
    ...['FunctionName', 'Handler', 'Runtime', 'Role', 'Code', 'MemorySize', 'Timeout', 'Environment', 'Architectures'],
    ...['ReservedConcurrentExecutions', 'DeadLetterConfig', 'VpcConfig'],
  ],
  inert: ['Description', 'Tags', 'TracingConfig', 'LoggingConfig', 'EphemeralStorage', 'KmsKeyArn', 'PackageType'],
  rank: 2,
};

const mapping: Kind = {
  identity: (name, site) => {
    const id = uuidOf(name);
    return {
      ref: id,
      attributes: { Id: id, EventSourceMappingArn: arn('lambda', site, `event-source-mapping:${id}`) },
    };
  },
  acted: [
    ...['EventSourceArn', 'FunctionName', 'BatchSize', 'MaximumBatchingWindowInSeconds', 'Enabled'],
    ...['FunctionResponseTypes', 'ScalingConfig'],
  ],
  inert: ['Tags'],
  rank: 5,
};

const invokeConfig: Kind = {
  identity: onlyRef,
  acted: ['FunctionName', 'Qualifier', 'MaximumRetryAttempts', 'MaximumEventAgeInSeconds', 'DestinationConfig'],
  inert: [],
  rank: 3,
};

const rule: Kind = {
  named: 'Name',
  identity: (name, site) => withArn(name, arn('events', site, `rule/${name}`)),
  acted: ['Name', 'EventPattern', 'ScheduleExpression', 'State', 'Targets', 'EventBusName'],
  inert: ['Description', 'RoleArn', 'Tags'],
  rank: 4,
};

const schedule: Kind = {
  named: 'Name',
  identity: (name, site) => withArn(name, arn('scheduler', site, `schedule/default/${name}`)),
  acted: ['Name', 'ScheduleExpression', 'ScheduleExpressionTimezone', 'State', 'Target', 'FlexibleTimeWindow'],
  inert: ['Description', 'KmsKeyArn'],
  rank: 4,
};

const pipe: Kind = {
  named: 'Name',
  identity: (name, site) => withArn(name, arn('pipes', site, `pipe/${name}`)),
  acted: ['Name', 'RoleArn', 'Source', 'Target', 'TargetParameters', 'SourceParameters', 'DesiredState'],
  inert: ['Description', 'Tags', 'LogConfiguration', 'KmsKeyIdentifier'],
  rank: 4,
};

const alarm: Kind = {
  named: 'AlarmName',
  identity: (name, site) => withArn(name, arn('cloudwatch', site, `alarm:${name}`)),
  acted: [
    ...['AlarmName', 'AlarmDescription', 'ActionsEnabled', 'OKActions', 'AlarmActions', 'InsufficientDataActions'],
    ...[
      'Namespace',
      'MetricName',
      'Dimensions',
      'Statistic',
      'Period',
      'Unit',
      'EvaluationPeriods',
      'DatapointsToAlarm',
    ],
    ...['Threshold', 'ComparisonOperator', 'TreatMissingData', 'Tags'],
  ],
  inert: [],
  rank: 4,
};

const compositeAlarm: Kind = {
  ...{ named: 'AlarmName', identity: alarm.identity, inert: [] },
  acted: [
    ...['AlarmName', 'AlarmDescription', 'AlarmRule', 'ActionsEnabled', 'OKActions', 'AlarmActions'],
    ...['InsufficientDataActions', 'ActionsSuppressor', 'ActionsSuppressorWaitPeriod'],
    ...['ActionsSuppressorExtensionPeriod', 'Tags'],
  ],
  // A rule names alarms, which CloudFormation cannot see: they are there before it.
  rank: 5,
};

const role: Kind = {
  named: 'RoleName',
  identity: (name, { accountId }) =>
    withArn(name, `arn:aws:iam::${accountId}:role/${name}`, { RoleId: `AROA${name.toUpperCase()}` }),
  acted: ['RoleName', 'AssumeRolePolicyDocument', 'Policies', 'ManagedPolicyArns'],
  inert: ['Description', 'MaxSessionDuration', 'Tags', 'Path'],
  rank: 0,
};

const managedPolicy: Kind = {
  named: 'ManagedPolicyName',
  identity: (name, { accountId }) => {
    const PolicyArn = `arn:aws:iam::${accountId}:policy/${name}`;
    return { ref: PolicyArn, attributes: { PolicyArn } };
  },
  acted: ['ManagedPolicyName', 'PolicyDocument'],
  inert: ['Description'],
  rank: 0,
};

const nameOnly = (named: string | undefined, identity: Kind['identity']): Kind => ({
  ...(named === undefined ? {} : { named }),
  identity,
  acted: [],
  inert: [],
  rank: 9,
  nameOnly: true,
});

const effect = (rank: number, acted: readonly string[], inert: readonly string[] = []): Kind => ({
  identity: onlyRef,
  acted,
  inert,
  rank,
});

const stateMachine: Kind = {
  named: 'StateMachineName',
  identity: (name, site) => {
    const machineArn = arn('states', site, `stateMachine:${name}`);
    return withArn(machineArn, machineArn, { Name: name });
  },
  acted: ['StateMachineName', 'Definition', 'RoleArn'],
  inert: ['StateMachineType', 'Tags'],
  rank: 3,
};

const subscription = [
  'TopicArn',
  'Protocol',
  'Endpoint',
  'FilterPolicy',
  'FilterPolicyScope',
  'RawMessageDelivery',
  'RedrivePolicy',
];

/** By CloudFormation type. Everything else is a fault. */
export const kinds: Readonly<Record<string, Kind>> = {
  'AWS::SQS::Queue': queue,
  'AWS::SQS::QueuePolicy': effect(3, ['Queues', 'PolicyDocument']),
  'AWS::SNS::Topic': topic,
  'AWS::SNS::TopicPolicy': effect(3, ['Topics', 'PolicyDocument']),
  'AWS::SNS::Subscription': effect(4, subscription, ['Region']),
  'AWS::StepFunctions::StateMachine': stateMachine,
  'AWS::Events::Rule': rule,
  'AWS::Scheduler::Schedule': schedule,
  'AWS::Pipes::Pipe': pipe,
  'AWS::CloudWatch::Alarm': alarm,
  'AWS::CloudWatch::CompositeAlarm': compositeAlarm,
  'AWS::CloudWatch::Dashboard': { named: 'DashboardName', ...effect(4, ['DashboardName', 'DashboardBody']) },
  'AWS::IAM::Role': role,
  'AWS::IAM::ManagedPolicy': managedPolicy,
  'AWS::IAM::Policy': effect(1, ['PolicyName', 'PolicyDocument', 'Roles']),
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::EventSourceMapping': mapping,
  'AWS::Lambda::EventInvokeConfig': invokeConfig,
  'AWS::Lambda::Permission': effect(3, ['FunctionName', 'Action', 'Principal', 'SourceArn'], ['SourceAccount']),
  'AWS::EC2::VPCEndpointConnectionNotification': effect(5, [
    ...['ConnectionEvents', 'ConnectionNotificationArn', 'ServiceId', 'VPCEndpointId'],
  ]),
  'AWS::SSM::Parameter': {
    named: 'Name',
    identity: (name) => ({ ref: name, attributes: {} }),
    acted: ['Name', 'Type', 'Value', 'Tier', 'Description', 'DataType', 'AllowedPattern'],
    inert: ['Tags', 'Policies'],
    rank: 1,
  },
  'AWS::Logs::LogGroup': nameOnly('LogGroupName', (name, site) =>
    withArn(name, arn('logs', site, `log-group:${name}:*`)),
  ),
  'AWS::Lambda::Version': nameOnly(undefined, (name) => ({ ref: name, attributes: { Version: '1' } })),
  'AWS::KMS::Key': nameOnly(undefined, (name, site) => {
    const id = uuidOf(name);
    return withArn(id, arn('kms', site, `key/${id}`), { KeyId: id });
  }),
  'AWS::S3::Bucket': nameOnly('BucketName', (name) =>
    withArn(name.toLowerCase(), `arn:aws:s3:::${name.toLowerCase()}`),
  ),
  'AWS::S3::BucketPolicy': nameOnly(undefined, onlyRef),
};
