/** Calls of EC2, CloudWatch and Elastic Load Balancing about route tables and what stands in them, and those of the probe. */
import type { Config } from '../../lib/config/types.ts';
import { movedKey } from '../../lib/routes/moved.ts';
import { metricNamespace } from '../../lib/routes/probe/names.ts';
import { probeTargets } from '../../lib/routes/probe/targets.ts';
import { interfaceSelectors, type Reads, readsOf } from '../../lib/routes/scope.ts';
import { here, type StackNames } from '../names.ts';
import { ALL_HERE, ALL_OF_EC2, distinct, type Permission, selected, these, when } from './permission.ts';

/** All of what is read, where the config has the controller read it. */
const where =
  (asks: (reads: Reads) => boolean, target = ALL_OF_EC2) =>
  ({ routes: groups, gatewayEndpoints }: Config, { stage }: StackNames) =>
    when(asks(readsOf({ stage, groups, gatewayEndpoints })), target);

const fixable = ({ routes }: Config) => routes.filter((group) => group.fixSourceDestCheck).flatMap(interfaceSelectors);

const associated = ({ gatewayEndpoints }: Config) => gatewayEndpoints.map(({ tables }) => tables);

const DESCRIBES = 'EC2 knows no resource for descriptions';
const COMPOSITE = 'CloudWatch tells of composite alarms only to who may read all alarms';

/** What the routes controller calls. */
export const ROUTES: readonly Permission[] = [
  {
    sid: 'ReadRouteTables',
    callers: ['routes'],
    access: 'read',
    actions: ['ec2:DescribeRouteTables'],
    wide: DESCRIBES,
    on: where(({ tables }) => tables.length > 0),
  },
  {
    sid: 'ReadSubnets',
    callers: ['routes'],
    access: 'read',
    actions: ['ec2:DescribeSubnets'],
    wide: DESCRIBES,
    on: ({ routes }) => when(routes.length > 0, ALL_OF_EC2),
  },
  {
    sid: 'ReadAppliances',
    callers: ['routes'],
    access: 'read',
    actions: ['ec2:DescribeInstanceStatus', 'ec2:DescribeInstances'],
    wide: DESCRIBES,
    on: where(({ interfaces }) => interfaces.length > 0),
  },
  {
    sid: 'ReadRoutedEndpoints',
    callers: ['routes'],
    access: 'read',
    actions: ['ec2:DescribeVpcEndpoints'],
    wide: DESCRIBES,
    on: where(({ endpoints, probeSubnets }) => endpoints.length + probeSubnets.length > 0),
  },
  {
    sid: 'ReadNatGateways',
    callers: ['routes'],
    access: 'read',
    actions: ['ec2:DescribeNatGateways'],
    wide: DESCRIBES,
    on: where(({ natGateways }) => natGateways.length > 0),
  },
  {
    sid: 'ReadAlarms',
    callers: ['routes'],
    access: 'read',
    actions: ['cloudwatch:DescribeAlarmHistory', 'cloudwatch:DescribeAlarms'],
    wide: COMPOSITE,
    on: where(({ alarms }) => alarms.length > 0, ALL_HERE),
  },
  {
    sid: 'ReadTargetHealth',
    callers: ['routes'],
    access: 'read',
    actions: ['elasticloadbalancing:DescribeTargetHealth'],
    wide: 'Elastic Load Balancing knows no resource for descriptions',
    on: where(({ targetGroups }) => targetGroups.length > 0, ALL_HERE),
  },
  {
    sid: 'ReadInterfaces',
    callers: ['routes'],
    access: 'read',
    // The interfaces of appliances, too.
    actions: ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeTransitGatewayVpcAttachments'],
    wide: DESCRIBES,
    on: ({ routes }) => when(routes.length > 0, ALL_OF_EC2),
  },
  {
    sid: 'ReadSpotRequests',
    callers: ['routes'],
    access: 'read',
    actions: ['ec2:DescribeSpotInstanceRequests'],
    wide: DESCRIBES,
    on: where(({ interfaces }) => interfaces.length > 0),
  },
  {
    sid: 'ReadAutoScaling',
    callers: ['routes'],
    access: 'read',
    actions: ['autoscaling:DescribeAutoScalingInstances'],
    wide: 'Auto Scaling knows no resource for descriptions',
    on: where(({ interfaces }) => interfaces.length > 0, ALL_HERE),
  },
  {
    sid: 'ReadStatusMinutes',
    callers: ['routes'],
    access: 'read',
    actions: ['cloudwatch:GetMetricData'],
    wide: 'CloudWatch knows no resource for metrics that are read',
    on: where(({ interfaces }) => interfaces.length > 0, ALL_HERE),
  },
  {
    // Who moved routes: only Waykeeper's own moves are undone.
    sid: 'ReadEventHistory',
    callers: ['routes'],
    access: 'read',
    actions: ['cloudtrail:LookupEvents'],
    wide: 'CloudTrail knows no resource for the event history',
    on: ({ routes }) => when(routes.length > 0, ALL_HERE),
  },
  {
    sid: 'TellTablesOfMoves',
    callers: ['routes'],
    access: 'write',
    actions: ['ec2:CreateTags', 'ec2:DeleteTags'],
    on: ({ routes }) =>
      selected(
        'route-table',
        routes.flatMap(({ legs }) => legs.map(({ tables }) => tables)),
        {
          'ForAllValues:StringEquals': { 'aws:TagKeys': distinct(routes.map(({ name }) => movedKey(name))) },
          Null: { 'aws:TagKeys': 'false' },
        },
      ),
  },
  {
    sid: 'MoveRoutes',
    callers: ['routes'],
    access: 'write',
    actions: ['ec2:ReplaceRoute'],
    wide: 'AWS narrows by route table, and neither by destination nor by target',
    on: ({ routes }) =>
      selected(
        'route-table',
        routes.flatMap(({ legs }) => legs.map(({ tables }) => tables)),
      ),
  },
  {
    sid: 'FixSourceDestCheck',
    callers: ['routes'],
    access: 'write',
    actions: ['ec2:ModifyNetworkInterfaceAttribute'],
    on: (config) =>
      selected('network-interface', fixable(config), { StringEquals: { 'ec2:Attribute': 'SourceDestCheck' } }),
  },
  {
    sid: 'AssociateRouteTables',
    callers: ['routes'],
    access: 'write',
    actions: ['ec2:ModifyVpcEndpoint'],
    wide: 'AWS tells adding a route table and taking one away apart by no key',
    on: (config) => [
      ...selected(
        'vpc-endpoint',
        config.gatewayEndpoints.map(({ endpoint }) => endpoint),
      ),
      ...selected('route-table', associated(config)),
    ],
  },
];

