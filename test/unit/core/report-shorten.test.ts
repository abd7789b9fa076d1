import type { Report } from '../../../lib/core/plan.ts';
import { fitting } from '../../../lib/core/report/shorten.ts';
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
const cut = (report: Report): Cut => fitting(report) as Cut;

describe('a report in the log', () => {
  it('is whole as long as it fits', () => {
    const report = reportOf({ changes: numbered(100, 50).map((key) => change(key)) });
    expect(fitting(report)).toBe(report);
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
    expect(bytes(fitting(report))).toBeLessThanOrEqual(LIMIT);
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
    expect(bytes(fitting(reportOf({ outcomes })))).toBeLessThanOrEqual(LIMIT);
    expect(cut(reportOf({ outcomes })).counts.failed).toBe(5_000);
    expect(cut(reportOf({ outcomes })).failed.length).toBeGreaterThan(50);
  });

  it('still fits when what it was asked about, and what differs from the expected plan, are long', () => {
    const many = Array.from({ length: 40_000 }, (_, at) => `Z1/name-${at}.corp.example/A`);
    const report = reportOf({ only: many, difference: { came: many, went: many, changed: many } });
    const short = fitting(report) as Report;
    expect(Buffer.byteLength(JSON.stringify(short))).toBeLessThan(200_000);
    expect(short.only?.[0]).toBe(many[0]);
    expect(short.difference?.went[0]).toBe(many[0]);
  });

  it('still fits when what woke the run is long', () => {
    const ids = numbered(10_000, 40);
    const report = reportOf({ trigger: { by: 'event', what: ids, scope: { ids } } });
    expect(bytes(fitting(report))).toBeLessThanOrEqual(LIMIT);
    expect(cut(report).trigger.what[0]).toBe(ids[0]);
  });
});
