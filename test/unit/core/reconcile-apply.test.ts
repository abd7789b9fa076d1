import { needsRetry, reconcile } from '../../../lib/core/reconcile.ts';
import { cabinet, START, trigger, virtualClock } from './support/cabinet.ts';
import { applied, DENIED, failure, outcomeOf, play, THROTTLED } from './support/play.ts';

describe('applying', () => {
  const many = (count: number) => Array.from({ length: count }, (_, at) => `k${String(at).padStart(2, '0')}`);
  const all = (keys: readonly string[], value: string) => Object.fromEntries(keys.map((key) => [key, value]));

  it('starts a stage only when the one before is done', async () => {
    const { chest } = await play({
      holds: { a: 'x', b: 'x', c: 'x' },
      wants: { a: '1', b: '1', c: '1' },
      stages: [[['c'], ['b']], [['a']]],
      callTakes: 10,
    });
    const at = Object.fromEntries(chest.calls.map((call) => [call.keys.join(), call.at]));
    expect(at.a).toBe(START + 20);
    expect(chest.calls.map(({ keys }) => keys.join()).at(-1)).toBe('a');
  });

  it('runs at most eight batches of a stage at once, and eight when there are more', async () => {
    const keys = many(30);
    const { chest, report } = await play({ holds: all(keys, 'x'), wants: all(keys, '1') });
    expect(chest.most.parallel).toBe(8);
    expect(chest.calls).toHaveLength(30);
    expect(report.converged).toBe(true);
  });

  it('starts the batches of a stage in the order in which they are given', async () => {
    const keys = many(20);
    const { chest } = await play({ holds: all(keys, 'x'), wants: all(keys, '1') });
    expect(chest.calls.map((call) => call.keys[0])).toEqual(keys);
  });

  it('fails exactly the changes of a batch that throws, and stops nothing else', async () => {
    const { report, chest } = await play({
      holds: { a: 'x', b: 'x', c: 'x' },
      wants: { a: '1', b: '1', c: '1' },
      stages: [[['a', 'b'], ['c']]],
      results: { a: [{ fails: DENIED }] },
    });
    expect(report.outcomes).toEqual([
      failure('a', 'UnauthorizedOperation', false),
      failure('b', 'UnauthorizedOperation', false),
      applied('c'),
    ]);
    expect(chest.drawers.get('c')).toBe('1');
    expect(report.converged).toBe(false);
  });

  it('goes on with later stages after a failure', async () => {
    const { chest } = await play({
      holds: { a: 'x', b: 'x' },
      wants: { a: '1', b: '1' },
      stages: [[['a']], [['b']]],
      results: { a: [{ fails: DENIED }] },
    });
    expect(chest.drawers.get('b')).toBe('1');
  });

  it('does not make a change whose prerequisite failed for good', async () => {
    const { report, chest } = await play({
      holds: { a: 'x', b: 'x' },
      wants: { a: '1', b: '1' },
      needs: { b: ['a'] },
      stages: [[['a']], [['b']]],
      results: { a: [{ fails: DENIED }] },
    });
    expect(chest.calls.map(({ keys }) => keys)).toEqual([['a']]);
    expect(report.outcomes).toEqual([
      failure('a', 'UnauthorizedOperation', false),
      failure('b', 'PREREQUISITE_FAILED', false),
    ]);
    expect(needsRetry(report)).toBe(false);
  });

  it('makes it in the next round when the prerequisite then succeeds', async () => {
    const { report, chest } = await play({
      holds: { a: 'x', b: 'x' },
      wants: { a: '1', b: '1' },
      needs: { b: ['a'] },
      stages: [[['a']], [['b']]],
      results: { a: [{ fails: THROTTLED }] },
    });
    expect(chest.calls.map(({ keys }) => keys)).toEqual([['a'], ['a'], ['b']]);
    expect(report).toMatchObject({ converged: true, outcomes: [applied('a'), applied('b')] });
  });

  it('makes the rest of a batch when one of its changes lacks its prerequisite', async () => {
    const { chest } = await play({
      holds: { a: 'x', b: 'x', c: 'x' },
      wants: { a: '1', b: '1', c: '1' },
      needs: { b: ['a'] },
      stages: [[['a']], [['b', 'c']]],
      results: { a: [{ fails: DENIED }] },
    });
    expect(chest.calls.map(({ keys }) => keys)).toEqual([['a'], ['c']]);
  });

  it('tries a failure that may pass again in the same run', async () => {
    const { report, chest } = await play({
      holds: { a: 'x' },
      wants: { a: '1' },
      results: { a: [{ refused: { code: 'Busy', retryable: true } }] },
    });
    expect(chest.calls).toHaveLength(2);
    expect(report).toMatchObject({ converged: true, outcomes: [applied('a')] });
  });

  it('does not try a terminal failure again in the same run', async () => {
    const { report, chest } = await play({
      holds: { a: 'x' },
      wants: { a: '1' },
      results: { a: [{ refused: { code: 'Protected', retryable: false } }] },
    });
    expect(chest.calls).toHaveLength(1);
    expect(report).toMatchObject({ converged: false, rounds: 2 });
    expect(needsRetry(report)).toBe(false);
  });

  it('keeps the failure of a change that keeps failing, with its own code', async () => {
    const { report, chest } = await play({
      holds: { a: 'x' },
      wants: { a: '1' },
      results: { a: [{ fails: THROTTLED }, { fails: THROTTLED }, { fails: THROTTLED }] },
    });
    expect(chest.calls).toHaveLength(2);
    expect(report.outcomes).toEqual([failure('a', 'RequestLimitExceeded', true)]);
    expect(needsRetry(report)).toBe(true);
  });

  it('asks for a retry when a terminal failure stands beside changes that it did not get to', async () => {
    let hand = 0;
    const { report } = await play({
      holds: { a: 'x', b: 'x' },
      wants: { a: '1', b: '1' },
      results: { a: [{ fails: DENIED }] },
      meanwhile: (drawers) => {
        hand += 1;
        drawers.set('b', `hand ${hand}`);
      },
    });
    expect(report.outcomes).toEqual([failure('a', 'UnauthorizedOperation', false), failure('b', 'OUT_OF_LOOKS', true)]);
    expect(needsRetry(report)).toBe(true);
  });

  it('reports a change for which the controller has no outcome as failed', async () => {
    const clock = virtualClock();
    const chest = cabinet(clock, { holds: { a: 'x' }, wants: { a: '1' } });
    const mute = { ...chest.controller, apply: () => Promise.resolve([]) };
    const report = await reconcile(mute, { mode: 'apply', trigger: trigger() }, clock);
    expect(outcomeOf(report, 'a')).toMatchObject({ status: 'failed', code: 'NO_OUTCOME' });
  });
});

