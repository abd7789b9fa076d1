/** What EC2's operations need (service authorization reference): every thing that a call names, with its tags and its Region. */

import type * as shapes from '@aws-sdk/client-ec2';
import type { Context } from '../../iam/conditions.ts';
import { withoutResource } from '../../iam/permission.ts';
import { partitionName } from '../../partitions.ts';
import type { Call, Needed, Permission, Permissions } from '../../service.ts';
import { attributesIn } from './attributes.ts';
import { tagsOfId, typeOfId } from './resources.ts';

const arnOf = ({ account, caller }: Call, type: string, id: string): string =>
  `arn:${partitionName(caller.region)}:ec2:${caller.region}:${account.id}:${type}/${id}`;

const regionOf = ({ caller }: Call): Context => ({ 'ec2:Region': caller.region });

/** A thing of the account, or any of its type where the call makes a new one. */
const thing = (call: Call, type: string, id: string | undefined, more: Context = {}): Needed => {
  const tags = tagsOfId(call.account.ec2, type, id);
  return {
    resource: arnOf(call, type, id ?? '*'),
    context: {
      ...regionOf(call),
      'aws:ResourceTag/${TagKey}': tags,
      'ec2:ResourceTag/${TagKey}': tags,
      ...more,
    },
  };
};

const things = (call: Call, type: string, ids: readonly string[] | undefined): readonly Needed[] =>
  (ids ?? []).map((id) => thing(call, type, id));

/** What is created is known by the tags that it is to get, not by those that it has. */
const fresh = (call: Call, type: string, specifications: readonly shapes.TagSpecification[] = []): Needed => {
  const tags = specifications.flatMap(({ Tags = [] }) => Tags);
  return {
    resource: arnOf(call, type, '*'),
    context: { ...regionOf(call), ...requested(tags) },
  };
};

const requested = (tags: readonly shapes.Tag[]): Context => ({
  'aws:RequestTag/${TagKey}': Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value])),
  'aws:TagKeys': tags.map(({ Key = '' }) => Key),
});

const row = <Input>(operation: string, on: (input: Input, call: Call) => readonly Needed[]): Permissions => ({
  [operation]: { action: `ec2:${operation}`, on } as Permission,
});

const vpcKey = (call: Call, id: string | undefined): Context => ({
  'ec2:Vpc': id === undefined ? undefined : arnOf(call, 'vpc', id),
});

const table = (call: Call, id: string | undefined): Needed =>
  thing(call, 'route-table', id, {
    'ec2:RouteTableID': id,
    ...vpcKey(call, call.account.ec2.routeTables[id ?? '']?.vpcId),
  });

const onTable = (operation: string): Permissions =>
  row<{ readonly RouteTableId?: string }>(operation, (input, call) => [table(call, input.RouteTableId)]);

const onService = (operation: string): Permissions =>
  row<{ readonly ServiceId?: string }>(operation, (input, call) => [
    thing(call, 'vpc-endpoint-service', input.ServiceId),
  ]);

const onInstances = (operation: string): Permissions =>
  row<{ readonly InstanceIds?: string[] }>(operation, (input, call) => things(call, 'instance', input.InstanceIds));

/** What an association ties a table to; of one that is not there any table must be allowed. */
const associated = (call: Call, associationId: string | undefined): readonly Needed[] => {
  const owner = Object.values(call.account.ec2.routeTables).find(({ associations }) =>
    associations.some(({ id }) => id === associationId),
  );
  const { subnetId, gatewayId } = owner?.associations.find(({ id }) => id === associationId) ?? {};
  return [table(call, owner?.id), ...ends(call, subnetId, gatewayId)];
};

const ends = (call: Call, subnetId: string | undefined, gatewayId: string | undefined): readonly Needed[] => [
  ...(subnetId === undefined ? [] : [thing(call, 'subnet', subnetId)]),
  ...(gatewayId === undefined ? [] : [thing(call, typeOfId(gatewayId) ?? 'internet-gateway', gatewayId)]),
];

/** A notification has no ARN: what counts is the service, or the endpoint, that it tells of. */
const watched = (call: Call, id: string | undefined): Needed => {
  const { serviceId, endpointId } = call.account.ec2.connectionNotifications[id ?? ''] ?? {};
  return endpointId === undefined
    ? thing(call, 'vpc-endpoint-service', serviceId)
    : thing(call, 'vpc-endpoint', endpointId);
};

