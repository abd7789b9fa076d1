/** CloudWatch's things in our words: alarms. Plain data; types.ts of lib/aws exports it. */

export interface Alarm {
  readonly name: string;
  /** `OK`, `ALARM` or `INSUFFICIENT_DATA`. */
  readonly state: string;
  /** Of the last change of state. */
  readonly since: number;
  /** What suppresses the actions of a composite alarm: `Alarm`, `WaitPeriod` or `ExtensionPeriod`. */
  readonly suppressedBy?: string;
}

/** One change of an alarm's state. */
export interface AlarmTransition {
  readonly alarm: string;
  readonly at: number;
  /** The state that it changed to. */
  readonly to: string;
}
