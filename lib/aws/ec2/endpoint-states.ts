/** Whether VPC endpoints are still there, of whatever type. */
import { DescribeVpcEndpointsCommand } from '@aws-sdk/client-ec2';
import { allPages, read } from '../clients.ts';
import { ec2, filtersFor, stateOf } from './client.ts';

const PAGE = 1_000;

/** The states of those of the given endpoints that exist, by id. */
export const describeEndpointStates = async (ids: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  if (ids.length === 0) return new Map();
  const Filters = filtersFor('vpc-endpoint-id', { ids });
  const found = await allPages(async (NextToken) => {
    const page = await read(ec2.send(new DescribeVpcEndpointsCommand({ Filters, MaxResults: PAGE, NextToken })));
    return { items: page.VpcEndpoints, next: page.NextToken };
  });
  return new Map(found.map(({ VpcEndpointId = '', State }) => [VpcEndpointId, stateOf(State)]));
};
