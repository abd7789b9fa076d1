/** The consumer's side: this account's endpoints to services of others, and what these services offer. */
import { DescribeVpcEndpointServicesCommand, DescribeVpcEndpointsCommand } from '@aws-sdk/client-ec2';
import { readState } from '../states.ts';
import type { ConsumedService, OwnEndpoint } from '../types.ts';
import { filterable, listAll } from './client.ts';
import { ENDPOINT_STATES, PRIVATE_NAME_STATES } from './states.ts';

/** The account's endpoints of the types that a provider can have to accept; those that AWS services made are left out. */
export const describeOwnEndpoints = async (): Promise<OwnEndpoint[]> => {
  const Filters = [{ Name: 'vpc-endpoint-type', Values: ['Interface', 'GatewayLoadBalancer'] }];
  const found = await listAll(
    (page) => new DescribeVpcEndpointsCommand({ Filters, ...page }),
    ({ VpcEndpoints }) => VpcEndpoints,
  );
  return found
    .filter(({ RequesterManaged }) => !RequesterManaged)
    .map((endpoint) => ({
      id: endpoint.VpcEndpointId ?? '',
      serviceName: endpoint.ServiceName ?? '',
      serviceRegion: endpoint.ServiceRegion ?? '',
      state: readState(ENDPOINT_STATES, endpoint.State),
      createdAt: endpoint.CreationTimestamp?.getTime() ?? 0,
      privateDns: endpoint.PrivateDnsEnabled ?? false,
    }));
};

/** Of the named services those that this account may see. Names go through a filter, since one unknown name would fail the call. */
export const describeConsumedServices = async (names: readonly string[]): Promise<ConsumedService[]> => {
  const lists = await Promise.all(
    filterable(names).map((Values) =>
      listAll(
        (page) => new DescribeVpcEndpointServicesCommand({ Filters: [{ Name: 'service-name', Values }], ...page }),
        ({ ServiceDetails }) => ServiceDetails,
      ),
    ),
  );
  return lists.flat().map(({ ServiceName = '', PrivateDnsName, PrivateDnsNameVerificationState: state }) => ({
    name: ServiceName,
    ...(PrivateDnsName ? { privateName: { name: PrivateDnsName, state: readState(PRIVATE_NAME_STATES, state) } } : {}),
  }));
};
