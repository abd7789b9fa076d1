/** CloudWatch's things in our words: alarms and what metrics tell. Plain data; types.ts of lib/aws exports it. */
import type { AlarmState, Suppressor } from './states.ts';

export interface Alarm {
  readonly name: string;
  readonly state: AlarmState;
  /** Of the last change of state. */
  readonly since: number;
  readonly suppressedBy?: Suppressor;
}

/** One change of an alarm's state. */
export interface AlarmTransition {
  readonly alarm: string;
  readonly at: number;
  /** The state that it changed to. */
  readonly to: AlarmState;
}

/** One minute of an instance's status checks; `at` is its begin. */
export interface StatusMinute {
  readonly instanceId: string;
  readonly at: number;
  readonly failed: boolean;
}
