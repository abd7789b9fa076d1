/** What it takes to create each resource, as data. */
import { functionNameOf } from '../services/lambda/find.ts';
import type {
  FunctionState,
  MappingState,
  PermissionState,
  PolicyDocument,
  RoleState,
} from '../services/lambda/state.ts';
import type { PipeState } from '../services/pipes/state.ts';
import { taskOf } from '../services/stepfunctions/run.ts';
import type { Definition, StateMachine } from '../services/stepfunctions/state.ts';
import type { StackResource } from './kinds.ts';
import {
  flag,
  list,
  optionalNumber,
  optionalRecord,
  optionalText,
  type Properties,
  record,
  tagMap,
  text,
  textMap,
  texts,
} from './read.ts';

/** A function as the template declares it; its code is known once the zip is read. */
type Declared = Omit<FunctionState, 'codeSize' | 'codeSha256' | 'lastModified'>;

/** One step of a deployment. */
export type Step =
  /** An AWS API call as CloudFormation makes it. */
  | { readonly do: 'call'; readonly service: string; readonly operation: string; readonly input: object }
  | { readonly do: 'role'; readonly role: RoleState }
  | {
      readonly do: 'policy';
      readonly roles: readonly string[];
      readonly name: string;
      readonly document: PolicyDocument;
    }
  | { readonly do: 'machine'; readonly machine: StateMachine }
  | { readonly do: 'managedPolicy'; readonly arn: string; readonly document: PolicyDocument }
  | { readonly do: 'pipe'; readonly pipe: PipeState }
  /** `zip` is the file name of the zip in the package. */
  | { readonly do: 'function'; readonly definition: Declared; readonly zip: string }
  | { readonly do: 'configure'; readonly name: string; readonly changes: Partial<FunctionState> }
  | { readonly do: 'permit'; readonly name: string; readonly permission: PermissionState }
  | { readonly do: 'mapping'; readonly mapping: Omit<MappingState, 'lastModified'> };

type Steps = (resource: StackResource) => readonly Step[];

const call = (service: string, operation: string, input: object): Step => ({ do: 'call', service, operation, input });

/** The properties without those that the call does not take. */
const without = (properties: Properties, ...names: readonly string[]): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));

