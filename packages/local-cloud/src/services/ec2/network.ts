/** VPCs, subnets, AZs and gateways: reads only. */

import type {
  AvailabilityZone,
  DescribeAvailabilityZonesRequest,
  DescribeAvailabilityZonesResult,
  DescribeInternetGatewaysRequest,
  DescribeInternetGatewaysResult,
  DescribeNatGatewaysRequest,
  DescribeNatGatewaysResult,
  DescribeSubnetsRequest,
  DescribeSubnetsResult,
  DescribeVpcsRequest,
  DescribeVpcsResult,
  NatGateway,
  Subnet,
  Vpc,
} from '@aws-sdk/client-ec2';
import { partitionName } from '../../partitions.ts';
import type { Call } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import { usableAddresses } from './addresses.ts';
import type { InternetGateway, NatGateway as NatGatewayState } from './attachment-state.ts';
import { azId, azNames } from './azs.ts';
import { derivedId } from './derive.ts';
import { type Filters, matching, PAGE_5_1000, page } from './describe.ts';
import { select } from './resources.ts';
import type * as State from './state.ts';
import { tagList, tagsOf } from './tags.ts';

const VPC_FILTERS: Filters<State.Vpc> = {
  cidr: (vpc) => [vpc.cidrs[0]],
  'cidr-block-association.cidr-block': (vpc) => vpc.cidrs,
  'ipv6-cidr-block-association.ipv6-cidr-block': (vpc) => vpc.ipv6Cidrs,
  'is-default': () => ['false'],
  state: () => ['available'],
  'vpc-id': (vpc) => [vpc.id],
};

/** Throws InvalidVpcID.NotFound. */
export const describeVpcs = (input: DescribeVpcsRequest, call: Call): DescribeVpcsResult => {
  const chosen = select(call.account.ec2.vpcs, input.VpcIds, 'vpc');
  const { items, NextToken } = page(matching(chosen, input.Filters, VPC_FILTERS, tagsOf), input, PAGE_5_1000);
  return { Vpcs: items.map((vpc) => vpcView(vpc, call)), NextToken };
};

const vpcView = (vpc: State.Vpc, call: Call): Vpc => ({
  VpcId: vpc.id,
  OwnerId: call.account.id,
  State: 'available',
  CidrBlock: vpc.cidrs[0],
  CidrBlockAssociationSet: vpc.cidrs.map((cidr) => ({
    AssociationId: derivedId('vpc-cidr-assoc', vpc.id, cidr),
    CidrBlock: cidr,
    CidrBlockState: { State: 'associated' },
  })),
  Ipv6CidrBlockAssociationSet: vpc.ipv6Cidrs.map((cidr) => ({
    AssociationId: derivedId('vpc-cidr-assoc', vpc.id, cidr),
    Ipv6CidrBlock: cidr,
    Ipv6CidrBlockState: { State: 'associated' },
    NetworkBorderGroup: call.account.region,
    Ipv6Pool: 'Amazon',
  })),
  DhcpOptionsId: 'default',
  InstanceTenancy: 'default',
  IsDefault: false,
  Tags: tagList(vpc.tags),
});

const SUBNET_FILTERS: Filters<State.Subnet> = {
  'availability-zone': (subnet) => [subnet.az],
  availabilityZone: (subnet) => [subnet.az],
  'availability-zone-id': (subnet) => [azId(subnet.az)],
  availabilityZoneId: (subnet) => [azId(subnet.az)],
  cidr: (subnet) => [subnet.cidr],
  'cidr-block': (subnet) => [subnet.cidr],
  cidrBlock: (subnet) => [subnet.cidr],
  'ipv6-cidr-block-association.ipv6-cidr-block': (subnet) => [subnet.ipv6Cidr],
  state: () => ['available'],
  'subnet-id': (subnet) => [subnet.id],
  'vpc-id': (subnet) => [subnet.vpcId],
};

/** Throws InvalidSubnetID.NotFound. */
export const describeSubnets = (input: DescribeSubnetsRequest, call: Call): DescribeSubnetsResult => {
  const chosen = select(call.account.ec2.subnets, input.SubnetIds, 'subnet');
  const { items, NextToken } = page(matching(chosen, input.Filters, SUBNET_FILTERS, tagsOf), input, PAGE_5_1000);
  return { Subnets: items.map((subnet) => subnetView(subnet, call)), NextToken };
};

const subnetView = (subnet: State.Subnet, { account }: Call): Subnet => {
  const used = Object.values(account.ec2.networkInterfaces).filter(
    (item) => item.subnetId === subnet.id && item.privateIp,
  );
  const ipv6 = subnet.ipv6Cidr && {
    AssociationId: derivedId('subnet-cidr-assoc', subnet.id, subnet.ipv6Cidr),
    Ipv6CidrBlock: subnet.ipv6Cidr,
    Ipv6CidrBlockState: { State: 'associated' as const },
  };
  return {
    SubnetId: subnet.id,
    SubnetArn: `arn:${partitionName(account.region)}:ec2:${account.region}:${account.id}:subnet/${subnet.id}`,
    OwnerId: account.id,
    VpcId: subnet.vpcId,
    State: 'available',
    CidrBlock: subnet.cidr,
    Ipv6CidrBlockAssociationSet: ipv6 ? [ipv6] : [],
    AvailableIpAddressCount: usableAddresses(subnet.cidr) - used.length,
    AvailabilityZone: subnet.az,
    AvailabilityZoneId: azId(subnet.az),
    DefaultForAz: false,
    MapPublicIpOnLaunch: false,
    Tags: tagList(subnet.tags),
  };
};

