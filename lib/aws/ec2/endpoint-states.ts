/** Whether VPC endpoints are still there, and of which type. */
import { DescribeVpcEndpointsCommand } from '@aws-sdk/client-ec2';
import { readState } from '../states.ts';
import { filtersFor, listAll } from './client.ts';
import { ENDPOINT_STATES, type EndpointState } from './states.ts';

/** An endpoint of whatever type; its type as AWS spells it: `Interface`, `Resource`. */
export interface AnyEndpoint {
  readonly state: EndpointState;
  readonly type: string;
}

/** Those of the given endpoints that exist, by id. */
export const describeAnyEndpoints = async (ids: readonly string[]): Promise<ReadonlyMap<string, AnyEndpoint>> => {
  if (ids.length === 0) return new Map();
  const Filters = filtersFor('vpc-endpoint-id', { ids });
  const found = await listAll(
    (page) => new DescribeVpcEndpointsCommand({ Filters, ...page }),
    ({ VpcEndpoints }) => VpcEndpoints,
  );
  return new Map(
    found.map(({ VpcEndpointId = '', State, VpcEndpointType = '' }) => [
      VpcEndpointId,
      { state: readState(ENDPOINT_STATES, State), type: VpcEndpointType },
    ]),
  );
};