const sharing: Permissions = {
  ...onService('AcceptVpcEndpointConnections'),
  ...onService('DescribeVpcEndpointServicePermissions'),
  ...onService('RejectVpcEndpointConnections'),
  ...onService('StartVpcEndpointServicePrivateDnsVerification'),
  ...row<shapes.CreateVpcEndpointServiceConfigurationRequest>(
    'CreateVpcEndpointServiceConfiguration',
    (input, call) => [fresh(call, 'vpc-endpoint-service', input.TagSpecifications)],
  ),
  ...row<shapes.ModifyVpcEndpointServicePermissionsRequest>('ModifyVpcEndpointServicePermissions', (input, call) => [
    thing(call, 'vpc-endpoint-service', input.ServiceId, attributesIn(input, ['ServiceId', 'DryRun'])),
  ]),
  ...row<shapes.CreateVpcEndpointConnectionNotificationRequest>(
    'CreateVpcEndpointConnectionNotification',
    (input, call) => [
      input.VpcEndpointId === undefined
        ? thing(call, 'vpc-endpoint-service', input.ServiceId)
        : thing(call, 'vpc-endpoint', input.VpcEndpointId),
    ],
  ),
  ...row<shapes.ModifyVpcEndpointConnectionNotificationRequest>(
    'ModifyVpcEndpointConnectionNotification',
    (input, call) => [watched(call, input.ConnectionNotificationId)],
  ),
  ...row<shapes.DeleteVpcEndpointConnectionNotificationsRequest>(
    'DeleteVpcEndpointConnectionNotifications',
    (input, call) => (input.ConnectionNotificationIds ?? []).map((id) => watched(call, id)),
  ),
};

const endpoints: Permissions = {
  ...row<shapes.CreateVpcEndpointRequest>('CreateVpcEndpoint', (input, call) => [
    fresh(call, 'vpc-endpoint', input.TagSpecifications),
    thing(call, 'vpc', input.VpcId),
    ...things(call, 'route-table', input.RouteTableIds),
    ...things(call, 'subnet', input.SubnetIds),
    ...things(call, 'security-group', input.SecurityGroupIds),
  ]),
  ...row<shapes.ModifyVpcEndpointRequest>('ModifyVpcEndpoint', (input, call) => [
    thing(call, 'vpc-endpoint', input.VpcEndpointId, attributesIn(input, ['VpcEndpointId', 'DryRun'])),
    ...things(call, 'route-table', [...(input.AddRouteTableIds ?? []), ...(input.RemoveRouteTableIds ?? [])]),
    ...things(call, 'subnet', [...(input.AddSubnetIds ?? []), ...(input.RemoveSubnetIds ?? [])]),
    ...things(call, 'security-group', [...(input.AddSecurityGroupIds ?? []), ...(input.RemoveSecurityGroupIds ?? [])]),
  ]),
  ...row<shapes.DeleteVpcEndpointsRequest>('DeleteVpcEndpoints', (input, call) =>
    things(call, 'vpc-endpoint', input.VpcEndpointIds),
  ),
};

const networkInterface = (call: Call, id: string | undefined, more: Context = {}): Needed => {
  const { subnetId, vpcId } = call.account.ec2.networkInterfaces[id ?? ''] ?? {};
  const subnet = { 'ec2:Subnet': subnetId === undefined ? undefined : arnOf(call, 'subnet', subnetId) };
  return thing(call, 'network-interface', id, {
    'ec2:NetworkInterfaceID': id,
    ...subnet,
    ...vpcKey(call, vpcId),
    ...more,
  });
};

