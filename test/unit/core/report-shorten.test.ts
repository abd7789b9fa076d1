import type { Report } from '../../../lib/core/plan.ts';
import { metricsOf } from '../../../lib/core/report/metrics.ts';
import { type Detail, logged } from '../../../lib/core/report/shorten.ts';
import { loggedReportSchema } from '../../../scripts/report-schema.ts';
import { change, reportOf } from './support/report.ts';

const LIMIT = 200_000;
const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
const numbered = (count: number, length: number) =>
  Array.from({ length: count }, (_, at) => `${at}/`.padEnd(length, 'ä'));

/** What a report looks like in the log when it is too large. */
interface Cut {
  readonly truncated?: boolean;
  readonly counts: { readonly changes: number; readonly outcomes: number; readonly failed: number };
  readonly changed: readonly string[];
  readonly failed: readonly unknown[];
  readonly trigger: { readonly what: readonly string[] };
}
const standingOf = (code: string) => ({ IN_ORDER: 'inOrder' as const, NOT_PENDING: 'over' as const })[code];

/** The report for the log, which its schema covers whatever was left out. */
const logOf = (report: Report, detail: Detail = 'full') => {
  const shown = logged(report, standingOf, detail);
  expect(loggedReportSchema.safeParse(JSON.parse(JSON.stringify(shown))).error).toBeUndefined();
  return shown;
};
const cut = (report: Report): Cut => logOf(report) as unknown as Cut;

describe('a report in the log', () => {
  it('is whole as long as it fits', () => {
    const report = reportOf({ changes: numbered(100, 50).map((key) => change(key)) });
    expect(logOf(report)).toBe(report);
  });

  it('keeps counts, the keys of its changes and its failures when it does not', () => {
    const keys = numbered(1_000, 50);
    const failed = { key: keys[7] ?? '', status: 'failed', code: 'C', error: 'e', retryable: true } as const;
    const report = reportOf({
      changes: keys.map((key) => change(key)),
      outcomes: [
        ...keys.filter((key) => key !== failed.key).map((key) => ({ key, status: 'applied' as const })),
        failed,
      ],
      converged: false,
    });
    expect(cut(report)).toMatchObject({
      truncated: true,
      version: 2,
      controller: 'dns',
      converged: false,
      startedAt: report.startedAt,
      counts: { changes: 1_000, skips: 0, findings: 0, outcomes: 1_000, failed: 1 },
      changed: keys,
      failed: [failed],
    });
    expect(cut(report)).not.toHaveProperty('plan');
  });

  it('still fits when the keys of its changes alone are too many, and tells how many there are', () => {
    const report = reportOf({ changes: numbered(20_000, 60).map((key) => change(key)) });
    expect(bytes(logOf(report))).toBeLessThanOrEqual(LIMIT);
    expect(cut(report).counts.changes).toBe(20_000);
    expect(cut(report).changed.length).toBeGreaterThan(500);
  });

  it('still fits when its failures alone are too many', () => {
    const outcomes = numbered(5_000, 60).map((key) => ({
      key,
      status: 'failed' as const,
      code: 'C',
      error: 'e'.repeat(500),
      retryable: true,
    }));
    expect(bytes(logOf(reportOf({ outcomes })))).toBeLessThanOrEqual(LIMIT);
    expect(cut(reportOf({ outcomes })).counts.failed).toBe(5_000);
    expect(cut(reportOf({ outcomes })).failed.length).toBeGreaterThan(50);
  });

  it('still fits when what it was asked about, and what differs from the expected plan, are long', () => {
    const many = Array.from({ length: 40_000 }, (_, at) => `Z1/name-${at}.corp.example/A`);
    const report = reportOf({ only: many, difference: { came: many, went: many, changed: many } });
    const short = logOf(report) as Report;
    expect(Buffer.byteLength(JSON.stringify(short))).toBeLessThan(200_000);
    expect(short.only?.[0]).toBe(many[0]);
    expect(short.difference?.went[0]).toBe(many[0]);
  });

  it('still fits when what woke the run is long', () => {
    const ids = numbered(10_000, 40);
    const report = reportOf({ trigger: { by: 'event', what: ids, scope: { ids } } });
    expect(bytes(logOf(report))).toBeLessThanOrEqual(LIMIT);
    expect(cut(report).trigger.what[0]).toBe(ids[0]);
  });
});

describe('a run that did nothing', () => {
  const skips = (count: number, code: string) =>
    Array.from({ length: count }, (_, at) => ({
      key: `rtb-${at.toString(16).padStart(17, '0')}/0.0.0.0/0`,
      reason: { code, message: 'it is on appliance fw-a, which it should be on, and that is healthy' },
    }));
  const left = skips(2, 'NOT_OURS');
  const sweep = (more: Partial<Report> = {}, inOrder = 500): Report => {
    const report = reportOf({ controller: 'routes', ...more });
    const all = [...skips(inOrder, 'IN_ORDER'), ...skips(3, 'NOT_PENDING'), ...left];
    return { ...report, plan: { ...report.plan, skips: all } };
  };

  it('logs what is in order as counts, and all else, in 4 KB with its metrics for 500 tables', () => {
    const shown = logOf(sweep(), 'brief');
    expect(shown).toEqual({
      ...sweep(),
      plan: { ...sweep().plan, skips: left },
      inOrder: { IN_ORDER: 500, NOT_PENDING: 3 },
    });
    const line = { level: 'INFO', message: 'report', report: shown, ...metricsOf(sweep(), 'prod', standingOf) };
    expect(bytes(line)).toBeLessThan(4_000);
    expect(bytes(logOf(sweep(), 'full'))).toBeGreaterThan(70_000);
  });

  it('logs all of it where that is short, or asked for', () => {
    expect(logOf(sweep({}, 5), 'brief')).toEqual(sweep({}, 5));
    expect(logOf(sweep(), 'full')).toEqual(sweep());
  });

  it.each<[string, Partial<Report> & { readonly changes?: Report['plan']['changes'] }]>([
    ['changes', { changes: [change('a')] }],
    ['failures', { outcomes: [{ key: 'a', status: 'failed', code: 'C', error: 'e', retryable: true }] }],
    ['what the guard holds', { blocked: [{ unit: 'a', reason: { code: 'C', message: 'm' }, keys: ['a'] }] }],
  ])('is none with %s: its report is whole', (_, more) => {
    const { changes = [], ...rest } = more;
    const report = sweep(rest);
    const whole = { ...report, plan: { ...report.plan, changes } };
    expect(logOf(whole, 'brief')).toEqual(whole);
  });

  it('is cut all the same where what is not in order is too much', () => {
    const report = sweep();
    const many = { ...report, plan: { ...report.plan, skips: skips(3_000, 'NOT_OURS') } };
    expect(logOf(many, 'brief')).toMatchObject({ truncated: true, counts: { skips: 3_000 } });
  });
});
