/** What CloudTrail keeps: the event history, which is there with and without a trail. */

/** One management event, with the ids of what it was about. */
export interface HistoryEvent {
  readonly id: string;
  readonly at: number;
  readonly name: string;
  /** `ec2.amazonaws.com` */
  readonly source: string;
  readonly resources: readonly string[];
  /** The record as CloudTrail writes it. */
  readonly record: string;
}

export interface CloudTrailState {
  /** In the order in which they happened. */
  history: HistoryEvent[];
  /** Ms after which events appear; AWS's take some minutes. */
  lateMs: number;
}

export const emptyCloudTrail = (): CloudTrailState => ({ history: [], lateMs: 0 });
