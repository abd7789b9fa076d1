/** What CloudWatch holds: alarms, and the latest data of metrics as far as alarms need them. */

export type AlarmStateValue = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
export type MissingData = 'breaching' | 'notBreaching' | 'ignore' | 'missing';

interface AlarmBase {
  readonly name: string;
  readonly description?: string;
  actionsEnabled: boolean;
  readonly okActions: readonly string[];
  readonly alarmActions: readonly string[];
  readonly insufficientDataActions: readonly string[];
  /** The last change of the configuration; all times are local-cloud time in ms since the epoch. */
  readonly configuredAt: number;
  state: AlarmStateValue;
  stateReason: string;
  /** A JSON text, which alarms that were never evaluated do not have. */
  stateReasonData?: string;
  /** When the state was last written, even with the same value. */
  stateUpdatedAt: number;
  /** When the state last changed its value. */
  stateTransitionedAt: number;
  tags: Record<string, string>;
}

export interface MetricAlarm extends AlarmBase {
  readonly kind: 'metric';
  readonly namespace: string;
  readonly metricName: string;
  /** By dimension name. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'SampleCount' | 'Average' | 'Sum' | 'Minimum' | 'Maximum';
  /** Seconds. */
  readonly period: number;
  readonly unit?: string;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm?: number;
  readonly threshold: number;
  readonly comparisonOperator: string;
  readonly treatMissingData: MissingData;
}

export interface CompositeAlarm extends AlarmBase {
  readonly kind: 'composite';
  /** Such as `ALARM("a") OR NOT OK("b")`. */
  readonly rule: string;
  /** The alarm that suppresses this one's actions, and for how many seconds before and after it does. */
  readonly suppressor?: { readonly alarm: string; readonly wait: number; readonly extension: number };
}

export type Alarm = MetricAlarm | CompositeAlarm;

/** Values that were put at one moment, folded into what statistics need. */
export interface MetricSample {
  /** Local-cloud time in ms since the epoch. */
  readonly at: number;
  readonly unit?: string;
  readonly count: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** One change of an alarm's state. */
export interface StateUpdate {
  readonly at: number;
  readonly kind: Alarm['kind'];
  readonly from: AlarmStateValue;
  readonly to: AlarmStateValue;
  readonly reason: string;
}

export interface CloudWatchState {
  /** By alarm name. */
  alarms: Record<string, Alarm>;
  /** By metric key (namespace, name and dimensions), in order of time. */
  metrics: Record<string, MetricSample[]>;
  /** By alarm name, the oldest first; it outlives the alarm. */
  history: Record<string, StateUpdate[]>;
  /** By name, as JSON texts. */
  dashboards: Record<string, string>;
}

export const emptyCloudWatch = (): CloudWatchState => ({ alarms: {}, metrics: {}, history: {}, dashboards: {} });
