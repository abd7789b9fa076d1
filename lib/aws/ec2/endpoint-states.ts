/** Whether VPC endpoints are still there, of whatever type. */
import { DescribeVpcEndpointsCommand } from '@aws-sdk/client-ec2';
import { filtersFor, listAll, stateOf } from './client.ts';

/** The states of those of the given endpoints that exist, by id. */
export const describeEndpointStates = async (ids: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  if (ids.length === 0) return new Map();
  const Filters = filtersFor('vpc-endpoint-id', { ids });
  const found = await listAll(
    (page) => new DescribeVpcEndpointsCommand({ Filters, ...page }),
    ({ VpcEndpoints }) => VpcEndpoints,
  );
  return new Map(found.map(({ VpcEndpointId = '', State }) => [VpcEndpointId, stateOf(State)]));
};
