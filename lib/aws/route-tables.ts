/** Route tables, their routes, and the subnets that they serve. */
import {
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  type Route as Ec2Route,
  type RouteTable as Ec2RouteTable,
  ReplaceRouteCommand,
} from '@aws-sdk/client-ec2';
import { allPages, read, write } from './clients.ts';
import { ec2, tagsOf } from './ec2.ts';
import type { Route, RouteTable, Subnet } from './types.ts';

/** The largest page that DescribeRouteTables gives. */
const TABLE_PAGE = 100;
const PAGE = 1_000;

/** Every route table of the account and Region: which subnets a main table serves shows only in all of them. */
export const describeRouteTables = async (): Promise<RouteTable[]> => {
  const found = await allPages(async (NextToken) => {
    const page = await read(ec2.send(new DescribeRouteTablesCommand({ MaxResults: TABLE_PAGE, NextToken })));
    return { items: page.RouteTables, next: page.NextToken };
  });
  return found.map(toTable);
};

const toTable = (table: Ec2RouteTable): RouteTable => {
  const live = (table.Associations ?? []).filter(
    ({ AssociationState: { State } = {} }) => State === undefined || State === 'associated',
  );
  return {
    id: table.RouteTableId ?? '',
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
  state: route.State ?? '',
  origin: route.Origin ?? '',
});

/** The subnets of the given VPCs. */
export const describeSubnets = async (vpcIds: readonly string[]): Promise<Subnet[]> => {
  const Filters = [{ Name: 'vpc-id', Values: [...vpcIds] }];
  const found = await allPages(async (NextToken) => {
    const page = await read(ec2.send(new DescribeSubnetsCommand({ Filters, MaxResults: PAGE, NextToken })));
    return { items: page.Subnets, next: page.NextToken };
  });
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

/** Points one existing route at an interface: an atomic swap without a gap. A route that is missing is not created. */
export const replaceRoute = async (tableId: string, destination: string, interfaceId: string): Promise<void> => {
  const to = destination.startsWith('pl-')
    ? { DestinationPrefixListId: destination }
    : destination.includes(':')
      ? { DestinationIpv6CidrBlock: destination }
      : { DestinationCidrBlock: destination };
  await write(ec2.send(new ReplaceRouteCommand({ RouteTableId: tableId, NetworkInterfaceId: interfaceId, ...to })));
};