const interfaces: Permissions = {
  ...row<shapes.CreateNetworkInterfaceRequest>('CreateNetworkInterface', (input, call) => [
    fresh(call, 'network-interface', input.TagSpecifications),
    thing(call, 'subnet', input.SubnetId),
    ...things(call, 'security-group', input.Groups),
  ]),
  ...row<shapes.DeleteNetworkInterfaceRequest>('DeleteNetworkInterface', (input, call) => [
    networkInterface(call, input.NetworkInterfaceId),
  ]),
  ...row<shapes.AttachNetworkInterfaceRequest>('AttachNetworkInterface', (input, call) => [
    thing(call, 'instance', input.InstanceId),
    networkInterface(call, input.NetworkInterfaceId),
  ]),
  ...row<shapes.DetachNetworkInterfaceRequest>('DetachNetworkInterface', (input, call) => {
    const owner = Object.values(call.account.ec2.networkInterfaces).find(
      ({ attachment }) => attachment?.id === input.AttachmentId,
    );
    return [thing(call, 'instance', owner?.attachment?.instanceId), networkInterface(call, owner?.id)];
  }),
  ...row<shapes.ModifyNetworkInterfaceAttributeRequest>('ModifyNetworkInterfaceAttribute', (input, call) => [
    networkInterface(call, input.NetworkInterfaceId, attributesIn(input, ['NetworkInterfaceId', 'DryRun'])),
    ...things(call, 'security-group', input.Groups),
  ]),
};

const tables: Permissions = {
  ...onTable('CreateRoute'),
  ...onTable('DeleteRoute'),
  ...onTable('DeleteRouteTable'),
  ...onTable('ReplaceRoute'),
  ...row<shapes.CreateRouteTableRequest>('CreateRouteTable', (input, call) => [
    fresh(call, 'route-table', input.TagSpecifications),
    thing(call, 'vpc', input.VpcId),
  ]),
  ...row<shapes.AssociateRouteTableRequest>('AssociateRouteTable', (input, call) => [
    table(call, input.RouteTableId),
    ...ends(call, input.SubnetId, input.GatewayId),
  ]),
  ...row<shapes.DisassociateRouteTableRequest>('DisassociateRouteTable', (input, call) =>
    associated(call, input.AssociationId),
  ),
  ...row<shapes.ReplaceRouteTableAssociationRequest>('ReplaceRouteTableAssociation', (input, call) => [
    table(call, input.RouteTableId),
    ...associated(call, input.AssociationId),
  ]),
};

/** A tag may be put on anything that has an id of a known kind. */
const tagging = (operation: string): Permissions =>
  row<shapes.CreateTagsRequest>(operation, ({ Resources = [], Tags = [] }, call) =>
    Resources.map((id) => thing(call, typeOfId(id) ?? '*', id, requested(Tags))),
  );

/** Reads know no resource: they are limited to a Region at most. */
const reads = [
  'DescribeAvailabilityZones',
  'DescribeInstanceStatus',
  'DescribeInstances',
  'DescribeInternetGateways',
  'DescribeNatGateways',
  'DescribeNetworkInterfaces',
  'DescribeRouteTables',
  'DescribeSecurityGroupRules',
  'DescribeSubnets',
  'DescribeSpotInstanceRequests',
  'DescribeTags',
  'DescribeTransitGatewayVpcAttachments',
  'DescribeVpcEndpointConnectionNotifications',
  'DescribeVpcEndpointConnections',
  'DescribeVpcEndpointServiceConfigurations',
  'DescribeVpcEndpointServices',
  'DescribeVpcEndpoints',
  'DescribeVpcs',
];

/** A list that another account shares, or that is AWS's own, has its owner in its ARN. */
const prefixLists: Permissions = {
  GetManagedPrefixListEntries: {
    action: 'ec2:GetManagedPrefixListEntries',
    on: ({ PrefixListId = '*' }: shapes.GetManagedPrefixListEntriesRequest, call) => {
      const owner = call.account.ec2.prefixLists[PrefixListId]?.ownerId ?? call.account.id;
      const { region } = call.caller;
      const resource = `arn:${partitionName(region)}:ec2:${region}:${owner}:prefix-list/${PrefixListId}`;
      return [{ resource, context: regionOf(call) }];
    },
  },
};

export const permissions: Permissions = {
  ...withoutResource('ec2', reads, regionOf),
  ...sharing,
  ...endpoints,
  ...interfaces,
  ...tables,
  ...prefixLists,
  ...onInstances('StartInstances'),
  ...onInstances('StopInstances'),
  ...onInstances('TerminateInstances'),
  ...tagging('CreateTags'),
  ...tagging('DeleteTags'),
};
