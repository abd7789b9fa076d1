/** The metrics of a run, which CloudWatch reads from the report line (embedded metric format). Pure. */
import type { Report, Verdict } from '../plan.ts';
import type { Severity, StandingOf } from '../standing.ts';
import { isWide } from '../told/telling.ts';

/** A metric of a run; docs/metrics.md is written from the list by scripts/metrics.ts. */
interface Metric {
  readonly unit: 'Count' | 'Seconds';
  /** The chart of the dashboard that shows it. */
  readonly chart: keyof typeof CHARTS;
  /** What the dashboard makes of several values; the sum, where nothing else is said. */
  readonly statistic?: 'Maximum';
  /** What it is for, in one line of Markdown. */
  readonly reason: string;
  /** Its value; nothing where this run has none. A run without one is no zero: each value costs, and each zero too. */
  readonly of: (report: Report, standingOf: StandingOf) => number | undefined;
}

/** The charts of the dashboard, with their titles. */
export const CHARTS = {
  runs: 'Runs by verdict',
  sweeps: 'Sweeps',
  changes: 'Changes: made, held, failed',
  open: 'Open: findings, and what leads nowhere',
  time: 'Seconds from event to applied',
  calls: 'Calls of AWS, and repeated ones',
} as const;

/** What comes from nobody's hand: whoever asks by hand has the verdict in the answer, and wakes no other person. */
const unasked = ({ trigger }: Report): boolean => trigger.by !== 'hand';

const some = (count: number): number | undefined => (count > 0 ? count : undefined);

const runs = (verdict: Verdict) => (report: Report) => some(Number(report.verdict === verdict && unasked(report)));

const sweeps = (report: Report, holds: boolean): number | undefined =>
  report.trigger.by === 'sweep' && isWide(report) ? Number(holds) : undefined;

const outcomes = ({ outcomes: all }: Report, status: 'applied' | 'failed'): number | undefined =>
  some(all.filter((outcome) => outcome.status === status).length);

const findings = (severity: Severity) => (report: Report) =>
  isWide(report)
    ? some(report.plan.findings.filter((one) => one.severity === severity && !one.acknowledged).length)
    : undefined;

const deadKeys = ({ plan }: Report, standingOf: StandingOf): number =>
  new Set(
    [...plan.skips, ...plan.findings].flatMap(({ key, reason }) => (standingOf(reason.code) === 'dead' ? key : [])),
  ).size;

const zonesUnanswered = (report: Report, standingOf: StandingOf): number | undefined => {
  if (report.controller !== 'dns' || !isWide(report)) return undefined;
  const { skips, findings } = report.plan;
  const dead = [...skips, ...findings].filter(({ reason }) => standingOf(reason.code) === 'dead');
  return some(new Set(dead.flatMap(({ key }) => /^Z[A-Z0-9]+(?=\/|$)/.exec(key) ?? [])).size);
};

/** From the message that woke the run to its end, with the look that confirmed what it changed. */
const secondsToApplied = ({ trigger, startedAt, durationMs, outcomes: all }: Report): number | undefined => {
  if (trigger.by !== 'event' || trigger.since === undefined) return undefined;
  if (!all.some(({ status }) => status === 'applied')) return undefined;
  return (Date.parse(startedAt) + durationMs - Date.parse(trigger.since)) / 1_000;
};

