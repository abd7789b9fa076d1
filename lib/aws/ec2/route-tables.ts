/** Route tables, their routes, and the subnets that they serve. */
import {
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  type Route as Ec2Route,
  type RouteTable as Ec2RouteTable,
} from '@aws-sdk/client-ec2';
import { readState } from '../states.ts';
import type { Route, RouteTable, Subnet, Wanted } from '../types.ts';
import { filtersFor, listAll, tagsOf } from './client.ts';
import { ROUTE_ORIGINS, ROUTE_STATES } from './states.ts';

/** The largest page that DescribeRouteTables gives. */
const TABLE_PAGE = 100;

/** What to narrow a listing of route tables to; nothing given reads all of the account and Region. */
interface WantedTables extends Wanted {
  readonly vpcIds?: readonly string[];
}

export const describeRouteTables = async (wanted: WantedTables): Promise<RouteTable[]> => {
  const Filters = [
    ...filtersFor('route-table-id', wanted),
    ...(wanted.vpcIds ? [{ Name: 'vpc-id', Values: [...wanted.vpcIds] }] : []),
  ];
  const found = await listAll(
    (page) => new DescribeRouteTablesCommand({ Filters, ...page }),
    ({ RouteTables }) => RouteTables,
    TABLE_PAGE,
  );
  return found.map(toTable);
};

const toTable = (table: Ec2RouteTable): RouteTable => {
  const live = (table.Associations ?? []).filter(
    ({ AssociationState: { State } = {} }) => State === undefined || State === 'associated',
  );
  return {
    id: table.RouteTableId ?? '',
    ...(table.OwnerId === undefined ? {} : { ownerId: table.OwnerId }),
    vpcId: table.VpcId ?? '',
    main: live.some(({ Main }) => Main),
    subnetIds: live.flatMap(({ SubnetId }) => SubnetId ?? []),
    gatewayIds: live.flatMap(({ GatewayId }) => GatewayId ?? []),
    routes: (table.Routes ?? []).map(toRoute),
    tags: tagsOf(table.Tags),
  };
};

const toRoute = (route: Ec2Route): Route => ({
  destination: route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? route.DestinationPrefixListId ?? '',
  target:
    route.NetworkInterfaceId ??
    route.InstanceId ??
    route.GatewayId ??
    route.NatGatewayId ??
    route.TransitGatewayId ??
    route.VpcPeeringConnectionId ??
    route.EgressOnlyInternetGatewayId ??
    route.LocalGatewayId ??
    route.CarrierGatewayId ??
    route.CoreNetworkArn ??
    '',
  state: readState(ROUTE_STATES, route.State),
  origin: readState(ROUTE_ORIGINS, route.Origin),
});

type WantedSubnets = { readonly ids: readonly string[] } | { readonly vpcIds: readonly string[] };

/** The subnets of the given VPCs, or of the given ids. */
export const describeSubnets = async (wanted: WantedSubnets): Promise<Subnet[]> => {
  const Filters =
    'ids' in wanted
      ? [{ Name: 'subnet-id', Values: [...wanted.ids] }]
      : [{ Name: 'vpc-id', Values: [...wanted.vpcIds] }];
  const found = await listAll(
    (page) => new DescribeSubnetsCommand({ Filters, ...page }),
    ({ Subnets }) => Subnets,
  );
  return found.map((subnet) => ({
    id: subnet.SubnetId ?? '',
    vpcId: subnet.VpcId ?? '',
    azId: subnet.AvailabilityZoneId ?? '',
    cidrs: [
      ...(subnet.CidrBlock ? [subnet.CidrBlock] : []),
      ...(subnet.Ipv6CidrBlockAssociationSet ?? []).flatMap(({ Ipv6CidrBlock }) => Ipv6CidrBlock ?? []),
    ],
  }));
};
