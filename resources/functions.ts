/** The functions as osls wants them, and the role of each with exactly the actions that it uses. */
import type { Config } from '../lib/config/types.ts';
import type { ControllerName } from '../lib/core/plan.ts';
import { forwarderStatements } from './forwarders.ts';
import { allow, inlinePolicy, trust } from './iam.ts';
import { arnOf, type FunctionName, here, logical, roleName, type StackNames, TOPIC } from './names.ts';
import { vpcOf } from './network.ts';
import { organizationStatements } from './organizations.ts';
import { FUNCTION_TIMEOUT, queueId } from './queues.ts';
import type { Resources } from './types.ts';

/** The AWS calls that each controller makes. */
const ACTIONS: Readonly<Record<ControllerName, readonly string[]>> = {
  connections: [
    'ec2:AcceptVpcEndpointConnections',
    'ec2:CreateVpcEndpointConnectionNotification',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeVpcEndpointConnectionNotifications',
    'ec2:DescribeVpcEndpointConnections',
    'ec2:DescribeVpcEndpointServiceConfigurations',
    'ec2:DescribeVpcEndpointServicePermissions',
    'ec2:ModifyVpcEndpointConnectionNotification',
    'ec2:ModifyVpcEndpointServicePermissions',
    'ec2:RejectVpcEndpointConnections',
  ],
  dns: [
    'ec2:DescribeAvailabilityZones',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeVpcEndpointServiceConfigurations',
    'ec2:DescribeVpcEndpoints',
    'ec2:DescribeVpcs',
    'ec2:StartVpcEndpointServicePrivateDnsVerification',
    'route53:AssociateVPCWithHostedZone',
    'route53:ChangeResourceRecordSets',
    'route53:GetChange',
    'route53:GetHostedZone',
    'route53:ListHostedZonesByVPC',
    'route53:ListResourceRecordSets',
  ],
  routes: [
    'cloudwatch:DescribeAlarmHistory',
    'cloudwatch:DescribeAlarms',
    'ec2:DescribeInstanceStatus',
    'ec2:DescribeInstances',
    'ec2:DescribeNatGateways',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeRouteTables',
    'ec2:DescribeSubnets',
    'ec2:DescribeVpcEndpoints',
    'ec2:ModifyNetworkInterfaceAttribute',
    'ec2:ModifyVpcEndpoint',
    'ec2:ReplaceRoute',
    'elasticloadbalancing:DescribeTargetHealth',
  ],
};

const roleId = (name: FunctionName): string => logical(name, 'role');

/** The controllers that the config gives something to do, and the function that runs them all by hand. */
export const functions = (
  config: Config,
  names: StackNames,
  controllers: readonly ControllerName[],
): Record<string, unknown> => ({
  ...Object.fromEntries(controllers.map((name) => [name, queueFunction(name, config, names, controllers)])),
  reconcile: lambda('reconcile', config, names, controllers),
});

const lambda = (name: FunctionName, { dns }: Config, names: StackNames, controllers: readonly ControllerName[]) => ({
  name: `${names.prefix}-${name}`,
  handler: `dist/functions/${name}/index.handler`,
  package: { patterns: [`dist/functions/${name}/**`] },
  role: roleId(name),
  timeout: FUNCTION_TIMEOUT,
  memorySize: 512,
  environment: {
    WAYKEEPER_ROLES: [...controllers, 'reconcile' as const].map((of) => roleName(names, of)).join(','),
    ...(notified(name, controllers) ? { WAYKEEPER_TOPIC_ARN: { Ref: TOPIC } } : {}),
  },
  // DNS servers that are updated directly are reached from there alone.
  ...(dns.network && updates(name, controllers) ? vpcOf(dns.network) : {}),
});

/** Whoever runs the dns controller reaches DNS servers. */
const updates = (name: FunctionName, controllers: readonly ControllerName[]): boolean =>
  name === 'dns' || (name === 'reconcile' && controllers.includes('dns'));

/** Connections are watched through the stack's topic by whoever runs their controller. */
const notified = (name: FunctionName, controllers: readonly ControllerName[]): boolean =>
  name === 'connections' || (name === 'reconcile' && controllers.includes('connections'));

const queueFunction = (
  name: ControllerName,
  config: Config,
  names: StackNames,
  controllers: readonly ControllerName[],
) => ({
  ...lambda(name, config, names, controllers),
  // A standard queue would let two runs count the same quota.
  ...(name === 'connections' ? { reservedConcurrency: 1 } : {}),
  events: [{ sqs: { arn: arnOf(queueId(name)), batchSize: 10, functionResponseType: 'ReportBatchItemFailures' } }],
});

/** What a controller may do besides its ACTIONS because the config asks for it. */
const asked = (name: ControllerName, config: Config): readonly unknown[] => {
  switch (name) {
    case 'connections':
      return organizationStatements(config);
    case 'dns':
      return forwarderStatements(config);
    case 'routes':
      return [];
  }
};

export const roles = (config: Config, names: StackNames, controllers: readonly ControllerName[]): Resources => ({
  ...Object.fromEntries(
    controllers.map((name) => [roleId(name), role(name, names, [name], [consume(name), ...asked(name, config)])]),
  ),
  [roleId('reconcile')]: role(
    'reconcile',
    names,
    controllers,
    controllers.flatMap((name) => asked(name, config)),
  ),
});

const role = (
  name: FunctionName,
  names: StackNames,
  controllers: readonly ControllerName[],
  more: readonly unknown[],
) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: roleName(names, name),
    AssumeRolePolicyDocument: trust('lambda.amazonaws.com'),
    Policies: [
      inlinePolicy('waykeeper', [
        allow([...new Set(controllers.flatMap((of) => ACTIONS[of]))].toSorted(), '*'),
        allow('events:PutEvents', here('events', 'event-bus/default')),
        allow(
          ['logs:CreateLogStream', 'logs:PutLogEvents'],
          here('logs', `log-group:/aws/lambda/${names.prefix}-${name}:*`),
        ),
        ...more,
      ]),
    ],
  },
});

/** What the queue's event source mapping does with the function's role, and what the function does with its failures. */
const consume = (name: ControllerName) =>
  allow(
    [
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:ReceiveMessage',
      ...(name === 'routes' ? ['sqs:ChangeMessageVisibility'] : []),
    ],
    arnOf(queueId(name)),
  );
