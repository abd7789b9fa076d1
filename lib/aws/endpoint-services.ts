/** Endpoint services of this account and the connections to them. */
import {
  AcceptVpcEndpointConnectionsCommand,
  DescribeVpcEndpointConnectionsCommand,
  DescribeVpcEndpointServiceConfigurationsCommand,
} from '@aws-sdk/client-ec2';
import { allPages, read, write } from './clients.ts';
import { ec2, filtersFor, stateOf, tagsOf } from './ec2.ts';
import type { EndpointConnection, EndpointService, Wanted } from './types.ts';

const PAGE = 1_000;

/** The endpoint services of the account that match. */
export const describeEndpointServices = async (wanted: Wanted): Promise<EndpointService[]> => {
  const Filters = filtersFor('service-id', wanted);
  const found = await allPages(async (NextToken) => {
    const command = new DescribeVpcEndpointServiceConfigurationsCommand({ Filters, MaxResults: PAGE, NextToken });
    const page = await read(ec2.send(command));
    return { items: page.ServiceConfigurations, next: page.NextToken };
  });
  return found.map((service) => ({
    id: service.ServiceId ?? '',
    name: service.ServiceName ?? '',
    state: stateOf(service.ServiceState),
    acceptanceRequired: service.AcceptanceRequired ?? false,
    tags: tagsOf(service.Tags),
  }));
};

/** All connections to the given services, in every state. */
export const describeConnections = async (serviceIds: readonly string[]): Promise<EndpointConnection[]> => {
  const Filters = [{ Name: 'service-id', Values: [...serviceIds] }];
  const found = await allPages(async (NextToken) => {
    const page = await read(
      ec2.send(new DescribeVpcEndpointConnectionsCommand({ Filters, MaxResults: PAGE, NextToken })),
    );
    return { items: page.VpcEndpointConnections, next: page.NextToken };
  });
  return found.map((connection) => ({
    serviceId: connection.ServiceId ?? '',
    endpointId: connection.VpcEndpointId ?? '',
    owner: connection.VpcEndpointOwner ?? '',
    state: stateOf(connection.VpcEndpointState),
    createdAt: connection.CreationTimestamp?.getTime() ?? 0,
  }));
};

/** Why AWS refused one id of a batch that it otherwise carried out. */
export interface Refused {
  readonly id: string;
  readonly code: string;
  readonly error: string;
}

/** Accepts the connections of one service in one call. AWS answers 200 even when it refuses some: those are returned. */
export const acceptConnections = async (serviceId: string, endpointIds: readonly string[]): Promise<Refused[]> => {
  const command = new AcceptVpcEndpointConnectionsCommand({ ServiceId: serviceId, VpcEndpointIds: [...endpointIds] });
  const { Unsuccessful } = await write(ec2.send(command));
  return (Unsuccessful ?? []).map(({ ResourceId = '', Error: error }) => ({
    id: ResourceId,
    code: error?.Code ?? 'Unknown',
    error: error?.Message ?? 'refused without a message',
  }));
};
