import type { FailedOutcome, Finding, Report, Trigger, Verdict } from '../../../lib/core/plan.ts';
import { VERDICTS } from '../../../lib/core/plan.ts';
import { METRICS, metricsOf } from '../../../lib/core/report/metrics.ts';
import { change, reportOf } from './support/report.ts';

const standingOf = (code: string) => (code === 'DOWN' ? ('dead' as const) : undefined);

const lineOf = (report: Report) => metricsOf(report, 'prod', standingOf);

/** The values of a run, by metric. */
const valuesOf = (more: Parameters<typeof reportOf>[0], plan: Partial<Report['plan']> = {}) => {
  const report = reportOf(more);
  const line = lineOf({ ...report, plan: { ...report.plan, ...plan } });
  return Object.fromEntries(Object.entries(line).filter(([name]) => name in METRICS));
};

const SWEEP: Trigger = { by: 'sweep', what: ['sweep'], scope: 'all' };
const EVENT: Trigger = { by: 'event', what: ['e'], scope: { ids: ['i-1'] }, since: '2026-11-21T02:59:58.000Z' };
const HAND: Trigger = { by: 'hand', what: ['reconcile'], scope: 'all' };

const failed = (key: string): FailedOutcome => ({ key, status: 'failed', code: 'C', error: 'e', retryable: false });
const finding = (severity: Finding['severity'], more: Partial<Finding> = {}): Finding => ({
  ...{ key: severity, severity, reason: { code: 'C', message: 'm' }, remedy: 'r' },
  ...more,
});

describe('what stands', () => {
  const dead = (key: string) => ({ key, reason: { code: 'DOWN', message: 'm' } });

  it('is counted of zones by their names that lead nowhere, in a run over everything', () => {
    const skips = [dead('Z0A/a.example/A'), dead('Z0A/b.example/A'), dead('Z0B'), dead('s3://bucket/key')];
    expect(valuesOf({ trigger: SWEEP }, { skips })).toMatchObject({ ZonesUnanswered: 2 });
    expect(valuesOf({ trigger: EVENT }, { skips })).not.toHaveProperty('ZonesUnanswered');
    expect(valuesOf({ trigger: SWEEP, controller: 'routes' }, { skips })).not.toHaveProperty('ZonesUnanswered');
  });

  it('is counted of path sets by their controller', () => {
    expect(valuesOf({ trigger: SWEEP, controller: 'routes', gauges: { OffPreferred: 3 } })).toMatchObject({
      OffPreferred: 3,
    });
    expect(valuesOf({ trigger: SWEEP, controller: 'routes' })).not.toHaveProperty('OffPreferred');
  });
});

describe('the line of a run', () => {
  it('is one that CloudWatch reads: metrics that stand at its root, under stage and controller', () => {
    const line = lineOf(reportOf({ trigger: SWEEP }));
    const { _aws, ...root } = line as { readonly _aws: unknown } & Readonly<Record<string, unknown>>;
    expect(_aws).toEqual({
      Timestamp: Date.parse('2026-11-21T03:00:00.005Z'),
      CloudWatchMetrics: [
        {
          Namespace: 'Waykeeper',
          Dimensions: [['stage', 'controller']],
          Metrics: ['RunsInOrder', 'SweepsCompleted', 'SweepsConverged', 'Calls'].map((Name) => ({
            Name,
            Unit: 'Count',
          })),
        },
      ],
    });
    expect(root).toEqual({
      ...{ stage: 'prod', controller: 'dns' },
      ...{ RunsInOrder: 1, SweepsCompleted: 1, SweepsConverged: 1, Calls: 1 },
    });
  });
});

describe('the metrics of a run', () => {
  it.each<[Verdict, string]>([
    ['inOrder', 'RunsInOrder'],
    ['changed', 'RunsChanged'],
    ['wouldChange', 'RunsWouldChange'],
    ['waiting', 'RunsWaiting'],
    ['needsPeople', 'RunsNeedPeople'],
    ['blocked', 'RunsBlocked'],
    ['failed', 'RunsFailed'],
  ])('count %s as %s and as nothing else, unless a person asked', (verdict, name) => {
    const runsIn = (trigger: Trigger) => Object.keys(valuesOf({ verdict, trigger })).filter((one) => /^Runs/.test(one));
    expect([runsIn(SWEEP), runsIn(EVENT), runsIn(HAND)]).toEqual([[name], [name], []]);
  });

  it('count every verdict', () => {
    const counted = VERDICTS.flatMap((verdict) => Object.keys(valuesOf({ verdict, trigger: EVENT })));
    expect(counted.filter((name) => /^Runs/.test(name))).toHaveLength(VERDICTS.length);
  });

  it.each<[string, Parameters<typeof reportOf>[0], object]>([
    ['needs people', { verdict: 'needsPeople', converged: true }, { SweepsCompleted: 1, SweepsConverged: 1 }],
    ['leaves something dead', { verdict: 'needsPeople', converged: false }, { SweepsCompleted: 1, SweepsConverged: 0 }],
    ['could read nothing', { rounds: 0, converged: false }, { SweepsCompleted: 0, SweepsConverged: 0 }],
  ])('say of a sweep that %s whether it completed', (_, more, values) => {
    expect(valuesOf({ trigger: SWEEP, ...more })).toMatchObject(values);
  });

  it('say of no other run that a sweep completed', () => {
    for (const trigger of [EVENT, HAND]) expect(valuesOf({ trigger })).not.toHaveProperty('SweepsCompleted');
  });

  it('count what was changed, held, failed, repeated and not published', () => {
    const values = valuesOf({
      changes: ['a', 'b', 'c'].map((key) => change(key)),
      outcomes: [{ key: 'a', status: 'applied' }, { key: 'x', status: 'unchanged' }, failed('b')],
      blocked: ['Z1', 'Z2'].map((unit) => ({ unit, reason: { code: 'C', message: 'm' }, keys: ['c', unit] })),
      calls: { reads: 4, writes: 3, retries: 2 },
      unpublished: { events: 5, code: 'C', error: 'e', retryable: false },
    });
    expect(values).toMatchObject({ Changes: 1, Held: 3, Failed: 1, Calls: 7, Retries: 2, Unpublished: 5 });
  });

  it('count findings by severity, but for those that people know of, and only of runs over everything', () => {
    const acknowledged = { until: '2026-12-31', reason: 'r' };
    const findings = [
      finding('error'),
      finding('error', { key: 'b', acknowledged }),
      finding('warning'),
      finding('info'),
    ];
    expect(valuesOf({}, { findings })).toMatchObject({ Errors: 1, Warnings: 1, Infos: 1 });
    expect(valuesOf({ trigger: EVENT }, { findings })).not.toHaveProperty('Errors');
  });

  it('count what leads nowhere, each thing once', () => {
    const reason = { code: 'DOWN', message: 'm' };
    const findings = [finding('error', { key: 'a', reason })];
    expect(
      valuesOf(
        {},
        {
          findings,
          skips: [
            { key: 'a', reason },
            { key: 'b', reason },
          ],
        },
      ),
    ).toMatchObject({ Dead: 2 });
  });

  it('say how long it took from the event to the change, where an event led to one', () => {
    const outcomes = [{ key: 'a', status: 'applied' as const }];
    expect(valuesOf({ trigger: EVENT, outcomes, durationMs: 3_500 })).toMatchObject({ SecondsToApplied: 5.5 });
    expect(valuesOf({ trigger: EVENT })).not.toHaveProperty('SecondsToApplied');
    expect(valuesOf({ trigger: SWEEP, outcomes })).not.toHaveProperty('SecondsToApplied');
  });
});
