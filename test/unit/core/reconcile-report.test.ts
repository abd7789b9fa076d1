import type { Outcome, Report } from '../../../lib/core/plan.ts';
import { needsRetry } from '../../../lib/core/reconcile.ts';
import { START, trigger } from './support/cabinet.ts';
import { play } from './support/play.ts';

describe('the report', () => {
  it('tells when the run began, how long it took, what woke it and how many calls it made', async () => {
    const { report } = await play({ holds: { a: 'x', b: 'x' }, wants: { a: '1', b: '1' }, roundTakes: 250 });
    expect(report).toMatchObject({
      version: 2,
      controller: 'dns',
      mode: 'apply',
      trigger: { by: 'sweep', what: ['sweep'], scope: 'all' },
      startedAt: '2026-11-21T03:00:00.000Z',
      durationMs: 500,
      calls: { reads: 4, writes: 2, retries: 0 },
      blocked: [],
    });
  });

  it('is plain data', async () => {
    const { report } = await play({ holds: { a: 'x' }, wants: { a: '1' } });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });
});

describe('what woke a run is delivered again', () => {
  const report = (more: Partial<Report>): Report => ({
    version: 2,
    controller: 'dns',
    mode: 'apply',
    trigger: trigger(),
    plan: { controller: 'dns', changes: [], skips: [], findings: [] },
    outcomes: [],
    blocked: [],
    verdict: 'inOrder',
    rounds: 1,
    converged: true,
    calls: { reads: 0, writes: 0, retries: 0 },
    startedAt: new Date(START).toISOString(),
    durationMs: 0,
    ...more,
  });
  const failed = (key: string, retryable: boolean): Outcome => ({
    key,
    status: 'failed',
    code: 'C',
    error: 'e',
    retryable,
  });
  const blocked = [{ unit: 'Z1', reason: { code: 'TOO_MANY', message: '' }, keys: ['a'] }];

  it.each<[string, Partial<Report>, boolean]>([
    ['not after a run that converged', {}, false],
    ['not after a dry run', { mode: 'plan', converged: false, outcomes: [failed('a', true)] }, false],
    ['after a failure that may pass', { converged: false, outcomes: [failed('a', true)] }, true],
    ['not after a failure that a retry repeats', { converged: false, outcomes: [failed('a', false)] }, false],
    ['after a round that failed, whatever failed it', { converged: false, outcomes: [failed('dns', false)] }, true],
    ['not after a run that leaves a route on nothing', { converged: false }, false],
    ['not after a refusal of the guard', { converged: false, blocked }, false],
    [
      'after a refusal beside a failure that may pass',
      { converged: false, blocked, outcomes: [failed('a', true)] },
      true,
    ],
    ['after mixed failures', { converged: false, outcomes: [failed('a', false), failed('b', true)] }, true],
  ])('%s', (_, more, expected) => {
    expect(needsRetry(report(more))).toBe(expected);
  });
});