describe('running out of time', () => {
  it('starts no batch that it may not finish', async () => {
    const { report, chest } = await play(
      { holds: { a: 'x', b: 'x' }, wants: { a: '1', b: '1' }, stages: [[['a']], [['b']]], callTakes: 4_000 },
      { budget: 13_000 },
    );
    expect(chest.calls.map(({ keys }) => keys)).toEqual([['a']]);
    expect(report.outcomes).toEqual([applied('a'), failure('b', 'OUT_OF_TIME', true)]);
    expect(needsRetry(report)).toBe(true);
  });

  it('does not spend what is left on rounds after which nothing could be done', async () => {
    const { report, chest } = await play(
      { holds: { a: 'x' }, wants: { a: '1' }, roundTakes: 3_000 },
      { budget: 6_000 },
    );
    expect(report.outcomes).toEqual([failure('a', 'OUT_OF_TIME', true)]);
    expect(chest.rounds).toHaveLength(1);
    expect(report).toMatchObject({ rounds: 1, converged: false });
  });

  it('ends with a round after what it did write, however little time is left', async () => {
    const { report, chest } = await play(
      { holds: { a: 'x' }, wants: { a: '1' }, callTakes: 10_500 },
      { budget: 11_000 },
    );
    expect(chest.rounds).toHaveLength(2);
    expect(report.converged).toBe(true);
  });
});
