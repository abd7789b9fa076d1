/** Elastic Load Balancing's things in our words. Plain data; types.ts of lib/aws exports it. */
import type { TargetState } from './states.ts';

/** What a load balancer makes of one target. */
export interface TargetHealth {
  readonly targetGroup: string;
  /** An instance id or an address. */
  readonly targetId: string;
  readonly state: TargetState;
}
