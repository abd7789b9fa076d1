/** The account's own VPC endpoints. */
import { DescribeVpcEndpointsCommand, type Filter, type VpcEndpoint } from '@aws-sdk/client-ec2';
import { readState } from '../states.ts';
import type { Endpoint, EndpointPolicy, VpcEndpoints, Wanted } from '../types.ts';
import { filtersFor, listAll, tagsOf } from './client.ts';
import { ENDPOINT_STATES } from './states.ts';

/** What to narrow a listing of endpoints to: ids, tags, or a service in a VPC. */
export interface WantedEndpoints extends Wanted {
  readonly service?: string;
  readonly vpc?: string;
}

/** The interface endpoints that match. */
export const describeEndpoints = async (wanted: WantedEndpoints): Promise<Endpoint[]> => {
  const Filters: Filter[] = [
    ...filtersFor('vpc-endpoint-id', wanted),
    ...(wanted.service ? [{ Name: 'service-name', Values: [wanted.service] }] : []),
    ...(wanted.vpc ? [{ Name: 'vpc-id', Values: [wanted.vpc] }] : []),
    { Name: 'vpc-endpoint-type', Values: ['Interface'] },
  ];
  const found = await listAll(
    (page) => new DescribeVpcEndpointsCommand({ Filters, ...page }),
    ({ VpcEndpoints }) => VpcEndpoints,
  );
  return found.map(toEndpoint);
};

/** The endpoints in a VPC, of both kinds that answer for a service there. */
export const describeEndpointsIn = async (vpcId: string): Promise<VpcEndpoints> => {
  const found = await listAll(
    (page) => new DescribeVpcEndpointsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }], ...page }),
    ({ VpcEndpoints }) => VpcEndpoints,
  );
  const gateways = found.filter((one) => one.VpcEndpointType === 'Gateway' && toEndpoint(one).state === 'available');
  return {
    interfaces: found.filter(({ VpcEndpointType }) => VpcEndpointType === 'Interface').map(toEndpoint),
    gateways: gateways.map(({ VpcEndpointId = '', ServiceName = '' }) => ({
      id: VpcEndpointId,
      serviceName: ServiceName,
    })),
  };
};

/** All the account's endpoints of every kind, with their policies. */
export const describeEndpointPolicies = async (): Promise<EndpointPolicy[]> => {
  const found = await listAll(
    (page) => new DescribeVpcEndpointsCommand({ ...page }),
    ({ VpcEndpoints }) => VpcEndpoints,
  );
  return found.map(({ VpcEndpointId = '', State, PolicyDocument: policy }) => ({
    ...{ id: VpcEndpointId, state: readState(ENDPOINT_STATES, State) },
    ...(policy === undefined ? {} : { policy }),
  }));
};

const toEndpoint = (endpoint: VpcEndpoint): Endpoint => ({
  id: endpoint.VpcEndpointId ?? '',
  vpcId: endpoint.VpcId ?? '',
  serviceName: endpoint.ServiceName ?? '',
  state: readState(ENDPOINT_STATES, endpoint.State),
  createdAt: endpoint.CreationTimestamp?.getTime() ?? 0,
  requesterManaged: endpoint.RequesterManaged ?? false,
  recordTypes: recordTypesOf(endpoint),
  dnsEntries: (endpoint.DnsEntries ?? []).map(({ DnsName = '', HostedZoneId = '' }) => ({
    name: DnsName,
    zoneId: HostedZoneId,
  })),
  interfaceIds: endpoint.NetworkInterfaceIds ?? [],
  groupIds: (endpoint.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []),
  privateDns: privateDnsOf(endpoint),
  tags: tagsOf(endpoint.Tags),
});

const privateDnsOf = ({ PrivateDnsEnabled, DnsOptions }: VpcEndpoint): Endpoint['privateDns'] => {
  if (!PrivateDnsEnabled) return 'off';
  return DnsOptions?.PrivateDnsOnlyForInboundResolverEndpoint ? 'inboundOnly' : 'on';
};

/** `DnsRecordIpType` says which records the names have; where it leaves that to the service, the address type does. */
const recordTypesOf = ({ DnsOptions, IpAddressType }: VpcEndpoint): Endpoint['recordTypes'] => {
  const said = DnsOptions?.DnsRecordIpType;
  const kind = said === undefined || said === 'service-defined' ? IpAddressType : said;
  if (kind === 'dualstack') return ['A', 'AAAA'];
  return kind === 'ipv6' ? ['AAAA'] : ['A'];
};
