/** The consumer's side: this account's endpoints to services of others, and what these services offer. */
import {
  DescribeVpcEndpointServicesCommand,
  DescribeVpcEndpointsCommand,
  type ServiceDetail,
} from '@aws-sdk/client-ec2';
import { normalName } from '../../net/dns-name.ts';
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
const describeServices = async (names: readonly string[]): Promise<ServiceDetail[]> => {
  const lists = await Promise.all(
    filterable(names).map((Values) =>
      listAll(
        (page) => new DescribeVpcEndpointServicesCommand({ Filters: [{ Name: 'service-name', Values }], ...page }),
        ({ ServiceDetails }) => ServiceDetails,
      ),
    ),
  );
  return lists.flat();
};

/** What those of the named services offer that this account may see. */
export const describeConsumedServices = async (names: readonly string[]): Promise<ConsumedService[]> =>
  (await describeServices(names)).map(
    ({ ServiceName = '', PrivateDnsName, PrivateDnsNameVerificationState: state }) => ({
      name: ServiceName,
      ...(PrivateDnsName
        ? { privateName: { name: PrivateDnsName, state: readState(PRIVATE_NAME_STATES, state) } }
        : {}),
    }),
  );

/** The private DNS names of a service, as AWS lists them: lower case, and of `*.s3.eu-west-2.amazonaws.com` what stands below the star. */
export const describePrivateDnsNames = async (service: string): Promise<string[]> => {
  const found = await describeServices([service]);
  const names = found.flatMap(({ PrivateDnsNames = [], PrivateDnsName }) => [
    ...PrivateDnsNames.map((one) => one.PrivateDnsName),
    PrivateDnsName,
  ]);
  return [...new Set(names.flatMap((name) => (name ? normalName(name).replace(/^\*\./, '') : [])))];
};