const verdicts = ({ routes }: Config, { stage }: StackNames): string[] =>
  distinct(probeTargets(routes, undefined, stage).map(({ alarm }) => alarm));

const isProbing = (config: Config, names: StackNames): boolean => verdicts(config, names).length > 0;

/** What the probe calls. */
export const PROBE: readonly Permission[] = [
  {
    sid: 'ReadProbed',
    callers: ['probe'],
    access: 'read',
    actions: ['ec2:DescribeNetworkInterfaces'],
    wide: DESCRIBES,
    on: (config, names) => when(isProbing(config, names), ALL_OF_EC2),
  },
  {
    sid: 'ReadVerdicts',
    callers: ['probe'],
    access: 'read',
    actions: ['cloudwatch:DescribeAlarms'],
    wide: COMPOSITE,
    on: (config, names) => when(isProbing(config, names), ALL_HERE),
  },
  {
    sid: 'SetVerdicts',
    callers: ['probe'],
    access: 'own',
    actions: ['cloudwatch:SetAlarmState'],
    on: (config, names) => these(verdicts(config, names).map((name) => here('cloudwatch', `alarm:${name}`))),
  },
  {
    sid: 'PutHeartbeats',
    callers: ['probe'],
    access: 'own',
    actions: ['cloudwatch:PutMetricData'],
    wide: 'CloudWatch knows metrics by namespace alone',
    on: (config, names) =>
      when(isProbing(config, names), {
        resources: ['*'],
        condition: { StringEquals: { 'cloudwatch:namespace': metricNamespace(names.stage) } },
      }),
  },
];
