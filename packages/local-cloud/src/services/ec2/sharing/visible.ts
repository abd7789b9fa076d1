/** DescribeVpcEndpointServices: the services that an account can make endpoints to. */
import type {
  DescribeVpcEndpointServicesRequest,
  DescribeVpcEndpointServicesResult,
  ServiceDetail,
} from '@aws-sdk/client-ec2';
import type { Call } from '../../../service.ts';
import { AwsError } from '../../../wire/error.ts';
import { azNames } from '../azs.ts';
import { type Filters, matching, PAGE_CAPPED_1000, page } from '../describe.ts';
import { customServiceName, parseServiceName, privateName } from '../endpoints/names.ts';
import { tagList } from '../tags.ts';

const FILTERS: Filters<ServiceDetail> = {
  owner: ({ Owner }) => [Owner],
  'service-name': ({ ServiceName }) => [ServiceName],
  'service-region': ({ ServiceRegion }) => [ServiceRegion],
  'service-type': ({ ServiceType = [] }) => ServiceType.map((type) => type.ServiceType),
};

/**
 * The account's own services, those of other accounts that it was seeded with, and of AWS's own the ones that it has endpoints
 * to: AWS's whole list is not simulated. One unknown name fails the call (InvalidServiceName).
 */
export const describeVpcEndpointServices = (
  input: DescribeVpcEndpointServicesRequest,
  call: Call,
): DescribeVpcEndpointServicesResult => {
  const all = [...ownServices(call), ...foreignServices(call), ...servicesOfAws(call)];
  const wanted = input.ServiceNames ?? [];
  const missing = wanted.find((name) => !all.some(({ ServiceName }) => ServiceName === name));
  if (missing !== undefined) {
    throw new AwsError('InvalidServiceName', `The Vpc Endpoint Service '${missing}' does not exist`);
  }
  const chosen = all.filter(({ ServiceName = '' }) => wanted.length === 0 || wanted.includes(ServiceName));
  const { items, NextToken } = page(matching(chosen, input.Filters, FILTERS), input, PAGE_CAPPED_1000);
  return { ServiceNames: items.flatMap(({ ServiceName }) => ServiceName ?? []), ServiceDetails: items, NextToken };
};

const ownServices = ({ account }: Call): ServiceDetail[] =>
  Object.values(account.ec2.endpointServices)
    .filter(({ state }) => state === 'Available')
    .map((service) => ({
      ServiceName: customServiceName(account.region, service.id),
      ServiceId: service.id,
      ServiceType: [
        { ServiceType: service.gatewayLoadBalancerArns.length > 0 ? 'GatewayLoadBalancer' : 'Interface' } as const,
      ],
      ServiceRegion: account.region,
      Owner: account.id,
      AvailabilityZones: service.azs,
      AcceptanceRequired: service.acceptanceRequired,
      ManagesVpcEndpoints: service.managesEndpoints,
      ...privateDns(service.privateDnsName, service.privateDnsState),
      Tags: tagList(service.tags),
    }));

const foreignServices = ({ account }: Call): ServiceDetail[] =>
  Object.entries(account.ec2.foreignServices).map(([name, service]) => ({
    ServiceName: name,
    ServiceId: service.id,
    ServiceType: [{ ServiceType: 'Interface' }],
    ServiceRegion: account.region,
    Owner: service.owner,
    AvailabilityZones: azNames(account.region),
    AcceptanceRequired: service.acceptanceRequired,
    ManagesVpcEndpoints: false,
    ...privateDns(service.privateDnsName, service.privateDnsState),
    Tags: [],
  }));

const servicesOfAws = ({ account }: Call): ServiceDetail[] =>
  [...new Set(Object.values(account.ec2.endpoints).map(({ service }) => service))].flatMap((name) => {
    const parsed = parseServiceName(name);
    if (parsed?.kind !== 'aws') return [];
    return [
      {
        ServiceName: name,
        ServiceType: [{ ServiceType: 'Interface' }],
        ServiceRegion: parsed.region,
        Owner: 'amazon',
        AvailabilityZones: azNames(account.region),
        AcceptanceRequired: false,
        ManagesVpcEndpoints: false,
        ...privateDns(privateName(parsed, account.ec2), 'verified'),
        Tags: [],
      },
    ];
  });

const privateDns = (name: string | undefined, state: ServiceDetail['PrivateDnsNameVerificationState'] = 'verified') =>
  name === undefined
    ? {}
    : { PrivateDnsName: name, PrivateDnsNames: [{ PrivateDnsName: name }], PrivateDnsNameVerificationState: state };
