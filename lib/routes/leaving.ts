/** Which instances are about to be taken away: those of EC2 Spot and of Auto Scaling groups are asked about, and no others. */
import { describeLifecycleStates } from '../aws/autoscaling/instances.ts';
import { describeSpotStates } from '../aws/ec2/spot.ts';
import type { Instance } from '../aws/types.ts';
import { inTime } from '../core/in-time.ts';
import type { Leaving } from './types.ts';

/** Ms for each of the two questions. What is not answered drains nothing. */
const LIMIT_MS = 2_000;

/** The tag that Auto Scaling puts on every instance of a group. */
const GROUP_TAG = 'aws:autoscaling:groupName';

/** `Standby` and what leads there, and everything on the way to the end. */
const LEAVES = /^(?:Terminating|Standby|EnteringStandby|Detaching)/;

type States = (ids: readonly string[]) => Promise<readonly { readonly instanceId: string; readonly state: string }[]>;

export const readLeaving = async (instances: readonly Instance[]): Promise<Leaving[]> => {
  const spot = instances.filter((instance) => instance.spot);
  const grouped = instances.filter(({ tags }) => Object.hasOwn(tags, GROUP_TAG));
  const found = await Promise.all([
    asked(spot, describeSpotStates, /^marked-for-/, 'EC2 Spot says'),
    asked(grouped, describeLifecycleStates, LEAVES, 'its Auto Scaling group says'),
  ]);
  return found.flat().sort((a, b) => (a.why < b.why ? -1 : 1));
};

const asked = async (
  instances: readonly Instance[],
  statesOf: States,
  leaves: RegExp,
  says: string,
): Promise<Leaving[]> => {
  if (instances.length === 0) return [];
  try {
    const states = await inTime(() => statesOf(instances.map(({ id }) => id)), { limitMs: LIMIT_MS });
    return states
      .filter(({ state }) => leaves.test(state))
      .map(({ instanceId, state }) => ({ instanceId, why: `${says} ${state} of ${instanceId}` }));
  } catch {
    return [];
  }
};
