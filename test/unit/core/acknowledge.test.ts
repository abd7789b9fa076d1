import { type Acknowledgement, acknowledging } from '../../../lib/core/acknowledge.ts';
import type { Controller, Finding, Skip } from '../../../lib/core/plan.ts';
import { reportLines } from '../../../lib/core/report/text.ts';
import { verdictOf } from '../../../lib/core/report/verdict.ts';
import type { Code } from '../../../lib/core/standing.ts';
import { cabinet, virtualClock } from './support/cabinet.ts';
import { reportOf } from './support/report.ts';

const ROWS: Readonly<Record<string, Code>> = {
  SPLIT: { standing: 'left', severity: 'error', text: '', command: '' },
  CONFLICT: { standing: 'stuck', text: '', remedy: '', command: '' },
  DOWN: { standing: 'dead', severity: 'error', text: '', command: '' },
};
const rowOf = (code: string) => (Object.hasOwn(ROWS, code) ? ROWS[code] : undefined);
const standingOf = (code: string) => rowOf(code)?.standing;

const why = (code: string) => ({ code, message: 'm' });
const found = (key: string, code: string): Finding => ({ key, severity: 'error', reason: why(code), remedy: 'r' });
const left = (key: string, code: string): Skip => ({ key, reason: why(code) });

const entry = (code: string, key: string, until = '2026-11-30'): Acknowledgement => ({
  ...{ code, key, until, reason: 'CHG-17' },
});

/** The plan of a controller that finds these things at some time, by the day. */
const planAt = (
  day: string,
  entries: readonly Acknowledgement[],
  { findings = [], skips = [] }: { readonly findings?: readonly Finding[]; readonly skips?: readonly Skip[] },
) => {
  const { controller } = cabinet(virtualClock(), { holds: {}, wants: {} });
  const plan = { controller: 'dns' as const, changes: [], skips, findings };
  const one: Controller = { ...controller, rowOf, standingOf, plan: () => plan } as unknown as Controller;
  return acknowledging(one, entries).plan({ now: Date.parse(day), unseen: [] });
};

const verdictAt = (...args: Parameters<typeof planAt>) =>
  verdictOf({ mode: 'apply', plan: planAt(...args), outcomes: [], blocked: [] }, standingOf);

const BOTH = { findings: [found('a', 'SPLIT')], skips: [left('b', 'CONFLICT')] };
const ENTRIES = [entry('SPLIT', 'a'), entry('CONFLICT', 'b')];

describe('what is acknowledged', () => {
  it('is shown with the reason, and not counted', () => {
    const plan = planAt('2026-11-21', ENTRIES, BOTH);
    const acknowledged = { until: '2026-11-30', reason: 'CHG-17' };
    expect(plan).toMatchObject({ findings: [{ key: 'a', acknowledged }], skips: [{ key: 'b', acknowledged }] });
    expect(verdictAt('2026-11-21', ENTRIES, BOTH)).toBe('inOrder');
    const lines = reportLines({ ...reportOf(), plan }, standingOf).slice(1);
    expect(lines).toEqual([
      { indent: 1, tone: 'quiet', text: 'left b: m [CONFLICT], acknowledged until 2026-11-30: CHG-17' },
      { indent: 1, tone: 'quiet', text: 'error a: m [SPLIT], acknowledged until 2026-11-30: CHG-17' },
    ]);
  });

  it.each([
    ['its last day', '2026-11-30T23:59:59.999Z', 'inOrder'],
    ['the day after', '2026-12-01', 'needsPeople'],
  ])('counts on %s as %s', (_, day, verdict) => {
    expect(verdictAt(day, ENTRIES, BOTH)).toBe(verdict);
  });

  it.each([
    ['another thing', [entry('SPLIT', 'other')]],
    ['another code', [entry('CONFLICT', 'a')]],
    ['nothing', []],
  ])('is not what %s says', (_, entries) => {
    expect(verdictAt('2026-11-21', entries, { findings: BOTH.findings })).toBe('needsPeople');
  });

  it('is never what leads nowhere, whatever the config says', () => {
    const down = { findings: [found('a', 'DOWN')] };
    expect(planAt('2026-11-21', [entry('DOWN', 'a')], down).findings).toEqual(down.findings);
    const told = { ...found('a', 'DOWN'), acknowledged: { until: '2099-01-01', reason: 'r' } };
    const plan = { changes: [], skips: [], findings: [told] };
    expect(verdictOf({ mode: 'apply', plan, outcomes: [], blocked: [] }, standingOf)).toBe('needsPeople');
  });
});

describe('an entry that has ended', () => {
  it('is a warning of the controller that knows the code, whether the thing is still there or not', () => {
    const entries = [entry('SPLIT', 'a', '2026-11-20'), entry('OTHERS', 'c', '2026-11-20')];
    for (const findings of [BOTH.findings, []]) {
      const ended = planAt('2026-11-21', entries, { findings }).findings.slice(findings.length);
      expect(ended).toMatchObject([{ key: 'a', severity: 'warning', reason: { code: 'ACKNOWLEDGEMENT_ENDED' } }]);
    }
  });
});
