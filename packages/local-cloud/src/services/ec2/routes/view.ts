/** Route tables as the API shows them. A route's state is derived here: it follows what became of its target. */
import type {
  DescribeRouteTablesRequest,
  DescribeRouteTablesResult,
  Route,
  RouteTable,
  RouteTableAssociation,
} from '@aws-sdk/client-ec2';
import type { Call } from '../../../service.ts';
import { familyOfCidr } from '../addresses.ts';
import { type Filters, matching, PAGE_5_100, page } from '../describe.ts';
import { stateOf } from '../endpoints/state.ts';
import { select } from '../resources.ts';
import type * as State from '../state.ts';
import { tagList, tagsOf } from '../tags.ts';

/** Whether the route's target is there to take traffic. A stopped instance still counts (R, AWS-FACTS B.3). */
const routeState = (route: State.Route, table: State.RouteTable, ec2: State.Ec2State): 'active' | 'blackhole' =>
  isAlive(route.target, table.vpcId, ec2) ? 'active' : 'blackhole';

const isAlive = (target: string, vpcId: string, ec2: State.Ec2State): boolean => {
  switch (target.split('-')[0]) {
    case 'eni':
      return ec2.networkInterfaces[target]?.attachment !== undefined;
    case 'igw':
      return ec2.internetGateways[target]?.vpcId === vpcId;
    case 'vgw':
      return ec2.vpnGateways[target]?.vpcId === vpcId;
    case 'nat':
      return ['pending', 'available'].includes(ec2.natGateways[target]?.state ?? '');
    case 'vpce':
      return isServing(ec2.endpoints[target], ec2);
    default:
      // `local`, and targets that the local cloud knows by name only, such as transit gateways.
      return true;
  }
};

const isServing = (endpoint: State.Endpoint | undefined, ec2: State.Ec2State): boolean =>
  endpoint !== undefined && ['pending', 'available'].includes(stateOf(endpoint, ec2));

const TARGET_FIELDS: Readonly<Record<string, keyof Route>> = {
  igw: 'GatewayId',
  vgw: 'GatewayId',
  vpce: 'GatewayId',
  local: 'GatewayId',
  nat: 'NatGatewayId',
  eni: 'NetworkInterfaceId',
  tgw: 'TransitGatewayId',
  pcx: 'VpcPeeringConnectionId',
  eigw: 'EgressOnlyInternetGatewayId',
  lgw: 'LocalGatewayId',
  cagw: 'CarrierGatewayId',
};

/** The member of a route that holds a destination of this form. */
export const destinationField = (
  destination: string,
): 'DestinationPrefixListId' | 'DestinationIpv6CidrBlock' | 'DestinationCidrBlock' => {
  if (destination.startsWith('pl-')) return 'DestinationPrefixListId';
  return familyOfCidr(destination) === 6 ? 'DestinationIpv6CidrBlock' : 'DestinationCidrBlock';
};

const routeView = (route: State.Route, table: State.RouteTable, call: Call): Route => {
  const { ec2 } = call.account;
  const instanceId = ec2.networkInterfaces[route.target]?.attachment?.instanceId;
  return {
    [destinationField(route.destination)]: route.destination,
    [TARGET_FIELDS[route.target.split('-')[0] ?? ''] ?? 'GatewayId']: route.target,
    ...(instanceId ? { InstanceId: instanceId, InstanceOwnerId: call.account.id } : {}),
    Origin: route.origin,
    State: routeState(route, table, ec2),
  };
};

const associationView = (association: State.Association, tableId: string): RouteTableAssociation => ({
  RouteTableAssociationId: association.id,
  RouteTableId: tableId,
  Main: association.main,
  SubnetId: association.subnetId,
  GatewayId: association.gatewayId,
  AssociationState: { State: 'associated' },
});

/** A route table as the API shows it. */
export const tableView = (table: State.RouteTable, call: Call): RouteTable => ({
  RouteTableId: table.id,
  VpcId: table.vpcId,
  OwnerId: call.account.id,
  Routes: table.routes.map((route) => routeView(route, table, call)),
  Associations: table.associations.map((association) => associationView(association, table.id)),
  PropagatingVgws: table.propagatingVgws.map((GatewayId) => ({ GatewayId })),
  Tags: tagList(table.tags),
});

const filtersFor = (call: Call): Filters<State.RouteTable> => {
  const ofRoutes = (name: keyof Route) => (table: State.RouteTable) =>
    table.routes.map((route) => routeView(route, table, call)[name]);
  const ofAssociations = (read: (association: State.Association) => string | undefined) => (table: State.RouteTable) =>
    table.associations.map(read);
  return {
    'association.gateway-id': ofAssociations((association) => association.gatewayId),
    'association.main': ofAssociations((association) => String(association.main)),
    'association.route-table-association-id': ofAssociations((association) => association.id),
    'association.route-table-id': (table) => (table.associations.length > 0 ? [table.id] : []),
    'association.subnet-id': ofAssociations((association) => association.subnetId),
    'owner-id': () => [call.account.id],
    'route-table-id': (table) => [table.id],
    'route.destination-cidr-block': ofRoutes('DestinationCidrBlock'),
    'route.destination-ipv6-cidr-block': ofRoutes('DestinationIpv6CidrBlock'),
    'route.destination-prefix-list-id': ofRoutes('DestinationPrefixListId'),
    'route.egress-only-internet-gateway-id': ofRoutes('EgressOnlyInternetGatewayId'),
    'route.gateway-id': ofRoutes('GatewayId'),
    'route.instance-id': ofRoutes('InstanceId'),
    'route.nat-gateway-id': ofRoutes('NatGatewayId'),
    'route.origin': ofRoutes('Origin'),
    'route.state': ofRoutes('State'),
    'route.transit-gateway-id': ofRoutes('TransitGatewayId'),
    'route.vpc-peering-connection-id': ofRoutes('VpcPeeringConnectionId'),
    'vpc-id': (table) => [table.vpcId],
  };
};

/** At most 100 in a page. Throws InvalidRouteTableID.NotFound. */
export const describeRouteTables = (input: DescribeRouteTablesRequest, call: Call): DescribeRouteTablesResult => {
  const chosen = select(call.account.ec2.routeTables, input.RouteTableIds, 'route-table');
  const { items, NextToken } = page(matching(chosen, input.Filters, filtersFor(call), tagsOf), input, PAGE_5_100);
  return { RouteTables: items.map((table) => tableView(table, call)), NextToken };
};