const AZ_FILTERS: Filters<AvailabilityZone> = {
  'region-name': (az) => [az.RegionName],
  'zone-name': (az) => [az.ZoneName],
  'zone-id': (az) => [az.ZoneId],
  'zone-type': (az) => [az.ZoneType],
  state: (az) => [az.State],
  'opt-in-status': (az) => [az.OptInStatus],
  'group-name': (az) => [az.GroupName],
};

/** The Region's three AZs, and those that seeded subnets are in. Throws InvalidParameterValue for an unknown one. */
export const describeAvailabilityZones = (
  input: DescribeAvailabilityZonesRequest,
  call: Call,
): DescribeAvailabilityZonesResult => {
  const used = Object.values(call.account.ec2.subnets).map((subnet) => subnet.az);
  const names = [...new Set([...azNames(call.account.region), ...used])].sort();
  const azs = names.map((name) => azView(name, call.account.region));
  const unknown = [
    ...(input.ZoneNames ?? []).filter((name) => !azs.some((az) => az.ZoneName === name)),
    ...(input.ZoneIds ?? []).filter((id) => !azs.some((az) => az.ZoneId === id)),
  ];
  if (unknown.length > 0)
    throw new AwsError('InvalidParameterValue', `Invalid availability zone: [${unknown.join(', ')}]`);
  const chosen = azs.filter(
    (az) =>
      (!input.ZoneNames?.length || input.ZoneNames.includes(az.ZoneName ?? '')) &&
      (!input.ZoneIds?.length || input.ZoneIds.includes(az.ZoneId ?? '')),
  );
  return { AvailabilityZones: matching(chosen, input.Filters, AZ_FILTERS) };
};

const azView = (name: string, region: string): AvailabilityZone => ({
  ZoneName: name,
  ZoneId: azId(name),
  RegionName: region,
  GroupName: `${region}-zg-1`,
  NetworkBorderGroup: region,
  ZoneType: 'availability-zone',
  State: 'available',
  OptInStatus: 'opt-in-not-required',
  Messages: [],
});

const GATEWAY_FILTERS: Filters<InternetGateway> = {
  'attachment.state': (gateway) => [gateway.vpcId && 'available'],
  'attachment.vpc-id': (gateway) => [gateway.vpcId],
  'internet-gateway-id': (gateway) => [gateway.id],
};

/** Throws InvalidInternetGatewayID.NotFound. */
export const describeInternetGateways = (
  input: DescribeInternetGatewaysRequest,
  call: Call,
): DescribeInternetGatewaysResult => {
  const chosen = select(call.account.ec2.internetGateways, input.InternetGatewayIds, 'internet-gateway');
  const { items, NextToken } = page(matching(chosen, input.Filters, GATEWAY_FILTERS, tagsOf), input, PAGE_5_1000);
  const views = items.map((gateway) => ({
    InternetGatewayId: gateway.id,
    OwnerId: call.account.id,
    // 'available' is what the API answers here although the SDK's enum lists only the VPN gateway's words.
    Attachments: gateway.vpcId ? [{ VpcId: gateway.vpcId, State: 'available' as never }] : [],
    Tags: tagList(gateway.tags),
  }));
  return { InternetGateways: views, NextToken };
};

const NAT_FILTERS: Filters<NatGatewayState> = {
  'nat-gateway-id': (gateway) => [gateway.id],
  state: (gateway) => [gateway.state],
  'subnet-id': (gateway) => [gateway.subnetId],
  'vpc-id': (gateway) => [gateway.vpcId],
};

/** Throws NatGatewayNotFound. */
export const describeNatGateways = (input: DescribeNatGatewaysRequest, call: Call): DescribeNatGatewaysResult => {
  const chosen = select(call.account.ec2.natGateways, input.NatGatewayIds, 'natgateway');
  const { items, NextToken } = page(matching(chosen, input.Filter, NAT_FILTERS, tagsOf), input, PAGE_5_1000);
  return { NatGateways: items.map((gateway) => natView(gateway, call)), NextToken };
};

const natView = (gateway: NatGatewayState, call: Call): NatGateway => {
  const item = call.account.ec2.networkInterfaces[gateway.interfaceId];
  const address = {
    NetworkInterfaceId: gateway.interfaceId,
    PrivateIp: item?.privateIp,
    PublicIp: item?.publicIp,
    AllocationId: item?.publicIp && derivedId('eipalloc', gateway.id),
    IsPrimary: true,
    Status: 'succeeded' as const,
  };
  return {
    NatGatewayId: gateway.id,
    VpcId: gateway.vpcId,
    SubnetId: gateway.subnetId,
    State: gateway.state,
    CreateTime: new Date(gateway.createdAt),
    ConnectivityType: item?.publicIp ? 'public' : 'private',
    NatGatewayAddresses: item ? [address] : [],
    Tags: tagList(gateway.tags),
  };
};
