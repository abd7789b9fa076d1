/** What CloudWatch tells others of an alarm: events on the default bus, and messages to the SNS topics of its actions. */
import { createHash } from 'node:crypto';
import type { Account } from '../../account.ts';
import type { Call, Emission } from '../../service.ts';
import { cloudWatchTime } from './evaluate.ts';
import type { Alarm, AlarmStateValue, MetricAlarm } from './state.ts';

export const alarmArn = ({ id, region }: Account, name: string): string =>
  `arn:aws:cloudwatch:${region}:${id}:alarm:${name}`;

/** A state as events show it; an alarm that was never evaluated has no reason data. */
interface StateShown {
  readonly value: AlarmStateValue;
  readonly reason: string;
  readonly reasonData?: string;
  readonly timestamp: string;
}

export const showState = (alarm: Alarm): StateShown => ({
  value: alarm.state,
  reason: alarm.stateReason,
  ...(alarm.stateReasonData === undefined ? {} : { reasonData: alarm.stateReasonData }),
  timestamp: cloudWatchTime(alarm.stateUpdatedAt),
});

/** The id that CloudWatch gives to the one metric of an alarm: a UUID, here always the same one for a name. */
const metricId = (name: string): string => {
  const digits = createHash('sha256').update(name).digest('hex');
  return [8, 4, 4, 4, 12].map((length, index) => digits.slice(index * 5, index * 5 + length)).join('-');
};

const metricConfiguration = (alarm: MetricAlarm) => ({
  metrics: [
    {
      id: metricId(alarm.name),
      metricStat: {
        metric: { namespace: alarm.namespace, name: alarm.metricName, dimensions: alarm.dimensions },
        period: alarm.period,
        stat: alarm.statistic,
        ...(alarm.unit === undefined ? {} : { unit: alarm.unit }),
      },
      returnData: true,
    },
  ],
});

const configurationOf = (alarm: Alarm) => ({
  ...(alarm.description === undefined ? {} : { description: alarm.description }),
  ...(alarm.kind === 'metric' ? metricConfiguration(alarm) : { alarmRule: alarm.rule }),
});

const busEvent = (account: Account, alarm: Alarm, detailType: string, detail: object): Emission => ({
  to: 'bus',
  source: 'aws.cloudwatch',
  detailType,
  resources: [alarmArn(account, alarm.name)],
  detail: { alarmName: alarm.name, ...detail },
});

/** `CloudWatch Alarm State Change`, in the shape of AWS-FACTS A.3. */
export const emitStateChange = (call: Call, alarm: Alarm, previousState: StateShown): void => {
  const detail = { configuration: configurationOf(alarm), previousState, state: showState(alarm) };
  call.emit(busEvent(call.account, alarm, 'CloudWatch Alarm State Change', detail));
  if (alarm.actionsEnabled) emitActions(call, alarm, previousState);
};

/** `CloudWatch Alarm Configuration Change`. */
export const emitConfigurationChange = (call: Call, alarm: Alarm, operation: 'create' | 'update' | 'delete'): void => {
  const detail = { operation, state: showState(alarm), configuration: configurationOf(alarm) };
  call.emit(busEvent(call.account, alarm, 'CloudWatch Alarm Configuration Change', detail));
};

const actionsFor = (alarm: Alarm): readonly string[] => {
  if (alarm.state === 'OK') return alarm.okActions;
  return alarm.state === 'ALARM' ? alarm.alarmActions : alarm.insufficientDataActions;
};

const triggerOf = (alarm: Alarm) =>
  alarm.kind === 'composite'
    ? { AlarmRule: alarm.rule }
    : {
        Trigger: {
          MetricName: alarm.metricName,
          Namespace: alarm.namespace,
          StatisticType: 'Statistic',
          Statistic: alarm.statistic.toUpperCase(),
          Unit: alarm.unit ?? null,
          Dimensions: Object.entries(alarm.dimensions).map(([name, value]) => ({ value, name })),
          Period: alarm.period,
          EvaluationPeriods: alarm.evaluationPeriods,
          ComparisonOperator: alarm.comparisonOperator,
          Threshold: alarm.threshold,
          TreatMissingData: alarm.treatMissingData,
        },
      };

const emitActions = (call: Call, alarm: Alarm, before: StateShown): void => {
  const { id, region } = call.account;
  const message = {
    AlarmName: alarm.name,
    AlarmDescription: alarm.description ?? null,
    AWSAccountId: id,
    AlarmConfigurationUpdatedTimestamp: cloudWatchTime(alarm.configuredAt),
    NewStateValue: alarm.state,
    NewStateReason: alarm.stateReason,
    StateChangeTime: cloudWatchTime(alarm.stateTransitionedAt),
    Region: region,
    AlarmArn: alarmArn(call.account, alarm.name),
    OldStateValue: before.value,
    OKActions: alarm.okActions,
    AlarmActions: alarm.alarmActions,
    InsufficientDataActions: alarm.insufficientDataActions,
    ...triggerOf(alarm),
  };
  const subject = `${alarm.state}: "${alarm.name}" in ${region}`;
  for (const topicArn of actionsFor(alarm))
    call.emit({ to: 'topic', topicArn, subject, message: JSON.stringify(message) });
};
