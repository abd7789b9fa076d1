/** Puts alarms into an account. */
import type { Account } from '../../account.ts';
import type { MetricAlarm } from './state.ts';

/** A metric alarm; what is left out is that of a failover alarm set by hand: missing data ignored, on a metric that nobody publishes. */
interface AlarmSeed extends Partial<Omit<MetricAlarm, 'kind' | 'name'>> {
  readonly name: string;
  /** Since when (ms) the alarm has its state; default: the epoch. */
  readonly since?: number;
}

/** Adds an alarm as if it had always been there: nothing is emitted or scheduled. */
export const addAlarm = (account: Account, { since = 0, ...seed }: AlarmSeed): MetricAlarm => {
  const alarm: MetricAlarm = {
    kind: 'metric',
    actionsEnabled: true,
    okActions: [],
    alarmActions: [],
    insufficientDataActions: [],
    configuredAt: since,
    state: 'INSUFFICIENT_DATA',
    stateReason: 'Unchecked: Initial alarm creation',
    stateUpdatedAt: since,
    stateTransitionedAt: since,
    tags: {},
    namespace: 'Local/Verdicts',
    metricName: 'Unhealthy',
    dimensions: {},
    statistic: 'Maximum',
    period: 60,
    evaluationPeriods: 1,
    threshold: 0,
    comparisonOperator: 'GreaterThanThreshold',
    treatMissingData: 'ignore',
    ...seed,
  };
  account.monitoring.alarms[alarm.name] = alarm;
  return alarm;
};
