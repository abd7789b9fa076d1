import { reconcile } from '../../../lib/core/reconcile.ts';
import { describeDifference, differenceFrom, digestOf, type Expected, printsOf } from '../../../lib/core/review.ts';
import { type CabinetOptions, cabinet, trigger, virtualClock } from './support/cabinet.ts';
import { change } from './support/report.ts';

const digest = (...changes: readonly ReturnType<typeof change>[]): string => digestOf(printsOf(changes));

describe('the digest of a plan', () => {
  const [a, b] = [change('a'), change('b')];

  it('is sixteen hexadecimal digits, of no changes too', () => {
    expect(digest()).toMatch(/^[0-9a-f]{16}$/);
    expect(digest(a)).toMatch(/^[0-9a-f]{16}$/);
  });

  it('is the same whatever the order of the changes and of the members of their states', () => {
    const state = { target: 'eni-a', state: 'active' };
    expect(digest(a, b)).toBe(digest(b, a));
    expect(digest({ ...a, before: state })).toBe(digest({ ...a, before: { state: 'active', target: 'eni-a' } }));
  });

  it('is the same whatever the reasons say, and whatever the time is', () => {
    expect(digest({ ...a, reason: { code: 'WRONG', message: 'for 17 s' } })).toBe(digest(a));
    const at = (time: string) => ({ ...a, after: `by us at ${time}`, timeless: 'by us' });
    expect(digest(at('09:00'))).toBe(digest(at('09:05')));
  });

  it('is of what is written beside a change, too', () => {
    const digests = [a, { ...a, beside: ['ours'] }, { ...a, beside: ['theirs'] }].map((one) => digest(one));
    expect(new Set(digests).size).toBe(3);
    expect(digest({ ...a, beside: ['ours'], after: 'edited' })).not.toBe(digests[1]);
  });

  it('is another when an action, a key or a state is another, or a change comes or goes', () => {
    const plans = [[], [a], [b], [a, b], [{ ...a, action: 'create' }], [{ ...a, before: '1' }], [{ ...a, after: '2' }]];
    expect(new Set(plans.map((plan) => digest(...plan))).size).toBe(plans.length);
  });
});

describe('the difference between two plans', () => {
  it('is what came, what went and what changed', () => {
    const reviewed = printsOf([change('a'), change('b'), change('c')]);
    const difference = differenceFrom(reviewed, printsOf([change('d'), change('b', 'delete'), change('c')]));
    expect(difference).toEqual({ came: ['d'], went: ['a'], changed: ['b'] });
    expect(describeDifference(difference)).toBe('came: d; went: a; changed: b');
  });

  it('is told by its first keys where it is long', () => {
    const many = Array.from({ length: 12 }, (_, at) => change(`k${10 + at}`));
    expect(describeDifference(differenceFrom(new Map(), printsOf(many)))).toBe(
      'came: k10, k11, k12, k13, k14, k15, k16, k17, k18, k19, and 2 more',
    );
  });
});

describe('a run that expects a plan', () => {
  const WRONG: CabinetOptions = { holds: { a: 'x', b: 'x' }, wants: { a: '1', b: '1' } };
  /** Holds everything as soon as there is more than one change. */
  const GUARDED: CabinetOptions = {
    ...WRONG,
    guard: (changes) =>
      changes.length > 1 ? { unit: 'u', reason: { code: 'TOO_MANY', message: '' }, blocks: () => true } : undefined,
  };

  const run = async (options: CabinetOptions, mode: 'plan' | 'apply', expect?: Expected) => {
    const clock = virtualClock();
    const chest = cabinet(clock, options);
    const about = { mode, trigger: trigger(), ...(expect ? { expect } : {}) };
    const report = await reconcile(chest.controller, about, clock);
    return { report, chest, calls: chest.calls.flatMap(({ keys }) => keys) };
  };

  const review = async (options: CabinetOptions): Promise<Expected> => {
    const { digest: told = '', plan } = (await run(options, 'plan')).report;
    return { digest: told, prints: printsOf(plan.changes) };
  };

  it('applies it, whatever the guard says of its changes', async () => {
    const reviewed = await review(GUARDED);
    expect((await run(GUARDED, 'apply')).calls).toEqual([]);
    const { report, calls } = await run(GUARDED, 'apply', reviewed);
    expect(calls).toEqual(['a', 'b']);
    expect(report).toMatchObject({ digest: reviewed.digest, converged: true, blocked: [] });
  });

  it('is still held by the guard in what comes on top of it', async () => {
    const reviewed = await review(GUARDED);
    const meanwhile: CabinetOptions['meanwhile'] = (drawers) => drawers.set('c', 'x');
    const { report, calls } = await run(
      { ...GUARDED, wants: { ...GUARDED.wants, c: '1' }, meanwhile },
      'apply',
      reviewed,
    );
    expect(calls).toEqual(['a', 'b']);
    expect(report).toMatchObject({ converged: false, blocked: [{ unit: 'u', keys: ['c'] }] });
  });

  it('writes nothing when the plan is another, and answers with the difference', async () => {
    const reviewed = await review(WRONG);
    const { report, calls } = await run({ holds: { a: 'y', c: 'x' }, wants: { a: '1', c: '1' } }, 'apply', reviewed);
    expect(calls).toEqual([]);
    expect(report).toMatchObject({
      converged: false,
      difference: { came: ['c'], went: ['b'], changed: ['a'] },
      blocked: [{ unit: 'dns', reason: { code: 'PLAN_DIFFERS' }, keys: ['a', 'c'] }],
    });
    expect(report.digest).not.toBe(reviewed.digest);
    expect(report.blocked[0]?.reason.message).toBe(
      `the plan is not the expected one (${reviewed.digest}) but ${report.digest}; came: c; went: b; changed: a`,
    );
  });

  it('says that it cannot tell the difference when the plan is not remembered', async () => {
    const { report, calls } = await run(WRONG, 'apply', { digest: '0123456789abcdef' });
    expect(calls).toEqual([]);
    expect(report).not.toHaveProperty('difference');
    expect(report.blocked[0]?.reason.message).toContain('what came or went cannot be told');
  });

  it('has no digest when nobody asked for a plan', async () => {
    expect((await run(WRONG, 'apply')).report).not.toHaveProperty('digest');
  });
});
