import { needsRetry, reconcile } from '../../../lib/core/reconcile.ts';
import { cabinet, trigger, virtualClock } from './support/cabinet.ts';
import { applied, DENIED, failure, play, THROTTLED } from './support/play.ts';

describe('answers that are behind', () => {
  it('are observed again until they agree with what AWS confirmed', async () => {
    const { report, chest, clock } = await play({
      holds: { a: 'x' },
      wants: { a: '1' },
      results: { a: [{ staleFor: 2_000 }] },
    });
    expect(chest.calls).toHaveLength(1);
    expect(report).toMatchObject({ converged: true, outcomes: [applied('a')] });
    expect(clock.waits.slice(0, 3)).toEqual([100, 200, 400]);
    expect(report.rounds).toBe(chest.rounds.length);
  });

  it('make the write unconfirmed after ten seconds', async () => {
    const { report, chest, clock } = await play({
      holds: { a: 'x' },
      wants: { a: '1' },
      results: { a: [{ staleFor: 3_600_000 }] },
    });
    expect(chest.calls).toHaveLength(1);
    expect(report.outcomes).toEqual([failure('a', 'UNCONFIRMED', true)]);
    expect(report.converged).toBe(false);
    expect(needsRetry(report)).toBe(true);
    const waited = clock.waits.reduce((sum, ms) => sum + ms, 0);
    expect(waited).toBeGreaterThan(5_000);
    expect(waited).toBeLessThanOrEqual(10_000);
  });

  it('are not waited for when the time is needed for the end of the run', async () => {
    const { report, clock } = await play(
      { holds: { a: 'x' }, wants: { a: '1' }, results: { a: [{ staleFor: 3_600_000 }] }, callTakes: 5_000 },
      { budget: 11_000 },
    );
    expect(clock.waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(1_000);
    expect(report.outcomes).toEqual([failure('a', 'UNCONFIRMED', true)]);
  });

  it('do not keep other changes from being made, and are waited for only once', async () => {
    let undone = false;
    const { chest, clock, report } = await play({
      holds: { a: 'x', b: 'x' },
      wants: { a: '1', b: '1' },
      results: { a: [{ staleFor: 3_600_000 }] },
      meanwhile: (drawers, key) => {
        if (key === 'b' && !undone) {
          drawers.set('b', 'by hand');
          undone = true;
        }
      },
    });
    expect(chest.drawers.get('b')).toBe('1');
    expect(clock.waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(10_000);
    expect(report.outcomes).toContainEqual(failure('a', 'UNCONFIRMED', true));
    expect(report.outcomes).toContainEqual(applied('b'));
  });

  it('count as confirmed after all when a later round of the run agrees', async () => {
    const { report } = await play({
      holds: { a: 'x', b: 'x' },
      wants: { a: '1', b: '1' },
      results: { a: [{ staleFor: 9_000 }], b: [{ refused: { code: 'Busy', retryable: true } }] },
      callTakes: 2_000,
    });
    expect(report).toMatchObject({ converged: true, outcomes: [applied('a'), applied('b')] });
    expect(needsRetry(report)).toBe(false);
  });

  it('are told from a third state, which is mended at once', async () => {
    let undone = false;
    const { report, chest, clock } = await play({
      holds: { a: 'x' },
      wants: { a: '1' },
      meanwhile: (drawers) => {
        if (!undone) drawers.set('a', 'by hand');
        undone = true;
      },
    });
    expect(chest.calls.flatMap(({ changes }) => changes.map(({ before }) => before))).toEqual(['x', 'by hand']);
    expect(clock.waits).toEqual([]);
    expect(report.converged).toBe(true);
  });

  it('are told from a write that changed nothing, which is made again', async () => {
    const { report, chest } = await play({ holds: { a: 'x' }, wants: { a: '1' }, results: { a: ['unchanged'] } });
    expect(chest.calls).toHaveLength(2);
    expect(report).toMatchObject({ converged: true, outcomes: [applied('a')] });
  });
});

describe('rounds that fail', () => {
  it('make the first one the outcome of the run, under the controller’s name', async () => {
    const { report } = await play({ holds: { a: 'x' }, wants: { a: '1' }, roundsFail: { 1: DENIED } });
    expect(report).toMatchObject({ rounds: 0, converged: false, plan: { changes: [], skips: [], findings: [] } });
    expect(report.outcomes).toEqual([failure('dns', 'UnauthorizedOperation', false)]);
    expect(needsRetry(report)).toBe(true);
  });

  it('keep the outcomes, skips and findings from before when a later one fails', async () => {
    const { report } = await play({
      holds: { a: 'x' },
      wants: { a: '1' },
      roundsFail: { 2: THROTTLED },
      skips: () => [{ key: 'left', reason: { code: 'LEFT', message: '' } }],
    });
    expect(report.outcomes).toEqual([applied('a'), failure('dns', 'RequestLimitExceeded', true)]);
    expect(report.plan).toMatchObject({ changes: [{ key: 'a' }], skips: [{ key: 'left' }] });
    expect(report.converged).toBe(false);
    expect(needsRetry(report)).toBe(true);
  });

  it('never make a run converged, even when the plan before them was empty of changes', async () => {
    const clock = virtualClock();
    const chest = cabinet(clock, { holds: {}, wants: {} });
    const broken = {
      ...chest.controller,
      plan: () => {
        throw new TypeError('a planner with a fault');
      },
    };
    const report = await reconcile(broken, { mode: 'apply', trigger: trigger() }, clock);
    expect(report.converged).toBe(false);
    expect(report.outcomes).toEqual([failure('dns', 'TypeError', true)]);
  });

  it('show what could not be read in part as failed outcomes', async () => {
    const unreadable = { key: 'Z1', code: 'NoSuchHostedZone', error: 'gone', retryable: false };
    const { report } = await play({ holds: { a: '1' }, wants: { a: '1' }, unseen: () => [unreadable] });
    expect(report).toMatchObject({ converged: false, outcomes: [{ ...unreadable, status: 'failed' }] });
    expect(needsRetry(report)).toBe(false);
  });

  it('do not count what a later round could read again', async () => {
    const unreadable = { key: 'Z1', code: 'Throttling', error: 'slow down', retryable: true };
    const { report } = await play({
      holds: { a: 'x' },
      wants: { a: '1' },
      unseen: (round) => (round === 1 ? [unreadable] : []),
    });
    expect(report).toMatchObject({ converged: true, outcomes: [applied('a')] });
  });

  it('apply the rest and then ask for a retry when the unread part may come back', async () => {
    const unreadable = { key: 'Z1', code: 'Throttling', error: 'slow down', retryable: true };
    const { report, chest } = await play({ holds: { a: 'x' }, wants: { a: '1' }, unseen: () => [unreadable] });
    expect(chest.drawers.get('a')).toBe('1');
    expect(needsRetry(report)).toBe(true);
  });
});

describe('a change that is made on top of another one of the same run', () => {
  const byHand = (times: number) => {
    let left = times;
    return (drawers: Map<string, string>, key: string): void => {
      if (left > 0) drawers.set(key, 'by hand');
      left -= 1;
    };
  };

  it('is told together with it, from the first state to the last', async () => {
    const { report } = await play({ holds: { a: 'x' }, wants: { a: '1' }, meanwhile: byHand(1) });
    expect(report.plan.changes).toMatchObject([{ key: 'a', before: 'x', after: '1' }]);
    expect(report.outcomes).toEqual([applied('a')]);
  });

  it('is not told as done when the guard blocks it', async () => {
    const { report } = await play({
      holds: { a: 'x' },
      wants: { a: '1' },
      meanwhile: byHand(1),
      guard: (changes) =>
        changes.length > 1
          ? { unit: 'u', reason: { code: 'TOO_MANY', message: 'too many' }, blocks: () => true }
          : undefined,
    });
    expect(report.plan.changes).toMatchObject([{ key: 'a', before: 'x', after: '1' }]);
    expect(report.blocked[0]?.reason.code).toBe('TOO_MANY');
    expect(report.converged).toBe(false);
  });
});

describe('a call that failed and of which a round says nothing', () => {
  it('stays failed, so that it is tried again', async () => {
    const { report } = await play({
      holds: { a: 'x' },
      wants: { a: '1' },
      results: { a: [{ fails: THROTTLED, butTakesEffect: true }] },
      skips: () => [{ key: 'unit', reason: { code: 'UNSEEN', message: '' } }],
    });
    expect(report.outcomes).toMatchObject([{ key: 'a', status: 'failed', retryable: true }]);
    expect(needsRetry(report)).toBe(true);
  });
});

describe('a call that failed and took effect all the same', () => {
  it('is applied, not failed, once a round shows it', async () => {
    const timeout = Object.assign(new Error('timed out'), { name: 'TimeoutError' });
    const { report } = await play({
      holds: { a: 'x' },
      wants: { a: '1' },
      results: { a: [{ fails: timeout, butTakesEffect: true }] },
      skips: () => [{ key: 'a', reason: { code: 'IN_ORDER', message: '' } }],
    });
    expect(report).toMatchObject({ converged: true, outcomes: [applied('a')] });
    expect(needsRetry(report)).toBe(false);
  });
});