/** By name. The docs and the dashboard are made of it. */
export const METRICS: Readonly<Record<string, Metric>> = {
  RunsInOrder: {
    unit: 'Count',
    chart: 'runs',
    reason: 'shows that Waykeeper lives, and how often it has nothing to do',
    of: runs('inOrder'),
  },
  RunsChanged: { unit: 'Count', chart: 'runs', reason: 'how often something was put right', of: runs('changed') },
  RunsWouldChange: {
    unit: 'Count',
    chart: 'runs',
    reason: 'mode `plan`: when it stays at none, the config can be trusted to apply',
    of: runs('wouldChange'),
  },
  RunsWaiting: {
    unit: 'Count',
    chart: 'runs',
    reason: 'for long, it means that something never comes right',
    of: runs('waiting'),
  },
  RunsNeedPeople: {
    unit: 'Count',
    chart: 'runs',
    reason: 'to be told: something is wrong that Waykeeper does not mend',
    of: runs('needsPeople'),
  },
  RunsBlocked: {
    unit: 'Count',
    chart: 'runs',
    reason: 'to be told: the guard holds something until a person looks',
    of: runs('blocked'),
  },
  RunsFailed: {
    unit: 'Count',
    chart: 'runs',
    reason: 'to be told: Waykeeper could not do its job',
    of: runs('failed'),
  },
  SweepsCompleted: {
    unit: 'Count',
    chart: 'sweeps',
    reason:
      'to be told when it is missing: nothing looks after the account any more. A sweep that finds something to tell has completed; one that could read nothing is 0',
    of: (report) => sweeps(report, report.rounds > 0),
  },
  SweepsConverged: {
    unit: 'Count',
    chart: 'sweeps',
    reason: 'the share of sweeps after which all was as the config wants it',
    of: (report) => sweeps(report, report.converged),
  },
  Changes: {
    unit: 'Count',
    chart: 'changes',
    reason: 'how much was changed: a peak is worth a look',
    of: (report) => outcomes(report, 'applied'),
  },
  Held: {
    unit: 'Count',
    chart: 'changes',
    reason: 'how many changes the guard holds',
    of: ({ blocked }) => some(new Set(blocked.flatMap(({ keys }) => keys)).size),
  },
  Failed: {
    unit: 'Count',
    chart: 'changes',
    reason: 'how many changes and reads failed: whether a failure is about one thing or about all',
    of: (report) => outcomes(report, 'failed'),
  },
  Errors: {
    unit: 'Count',
    chart: 'open',
    statistic: 'Maximum',
    reason: 'open findings of a sweep, or of a part of one, for which a person is needed, without those acknowledged',
    of: findings('error'),
  },
  Warnings: {
    unit: 'Count',
    chart: 'open',
    statistic: 'Maximum',
    reason: 'open findings of a sweep, or of a part of one, that may become errors',
    of: findings('warning'),
  },
  Infos: {
    unit: 'Count',
    chart: 'open',
    statistic: 'Maximum',
    reason: 'open findings of a sweep, or of a part of one, that are worth knowing',
    of: findings('info'),
  },
  Dead: {
    unit: 'Count',
    chart: 'open',
    statistic: 'Maximum',
    reason: 'to be told: path sets, routes and names that lead nowhere; traffic is lost now',
    of: (report, standingOf) => some(deadKeys(report, standingOf)),
  },
  OffPreferred: {
    unit: 'Count',
    chart: 'open',
    statistic: 'Maximum',
    reason:
      'path sets of a sweep that do not take the appliance which they prefer: nothing is left to fail over to, perhaps',
    of: ({ gauges }) => gauges?.OffPreferred,
  },
  ZonesUnanswered: {
    unit: 'Count',
    chart: 'open',
    statistic: 'Maximum',
    reason:
      'zones of a sweep with a claimed name that leads nowhere: whoever asks for it gets no answer, or a dead one',
    of: zonesUnanswered,
  },
  SecondsToApplied: {
    unit: 'Seconds',
    chart: 'time',
    statistic: 'Maximum',
    reason: 'how long an outage lasts: from the first message of a run to the look that confirmed its changes',
    of: secondsToApplied,
  },
  Calls: {
    unit: 'Count',
    chart: 'calls',
    reason: "what Waykeeper takes of the account's request quotas",
    of: ({ calls }) => some(calls.reads + calls.writes),
  },
  Retries: {
    unit: 'Count',
    chart: 'calls',
    reason: 'what was repeated, mostly for throttling: somebody is near a quota',
    of: ({ calls }) => some(calls.retries),
  },
  Unpublished: {
    unit: 'Count',
    chart: 'changes',
    reason: 'to be told otherwise: what the event bus did not take, nobody was told',
    of: ({ unpublished }) => unpublished?.events,
  },
};

/** The namespace of the metrics of runs. */
export const NAMESPACE = 'Waykeeper';

/** The members by which CloudWatch finds the metrics in a line, to stand at its root. */
export const metricsOf = (report: Report, stage: string, standingOf: StandingOf): Readonly<Record<string, unknown>> => {
  const values = Object.entries(METRICS).flatMap(([name, { unit, of }]) => {
    const value = of(report, standingOf);
    return value === undefined ? [] : [{ name, unit, value }];
  });
  return {
    _aws: {
      Timestamp: Date.parse(report.startedAt) + report.durationMs,
      CloudWatchMetrics: [
        {
          Namespace: NAMESPACE,
          Dimensions: [['stage', 'controller']],
          Metrics: values.map(({ name, unit }) => ({ Name: name, Unit: unit })),
        },
      ],
    },
    ...{ stage, controller: report.controller },
    ...Object.fromEntries(values.map(({ name, value }) => [name, value])),
  };
};
