/** Everything in a stack that sends something somewhere, and with whose permission. */
import { functionNameOf } from '../services/lambda/find.ts';
import { taskOf } from '../services/stepfunctions/run.ts';
import type { Definition } from '../services/stepfunctions/state.ts';
import type { StackResource } from './kinds.ts';
import { list, optionalText, type Properties, record, text, texts } from './read.ts';

/** One thing that must be permitted: `service` by the target's own policy, `role` by the role's. */
export type Wire = {
  readonly from: StackResource;
  readonly to: string;
  readonly action: string;
} & (
  | { readonly service: string; readonly sourceArn?: string }
  | {
      readonly roleArn: string;
      readonly assumedBy: string;
      /** True for what is no resource of any stack, such as the streams of a log. */
      readonly undeclared?: true;
    }
);

type Wires = (resource: StackResource) => readonly Wire[];

/** What it takes to send to a target of this kind. */
const actionFor = (arn: string): string => {
  if (arn.startsWith('arn:aws:sqs:')) return 'sqs:SendMessage';
  if (arn.startsWith('arn:aws:sns:')) return 'sns:Publish';
  if (arn.startsWith('arn:aws:lambda:')) return 'lambda:InvokeFunction';
  if (arn.startsWith('arn:aws:states:')) return 'states:StartExecution';
  throw new Error(
    `${arn} is no target that the local cloud delivers to: expected a queue, a topic, a function or a state machine`,
  );
};

const some = (arn: string | undefined): readonly string[] => (arn === undefined ? [] : [arn]);

const ruleWires: Wires = (from) =>
  list(from.properties, 'Targets').flatMap((target) => {
    const sender = { service: 'events.amazonaws.com', sourceArn: from.attributes.Arn ?? '' };
    const deadLetters = some(optionalText(target as Properties, 'DeadLetterConfig.Arn'));
    const sent = (to: string) => ({ from, to, action: actionFor(to) });
    const to = text(target as Properties, 'Arn');
    // Of a target with a role it is the role that must be allowed; of a dead-letter queue never.
    const roleArn = optionalText(target as Properties, 'RoleArn');
    return [
      roleArn === undefined ? { ...sent(to), ...sender } : { ...sent(to), roleArn, assumedBy: 'events.amazonaws.com' },
      ...deadLetters.map((queue) => ({ ...sent(queue), ...sender })),
    ];
  });

/** A topic may be another stack's: it is the role's policy that counts. */
const machineWires: Wires = (from) => {
  const { TopicArn: to = '' } = taskOf(record(from.properties, 'Definition') as unknown as Definition);
  const role = { roleArn: text(from.properties, 'RoleArn'), assumedBy: 'states.amazonaws.com' };
  return [{ from, to, action: actionFor(to), ...role, undeclared: true }];
};

/** A mailbox asks for no permission. */
const subscriptionWires: Wires = (from) => {
  if (text(from.properties, 'Protocol') === 'email') return [];
  const topicArn = text(from.properties, 'TopicArn');
  const deadLetters = some(optionalText(from.properties, 'RedrivePolicy.deadLetterTargetArn'));
  const sender = { service: 'sns.amazonaws.com', sourceArn: topicArn };
  return [text(from.properties, 'Endpoint'), ...deadLetters].map((to) => ({
    from,
    to,
    action: actionFor(to),
    ...sender,
  }));
};

const topicWires: Wires = (from) =>
  list(from.properties, 'Subscription').map((subscription) => {
    const to = text(subscription as Properties, 'Endpoint');
    return { from, to, action: actionFor(to), service: 'sns.amazonaws.com', sourceArn: from.ref };
  });

const scheduleWires: Wires = (from) => {
  const roleArn = text(from.properties, 'Target.RoleArn');
  const arns = [
    text(from.properties, 'Target.Arn'),
    ...some(optionalText(from.properties, 'Target.DeadLetterConfig.Arn')),
  ];
  return arns.map((to) => ({ from, to, action: actionFor(to), roleArn, assumedBy: 'scheduler.amazonaws.com' }));
};

const pipeWires: Wires = (from) => {
  const role = { roleArn: text(from.properties, 'RoleArn'), assumedBy: 'pipes.amazonaws.com' };
  const source = text(from.properties, 'Source');
  const target = text(from.properties, 'Target');
  const taken = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
  return [
    ...taken.map((action) => ({ from, to: source, action, ...role })),
    { from, to: target, action: actionFor(target), ...role },
  ];
};

const notificationWires: Wires = (from) => {
  const to = text(from.properties, 'ConnectionNotificationArn');
  return [{ from, to, action: 'sns:Publish', service: 'vpce.amazonaws.com' }];
};

