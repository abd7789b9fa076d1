/** The consumer's side of an endpoint service: which services it can use, and what its endpoint starts. */
import type { Call, Caller } from '../../../service.ts';
import { AwsError } from '../../../wire/error.ts';
import { customServiceName } from '../endpoints/names.ts';
import { beginSettling } from '../endpoints/state.ts';
import type { Endpoint, EndpointService } from '../state.ts';
import { notify } from './notify.ts';

/** The service, if the caller may use it from its Region; a service that it may not use does not exist for it (InvalidServiceName). */
export const serviceForConsumer = (
  { serviceId, region }: { serviceId: string; region: string },
  call: Call,
): EndpointService => {
  const { account, caller } = call;
  const service = account.ec2.endpointServices[serviceId];
  if (
    region !== account.region ||
    service?.state !== 'Available' ||
    !isPermitted(service, caller, account.id) ||
    !isOffered(service, caller.region, account.region)
  ) {
    const name = customServiceName(region, serviceId);
    throw new AwsError('InvalidServiceName', `The Vpc Endpoint Service '${name}' does not exist`);
  }
  return service;
};

const isPermitted = (service: EndpointService, { accountId, principal }: Caller, ownerId: string): boolean => {
  if (accountId === ownerId) return true;
  const root = `arn:aws:iam::${accountId}:root`;
  const self = `arn:aws:iam::${accountId}:${principal.type}/${principal.name}`;
  return service.permissions.some((permission) => ['*', root, self].includes(permission.principal));
};

const isOffered = (service: EndpointService, region: string, home: string): boolean =>
  region === home || service.regions.some((entry) => entry.region === region && entry.state === 'Available');

/** Opens the connection of a new endpoint and tells the service's owner of it. */
export const connect = (endpoint: Endpoint, service: EndpointService, call: Call): void => {
  call.account.ec2.endpointConnections[endpoint.id] = {
    id: call.newId('vpce-con'),
    serviceId: service.id,
    endpointId: endpoint.id,
    createdAt: call.now,
    state: 'pendingAcceptance',
    tags: {},
  };
  if (!service.acceptanceRequired) beginSettling(endpoint.id, call);
  notify('Connect', endpoint, call);
};
