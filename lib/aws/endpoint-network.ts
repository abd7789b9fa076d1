/** Where endpoints are: their interfaces, the Region's Availability Zones, and the account's VPCs. */
import {
  DescribeAvailabilityZonesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeVpcsCommand,
  type NetworkInterface,
} from '@aws-sdk/client-ec2';
import { allPages, read } from './clients.ts';
import { ec2 } from './ec2.ts';
import { type AvailabilityZone, type EndpointInterface, FILTER_VALUES } from './types.ts';

const PAGE = 1_000;

/** The interfaces of these ids that exist, or more: many ids cost more than a listing of all endpoints' interfaces. */
export const describeEndpointInterfaces = async (ids: readonly string[]): Promise<EndpointInterface[]> => {
  if (ids.length === 0) return [];
  const few = ids.length <= FILTER_VALUES;
  const Filters = [
    few ? { Name: 'network-interface-id', Values: [...ids] } : { Name: 'interface-type', Values: ['vpc_endpoint'] },
  ];
  const found = await allPages(async (NextToken) => {
    const page = await read(ec2.send(new DescribeNetworkInterfacesCommand({ Filters, MaxResults: PAGE, NextToken })));
    return { items: page.NetworkInterfaces, next: page.NextToken };
  });
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
  const Filters = [{ Name: 'vpc-id', Values: [...ids] }];
  const found = await allPages(async (NextToken) => {
    const page = await read(ec2.send(new DescribeVpcsCommand({ Filters, MaxResults: PAGE, NextToken })));
    return { items: page.Vpcs, next: page.NextToken };
  });
  return found.map(({ VpcId = '' }) => VpcId);
};

/** The Region that this account is looked at in. */
export const ownRegion = (): Promise<string> => ec2.config.region();
