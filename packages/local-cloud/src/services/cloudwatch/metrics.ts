/** Metric data: what was put, folded into samples, as long as alarms may need it. */
import type * as shapes from '@aws-sdk/client-cloudwatch';
import type { Account } from '../../account.ts';
import type { Call } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import { rangeMs } from './evaluate.ts';
import { scheduleEvaluation } from './schedule.ts';
import type { CloudWatchState, MetricAlarm, MetricSample } from './state.ts';

/** Data is kept for this long (ms) even if no alarm looks at it yet, so that a new alarm finds some. */
const KEPT_MS = 3_600_000;
const TWO_WEEKS_MS = 14 * 86_400_000;
const TWO_HOURS_MS = 2 * 3_600_000;

interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** One key for a metric, whatever the order of its dimensions. */
const metricKey = ({ namespace, name, dimensions }: Metric): string =>
  JSON.stringify([namespace, name, ...Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);

const metricOf = ({ namespace, metricName, dimensions }: MetricAlarm): Metric => ({
  namespace,
  name: metricName,
  dimensions,
});

/** What is known of the metric that an alarm looks at, in order of time. */
export const samplesOf = ({ metrics }: CloudWatchState, alarm: MetricAlarm): readonly MetricSample[] =>
  (metrics[metricKey(metricOf(alarm))] ?? []).filter(({ unit }) => alarm.unit === undefined || alarm.unit === unit);

/** What is known of a metric, in order of time. */
export const samplesNamed = ({ metrics }: CloudWatchState, metric: Metric): readonly MetricSample[] =>
  metrics[metricKey(metric)] ?? [];

const alarmsOn = (state: CloudWatchState, key: string): MetricAlarm[] =>
  Object.values(state.alarms).filter(
    (alarm) => alarm.kind === 'metric' && metricKey(metricOf(alarm)) === key,
  ) as MetricAlarm[];

/**
 * Puts one sample of a metric and has its alarms look at it soon; other services publish their own metrics through this.
 */
export const recordSample = (account: Account, metric: Metric, sample: MetricSample, now: number): void => {
  const state = account.monitoring;
  const key = metricKey(metric);
  const alarms = alarmsOn(state, key);
  const oldest = now - Math.max(KEPT_MS, ...alarms.map(rangeMs));
  const samples = [...(state.metrics[key] ?? []), sample].filter(({ at }) => at >= oldest);
  state.metrics[key] = samples.sort((a, b) => a.at - b.at);
  for (const { name } of alarms) scheduleEvaluation(account, name, now);
};

const invalid = (message: string): AwsError => new AwsError('InvalidParameterValue', message);

export const dimensionsOf = (dimensions: readonly shapes.Dimension[] = []): Record<string, string> =>
  Object.fromEntries(dimensions.map(({ Name, Value }) => [String(Name), String(Value)]));

/** The values of a datum and how often each of them occurred. */
const folded = ({ Value, Values, Counts, StatisticValues }: shapes.MetricDatum): Omit<MetricSample, 'at' | 'unit'> => {
  if (StatisticValues) {
    const { SampleCount = 0, Sum = 0, Minimum = 0, Maximum = 0 } = StatisticValues;
    return { count: SampleCount, sum: Sum, minimum: Minimum, maximum: Maximum };
  }
  const values = Value === undefined ? (Values ?? []) : [Value];
  if (!values.length) throw invalid('Expected Value, Values or StatisticValues in each member of MetricData.');
  if (values.some((value) => !Number.isFinite(value))) throw invalid('Expected finite numbers in MetricData.');
  const times = values.map((_, index) => Counts?.[index] ?? 1);
  return {
    count: times.reduce((total, count) => total + count, 0),
    sum: values.reduce((total, value, index) => total + value * (times[index] ?? 1), 0),
    minimum: Math.min(...values),
    maximum: Math.max(...values),
  };
};

const sampleOf = (datum: shapes.MetricDatum, now: number): MetricSample => {
  const at = datum.Timestamp?.getTime() ?? now;
  if (at < now - TWO_WEEKS_MS || at > now + TWO_HOURS_MS) {
    const found = new Date(at).toISOString();
    throw invalid(`Expected a Timestamp from two weeks ago to two hours ahead, found ${found}.`);
  }
  return { at, ...folded(datum), ...(datum.Unit === undefined ? {} : { unit: datum.Unit }) };
};

export const putMetricData = (input: shapes.PutMetricDataInput, { account, now }: Call): void => {
  const { Namespace: namespace = '', MetricData = [] } = input;
  if (input.EntityMetricData)
    throw new AwsError('NotImplemented', 'EntityMetricData is not simulated by the local cloud.', 501);
  if (!namespace || /^AWS\//i.test(namespace))
    throw invalid(`The value ${namespace} for parameter Namespace is invalid.`);
  if (MetricData.length > 1000)
    throw invalid(`Expected at most 1000 members of MetricData, found ${MetricData.length}.`);
  const samples = MetricData.map((datum) => ({
    metric: { namespace, name: String(datum.MetricName), dimensions: dimensionsOf(datum.Dimensions) },
    sample: sampleOf(datum, now),
  }));
  for (const { metric, sample } of samples) recordSample(account, metric, sample, now);
};