const present = <T extends object>(members: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never;

const queueSteps: Steps = ({ properties, attributes }) => {
  const wanted = textMap(without(properties, 'QueueName', 'Tags'));
  return [
    call('sqs', 'CreateQueue', { QueueName: attributes.QueueName, Attributes: wanted, tags: tagMap(properties) }),
  ];
};

const queuePolicySteps: Steps = ({ properties }) => {
  const policy = JSON.stringify(record(properties, 'PolicyDocument'));
  return texts(properties, 'Queues').map((url) =>
    call('sqs', 'SetQueueAttributes', { QueueUrl: url, Attributes: { Policy: policy } }),
  );
};

const subscribe = (topicArn: string, properties: Properties): Step => {
  const attributes = textMap(without(properties, 'TopicArn', 'Protocol', 'Endpoint', 'Region'));
  const input = { TopicArn: topicArn, Protocol: text(properties, 'Protocol'), Endpoint: text(properties, 'Endpoint') };
  return call('sns', 'Subscribe', { ...input, Attributes: attributes, ReturnSubscriptionArn: true });
};

const topicSteps: Steps = ({ ref, properties, attributes }) => [
  call('sns', 'CreateTopic', present({ Name: attributes.TopicName, Tags: properties.Tags })),
  ...list(properties, 'Subscription').map((each) => subscribe(ref, each as Properties)),
];

const topicPolicySteps: Steps = ({ properties }) => {
  const policy = JSON.stringify(record(properties, 'PolicyDocument'));
  return texts(properties, 'Topics').map((arn) =>
    call('sns', 'SetTopicAttributes', { TopicArn: arn, AttributeName: 'Policy', AttributeValue: policy }),
  );
};

const ruleSteps: Steps = ({ ref, properties }) => {
  const pattern = optionalRecord(properties, 'EventPattern');
  const bus = { EventBusName: optionalText(properties, 'EventBusName') };
  const rule = {
    ...without(properties, 'Targets', 'EventPattern'),
    ...bus,
    Name: ref,
    EventPattern: pattern && JSON.stringify(pattern),
  };
  const targets = list(properties, 'Targets');
  if (targets.length === 0) return [call('events', 'PutRule', present(rule))];
  return [
    call('events', 'PutRule', present(rule)),
    call('events', 'PutTargets', present({ Rule: ref, ...bus, Targets: targets })),
  ];
};

const notificationSteps: Steps = ({ properties }) => [
  call(
    'ec2',
    'CreateVpcEndpointConnectionNotification',
    present({
      ...without(properties, 'VPCEndpointId'),
      VpcEndpointId: optionalText(properties, 'VPCEndpointId'),
    }),
  ),
];

/** An IAM policy document of a property; what is in its statements is read when it is needed. */
const documentOf = (properties: Properties, path: string): PolicyDocument => {
  const document = record(properties, path);
  if (document.Statement === undefined) throw new Error(`${path} must have a Statement`);
  return document as unknown as PolicyDocument;
};

const roleSteps: Steps = ({ ref, attributes, properties }) => {
  const policies = list(properties, 'Policies').map((policy) => ({
    name: text(policy as Properties, 'PolicyName'),
    document: documentOf(policy as Properties, 'PolicyDocument'),
  }));
  const role: RoleState = {
    name: ref,
    arn: attributes.Arn ?? '',
    trust: documentOf(properties, 'AssumeRolePolicyDocument'),
    policies,
    managedPolicyArns: texts(properties, 'ManagedPolicyArns'),
  };
  return [{ do: 'role', role }];
};

const machineSteps: Steps = ({ ref, attributes, properties }) => {
  const definition = record(properties, 'Definition') as unknown as Definition;
  taskOf(definition);
  return [{ do: 'machine', machine: { name: attributes.Name ?? '', arn: ref, definition } }];
};

const policySteps: Steps = ({ properties }) => [
  {
    do: 'policy',
    roles: texts(properties, 'Roles'),
    name: text(properties, 'PolicyName'),
    document: documentOf(properties, 'PolicyDocument'),
  },
];

const managedPolicySteps: Steps = ({ ref, properties }) => [
  { do: 'managedPolicy', arn: ref, document: documentOf(properties, 'PolicyDocument') },
];

/** Defaults are Lambda's own: 3 s, 128 MB, x86_64, two retries, events up to six hours old. */
const functionSteps: Steps = ({ ref, attributes, properties }) => {
  const runtime = text(properties, 'Runtime');
  if (!runtime.startsWith('nodejs')) throw new Error(`Runtime must be a nodejs one to run here, found ${runtime}`);
  const definition = present({
    name: ref,
    arn: attributes.Arn ?? '',
    roleArn: text(properties, 'Role'),
    handler: text(properties, 'Handler'),
    runtime,
    architecture: texts(properties, 'Architectures')[0] ?? 'x86_64',
    memorySizeMb: optionalNumber(properties, 'MemorySize') ?? 128,
    timeoutSeconds: optionalNumber(properties, 'Timeout') ?? 3,
    environment: textMap(optionalRecord(properties, 'Environment.Variables')),
    reservedConcurrency: optionalNumber(properties, 'ReservedConcurrentExecutions'),
    deadLetterArn: optionalText(properties, 'DeadLetterConfig.TargetArn'),
    maximumRetryAttempts: 2,
    maximumEventAgeSeconds: 21_600,
    permissions: [],
  }) as Declared;
  return [{ do: 'function', definition, zip: text(properties, 'Code.S3Key').split('/').at(-1) ?? '' }];
};

const invokeConfigSteps: Steps = ({ properties }) => {
  const changes = present({
    maximumRetryAttempts: optionalNumber(properties, 'MaximumRetryAttempts'),
    maximumEventAgeSeconds: optionalNumber(properties, 'MaximumEventAgeInSeconds'),
    onFailureArn: optionalText(properties, 'DestinationConfig.OnFailure.Destination'),
    onSuccessArn: optionalText(properties, 'DestinationConfig.OnSuccess.Destination'),
  }) as Partial<FunctionState>;
  return [{ do: 'configure', name: functionNameOf(text(properties, 'FunctionName')), changes }];
};

const permissionSteps: Steps = ({ properties }) => [
  {
    do: 'permit',
    name: functionNameOf(text(properties, 'FunctionName')),
    permission: present({
      principal: text(properties, 'Principal'),
      action: text(properties, 'Action'),
      sourceArn: optionalText(properties, 'SourceArn'),
    }) as PermissionState,
  },
];

const mappingSteps: Steps = ({ ref, properties }) => {
  const mapping = present({
    uuid: ref,
    functionName: functionNameOf(text(properties, 'FunctionName')),
    eventSourceArn: text(properties, 'EventSourceArn'),
    batchSize: optionalNumber(properties, 'BatchSize') ?? 10,
    batchingWindowSeconds: optionalNumber(properties, 'MaximumBatchingWindowInSeconds') ?? 0,
    reportBatchItemFailures: texts(properties, 'FunctionResponseTypes').includes('ReportBatchItemFailures'),
    maximumConcurrency: optionalNumber(properties, 'ScalingConfig.MaximumConcurrency'),
    enabled: flag(properties, 'Enabled', true),
  }) as Omit<MappingState, 'lastModified'>;
  return [{ do: 'mapping', mapping }];
};

/** What a pipe cannot do here is refused: other sources and targets, filters, enrichment, and templates that do more than name a member. */
const pipeSteps: Steps = ({ ref, attributes, properties }) => {
  const template = text(properties, 'TargetParameters.InputTemplate');
  const [, path] = /^<(\$[^<>]*)>$/.exec(template) ?? [];
  if (path === undefined) throw new Error(`InputTemplate must be one path such as <$.body> here, found ${template}`);
  const pipe = present({
    name: ref,
    arn: attributes.Arn ?? '',
    sourceArn: text(properties, 'Source'),
    targetArn: text(properties, 'Target'),
    inputPath: path,
    messageGroupId: optionalText(properties, 'TargetParameters.SqsQueueParameters.MessageGroupId'),
    batchSize: optionalNumber(properties, 'SourceParameters.SqsQueueParameters.BatchSize') ?? 10,
    running: (optionalText(properties, 'DesiredState') ?? 'RUNNING') === 'RUNNING',
  }) as PipeState;
  return [{ do: 'pipe', pipe }];
};

const table: Readonly<Record<string, Steps>> = {
  'AWS::SQS::Queue': queueSteps,
  'AWS::SQS::QueuePolicy': queuePolicySteps,
  'AWS::SNS::Topic': topicSteps,
  'AWS::SNS::TopicPolicy': topicPolicySteps,
  'AWS::SNS::Subscription': ({ properties }) => [subscribe(text(properties, 'TopicArn'), properties)],
  'AWS::Events::Rule': ruleSteps,
  'AWS::StepFunctions::StateMachine': machineSteps,
  'AWS::Scheduler::Schedule': ({ ref, properties }) => [
    call('scheduler', 'CreateSchedule', { ...without(properties, 'Description', 'KmsKeyArn'), Name: ref }),
  ],
  'AWS::CloudWatch::Alarm': ({ ref, properties }) => [
    call('monitoring', 'PutMetricAlarm', { ...properties, AlarmName: ref }),
  ],
  'AWS::Pipes::Pipe': pipeSteps,
  'AWS::CloudWatch::CompositeAlarm': ({ ref, properties }) => [
    call('monitoring', 'PutCompositeAlarm', { ...properties, AlarmName: ref }),
  ],
  'AWS::CloudWatch::Dashboard': ({ ref, properties }) => [
    call('monitoring', 'PutDashboard', { DashboardName: ref, DashboardBody: text(properties, 'DashboardBody') }),
  ],
  'AWS::SSM::Parameter': ({ ref, properties }) => [
    call('ssm', 'PutParameter', present({ ...without(properties, 'Tags', 'Policies'), Name: ref, Overwrite: true })),
  ],
  'AWS::IAM::Role': roleSteps,
  'AWS::IAM::ManagedPolicy': managedPolicySteps,
  'AWS::IAM::Policy': policySteps,
  'AWS::Lambda::Function': functionSteps,
  'AWS::Lambda::EventSourceMapping': mappingSteps,
  'AWS::Lambda::EventInvokeConfig': invokeConfigSteps,
  'AWS::Lambda::Permission': permissionSteps,
  'AWS::EC2::VPCEndpointConnectionNotification': notificationSteps,
};

/** The steps that create a resource; none for what exists in name only. Throws an Error that names the wrong property. */
export const stepsOf = (resource: StackResource): readonly Step[] => table[resource.type]?.(resource) ?? [];
