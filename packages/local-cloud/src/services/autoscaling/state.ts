/** What Auto Scaling holds: the instances of its groups. */

interface GroupInstance {
  readonly id: string;
  readonly group: string;
  /** `InService`, `Terminating:Wait`, `Standby`, … */
  state: string;
}

export interface AutoScalingState {
  /** By the instance's id. */
  instances: Record<string, GroupInstance>;
}

export const emptyAutoScaling = (): AutoScalingState => ({ instances: {} });
