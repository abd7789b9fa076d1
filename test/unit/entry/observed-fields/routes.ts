/** What changes the fields that the routes controller observes. */
import type * as aws from '../../../../lib/aws/types.ts';
import { BY_AWS, DECIDED, FIXED, sweep, TAGGED, type Table, wakes } from './cause.ts';

interface OfRoutes {
  readonly RouteTable: aws.RouteTable;
  readonly Route: aws.Route;
  readonly Subnet: aws.Subnet;
  readonly NetworkInterface: aws.NetworkInterface;
  readonly LoadBalancerEndpoint: aws.LoadBalancerEndpoint;
  readonly GatewayEndpoint: aws.GatewayEndpoint;
  readonly NatGateway: aws.NatGateway;
  readonly Instance: aws.Instance;
  readonly InstanceChecks: aws.InstanceChecks;
  readonly ScheduledEvent: aws.ScheduledEvent;
  readonly StatusMinute: aws.StatusMinute;
  readonly RouteWrite: aws.RouteWrite;
  readonly Attachment: aws.Attachment;
  readonly Alarm: aws.Alarm;
  readonly AlarmTransition: aws.AlarmTransition;
  readonly TargetHealth: aws.TargetHealth;
}

const STATE = wakes('EC2 Instance State-change Notification');
const ALARM = [wakes('CloudWatch Alarm State Change')];
const ATTACHED = wakes('AttachNetworkInterface', 'DetachNetworkInterface');
const ASSOCIATED = [wakes('AssociateRouteTable', 'DisassociateRouteTable', 'ReplaceRouteTableAssociation')];
const ROUTED = wakes('CreateRoute', 'DeleteRoute', 'ReplaceRoute');
const NO_EVENT = 'no event tells; an alarm on its metric wakes in time';
const NEW_ATTACHMENT = 'it tells what moves together, and moves nothing by itself';
const NEW_SUBNET = 'nothing runs in a new subnet, and nothing in one that is gone';

