/** Which instances are about to be taken away: those of EC2 Spot and of Auto Scaling groups are asked about, and no others. */
import { describeLifecycleStates } from '../aws/autoscaling/instances.ts';
import { describeSpotStates } from '../aws/ec2/spot.ts';
import type { Instance } from '../aws/types.ts';
import { inTime } from '../core/in-time.ts';
import { refusedPart } from './optional.ts';
import type { Leaving, Optional } from './types.ts';

/** Ms for each of the two questions. What is not answered drains nothing. */
const LIMIT_MS = 2_000;

/** The tag that Auto Scaling puts on every instance of a group. */
const GROUP_TAG = 'aws:autoscaling:groupName';

/** `Standby` and what leads there, and everything on the way to the end. */
const LEAVES = /^(?:Terminating|Standby|EnteringStandby|Detaching)/;

type States = (ids: readonly string[]) => Promise<readonly { readonly instanceId: string; readonly state: string }[]>;

export const readLeaving = async (instances: readonly Instance[]): Promise<Optional<Leaving>> => {
  const spot = instances.filter((instance) => instance.spot);
  const grouped = instances.filter(({ tags }) => Object.hasOwn(tags, GROUP_TAG));
  const found = await Promise.all([
    asked(spot, describeSpotStates, /^marked-for-/, 'EC2 Spot'),
    asked(grouped, describeLifecycleStates, LEAVES, 'its Auto Scaling group'),
  ]);
  return {
    found: found.flatMap((one) => one.found).sort((a, b) => (a.why < b.why ? -1 : 1)),
    unseen: found.flatMap((one) => one.unseen),
  };
};

const asked = async (
  instances: readonly Instance[],
  statesOf: States,
  leaves: RegExp,
  who: string,
): Promise<Optional<Leaving>> => {
  if (instances.length === 0) return { found: [], unseen: [] };
  try {
    const states = await inTime(() => statesOf(instances.map(({ id }) => id)), { limitMs: LIMIT_MS });
    const found = states
      .filter(({ state }) => leaves.test(state))
      .map(({ instanceId, state }) => ({ instanceId, why: `${who} says ${state} of ${instanceId}` }));
    return { found, unseen: [] };
  } catch (error) {
    return { found: [], unseen: refusedPart('leaving', error, who) };
  }
};
