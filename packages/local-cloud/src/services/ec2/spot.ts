/** Spot requests, as far as the instances tell that came from them: reads only. */
import type { DescribeSpotInstanceRequestsRequest, DescribeSpotInstanceRequestsResult } from '@aws-sdk/client-ec2';
import type { Call } from '../../service.ts';
import { type Filters, matching, PAGE_5_1000, page } from './describe.ts';
import type { Instance } from './state.ts';
import { tagsOf } from './tags.ts';

const FILTERS: Filters<Instance> = {
  'instance-id': ({ id }) => [id],
  'spot-instance-request-id': ({ spot }) => [spot?.requestId],
  'status-code': ({ spot }) => [spot?.status],
};

export const describeSpotInstanceRequests = (
  input: DescribeSpotInstanceRequestsRequest,
  call: Call,
): DescribeSpotInstanceRequestsResult => {
  const all = Object.values(call.account.ec2.instances).filter(({ spot }) => spot !== undefined);
  const { items, NextToken } = page(matching(all, input.Filters, FILTERS, tagsOf), input, PAGE_5_1000);
  const shown = items.map(({ id, spot }) => ({
    InstanceId: id,
    SpotInstanceRequestId: spot?.requestId,
    State: 'active' as const,
    Status: { Code: spot?.status, Message: '', UpdateTime: new Date(call.now) },
  }));
  return { SpotInstanceRequests: shown, NextToken };
};
