/** The consumer's side: endpoints of this account that their providers keep waiting, or that lack what these offer. Pure. */
import type { ConsumedService, OwnEndpoint } from '../aws/types.ts';
import type { Finding } from '../core/plan.ts';
import { finding, reason } from './codes.ts';
import type { ObservedConnections } from './types.ts';

/** The id of a service that is not one of AWS's own: `com.amazonaws.vpce.eu-west-2.vpce-svc-0a`. */
const serviceIdIn = (serviceName: string): string | undefined => /\.(vpce-svc-[0-9a-z]+)$/.exec(serviceName)?.[1];

/** Names of services of which it matters whether they offer a private DNS name. Who leaves that of AWS's own off means to. */
export const servicesToRead = (endpoints: readonly OwnEndpoint[], region: string): string[] => [
  ...new Set(endpoints.filter((endpoint) => lacksPrivateDns(endpoint, region)).map(({ serviceName }) => serviceName)),
];

const lacksPrivateDns = ({ state, privateDns, serviceName, serviceRegion }: OwnEndpoint, region: string): boolean =>
  state === 'available' && !privateDns && serviceIdIn(serviceName) !== undefined && serviceRegion === region;

/** What a person should know about the account's own endpoints. Nothing is changed about them. */
export const ownEndpointFindings = ({ ownEndpoints, consumedServices, region }: ObservedConnections): Finding[] => {
  const services = new Map(consumedServices.map((service) => [service.name, service]));
  return ownEndpoints.flatMap((endpoint) => [
    ...waiting(endpoint),
    ...rejected(endpoint),
    ...(lacksPrivateDns(endpoint, region) ? withoutPrivateDns(endpoint, services.get(endpoint.serviceName)) : []),
  ]);
};

const waiting = ({ id, state, serviceName, createdAt }: OwnEndpoint): Finding[] => {
  if (state !== 'pendingAcceptance') return [];
  const why = `the endpoint waits for the provider of ${serviceName} to accept it since ${new Date(createdAt).toISOString()}`;
  const service = serviceIdIn(serviceName) ?? 'vpce-svc-…';
  const remedy = `have the provider run: aws ec2 accept-vpc-endpoint-connections --service-id ${service} --vpc-endpoint-ids ${id}`;
  return [finding(id, reason('ENDPOINT_WAITS', why), remedy)];
};

const rejected = ({ id, state, serviceName }: OwnEndpoint): Finding[] => {
  if (state !== 'rejected') return [];
  const why = `the provider of ${serviceName} has rejected the endpoint: it leads nowhere, and costs`;
  const remedy = `ask the provider, or give it up: aws ec2 delete-vpc-endpoints --vpc-endpoint-ids ${id}`;
  return [finding(id, reason('ENDPOINT_REJECTED', why), remedy)];
};

const withoutPrivateDns = ({ id }: OwnEndpoint, service: ConsumedService | undefined): Finding[] => {
  if (service?.privateName?.state !== 'verified') return [];
  const why = `the endpoint is available, and private DNS is off, though its service offers ${service.privateName.name}`;
  const remedy = `aws ec2 modify-vpc-endpoint --vpc-endpoint-id ${id} --private-dns-enabled`;
  return [finding(id, reason('PRIVATE_DNS_OFF', why), remedy)];
};
