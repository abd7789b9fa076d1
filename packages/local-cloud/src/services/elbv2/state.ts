/** What Elastic Load Balancing holds: target groups with the health that their checks found. */

export type TargetState = 'healthy' | 'unhealthy' | 'initial' | 'draining' | 'unused' | 'unavailable';

export interface Target {
  /** An instance id or an address. */
  readonly id: string;
  readonly port: number;
  /** What the health checks say; that of an instance that does not run counts as `unused`. */
  state: TargetState;
}

export interface TargetGroup {
  readonly arn: string;
  targets: Target[];
}

export interface LoadBalancingState {
  /** By ARN. */
  targetGroups: Record<string, TargetGroup>;
}

export const emptyLoadBalancing = (): LoadBalancingState => ({ targetGroups: {} });
