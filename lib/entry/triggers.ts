/**
 * Which events wake which controller, and what each event says about where to look. An event is a hint: only ids of what
 * it is about are taken from it, and everything is read again. The stack's EventBridge rules are generated from this
 * table, so that rules and code cannot disagree.
 */
import type { ControllerName } from '../core/plan.ts';

/**
 * What of a config a kind of event is about. The stack has rules for the parts that its config has something of; this
 * reader takes every event, by whatever way it came.
 */
export type ConfigPart =
  | 'endpointServices'
  | 'endpointServiceTags'
  | 'followedEndpoints'
  | 'followedEndpointTags'
  | 'verifiedServices'
  | 'hostedZones'
  | 'resolver'
  | 'alarms'
  | 'instances'
  | 'instanceStates'
  | 'interfaces'
  | 'interfaceAddresses'
  | 'claimedRoutes'
  | 'routeTables'
  | 'routedEndpoints'
  | 'natGateways'
  | 'routingTags';

/** One kind of event. `ids` finds the ids that narrow the scope; an event in which it finds none means everything. */
export interface TriggerRow {
  readonly controller: ControllerName;
  readonly part: ConfigPart;
  readonly source: string;
  readonly detailType: string;
  /** CloudTrail's event names; absent for service events. */
  readonly eventNames?: readonly string[];
  /** Matches one id, whole. */
  readonly ids: RegExp;
  /** The one member of a service event's detail that names the thing; without it any part of the event may. */
  readonly member?: 'alarmName';
  /** Always means everything, whatever ids it names. */
  readonly everything?: true;
  /** An event in which no id is found means nothing, instead of everything. */
  readonly only?: true;
  /** The calls, or the states that an instance changes to, by which a thing that was nobody's may become ours. */
  readonly arrivals?: readonly string[];
}

const API_CALL = 'AWS API Call via CloudTrail';
/* AWS's ids are short; a bound keeps what is forged from costing more than it may. */
const ENDPOINT_SERVICE = /^vpce-svc-[0-9a-z]{1,32}$/;
const ENDPOINT = /^vpce-(?!svc-)[0-9a-z]{1,32}$/;
const ENDPOINT_OR_SERVICE = /^vpce-(?:svc-)?[0-9a-z]{1,32}$/;
/** `eni-attach-…` is an attachment, which leads to no interface once it is gone. */
const ROUTING = /^(?:rtb|eni|i|subnet|nat|vpce)-[0-9a-z]{1,32}$/;
const INSTANCE = /^i-[0-9a-z]{1,32}$/;
const ZONE = /^Z[0-9A-Z]{4,31}$/;
/** Endpoints and rules; an association (`rslvr-rrassoc-…`) is in no config. */
const RESOLVER = /^rslvr-(?:in|out|rr)-[0-9a-z]{1,32}$/;
const APPLIANCE = /^(?:rtb|eni|i)-[0-9a-z]{1,32}$/;
/** CloudWatch takes any name of up to 255 characters. */
const ALARM_NAME = /^.{1,255}$/s;

type Kind = Pick<TriggerRow, 'controller' | 'part'>;

const connections = (part: ConfigPart): Kind => ({ controller: 'connections', part });
const dns = (part: ConfigPart): Kind => ({ controller: 'dns', part });
const routes = (part: ConfigPart): Kind => ({ controller: 'routes', part });

const call = (kind: Kind, source: string, ids: RegExp, eventNames: readonly string[]): TriggerRow => ({
  ...kind,
  source,
  detailType: API_CALL,
  eventNames,
  ids,
});

/** Everything in an account is tagged at some time: only what names a thing that tags can select concerns us. */
const tagged = (kind: Kind, ids: RegExp): TriggerRow => ({
  ...call(kind, 'aws.ec2', ids, ['CreateTags', 'DeleteTags']),
  only: true,
  arrivals: ['CreateTags'],
});

const event = (kind: Kind, source: string, detailType: string, ids: RegExp): TriggerRow => ({
  ...kind,
  source,
  detailType,
  ids,
});

const arriving = (row: TriggerRow, ...arrivals: readonly string[]): TriggerRow => ({ ...row, arrivals });

