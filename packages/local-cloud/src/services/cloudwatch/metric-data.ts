/** GetMetricData: what was put, and the status checks of instances, which EC2 puts each minute by itself. */
import type * as shapes from '@aws-sdk/client-cloudwatch';
import type { Account } from '../../account.ts';
import type { Call } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import type { Instance } from '../ec2/state.ts';
import { dimensionsOf, samplesNamed } from './metrics.ts';
import type { MetricSample } from './state.ts';

const MINUTE_MS = 60_000;
/** EC2's minutes come late (a plausible value; AWS names none). */
const LATE_MS = 60_000;
const MOST_QUERIES = 500;

/** What a statistic makes of the samples of one period. */
const STATISTICS: Readonly<Record<string, (samples: readonly MetricSample[]) => number>> = {
  Maximum: (samples) => Math.max(...samples.map(({ maximum }) => maximum)),
  Minimum: (samples) => Math.min(...samples.map(({ minimum }) => minimum)),
  Sum: (samples) => samples.reduce((sum, sample) => sum + sample.sum, 0),
  SampleCount: (samples) => samples.reduce((count, sample) => count + sample.count, 0),
};

/** Newest first, unless asked otherwise. Throws ValidationError for what it does not simulate. */
export const getMetricData = (input: shapes.GetMetricDataInput, { account, now }: Call): shapes.GetMetricDataOutput => {
  const queries = input.MetricDataQueries ?? [];
  if (queries.length > MOST_QUERIES)
    throw invalid(`Expected at most ${MOST_QUERIES} queries, found ${queries.length}.`);
  const [from, to] = [input.StartTime?.getTime() ?? 0, input.EndTime?.getTime() ?? now];
  if (from >= to) throw invalid('The parameter StartTime must be less than the parameter EndTime.');
  return {
    MetricDataResults: queries.map((query) => {
      const points = pointsOf(query, account, { from, to, now });
      const ordered = input.ScanBy === 'TimestampAscending' ? points : points.toReversed();
      return {
        Id: query.Id,
        Label: query.Label ?? query.MetricStat?.Metric?.MetricName,
        Timestamps: ordered.map(({ at }) => new Date(at)),
        Values: ordered.map(({ value }) => value),
        StatusCode: 'Complete',
      };
    }),
    Messages: [],
  };
};

const invalid = (message: string): AwsError => new AwsError('ValidationError', message);

interface Span {
  readonly from: number;
  readonly to: number;
  readonly now: number;
}

const pointsOf = (
  { MetricStat }: shapes.MetricDataQuery,
  account: Account,
  span: Span,
): { at: number; value: number }[] => {
  const { Metric, Period = 60, Stat = '' } = MetricStat ?? {};
  const statistic = STATISTICS[Stat];
  if (!Metric || !statistic) throw invalid(`The local cloud simulates no expressions and no statistic ${Stat}.`);
  const dimensions = dimensionsOf(Metric.Dimensions);
  const isStatus = Metric.Namespace === 'AWS/EC2' && Metric.MetricName === 'StatusCheckFailed';
  const samples = isStatus
    ? statusSamples(account.ec2.instances[dimensions.InstanceId ?? ''], span)
    : samplesNamed(account.monitoring, {
        namespace: Metric.Namespace ?? '',
        name: Metric.MetricName ?? '',
        dimensions,
      });
  const within = samples.filter(({ at }) => at >= span.from && at < span.to);
  const periods = Map.groupBy(within, ({ at }) => at - (at % (Period * 1_000)));
  return [...periods].toSorted(([a], [b]) => a - b).map(([at, some]) => ({ at, value: statistic(some) }));
};

/** One sample for each whole minute in which the instance ran: 1 where a check failed in it. */
const statusSamples = (instance: Instance | undefined, { from, to, now }: Span): MetricSample[] => {
  const { runningSince, impaired, failures = [] } = instance ?? {};
  if (runningSince === undefined) return [];
  const bad = [...failures, ...(impaired ? [{ from: impaired.since, to: now }] : [])];
  const first = Math.max(from - (from % MINUTE_MS), runningSince - (runningSince % MINUTE_MS));
  const last = Math.min(to, now - LATE_MS);
  const minutes = Array.from(
    { length: Math.max(0, Math.ceil((last - first) / MINUTE_MS)) },
    (_, at) => first + at * MINUTE_MS,
  );
  return minutes.map((at) => {
    const value = bad.some((one) => one.from < at + MINUTE_MS && one.to > at) ? 1 : 0;
    return { at, count: 1, sum: value, minimum: value, maximum: value };
  });
};
