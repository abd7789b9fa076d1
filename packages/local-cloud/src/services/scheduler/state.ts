/** EventBridge Scheduler's schedules. They come from the template only: the API is not simulated. */

export interface ScheduleTarget {
  readonly arn: string;
  readonly roleArn?: string;
  readonly input?: string;
  /** For FIFO queues. */
  readonly messageGroupId?: string;
  readonly deadLetterArn?: string;
  /** For buses. */
  readonly event?: { readonly detailType: string; readonly source: string };
}

export interface Schedule {
  readonly name: string;
  readonly group: string;
  readonly arn: string;
  readonly enabled: boolean;
  readonly expression: string;
  readonly endsAt?: number;
  /** When it fires next (ms); absent when it has ended. */
  readonly nextAt?: number;
  readonly target: ScheduleTarget;
}

/** The slice of the account that Scheduler owns: schedules by `<group>/<name>`. */
export interface SchedulerState {
  readonly schedules: Record<string, Schedule>;
}

export const emptyScheduler = (): SchedulerState => ({ schedules: {} });
