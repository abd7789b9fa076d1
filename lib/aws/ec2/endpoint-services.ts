/** Endpoint services of this account, and the connections to them. */
import {
  AcceptVpcEndpointConnectionsCommand,
  DescribeVpcEndpointConnectionsCommand,
  DescribeVpcEndpointServiceConfigurationsCommand,
  EC2Client,
  RejectVpcEndpointConnectionsCommand,
  type ServiceConfiguration,
  type UnsuccessfulItem,
  type VpcEndpointConnection,
} from '@aws-sdk/client-ec2';
import { clientDefaults, REAL_TIME, writeOrRetry } from '../clients.ts';
import { createBucket, inTurn } from '../pacing.ts';
import { patient } from '../patience.ts';
import { QUOTAS } from '../quotas.ts';
import { readState } from '../states.ts';
import type { EndpointConnection, EndpointService, Wanted } from '../types.ts';
import { filterable, filtersFor, listAll, tagsOf } from './client.ts';
import { ADDRESS_TYPES, ENDPOINT_STATES, SERVICE_STATES } from './states.ts';

const [accepting, rejecting] = [
  createBucket(QUOTAS.acceptConnections, REAL_TIME),
  createBucket(QUOTAS.rejectConnections, REAL_TIME),
];

/** What they throttle waits for its turn in the bucket. */
const deciding = new EC2Client({ ...clientDefaults, retryStrategy: patient({ ...REAL_TIME, throttles: false }) });

/** The endpoint services of the account that match. */
export const describeEndpointServices = async (wanted: Wanted): Promise<EndpointService[]> => {
  const Filters = filtersFor('service-id', wanted);
  const found = await listAll(
    (page) => new DescribeVpcEndpointServiceConfigurationsCommand({ Filters, ...page }),
    ({ ServiceConfigurations }) => ServiceConfigurations,
  );
  return found.map(serviceOf);
};

const serviceOf = (service: ServiceConfiguration): EndpointService => ({
  id: service.ServiceId ?? '',
  name: service.ServiceName ?? '',
  state: readState(SERVICE_STATES, service.ServiceState),
  acceptanceRequired: service.AcceptanceRequired ?? false,
  managed: service.ManagesVpcEndpoints ?? false,
  gateway: (service.GatewayLoadBalancerArns ?? []).length > 0,
  azIds: service.AvailabilityZoneIds ?? [],
  loadBalancers: [...(service.NetworkLoadBalancerArns ?? []), ...(service.GatewayLoadBalancerArns ?? [])],
  tags: tagsOf(service.Tags),
});

/** All connections to the given services, in every state. */
export const describeConnections = async (serviceIds: readonly string[]): Promise<EndpointConnection[]> => {
  const lists = await Promise.all(filterable(serviceIds).map(connectionsTo));
  return lists.flat().map(connectionOf);
};

const connectionsTo = (Values: string[]): Promise<VpcEndpointConnection[]> =>
  listAll(
    (page) => new DescribeVpcEndpointConnectionsCommand({ Filters: [{ Name: 'service-id', Values }], ...page }),
    ({ VpcEndpointConnections }) => VpcEndpointConnections,
  );

const connectionOf = (connection: VpcEndpointConnection): EndpointConnection => ({
  serviceId: connection.ServiceId ?? '',
  endpointId: connection.VpcEndpointId ?? '',
  owner: connection.VpcEndpointOwner ?? '',
  state: readState(ENDPOINT_STATES, connection.VpcEndpointState),
  createdAt: connection.CreationTimestamp?.getTime() ?? 0,
  ...(connection.VpcEndpointRegion ? { region: connection.VpcEndpointRegion } : {}),
  addressType: readState(ADDRESS_TYPES, connection.IpAddressType),
  tags: tagsOf(connection.Tags),
});

/** Why AWS refused one id of a batch that it otherwise carried out. */
export interface Refused {
  readonly id: string;
  readonly code: string;
  readonly error: string;
}

/** Accepts connections of one service in one call. AWS answers 200 even when it refuses some: those are returned. */
export const acceptConnections = async (ServiceId: string, endpointIds: readonly string[]): Promise<Refused[]> => {
  const command = new AcceptVpcEndpointConnectionsCommand({ ServiceId, VpcEndpointIds: [...endpointIds] });
  const { Unsuccessful } = await inTurn(accepting, (repeated) => writeOrRetry(repeated, deciding.send(command)));
  return refusedOf(Unsuccessful);
};

/** Rejects connections of one service in one call, waiting or established. Returns what AWS refused. */
export const rejectConnections = async (ServiceId: string, endpointIds: readonly string[]): Promise<Refused[]> => {
  const command = new RejectVpcEndpointConnectionsCommand({ ServiceId, VpcEndpointIds: [...endpointIds] });
  const { Unsuccessful } = await inTurn(rejecting, (repeated) => writeOrRetry(repeated, deciding.send(command)));
  return refusedOf(Unsuccessful);
};

const refusedOf = (items: readonly UnsuccessfulItem[] = []): Refused[] =>
  items.map(({ ResourceId = '', Error: error }) => ({
    id: ResourceId,
    code: error?.Code ?? 'Unknown',
    error: error?.Message ?? 'refused without a message',
  }));
