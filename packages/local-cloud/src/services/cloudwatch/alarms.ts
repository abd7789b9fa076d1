/** Making, switching and deleting alarms. */
import type * as shapes from '@aws-sdk/client-cloudwatch';
import { entryOf } from '../../find.ts';
import type { Call } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import { COMPARISONS } from './evaluate.ts';
import { emitConfigurationChange } from './events.ts';
import { findAlarm } from './find.ts';
import { dimensionsOf } from './metrics.ts';
import { startMeasuring } from './of-aws.ts';
import { alarmsIn, parseRule } from './rule.ts';
import { scheduleEvaluation } from './schedule.ts';
import type { Alarm, CompositeAlarm, MetricAlarm, MissingData } from './state.ts';

const STATISTICS: readonly string[] = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'];
const MISSING: readonly string[] = ['breaching', 'notBreaching', 'ignore', 'missing'];
const DAY_S = 86_400;
/** DeleteAlarms, EnableAlarmActions and DisableAlarmActions take at most 100 names. */
const MAX_NAMES = 100;

const invalid = (message: string): AwsError => new AwsError('ValidationError', message);
const refuse = (what: string): AwsError =>
  new AwsError('NotImplemented', `${what} is not simulated by the local cloud.`, 501);

/** Throws what AWS says of a required member of a single-metric alarm. */
const required = <T>(value: T | undefined, name: string): T => {
  if (value !== undefined) return value;
  throw new AwsError(
    'MissingRequiredParameterException',
    `The parameter ${name} is required for an alarm on a single metric.`,
  );
};

const oneOf = (value: string, allowed: readonly string[], name: string): string => {
  if (allowed.includes(value)) return value;
  throw invalid(`Expected ${name} to be one of ${allowed.join(', ')}, found ${value}.`);
};

const refuseUnsimulated = (input: shapes.PutMetricAlarmInput): void => {
  if (input.Metrics) throw refuse('An alarm on metric math (Metrics)');
  if (input.ExtendedStatistic) throw refuse('ExtendedStatistic');
  if (input.ThresholdMetricId) throw refuse('An anomaly detection alarm (ThresholdMetricId)');
};

const actionsOf = (actions: readonly string[] = []): string[] => {
  const other = actions.find((arn) => !/^arn:[^:]+:sns:/.test(arn));
  if (other) throw refuse(`The alarm action ${other}, which is no SNS topic,`);
  return [...actions];
};

const periodOf = (input: shapes.PutMetricAlarmInput, evaluationPeriods: number): number => {
  const period = required(input.Period, 'Period');
  if (![10, 20, 30].includes(period) && (period < 60 || period % 60 !== 0)) {
    throw invalid(`Expected Period to be 10, 20, 30 or a multiple of 60 seconds, found ${period}.`);
  }
  const limit = period >= 3600 ? 7 * DAY_S : DAY_S;
  if (period * evaluationPeriods > limit)
    throw invalid('Metrics cannot be checked across more than a day (EvaluationPeriods * Period).');
  return period;
};

/** What both kinds of alarm have; an update leaves the state as it is. */
const commonOf = (
  input: shapes.PutMetricAlarmInput | shapes.PutCompositeAlarmInput,
  existing: Alarm | undefined,
  call: Call,
) => {
  const { AlarmDescription: description, Tags = [] } = input;
  const unchecked = { state: 'INSUFFICIENT_DATA', stateReason: 'Unchecked: Initial alarm creation' } as const;
  const state = existing ?? { ...unchecked, stateUpdatedAt: call.now, stateTransitionedAt: call.now };
  const { stateReasonData } = existing ?? {};
  return {
    name: String(input.AlarmName),
    ...(description === undefined ? {} : { description }),
    actionsEnabled: input.ActionsEnabled ?? true,
    okActions: actionsOf(input.OKActions),
    alarmActions: actionsOf(input.AlarmActions),
    insufficientDataActions: actionsOf(input.InsufficientDataActions),
    configuredAt: call.now,
    state: state.state,
    stateReason: state.stateReason,
    ...(stateReasonData === undefined ? {} : { stateReasonData }),
    stateUpdatedAt: state.stateUpdatedAt,
    stateTransitionedAt: state.stateTransitionedAt,
    // PutMetricAlarm ignores tags when it updates an alarm (API reference).
    tags: existing?.tags ?? Object.fromEntries(Tags.map(({ Key, Value }) => [String(Key), String(Value)])),
  };
};

