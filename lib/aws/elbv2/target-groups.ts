/** Target groups: what load balancers make of their targets. */
import { read } from '../clients.ts';
import { readState } from '../states.ts';
import type { TargetHealth } from '../types.ts';
import { TARGET_STATES } from './states.ts';

/** The targets of one group, given by its ARN. The API tells no time since when. Throws `TargetGroupNotFound`. */
export const describeTargetHealth = async (targetGroup: string): Promise<TargetHealth[]> => {
  const { callDescribeTargetHealth } = await import('../lazy/load-balancing.ts');
  const { TargetHealthDescriptions } = await read(callDescribeTargetHealth(targetGroup));
  return (TargetHealthDescriptions ?? []).map(({ Target, TargetHealth }) => ({
    targetGroup,
    targetId: Target?.Id ?? '',
    state: readState(TARGET_STATES, TargetHealth?.State),
  }));
};
