/** The simulated EC2: networks, routes, instances, VPC endpoints and endpoint services. */
import * as client from '@aws-sdk/client-ec2';
import type { Call, Operation, Service } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import * as attachments from './attachments.ts';
import { describeTransitGatewayVpcAttachments } from './attachments-of-gateways.ts';
import { createVpcEndpoint } from './endpoints/create.ts';
import * as endpointReads from './endpoints/describe.ts';
import { deleteVpcEndpoints, modifyVpcEndpoint } from './endpoints/modify.ts';
import { endpointTransitions } from './endpoints/state.ts';
import * as instances from './instances.ts';
import * as interfaces from './interfaces.ts';
import * as lifecycle from './lifecycle.ts';
import * as network from './network.ts';
import { permissions } from './permissions.ts';
import * as routes from './routes/routes.ts';
import * as tables from './routes/tables.ts';
import { describeRouteTables } from './routes/view.ts';
import { describeSecurityGroupRules, getManagedPrefixListEntries } from './security-groups.ts';
import * as connections from './sharing/connections.ts';
import * as notifications from './sharing/notifications.ts';
import * as principals from './sharing/permissions.ts';
import { privateNameTransitions, startVerification } from './sharing/private-names.ts';
import * as services from './sharing/services.ts';
import { describeVpcEndpointServices } from './sharing/visible.ts';
import { describeSpotInstanceRequests } from './spot.ts';
import * as tags from './tags.ts';

/** What a consumer in another account can do here; the rest of its account is not simulated. */
const forConsumers: Readonly<Record<string, Operation>> = {
  CreateVpcEndpoint: createVpcEndpoint,
  DescribeVpcEndpoints: endpointReads.describeVpcEndpoints,
  ModifyVpcEndpoint: modifyVpcEndpoint,
  DeleteVpcEndpoints: deleteVpcEndpoints,
};

const forOwner: Readonly<Record<string, Operation>> = {
  DescribeVpcs: network.describeVpcs,
  DescribeSubnets: network.describeSubnets,
  DescribeAvailabilityZones: network.describeAvailabilityZones,
  DescribeInternetGateways: network.describeInternetGateways,
  DescribeNatGateways: network.describeNatGateways,
  CreateTags: tags.createTags,
  DeleteTags: tags.deleteTags,
  DescribeTags: tags.describeTags,
  DescribeInstances: instances.describeInstances,
  DescribeInstanceStatus: instances.describeInstanceStatus,
  StartInstances: lifecycle.startInstances,
  StopInstances: lifecycle.stopInstances,
  TerminateInstances: lifecycle.terminateInstances,
  DescribeNetworkInterfaces: interfaces.describeNetworkInterfaces,
  ModifyNetworkInterfaceAttribute: interfaces.modifyNetworkInterfaceAttribute,
  CreateNetworkInterface: interfaces.createNetworkInterface,
  DeleteNetworkInterface: interfaces.deleteNetworkInterface,
  AttachNetworkInterface: attachments.attachNetworkInterface,
  DetachNetworkInterface: attachments.detachNetworkInterface,
  DescribeSpotInstanceRequests: describeSpotInstanceRequests,
  DescribeTransitGatewayVpcAttachments: describeTransitGatewayVpcAttachments,
  DescribeRouteTables: describeRouteTables,
  DescribeSecurityGroupRules: describeSecurityGroupRules,
  GetManagedPrefixListEntries: getManagedPrefixListEntries,
  CreateRouteTable: tables.createRouteTable,
  DeleteRouteTable: tables.deleteRouteTable,
  AssociateRouteTable: tables.associateRouteTable,
  DisassociateRouteTable: tables.disassociateRouteTable,
  ReplaceRouteTableAssociation: tables.replaceRouteTableAssociation,
  CreateRoute: routes.createRoute,
  ReplaceRoute: routes.replaceRoute,
  DeleteRoute: routes.deleteRoute,
  CreateVpcEndpointServiceConfiguration: services.createVpcEndpointServiceConfiguration,
  DescribeVpcEndpointServiceConfigurations: services.describeVpcEndpointServiceConfigurations,
  DescribeVpcEndpointServices: describeVpcEndpointServices,
  StartVpcEndpointServicePrivateDnsVerification: startVerification,
  DescribeVpcEndpointServicePermissions: principals.describeVpcEndpointServicePermissions,
  ModifyVpcEndpointServicePermissions: principals.modifyVpcEndpointServicePermissions,
  DescribeVpcEndpointConnections: connections.describeVpcEndpointConnections,
  AcceptVpcEndpointConnections: connections.acceptVpcEndpointConnections,
  RejectVpcEndpointConnections: connections.rejectVpcEndpointConnections,
  CreateVpcEndpointConnectionNotification: notifications.createVpcEndpointConnectionNotification,
  DescribeVpcEndpointConnectionNotifications: notifications.describeVpcEndpointConnectionNotifications,
  ModifyVpcEndpointConnectionNotification: notifications.modifyVpcEndpointConnectionNotification,
  DeleteVpcEndpointConnectionNotifications: notifications.deleteVpcEndpointConnectionNotifications,
};

/**
 * What holds for every operation: a dry run ends in an exception before anything is looked at (it tells about permissions only,
 * AWS-FACTS B.3), and other accounts' networks are not simulated.
 */
const guarded =
  (name: string, operation: Operation): Operation =>
  (input: { readonly DryRun?: boolean }, call: Call) => {
    if (call.caller.accountId !== call.account.id && !Object.hasOwn(forConsumers, name)) {
      throw new AwsError(
        'UnauthorizedOperation',
        `The local cloud simulates the account ${call.account.id}; ${name} for ${call.caller.accountId} is not simulated.`,
        403,
      );
    }
    if (input.DryRun) {
      throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
    }
    return operation(input as never, call);
  };

const operations = Object.fromEntries(
  Object.entries({ ...forOwner, ...forConsumers }).map(([name, operation]) => [name, guarded(name, operation)]),
);

/** EC2 for the API and `delivery/`: the operations by name, and the transitions that timers fire. */
export const ec2: Service = {
  signingName: 'ec2',
  client,
  operations,
  permissions,
  transitions: { ...lifecycle.lifecycleTransitions, ...endpointTransitions, ...privateNameTransitions },
};
