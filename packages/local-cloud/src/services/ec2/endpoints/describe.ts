/** DescribeVpcEndpoints: a caller sees its own endpoints. */
import type { DescribeVpcEndpointsRequest, DescribeVpcEndpointsResult, VpcEndpoint } from '@aws-sdk/client-ec2';
import type { Call } from '../../../service.ts';
import { type Filters, matching, PAGE_CAPPED_1000, page } from '../describe.ts';
import type { Endpoint } from '../state.ts';
import { tagList, tagsOf } from '../tags.ts';
import { dnsEntries } from './names.ts';
import { endpointsOf, findOwnEndpoint, stateOf } from './state.ts';

const filtersFor = ({ account }: Call): Filters<Endpoint> => ({
  'ip-address-type': (endpoint) => [endpoint.addressType],
  'service-name': (endpoint) => [endpoint.service],
  'service-region': (endpoint) => [endpoint.serviceRegion],
  'vpc-id': (endpoint) => [endpoint.vpcId],
  'vpc-endpoint-id': (endpoint) => [endpoint.id],
  'vpc-endpoint-state': (endpoint) => [stateOf(endpoint, account.ec2)],
  'vpc-endpoint-type': (endpoint) => [endpoint.type],
});

/** Throws InvalidVpcEndpointId.NotFound, also for another account's endpoint. */
export const describeVpcEndpoints = (input: DescribeVpcEndpointsRequest, call: Call): DescribeVpcEndpointsResult => {
  const chosen = input.VpcEndpointIds?.length
    ? [...new Set(input.VpcEndpointIds)].map((id) => findOwnEndpoint(call, id))
    : endpointsOf(call);
  const { items, NextToken } = page(matching(chosen, input.Filters, filtersFor(call), tagsOf), input, PAGE_CAPPED_1000);
  return { VpcEndpoints: items.map((endpoint) => endpointView(endpoint, call)), NextToken };
};

/** An endpoint as its owner sees it. */
export const endpointView = (endpoint: Endpoint, { account }: Call): VpcEndpoint => {
  const inbound = endpoint.privateDnsOnlyForInboundResolver;
  return {
    VpcEndpointId: endpoint.id,
    VpcEndpointType: endpoint.type,
    OwnerId: endpoint.ownerId,
    VpcId: endpoint.vpcId,
    ServiceName: endpoint.service,
    ServiceRegion: endpoint.serviceRegion,
    // The wire carries lower camel; the SDK's enum says otherwise (AWS-FACTS 0.1).
    State: stateOf(endpoint, account.ec2) as never,
    PolicyDocument: endpoint.policy,
    RouteTableIds: endpoint.routeTableIds,
    SubnetIds: endpoint.subnetIds,
    NetworkInterfaceIds: endpoint.interfaceIds,
    Groups: endpoint.groups.map((id) => ({ GroupId: id, GroupName: id })),
    IpAddressType: endpoint.addressType,
    DnsOptions: {
      DnsRecordIpType: endpoint.dnsRecordIpType,
      ...(inbound === undefined ? {} : { PrivateDnsOnlyForInboundResolverEndpoint: inbound }),
    },
    PrivateDnsEnabled: endpoint.privateDns,
    RequesterManaged: endpoint.requesterManaged,
    DnsEntries: dnsEntries(endpoint, account.ec2),
    CreationTimestamp: new Date(endpoint.createdAt),
    LastError: endpoint.lastError && { Code: endpoint.lastError.code, Message: endpoint.lastError.message },
    Tags: tagList(endpoint.tags),
  };
};
