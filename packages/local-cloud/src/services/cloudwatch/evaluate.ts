/** What the data of its metric makes of an alarm. Pure; periods are counted back from now, not from full minutes. */
import type { AlarmStateValue, MetricAlarm, MetricSample } from './state.ts';

/** AWS looks back a little further than the evaluated periods, to find data in place of missing data. */
const SPARE_PERIODS = 2;

export interface Verdict {
  readonly value: AlarmStateValue;
  readonly reason: string;
  readonly reasonData: string;
}

interface Datapoint {
  readonly at: number;
  readonly value: number;
}

/** How far back (ms) an evaluation looks. */
export const rangeMs = ({ evaluationPeriods, period }: MetricAlarm): number =>
  (evaluationPeriods + SPARE_PERIODS) * period * 1000;

const statisticOf = (samples: readonly MetricSample[], statistic: MetricAlarm['statistic']): number => {
  const count = samples.reduce((total, sample) => total + sample.count, 0);
  const sum = samples.reduce((total, sample) => total + sample.sum, 0);
  switch (statistic) {
    case 'SampleCount':
      return count;
    case 'Sum':
      return sum;
    case 'Average':
      return sum / count;
    case 'Minimum':
      return Math.min(...samples.map(({ minimum }) => minimum));
    case 'Maximum':
      return Math.max(...samples.map(({ maximum }) => maximum));
  }
};

/** The newest datapoints of the range, at most as many as are evaluated, newest first. */
const datapointsOf = (alarm: MetricAlarm, samples: readonly MetricSample[], now: number): Datapoint[] => {
  const length = alarm.period * 1000;
  const periods = Array.from({ length: alarm.evaluationPeriods + SPARE_PERIODS }, (_, index) => now - index * length);
  const filled = periods.flatMap((end) => {
    const within = samples.filter(({ at }) => at > end - length && at <= end);
    return within.length ? [{ at: end - length, value: statisticOf(within, alarm.statistic) }] : [];
  });
  return filled.slice(0, alarm.evaluationPeriods);
};

const comparisons: Readonly<
  Record<string, { readonly holds: (value: number, threshold: number) => boolean; readonly words: string }>
> = {
  GreaterThanOrEqualToThreshold: { holds: (a, b) => a >= b, words: 'greater than or equal to' },
  GreaterThanThreshold: { holds: (a, b) => a > b, words: 'greater than' },
  LessThanThreshold: { holds: (a, b) => a < b, words: 'less than' },
  LessThanOrEqualToThreshold: { holds: (a, b) => a <= b, words: 'less than or equal to' },
};
export const COMPARISONS = Object.keys(comparisons);

/**
 * The state that data and missing data make, or undefined where the alarm keeps the one it has. Missing data counts as the
 * alarm says; `missing` decides by what is there, `ignore` only where what is missing could not change it
 * (CloudWatch user guide, "How alarm state is evaluated when data is missing").
 */
const decide = (alarm: MetricAlarm, breaching: number, present: number): AlarmStateValue | undefined => {
  const needed = alarm.datapointsToAlarm ?? alarm.evaluationPeriods;
  const lacking = alarm.evaluationPeriods - present;
  const alarmIf = (isAlarm: boolean): AlarmStateValue => (isAlarm ? 'ALARM' : 'OK');
  switch (alarm.treatMissingData) {
    case 'breaching':
      return alarmIf(breaching + lacking >= needed);
    case 'notBreaching':
      return alarmIf(breaching >= needed);
    case 'missing':
      return present ? alarmIf(breaching >= Math.min(needed, present)) : 'INSUFFICIENT_DATA';
    case 'ignore':
      return breaching + lacking >= needed && breaching < needed ? undefined : alarmIf(breaching >= needed);
  }
};

const shortTime = (ms: number): string => {
  const [, year, month, day, time] =
    /^\d\d(\d\d)-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d)/.exec(new Date(ms).toISOString()) ?? [];
  return `${day}/${month}/${year} ${time}`;
};

const decimal = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));
const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

const reasonOf = (
  alarm: MetricAlarm,
  points: readonly Datapoint[],
  breaching: number,
  value: AlarmStateValue,
): string => {
  const { evaluationPeriods, threshold, comparisonOperator, treatMissingData } = alarm;
  const lacking = evaluationPeriods - points.length;
  if (value === 'INSUFFICIENT_DATA')
    return `Insufficient Data: ${plural(lacking, 'datapoint')} ${lacking === 1 ? 'was' : 'were'} unknown.`;
  if (!points.length) {
    const treated = treatMissingData === 'breaching' ? 'Breaching' : 'NonBreaching';
    const filled = `${plural(lacking, 'missing datapoint')} ${lacking === 1 ? 'was' : 'were'} treated as [${treated}]`;
    return `Threshold Crossed: no datapoints were received for ${plural(evaluationPeriods, 'period')} and ${filled}.`;
  }
  const shown = points.map((point) => `${decimal(point.value)} (${shortTime(point.at)})`).join(', ');
  const count = value === 'ALARM' ? breaching : points.length - breaching;
  const verb = `${count === 1 ? 'was' : 'were'}${value === 'ALARM' ? '' : ' not'}`;
  const words = comparisons[comparisonOperator]?.words ?? comparisonOperator;
  return `Threshold Crossed: ${count} out of the last ${plural(points.length, 'datapoint')} [${shown}] ${verb} ${words} the threshold (${decimal(threshold)}).`;
};

/** CloudWatch's own form of time, such as `2026-03-02T09:00:00.000+0000`. */
export const cloudWatchTime = (ms: number): string => new Date(ms).toISOString().replace('Z', '+0000');

/** The verdict at a moment, or undefined when the alarm keeps its state. */
export const evaluate = (alarm: MetricAlarm, samples: readonly MetricSample[], now: number): Verdict | undefined => {
  const points = datapointsOf(alarm, samples, now);
  const holds = comparisons[alarm.comparisonOperator]?.holds;
  const breaching = points.filter(({ value }) => holds?.(value, alarm.threshold)).length;
  const value = decide(alarm, breaching, points.length);
  if (!value) return undefined;
  const oldest = points.at(-1)?.at;
  const reasonData = {
    version: '1.0',
    queryDate: cloudWatchTime(now),
    ...(oldest === undefined ? {} : { startDate: cloudWatchTime(oldest) }),
    ...(alarm.unit === undefined ? {} : { unit: alarm.unit }),
    statistic: alarm.statistic,
    period: alarm.period,
    recentDatapoints: points.map((point) => point.value).toReversed(),
    threshold: alarm.threshold,
  };
  return { value, reason: reasonOf(alarm, points, breaching, value), reasonData: JSON.stringify(reasonData) };
};
