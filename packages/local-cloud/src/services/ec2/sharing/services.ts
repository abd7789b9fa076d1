/** Endpoint services: making and describing them. */
import type {
  CreateVpcEndpointServiceConfigurationRequest,
  CreateVpcEndpointServiceConfigurationResult,
  DescribeVpcEndpointServiceConfigurationsRequest,
  DescribeVpcEndpointServiceConfigurationsResult,
  ServiceConfiguration,
} from '@aws-sdk/client-ec2';
import { dnsSuffix } from '../../../partitions.ts';
import type { Call } from '../../../service.ts';
import { AwsError } from '../../../wire/error.ts';
import { azId, azNames } from '../azs.ts';
import { type Filters, matching, PAGE_CAPPED_1000, page } from '../describe.ts';
import { customServiceName } from '../endpoints/names.ts';
import { select } from '../resources.ts';
import type { EndpointService } from '../state.ts';
import { tagList, tagsFor, tagsOf } from '../tags.ts';
import { proofOf } from './private-names.ts';

const nameOf = (service: EndpointService, { account }: Call): string => customServiceName(account.region, service.id);

/** Available at once. Throws InvalidParameterCombination unless load balancers of one kind are given. */
export const createVpcEndpointServiceConfiguration = (
  input: CreateVpcEndpointServiceConfigurationRequest,
  call: Call,
): CreateVpcEndpointServiceConfigurationResult => {
  const { region, ec2 } = call.account;
  const [network, gateway] = [input.NetworkLoadBalancerArns ?? [], input.GatewayLoadBalancerArns ?? []];
  if (network.length > 0 === gateway.length > 0) {
    throw new AwsError(
      'InvalidParameterCombination',
      'The request must contain either NetworkLoadBalancerArns or GatewayLoadBalancerArns',
    );
  }
  const service: EndpointService = {
    id: call.newId('vpce-svc'),
    acceptanceRequired: input.AcceptanceRequired ?? true,
    azs: azNames(region),
    addressTypes: (input.SupportedIpAddressTypes ?? ['ipv4']) as EndpointService['addressTypes'],
    networkLoadBalancerArns: [...network],
    gatewayLoadBalancerArns: [...gateway],
    ...(input.PrivateDnsName ? { privateDnsName: input.PrivateDnsName, privateDnsState: 'pendingVerification' } : {}),
    state: 'Available',
    regions: (input.SupportedRegions ?? []).map((name) => ({ region: name, state: 'Available' })),
    managesEndpoints: false,
    permissions: [],
    tags: tagsFor('vpc-endpoint-service', input.TagSpecifications),
  };
  ec2.endpointServices[service.id] = service;
  return { ServiceConfiguration: serviceView(service, call), ClientToken: input.ClientToken };
};

const filtersFor = (call: Call): Filters<EndpointService> => ({
  'service-id': (service) => [service.id],
  'service-name': (service) => [nameOf(service, call)],
  'service-state': (service) => [service.state],
  'supported-ip-address-types': (service) => service.addressTypes,
});

/** One unknown id fails the whole call (I, AWS-FACTS B.1). */
export const describeVpcEndpointServiceConfigurations = (
  input: DescribeVpcEndpointServiceConfigurationsRequest,
  call: Call,
): DescribeVpcEndpointServiceConfigurationsResult => {
  const chosen = select(call.account.ec2.endpointServices, input.ServiceIds, 'vpc-endpoint-service');
  const { items, NextToken } = page(matching(chosen, input.Filters, filtersFor(call), tagsOf), input, PAGE_CAPPED_1000);
  return { ServiceConfigurations: items.map((service) => serviceView(service, call)), NextToken };
};

const serviceView = (service: EndpointService, call: Call): ServiceConfiguration => {
  const ofGateway = service.gatewayLoadBalancerArns.length > 0;
  const { region } = call.account;
  const remote = service.regions.length > 0;
  return {
    ServiceId: service.id,
    ServiceName: nameOf(service, call),
    ServiceType: [{ ServiceType: ofGateway ? 'GatewayLoadBalancer' : 'Interface' }],
    ServiceState: service.state,
    AcceptanceRequired: service.acceptanceRequired,
    AvailabilityZones: service.azs,
    AvailabilityZoneIds: service.azs.map(azId),
    ManagesVpcEndpoints: service.managesEndpoints,
    NetworkLoadBalancerArns: service.networkLoadBalancerArns,
    GatewayLoadBalancerArns: service.gatewayLoadBalancerArns,
    SupportedIpAddressTypes: service.addressTypes,
    BaseEndpointDnsNames: [`${service.id}.${region}.vpce.${dnsSuffix(region)}`],
    PrivateDnsName: service.privateDnsName,
    PrivateDnsNameConfiguration: proofOf(service),
    RemoteAccessEnabled: remote,
    SupportedRegions: service.regions.map((entry) => ({ Region: entry.region, ServiceState: entry.state })),
    Tags: tagList(service.tags),
  };
};
