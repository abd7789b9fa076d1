import fc from 'fast-check';
import { mergeScopes, type Plan, skipUnseen, sortPlan } from '../../../lib/core/plan.ts';
import { shareOf } from '../../support/runs.ts';

describe('scopes', () => {
  it('merge to the union of their ids, each once and in order', () => {
    expect(mergeScopes([{ ids: ['b', 'a'] }, { ids: ['a', 'c'] }])).toEqual({ ids: ['a', 'b', 'c'] });
  });

  it('merge to everything when one of them is everything', () => {
    expect(mergeScopes([{ ids: ['a'] }, 'all'])).toBe('all');
  });
});

describe('a plan in order', () => {
  const change = (key: string) => ({ action: 'replace', key, reason: { code: 'C', message: '' } });

  it('is the same whatever order it was found in', () => {
    const keys = ['b', 'a', 'Z', 'a/1', 'ä'];
    const plan = (order: readonly string[]): Plan =>
      sortPlan({
        controller: 'dns',
        changes: order.map(change),
        skips: order.flatMap((key) => ['Y', 'X'].map((code) => ({ key, reason: { code, message: '' } }))),
        findings: [],
      });
    fc.assert(
      fc.property(fc.shuffledSubarray(keys, { minLength: keys.length }), (order) => {
        expect(plan(order)).toEqual(plan(keys));
      }),
      { numRuns: shareOf(100) },
    );
    expect(plan(keys).changes.map(({ key }) => key)).toEqual(['Z', 'a', 'a/1', 'b', 'ä']);
  });
});

describe('skips', () => {
  it('stand for what could not be read, with AWS’s code', () => {
    expect(skipUnseen('Z1', { key: 'Z1', code: 'AccessDenied', error: 'no', retryable: false })).toEqual({
      key: 'Z1',
      reason: { code: 'AccessDenied', message: 'it could not be read: no' },
    });
  });
});
