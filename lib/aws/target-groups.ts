/** Target groups: what load balancers make of their targets. */
import { DescribeTargetHealthCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { clientDefaults, read } from './clients.ts';
import type { TargetHealth } from './types.ts';

const loadBalancing = new ElasticLoadBalancingV2Client(clientDefaults);

/** The targets of one group, given by its ARN. The API tells no time since when. Throws `TargetGroupNotFound`. */
export const describeTargetHealth = async (targetGroup: string): Promise<TargetHealth[]> => {
  const { TargetHealthDescriptions } = await read(
    loadBalancing.send(new DescribeTargetHealthCommand({ TargetGroupArn: targetGroup })),
  );
  return (TargetHealthDescriptions ?? []).map(({ Target, TargetHealth }) => ({
    targetGroup,
    targetId: Target?.Id ?? '',
    state: TargetHealth?.State ?? '',
  }));
};