export const TRIGGERS: readonly TriggerRow[] = [
  arriving(
    call(connections('endpointServices'), 'aws.ec2', ENDPOINT_SERVICE, [
      'AcceptVpcEndpointConnections',
      'CreateVpcEndpointServiceConfiguration',
      'DeleteVpcEndpointConnectionNotifications',
      'DeleteVpcEndpointServiceConfigurations',
      'ModifyVpcEndpointConnectionNotification',
      'ModifyVpcEndpointServiceConfiguration',
      'ModifyVpcEndpointServicePermissions',
      'RejectVpcEndpointConnections',
    ]),
    'CreateVpcEndpointServiceConfiguration',
  ),
  tagged(connections('endpointServiceTags'), ENDPOINT_SERVICE),
  arriving(
    call(dns('followedEndpoints'), 'aws.ec2', ENDPOINT, [
      'CreateVpcEndpoint',
      'DeleteVpcEndpoints',
      'ModifyVpcEndpoint',
    ]),
    'CreateVpcEndpoint',
  ),
  tagged(dns('followedEndpointTags'), ENDPOINT_OR_SERVICE),
  // The first two set a service's private DNS name, which is to be proved.
  call(dns('verifiedServices'), 'aws.ec2', ENDPOINT_SERVICE, [
    'CreateVpcEndpointServiceConfiguration',
    'ModifyVpcEndpointServiceConfiguration',
    'StartVpcEndpointServicePrivateDnsVerification',
  ]),
  call(dns('hostedZones'), 'aws.route53', ZONE, [
    'AssociateVPCWithHostedZone',
    'ChangeResourceRecordSets',
    'DisassociateVPCFromHostedZone',
  ]),
  // A rule's association may close a loop, or open one.
  call(dns('resolver'), 'aws.route53resolver', RESOLVER, [
    'AssociateResolverEndpointIpAddress',
    'AssociateResolverRule',
    'DeleteResolverEndpoint',
    'DisassociateResolverEndpointIpAddress',
    'DisassociateResolverRule',
    'UpdateResolverEndpoint',
    'UpdateResolverRule',
  ]),
  { ...event(dns('followedEndpoints'), 'aws.arc-zonal-shift', 'Autoshift In Progress', ENDPOINT), everything: true },
  { ...event(dns('followedEndpoints'), 'aws.arc-zonal-shift', 'Autoshift Completed', ENDPOINT), everything: true },
  { ...event(routes('alarms'), 'aws.cloudwatch', 'CloudWatch Alarm State Change', ALARM_NAME), member: 'alarmName' },
  // The replacement of a dead appliance arrives so, with the interface that it was launched with.
  arriving(event(routes('instanceStates'), 'aws.ec2', 'EC2 Instance State-change Notification', INSTANCE), 'running'),
  event(routes('instances'), 'aws.ec2', 'EC2 Spot Instance Interruption Warning', INSTANCE),
  // An instance's own attributes are those of its first interface, too.
  arriving(
    call(routes('interfaces'), 'aws.ec2', ROUTING, [
      'AssignIpv6Addresses',
      'AttachNetworkInterface',
      'DetachNetworkInterface',
      'ModifyInstanceAttribute',
      'ModifyNetworkInterfaceAttribute',
      'ResetInstanceAttribute',
      'ResetNetworkInterfaceAttribute',
      'UnassignIpv6Addresses',
    ]),
    'AttachNetworkInterface',
  ),
  // An Elastic IP leaves whatever had it: named is what gets it, or the address alone.
  {
    ...call(routes('interfaces'), 'aws.ec2', ROUTING, ['AssociateAddress', 'DisassociateAddress', 'ReleaseAddress']),
    everything: true,
  },
  // A secondary address takes its Elastic IP with it.
  call(routes('interfaceAddresses'), 'aws.ec2', ROUTING, ['AssignPrivateIpAddresses', 'UnassignPrivateIpAddresses']),
  call(routes('claimedRoutes'), 'aws.ec2', ROUTING, ['CreateRoute', 'DeleteRoute', 'ReplaceRoute']),
  arriving(
    call(routes('routeTables'), 'aws.ec2', ROUTING, [
      'AssociateRouteTable',
      'CreateRouteTable',
      'DeleteRouteTable',
      'DisassociateRouteTable',
    ]),
    'CreateRouteTable',
  ),
  // It names the table that took over, not the one that was left.
  { ...call(routes('routeTables'), 'aws.ec2', ROUTING, ['ReplaceRouteTableAssociation']), everything: true },
  call(routes('routedEndpoints'), 'aws.ec2', ROUTING, ['DeleteVpcEndpoints', 'ModifyVpcEndpoint']),
  call(routes('natGateways'), 'aws.ec2', ROUTING, ['DeleteNatGateway']),
  tagged(routes('routingTags'), APPLIANCE),
];
