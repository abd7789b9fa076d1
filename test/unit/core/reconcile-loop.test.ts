import { needsRetry, reconcile } from '../../../lib/core/reconcile.ts';
import { cabinet, trigger, virtualClock } from './support/cabinet.ts';
import { applied, failure, play } from './support/play.ts';

describe('observing and planning', () => {
  it('observes once when nothing is to be done', async () => {
    const { report, chest } = await play({ holds: { a: 'x' }, wants: { a: 'x' } });
    expect(report).toMatchObject({ rounds: 1, converged: true, outcomes: [] });
    expect(chest.calls).toEqual([]);
    expect(chest.rounds).toHaveLength(1);
  });

  it('observes again after its writes and only then calls the run converged', async () => {
    const { report, chest } = await play({ holds: { a: 'x', b: 'y' }, wants: { a: '1', b: '2' } });
    expect(report).toMatchObject({ rounds: 2, converged: true, outcomes: [applied('a'), applied('b')] });
    expect(Object.fromEntries(chest.drawers)).toEqual({ a: '1', b: '2' });
  });

  it('hands the scope of its trigger to every round', async () => {
    const clock = virtualClock();
    const chest = cabinet(clock, { holds: { a: 'x' }, wants: { a: '1' } });
    const scope = { ids: ['vpce-1'] };
    await reconcile(chest.controller, { mode: 'apply', trigger: trigger(scope) }, clock);
    expect(chest.rounds.map(({ scope }) => scope)).toEqual([scope, scope]);
  });

  it('writes nothing in mode plan and says that the plan is not empty', async () => {
    const { report, chest } = await play({ holds: { a: 'x' }, wants: { a: '1' } }, { mode: 'plan' });
    expect(chest.calls).toEqual([]);
    expect(report).toMatchObject({ mode: 'plan', rounds: 1, converged: false, outcomes: [] });
    expect(report.plan.changes).toMatchObject([{ key: 'a', before: 'x', after: '1' }]);
    expect(needsRetry(report)).toBe(false);
  });

  it('says converged in mode plan when the plan is empty', async () => {
    const { report } = await play({ holds: { a: '1' }, wants: { a: '1' } }, { mode: 'plan' });
    expect(report.converged).toBe(true);
  });

  it('plans again what somebody else undid, and reports the changes of all rounds', async () => {
    let undone = false;
    const { report, chest } = await play({
      holds: { a: 'x', b: '2' },
      wants: { a: '1', b: '2' },
      meanwhile: (drawers) => {
        if (!undone) drawers.set('b', 'z');
        undone = true;
      },
    });
    expect(chest.calls.map(({ keys }) => keys)).toEqual([['a'], ['b']]);
    expect(report).toMatchObject({ rounds: 3, converged: true });
    expect(report.plan.changes.map(({ key }) => key)).toEqual(['a', 'b']);
  });

  it('gives up after three rounds in an account that never rests', async () => {
    let hand = 0;
    const { report, chest } = await play({
      holds: { a: 'x' },
      wants: { a: '1' },
      meanwhile: (drawers) => {
        hand += 1;
        drawers.set('a', `hand ${hand}`);
      },
    });
    expect(chest.calls).toHaveLength(2);
    expect(report).toMatchObject({ rounds: 3, converged: false });
    expect(report.outcomes).toEqual([failure('a', 'OUT_OF_LOOKS', true)]);
    expect(needsRetry(report)).toBe(true);
  });

  it('reports the skips and findings of the last round', async () => {
    const { report } = await play({
      holds: { a: 'x' },
      wants: { a: '1' },
      skips: (round) => [{ key: `skip ${round}`, reason: { code: 'S', message: '' } }],
      findings: (round) => [{ key: `f ${round}`, severity: 'info', reason: { code: 'F', message: '' }, remedy: '' }],
    });
    expect(report.plan.skips.map(({ key }) => key)).toEqual(['skip 2']);
    expect(report.plan.findings.map(({ key }) => key)).toEqual(['f 2']);
  });
});

describe('the guard', () => {
  const refuse = { unit: 'Z1', reason: { code: 'TOO_MANY', message: 'more than the limit' }, blocks: () => true };

  it('stops a run before its first write', async () => {
    const { report, chest } = await play({ holds: { a: 'x' }, wants: { a: '1' }, guard: () => refuse });
    expect(chest.calls).toEqual([]);
    expect(report).toMatchObject({ blocked: [{ reason: refuse.reason }], converged: false, rounds: 1, outcomes: [] });
    expect(needsRetry(report)).toBe(false);
  });

  it('says in mode plan what it would block', async () => {
    const { report } = await play({ holds: { a: 'x' }, wants: { a: '1' }, guard: () => refuse }, { mode: 'plan' });
    expect(report.blocked).toEqual([{ unit: 'Z1', reason: refuse.reason, keys: ['a'] }]);
  });

  it('lets pass what it does not block', async () => {
    const { report, chest } = await play({
      holds: { a: 'x', b: 'x' },
      wants: { a: '1', b: '1' },
      guard: (changes) => (changes.length > 1 ? { ...refuse, blocks: ({ key }) => key === 'b' } : undefined),
    });
    expect(chest.calls.map(({ keys }) => keys)).toEqual([['a']]);
    expect(report).toMatchObject({ blocked: [{ reason: refuse.reason }], converged: false, outcomes: [applied('a')] });
    expect(needsRetry(report)).toBe(false);
  });

  it('blocks what needs a change that it blocks', async () => {
    const { chest, report } = await play({
      holds: { a: 'x', b: 'x', c: 'x', d: 'x' },
      wants: { a: '1', b: '1', c: '1', d: '1' },
      needs: { b: ['c'], a: ['b'] },
      guard: () => ({ ...refuse, blocks: ({ key }) => key === 'c' }),
    });
    expect(chest.calls.map(({ keys }) => keys)).toEqual([['d']]);
    expect(report.outcomes).toEqual([applied('d')]);
    expect(report.blocked).toEqual([{ unit: 'Z1', reason: refuse.reason, keys: ['c', 'b', 'a'] }]);
  });

  it('counts the changes of all rounds of a run together', async () => {
    let grown = false;
    const { report, chest } = await play({
      holds: { a: 'x', b: 'x', c: '1' },
      wants: { a: '1', b: '1', c: '1' },
      meanwhile: (drawers) => {
        if (!grown) drawers.set('c', 'new');
        grown = true;
      },
      guard: (changes) => (changes.length > 2 ? refuse : undefined),
    });
    expect(chest.calls.map(({ keys }) => keys)).toEqual([['a'], ['b']]);
    expect(report).toMatchObject({ blocked: [{ reason: refuse.reason }], converged: false });
  });

  it('does not keep other changes from being tried again', async () => {
    let hand = 0;
    const { report } = await play({
      holds: { a: 'x', blocked: 'x' },
      wants: { a: '1', blocked: '1' },
      guard: () => ({ ...refuse, blocks: ({ key }) => key === 'blocked' }),
      meanwhile: (drawers) => {
        hand += 1;
        drawers.set('a', `hand ${hand}`);
      },
    });
    expect(report).toMatchObject({ blocked: [{ reason: refuse.reason }], converged: false });
    expect(needsRetry(report)).toBe(true);
  });
});
