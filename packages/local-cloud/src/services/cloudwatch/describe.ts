/** DescribeAlarms: exact names or one prefix, metric alarms only unless composite ones are asked for (AWS-FACTS A.8). */
import type * as shapes from '@aws-sdk/client-cloudwatch';
import type { Account } from '../../account.ts';
import type { Call } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import { alarmArn } from './events.ts';
import type { Alarm, CompositeAlarm, MetricAlarm } from './state.ts';

const USUAL_PAGE = 50;
const MAX_PAGE = 100;

const showCommon = (account: Account, alarm: Alarm) => ({
  AlarmName: alarm.name,
  AlarmArn: alarmArn(account, alarm.name),
  AlarmDescription: alarm.description,
  AlarmConfigurationUpdatedTimestamp: new Date(alarm.configuredAt),
  ActionsEnabled: alarm.actionsEnabled,
  OKActions: [...alarm.okActions],
  AlarmActions: [...alarm.alarmActions],
  InsufficientDataActions: [...alarm.insufficientDataActions],
  StateValue: alarm.state,
  StateReason: alarm.stateReason,
  StateReasonData: alarm.stateReasonData,
  StateUpdatedTimestamp: new Date(alarm.stateUpdatedAt),
  StateTransitionedTimestamp: new Date(alarm.stateTransitionedAt),
});

const showMetric = (account: Account, alarm: MetricAlarm): shapes.MetricAlarm => ({
  ...showCommon(account, alarm),
  MetricName: alarm.metricName,
  Namespace: alarm.namespace,
  Statistic: alarm.statistic,
  Dimensions: Object.entries(alarm.dimensions).map(([Name, Value]) => ({ Name, Value })),
  Period: alarm.period,
  Unit: alarm.unit as shapes.StandardUnit | undefined,
  EvaluationPeriods: alarm.evaluationPeriods,
  DatapointsToAlarm: alarm.datapointsToAlarm,
  Threshold: alarm.threshold,
  ComparisonOperator: alarm.comparisonOperator as shapes.ComparisonOperator,
  TreatMissingData: alarm.treatMissingData,
});

const showComposite = (account: Account, alarm: CompositeAlarm, now: number): shapes.CompositeAlarm => {
  const suppressedBy = suppressedByOf(account, alarm, now);
  return {
    ...showCommon(account, alarm),
    AlarmRule: alarm.rule,
    ...(alarm.suppressor
      ? {
          ActionsSuppressor: alarmArn(account, alarm.suppressor.alarm),
          ActionsSuppressorWaitPeriod: alarm.suppressor.wait,
          ActionsSuppressorExtensionPeriod: alarm.suppressor.extension,
        }
      : {}),
    ...(suppressedBy
      ? { ActionsSuppressedBy: suppressedBy, ActionsSuppressedReason: `Suppressed by ${suppressedBy}` }
      : {}),
  };
};

/** Actions wait for the suppressor after a transition, are suppressed while it is in ALARM, and for a while after that. */
const suppressedByOf = (
  { monitoring }: Account,
  { suppressor, stateTransitionedAt }: CompositeAlarm,
  now: number,
): shapes.ActionsSuppressedBy | undefined => {
  const alarm = suppressor && monitoring.alarms[suppressor.alarm];
  if (!suppressor || !alarm) return undefined;
  if (alarm.state === 'ALARM') return 'Alarm';
  const left = monitoring.history[alarm.name]?.findLast(({ from }) => from === 'ALARM')?.at;
  if (left !== undefined && now < left + suppressor.extension * 1_000) return 'ExtensionPeriod';
  return now < stateTransitionedAt + suppressor.wait * 1_000 ? 'WaitPeriod' : undefined;
};

const checkInput = (input: shapes.DescribeAlarmsInput): void => {
  const { AlarmNames, AlarmNamePrefix, MaxRecords } = input;
  if (AlarmNames?.length && AlarmNamePrefix !== undefined) {
    throw new AwsError('InvalidParameterCombinationException', 'AlarmNames and AlarmNamePrefix cannot be combined.');
  }
  if ((AlarmNames?.length ?? 0) > MAX_PAGE) {
    throw new AwsError('ValidationError', `Expected at most ${MAX_PAGE} AlarmNames, found ${AlarmNames?.length}.`);
  }
  if (MaxRecords !== undefined && !(MaxRecords >= 1 && MaxRecords <= MAX_PAGE)) {
    throw new AwsError('ValidationError', `Expected MaxRecords from 1 to ${MAX_PAGE}, found ${MaxRecords}.`);
  }
  if (input.ChildrenOfAlarmName !== undefined || input.ParentsOfAlarmName !== undefined) {
    const message = 'ChildrenOfAlarmName and ParentsOfAlarmName are not simulated by the local cloud.';
    throw new AwsError('NotImplemented', message, 501);
  }
};

const matches = (alarm: Alarm, input: shapes.DescribeAlarmsInput): boolean => {
  const { AlarmNames, AlarmNamePrefix = '', AlarmTypes, StateValue, ActionPrefix } = input;
  const types: readonly string[] = AlarmTypes?.length ? AlarmTypes : ['MetricAlarm'];
  const actions = [...alarm.okActions, ...alarm.alarmActions, ...alarm.insufficientDataActions];
  return (
    types.includes(alarm.kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm') &&
    (AlarmNames?.length ? AlarmNames.includes(alarm.name) : alarm.name.startsWith(AlarmNamePrefix)) &&
    (StateValue === undefined || alarm.state === StateValue) &&
    (ActionPrefix === undefined || actions.some((action) => action.startsWith(ActionPrefix)))
  );
};

const tokenOf = ({ name }: Alarm): string => Buffer.from(`after:${name}`).toString('base64url');

export const describeAlarms = (
  input: shapes.DescribeAlarmsInput,
  { account, now }: Call,
): shapes.DescribeAlarmsOutput => {
  checkInput(input);
  const { NextToken: token, MaxRecords = USUAL_PAGE } = input;
  const all = Object.values(account.monitoring.alarms)
    .filter((alarm) => matches(alarm, input))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const start = token ? all.findIndex((alarm) => tokenOf(alarm) === token) + 1 : 0;
  if (token && start === 0) throw new AwsError('InvalidNextToken', 'The next token specified is invalid.');
  const size = input.AlarmNames?.length ? Math.max(MaxRecords, input.AlarmNames.length) : MaxRecords;
  const page = all.slice(start, start + size);
  const last = page.at(-1);
  return {
    MetricAlarms: page.flatMap((alarm) => (alarm.kind === 'metric' ? [showMetric(account, alarm)] : [])),
    CompositeAlarms: page.flatMap((alarm) => (alarm.kind === 'composite' ? [showComposite(account, alarm, now)] : [])),
    NextToken: last && start + size < all.length ? tokenOf(last) : undefined,
  };
};
