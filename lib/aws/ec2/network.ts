/** Where endpoints are: their interfaces, the Region's Availability Zones, and the account's VPCs. */
import {
  DescribeAvailabilityZonesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeVpcsCommand,
  type NetworkInterface,
  type Vpc as SdkVpc,
} from '@aws-sdk/client-ec2';
import { read } from '../clients.ts';
import { type AvailabilityZone, type EndpointInterface, FILTER_VALUES, type Vpc } from '../types.ts';
import { ec2, filterable, listAll } from './client.ts';

/** The interfaces of these ids that exist, or more: many ids cost more than a listing of all endpoints' interfaces. */
export const describeEndpointInterfaces = async (ids: readonly string[]): Promise<EndpointInterface[]> => {
  if (ids.length === 0) return [];
  const few = ids.length <= FILTER_VALUES;
  const Filters = [
    few ? { Name: 'network-interface-id', Values: [...ids] } : { Name: 'interface-type', Values: ['vpc_endpoint'] },
  ];
  const found = await listAll(
    (page) => new DescribeNetworkInterfacesCommand({ Filters, ...page }),
    ({ NetworkInterfaces }) => NetworkInterfaces,
  );
  return found.map(toInterface);
};

const toInterface = (it: NetworkInterface): EndpointInterface => ({
  id: it.NetworkInterfaceId ?? '',
  azId: it.AvailabilityZoneId ?? '',
  ipv4: it.PrivateIpAddress ? [it.PrivateIpAddress] : [],
  ipv6: (it.Ipv6Addresses ?? []).flatMap(({ Ipv6Address }) => Ipv6Address ?? []),
});

/** The Region's Availability Zones, under the names that they have in this account. */
export const describeAvailabilityZones = async (): Promise<AvailabilityZone[]> => {
  const Filters = [{ Name: 'zone-type', Values: ['availability-zone'] }];
  const { AvailabilityZones } = await read(ec2.send(new DescribeAvailabilityZonesCommand({ Filters })));
  return (AvailabilityZones ?? []).map(({ ZoneId = '', ZoneName = '' }) => ({ id: ZoneId, name: ZoneName }));
};

/** Those of the given VPCs that are this account's, in this Region. */
export const ownVpcs = async (ids: readonly string[]): Promise<string[]> => {
  const found = await describeVpcs(ids);
  return found.map(({ id }) => id);
};

/** Those of the given VPCs that are this account's, in this Region, and the ranges that are associated with each. */
export const describeVpcs = async (ids: readonly string[]): Promise<Vpc[]> => {
  const found = await Promise.all(filterable(ids).map(vpcsOf));
  return found.flat().map(toVpc);
};

const vpcsOf = (Values: string[]): Promise<SdkVpc[]> =>
  listAll(
    (page) => new DescribeVpcsCommand({ Filters: [{ Name: 'vpc-id', Values }], ...page }),
    ({ Vpcs }) => Vpcs,
  );

const toVpc = ({
  VpcId = '',
  CidrBlock,
  CidrBlockAssociationSet = [],
  Ipv6CidrBlockAssociationSet = [],
}: SdkVpc): Vpc => {
  const more = [
    ...CidrBlockAssociationSet.map((it) => ({ cidr: it.CidrBlock, state: it.CidrBlockState?.State })),
    ...Ipv6CidrBlockAssociationSet.map((it) => ({ cidr: it.Ipv6CidrBlock, state: it.Ipv6CidrBlockState?.State })),
  ].flatMap(({ cidr, state }) => (cidr !== undefined && state === 'associated' ? [cidr] : []));
  return { id: VpcId, cidrs: [...new Set([...(CidrBlock === undefined ? [] : [CidrBlock]), ...more])] };
};
