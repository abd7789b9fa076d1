/** What Auto Scaling groups are about to do with instances. */
import { chunks } from '../../std/lists.ts';
import { read } from '../clients.ts';

/** Auto Scaling takes this many ids in one call. */
const MOST_IDS = 50;

/** The lifecycle states of those instances that belong to a group: `InService`, `Terminating:Wait`, `Standby`, … */
export const describeLifecycleStates = async (
  ids: readonly string[],
): Promise<{ readonly instanceId: string; readonly state: string }[]> => {
  const { callDescribeAutoScalingInstances } = await import('../lazy/auto-scaling.ts');
  const pages = await Promise.all(chunks(ids, MOST_IDS).map((some) => read(callDescribeAutoScalingInstances(some))));
  return pages.flatMap(({ AutoScalingInstances }) =>
    (AutoScalingInstances ?? []).map(({ InstanceId = '', LifecycleState = '' }) => ({
      instanceId: InstanceId,
      state: LifecycleState,
    })),
  );
};