/** What the routes controller observes. */
export const routes: Table<OfRoutes> = {
  RouteTable: {
    ownerId: FIXED,
    id: [wakes('CreateRouteTable', 'DeleteRouteTable')],
    vpcId: FIXED,
    main: ASSOCIATED,
    subnetIds: [...ASSOCIATED, sweep(NEW_SUBNET, 'DeleteSubnet')],
    gatewayIds: ASSOCIATED,
    routes: [ROUTED],
    tags: TAGGED,
  },
  Route: {
    destination: [ROUTED],
    target: [ROUTED],
    state: [
      ...[ROUTED, STATE, ATTACHED],
      wakes('DeleteNatGateway', 'DeleteVpcEndpoints'),
      sweep(
        'a route to it is nobody’s to move: that it leads nowhere is only told',
        ...['DetachInternetGateway', 'DetachVpnGateway', 'DeleteEgressOnlyInternetGateway'],
        ...['DeleteTransitGatewayVpcAttachment', 'DeleteVpcPeeringConnection', 'DeleteCarrierGateway'],
      ),
    ],
    origin: [sweep('a propagated route is never claimed', 'EnableVgwRoutePropagation', 'DisableVgwRoutePropagation')],
  },
  Subnet: {
    id: [sweep(NEW_SUBNET, 'CreateSubnet', 'DeleteSubnet')],
    vpcId: FIXED,
    azId: FIXED,
    cidrs: [sweep(NEW_SUBNET, 'AssociateSubnetCidrBlock', 'DisassociateSubnetCidrBlock')],
  },
  NetworkInterface: {
    ownerId: FIXED,
    attachedAt: [ATTACHED, STATE],
    id: [
      ATTACHED,
      STATE,
      sweep(
        'it is attached before it forwards, and detached before it goes',
        'CreateNetworkInterface',
        'DeleteNetworkInterface',
      ),
    ],
    vpcId: FIXED,
    subnetId: FIXED,
    azId: FIXED,
    status: [ATTACHED, STATE],
    instanceId: [ATTACHED, STATE],
    sourceDestCheck: [
      wakes('ModifyNetworkInterfaceAttribute', 'ResetNetworkInterfaceAttribute'),
      wakes('ModifyInstanceAttribute', 'ResetInstanceAttribute'),
    ],
    publicIp: [
      wakes('AssociateAddress', 'DisassociateAddress', 'ReleaseAddress'),
      // That of a secondary address goes with it.
      wakes('AssignPrivateIpAddresses', 'UnassignPrivateIpAddresses'),
      // A public address that is no Elastic IP is given and taken as the interface is changed.
      wakes('ModifyNetworkInterfaceAttribute'),
      STATE,
    ],
    privateIps: [wakes('AssignPrivateIpAddresses', 'UnassignPrivateIpAddresses')],
    ipv6: [wakes('AssignIpv6Addresses', 'UnassignIpv6Addresses')],
    tags: TAGGED,
  },
  LoadBalancerEndpoint: {
    id: [
      wakes('DeleteVpcEndpoints'),
      sweep('the config names it by id, so that it was there first', 'CreateVpcEndpoint'),
    ],
    vpcId: FIXED,
    subnetId: [wakes('ModifyVpcEndpoint')],
    state: [wakes('DeleteVpcEndpoints'), DECIDED, sweep(BY_AWS)],
    createdAt: FIXED,
    tags: [sweep('nothing is selected by them', 'CreateTags', 'DeleteTags')],
  },
  GatewayEndpoint: {
    id: [
      wakes('DeleteVpcEndpoints'),
      sweep('it forwards from the start in the tables that it was made with', 'CreateVpcEndpoint'),
    ],
    vpcId: FIXED,
    serviceName: FIXED,
    state: [wakes('DeleteVpcEndpoints')],
    tableIds: [wakes('ModifyVpcEndpoint')],
    tags: [sweep('a claim that begins takes nothing from anybody', 'CreateTags', 'DeleteTags')],
  },
  NatGateway: {
    id: [wakes('DeleteNatGateway'), sweep('the config names it by id, so that it was there first', 'CreateNatGateway')],
    vpcId: FIXED,
    subnetId: FIXED,
    state: [wakes('DeleteNatGateway'), sweep(BY_AWS)],
    createdAt: FIXED,
  },
  Instance: {
    id: [STATE],
    state: [STATE, wakes('EC2 Spot Instance Interruption Warning')],
    launchedAt: [STATE],
    spot: FIXED,
    tags: TAGGED,
  },
  InstanceChecks: {
    instanceId: FIXED,
    system: [sweep(NO_EVENT)],
    instance: [sweep(NO_EVENT)],
    attachedEbs: [sweep(NO_EVENT)],
    events: [sweep('they are known days ahead')],
  },
  ScheduledEvent: { code: FIXED, description: FIXED, notBefore: [sweep('they are known days ahead')] },
  Attachment: {
    id: [sweep(NEW_ATTACHMENT, 'CreateTransitGatewayVpcAttachment', 'DeleteTransitGatewayVpcAttachment')],
    vpcId: FIXED,
    subnetIds: [sweep(NEW_ATTACHMENT, 'ModifyTransitGatewayVpcAttachment')],
    applianceMode: [sweep(NEW_ATTACHMENT, 'ModifyTransitGatewayVpcAttachment')],
  },
  StatusMinute: {
    instanceId: FIXED,
    at: [sweep('it is asked for only when a failback hangs on it')],
    failed: [sweep('it is asked for only when a failback hangs on it')],
  },
  RouteWrite: {
    tableId: FIXED,
    destination: FIXED,
    at: [ROUTED],
    who: [ROUTED],
    role: [ROUTED],
    target: [ROUTED],
  },
  Alarm: {
    name: [
      ...ALARM,
      sweep(
        'a new alarm changes its state, and one that is gone says nothing',
        'PutMetricAlarm',
        'PutCompositeAlarm',
        'DeleteAlarms',
      ),
    ],
    state: ALARM,
    since: ALARM,
    suppressedBy: ALARM,
  },
  AlarmTransition: { alarm: FIXED, at: ALARM, to: ALARM },
  TargetHealth: {
    targetGroup: FIXED,
    targetId: [sweep(NO_EVENT, 'RegisterTargets', 'DeregisterTargets')],
    state: [sweep(NO_EVENT)],
  },
};