const roleOf = (functionName: string, resources: readonly StackResource[]): string => {
  const owner = resources.find(({ type, ref }) => type === 'AWS::Lambda::Function' && ref === functionName);
  return owner ? text(owner.properties, 'Role') : '';
};

const functionRole = (functionNameOrArn: string, resources: readonly StackResource[]) => ({
  roleArn: roleOf(functionNameOf(functionNameOrArn), resources),
  assumedBy: 'lambda.amazonaws.com',
});

const mappingWires = (from: StackResource, resources: readonly StackResource[]): readonly Wire[] => {
  const to = text(from.properties, 'EventSourceArn');
  const role = functionRole(text(from.properties, 'FunctionName'), resources);
  const actions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
  return actions.map((action) => ({ from, to, action, ...role }));
};

/**
 * What Lambda does for a function in a VPC: it makes interfaces in these subnets with these security groups, and asks for all of EC2
 * where it cannot know which interface it will be (Lambda Developer Guide, "Giving Lambda functions access to resources in a VPC").
 */
const vpcNeeds = (properties: Properties, ec2: string): readonly { action: string; to: string }[] => {
  if (properties.VpcConfig === undefined) return [];
  const made = [
    'network-interface/*',
    ...texts(properties, 'VpcConfig.SubnetIds').map((id) => `subnet/${id}`),
    ...texts(properties, 'VpcConfig.SecurityGroupIds').map((id) => `security-group/${id}`),
  ].map((resource) => ({ action: 'ec2:CreateNetworkInterface', to: `${ec2}:${resource}` }));
  const changed = ['AssignPrivateIpAddresses', 'DeleteNetworkInterface', 'UnassignPrivateIpAddresses'];
  const read = ['DescribeNetworkInterfaces', 'DescribeSubnets'];
  return [
    ...made,
    ...changed.map((name) => ({ action: `ec2:${name}`, to: `${ec2}:*/*` })),
    ...read.map((name) => ({ action: `ec2:${name}`, to: '*' })),
  ];
};

/** Lambda writes the function's log, and reaches into its VPC, in the name of the function's role. */
const executionWires = (from: StackResource, role: ReturnType<typeof functionRole>): readonly Wire[] => {
  const [, region, account] = /^arn:aws:lambda:([^:]+):(\d+):/.exec(from.attributes.Arn ?? '') ?? [];
  const stream = `arn:aws:logs:${region}:${account}:log-group:/aws/lambda/${from.ref}:log-stream:any`;
  const written = ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({ action, to: stream }));
  const reached = vpcNeeds(from.properties, `arn:aws:ec2:${region}:${account}`);
  return [...written, ...reached].map((each) => ({ from, ...each, ...role, undeclared: true }));
};

const functionWires = (from: StackResource, resources: readonly StackResource[]): readonly Wire[] => {
  const role = functionRole(from.ref, resources);
  const deadLetters = some(optionalText(from.properties, 'DeadLetterConfig.TargetArn'));
  return [...deadLetters.map((to) => ({ from, to, action: actionFor(to), ...role })), ...executionWires(from, role)];
};

const invokeConfigWires = (from: StackResource, resources: readonly StackResource[]): readonly Wire[] => {
  const role = functionRole(text(from.properties, 'FunctionName'), resources);
  return ['OnFailure', 'OnSuccess']
    .flatMap((when) => some(optionalText(from.properties, `DestinationConfig.${when}.Destination`)))
    .map((to) => ({ from, to, action: actionFor(to), ...role }));
};

const table: Readonly<Record<string, (from: StackResource, resources: readonly StackResource[]) => readonly Wire[]>> = {
  'AWS::Events::Rule': ruleWires,
  'AWS::SNS::Subscription': subscriptionWires,
  'AWS::SNS::Topic': topicWires,
  'AWS::StepFunctions::StateMachine': machineWires,
  'AWS::Scheduler::Schedule': scheduleWires,
  'AWS::Pipes::Pipe': pipeWires,
  'AWS::EC2::VPCEndpointConnectionNotification': notificationWires,
  'AWS::Lambda::EventSourceMapping': mappingWires,
  'AWS::Lambda::Function': functionWires,
  'AWS::Lambda::EventInvokeConfig': invokeConfigWires,
};

/** All wires that start at a resource. Throws an Error for a target that the local cloud cannot deliver to. */
export const wiresOf = (from: StackResource, resources: readonly StackResource[]): readonly Wire[] =>
  table[from.type]?.(from, resources) ?? [];