const metricAlarmOf = (input: shapes.PutMetricAlarmInput, existing: Alarm | undefined, call: Call): MetricAlarm => {
  const { Unit: unit, DatapointsToAlarm: datapointsToAlarm } = input;
  const evaluationPeriods = required(input.EvaluationPeriods, 'EvaluationPeriods');
  if (evaluationPeriods < 1) throw invalid(`Expected EvaluationPeriods from 1, found ${evaluationPeriods}.`);
  if (datapointsToAlarm !== undefined && (datapointsToAlarm < 1 || datapointsToAlarm > evaluationPeriods)) {
    throw invalid(`Expected DatapointsToAlarm from 1 to EvaluationPeriods, found ${datapointsToAlarm}.`);
  }
  return {
    kind: 'metric',
    ...commonOf(input, existing, call),
    namespace: required(input.Namespace, 'Namespace'),
    metricName: required(input.MetricName, 'MetricName'),
    dimensions: dimensionsOf(input.Dimensions),
    statistic: oneOf(required(input.Statistic, 'Statistic'), STATISTICS, 'Statistic') as MetricAlarm['statistic'],
    period: periodOf(input, evaluationPeriods),
    ...(unit === undefined ? {} : { unit }),
    evaluationPeriods,
    ...(datapointsToAlarm === undefined ? {} : { datapointsToAlarm }),
    threshold: required(input.Threshold, 'Threshold'),
    comparisonOperator: oneOf(String(input.ComparisonOperator), COMPARISONS, 'ComparisonOperator'),
    treatMissingData: oneOf(input.TreatMissingData ?? 'missing', MISSING, 'TreatMissingData') as MissingData,
  };
};

const existingOf = (name: string | undefined, kind: Alarm['kind'], { account }: Call): Alarm | undefined => {
  const existing = entryOf(account.monitoring.alarms, name);
  if (existing && existing.kind !== kind) throw invalid(`The alarm ${name} exists and is a ${existing.kind} alarm.`);
  return existing;
};

const keep = (alarm: Alarm, existing: Alarm | undefined, call: Call): void => {
  call.account.monitoring.alarms[alarm.name] = alarm;
  emitConfigurationChange(call, alarm, existing ? 'update' : 'create');
  if (alarm.kind === 'metric') startMeasuring(call.account, alarm, call.now);
  scheduleEvaluation(call.account, alarm.name, call.now);
};

export const putMetricAlarm = (input: shapes.PutMetricAlarmInput, call: Call): void => {
  refuseUnsimulated(input);
  const existing = existingOf(input.AlarmName, 'metric', call);
  keep(metricAlarmOf(input, existing, call), existing, call);
};

/** The three members go together (API reference). */
const suppressorOf = (input: shapes.PutCompositeAlarmInput, { account }: Call): CompositeAlarm['suppressor'] => {
  const { ActionsSuppressor: given, ActionsSuppressorWaitPeriod: wait, ActionsSuppressorExtensionPeriod } = input;
  if (given === undefined) return undefined;
  const name = given.replace(/^arn:[^:]+:cloudwatch:[^:]*:[^:]*:alarm:/, '');
  if (!Object.hasOwn(account.monitoring.alarms, name)) throw invalid(`ActionsSuppressor ${name} does not exist.`);
  if (wait === undefined || ActionsSuppressorExtensionPeriod === undefined) {
    throw invalid('ActionsSuppressor needs ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod.');
  }
  return { alarm: name, wait, extension: ActionsSuppressorExtensionPeriod };
};

export const putCompositeAlarm = (input: shapes.PutCompositeAlarmInput, call: Call): void => {
  const { alarms } = call.account.monitoring;
  const rule = String(input.AlarmRule);
  const unknown = alarmsIn(parseRule(rule)).find((name) => !Object.hasOwn(alarms, name) || name === input.AlarmName);
  if (unknown) throw invalid(`AlarmRule names the alarm ${unknown}, which does not exist or is the alarm itself.`);
  const existing = existingOf(input.AlarmName, 'composite', call);
  const suppressor = suppressorOf(input, call);
  const common = commonOf(input, existing, call);
  const alarm: CompositeAlarm = { kind: 'composite', ...common, rule, ...(suppressor ? { suppressor } : {}) };
  keep(alarm, existing, call);
};

/** The alarms of all names, or ResourceNotFound. */
const findAll = (names: readonly string[] = [], { account }: Call): Alarm[] => {
  if (names.length > MAX_NAMES) throw invalid(`Expected at most ${MAX_NAMES} alarm names, found ${names.length}.`);
  return names.map((name) => findAlarm(account, name));
};

export const deleteAlarms = ({ AlarmNames }: shapes.DeleteAlarmsInput, call: Call): void => {
  for (const alarm of findAll(AlarmNames, call)) {
    delete call.account.monitoring.alarms[alarm.name];
    emitConfigurationChange(call, alarm, 'delete');
  }
};

const switchActions = (names: readonly string[] | undefined, enabled: boolean, call: Call): void => {
  for (const alarm of findAll(names, call)) alarm.actionsEnabled = enabled;
};

export const enableAlarmActions = ({ AlarmNames }: shapes.EnableAlarmActionsInput, call: Call): void =>
  switchActions(AlarmNames, true, call);

export const disableAlarmActions = ({ AlarmNames }: shapes.DisableAlarmActionsInput, call: Call): void =>
  switchActions(AlarmNames, false, call);
