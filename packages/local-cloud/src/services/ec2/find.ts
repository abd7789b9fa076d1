/** Things of EC2 by id. Each finder throws the NotFound of its kind, and MissingParameter when no id was given. */
import type { Account } from '../../account.ts';
import type { NatGateway } from './attachment-state.ts';
import { findOfKind } from './resources.ts';
import type { Endpoint, EndpointService, Instance, NetworkInterface, RouteTable, Subnet, Vpc } from './state.ts';

type Within = Pick<Account, 'ec2'>;
type Id = string | undefined;

export const findVpc = ({ ec2 }: Within, id: Id): Vpc => findOfKind(ec2.vpcs, id, 'vpc');

export const findSubnet = ({ ec2 }: Within, id: Id): Subnet => findOfKind(ec2.subnets, id, 'subnet');

export const findNetworkInterface = ({ ec2 }: Within, id: Id): NetworkInterface =>
  findOfKind(ec2.networkInterfaces, id, 'network-interface');

export const findInstance = ({ ec2 }: Within, id: Id): Instance => findOfKind(ec2.instances, id, 'instance');

export const findRouteTable = ({ ec2 }: Within, id: Id): RouteTable => findOfKind(ec2.routeTables, id, 'route-table');

export const findNatGateway = ({ ec2 }: Within, id: Id): NatGateway => findOfKind(ec2.natGateways, id, 'natgateway');

export const findEndpoint = ({ ec2 }: Within, id: Id): Endpoint => findOfKind(ec2.endpoints, id, 'vpc-endpoint');

export const findEndpointService = ({ ec2 }: Within, id: Id): EndpointService =>
  findOfKind(ec2.endpointServices, id, 'vpc-endpoint-service');
