/** Whether VPC endpoints are still there, of whatever type. */
import { DescribeVpcEndpointsCommand } from '@aws-sdk/client-ec2';
import { readState } from '../states.ts';
import { filtersFor, listAll } from './client.ts';
import { ENDPOINT_STATES, type EndpointState } from './states.ts';

/** The states of those of the given endpoints that exist, by id. */
export const describeEndpointStates = async (ids: readonly string[]): Promise<ReadonlyMap<string, EndpointState>> => {
  if (ids.length === 0) return new Map();
  const Filters = filtersFor('vpc-endpoint-id', { ids });
  const found = await listAll(
    (page) => new DescribeVpcEndpointsCommand({ Filters, ...page }),
    ({ VpcEndpoints }) => VpcEndpoints,
  );
  return new Map(found.map(({ VpcEndpointId = '', State }) => [VpcEndpointId, readState(ENDPOINT_STATES, State)]));
};
