/** Elastic Load Balancing's things in our words. Plain data; types.ts of lib/aws exports it. */

/** What a load balancer makes of one target: `healthy`, `unhealthy`, `initial`, `draining`, `unused`, `unavailable`, … */
export interface TargetHealth {
  readonly targetGroup: string;
  /** An instance id or an address. */
  readonly targetId: string;
  readonly state: string;
}
