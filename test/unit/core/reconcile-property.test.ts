import fc from 'fast-check';
import { reconcile } from '../../../lib/core/reconcile.ts';

import { shareOf } from '../../support/runs.ts';
import { awsError, type CallResult, cabinet, type Put, trigger, virtualClock } from './support/cabinet.ts';

const answer: fc.Arbitrary<CallResult> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<CallResult>('ok') },
  fc.constant<CallResult>('unchanged'),
  fc.integer({ min: 1, max: 30_000 }).map((staleFor): CallResult => ({ staleFor })),
  fc.boolean().map((retryable): CallResult => ({ refused: { code: retryable ? 'Busy' : 'Protected', retryable } })),
  fc.constant<CallResult>({ fails: awsError('RequestLimitExceeded') }),
  fc.constant<CallResult>({ fails: awsError('UnauthorizedOperation') }),
  fc.constant<CallResult>({ fails: awsError('TimeoutError'), butTakesEffect: true }),
);

const drawer = fc.record({
  holds: fc.constantFrom('right', 'wrong', 'odd'),
  results: fc.array(answer, { maxLength: 4 }),
  needsFirst: fc.boolean(),
  blocked: fc.boolean(),
});

const worlds = fc.record({
  drawers: fc.array(drawer, { maxLength: 12 }),
  budget: fc.integer({ min: 4_000, max: 60_000 }),
  callTakes: fc.integer({ min: 0, max: 3_000 }),
  roundTakes: fc.integer({ min: 0, max: 2_000 }),
  failingRound: fc.integer({ min: 1, max: 12 }),
  guarded: fc.boolean(),
  /** After which calls somebody else touches which drawer. */
  hands: fc.array(fc.record({ call: fc.nat(12), drawer: fc.nat(11) }), { maxLength: 3 }),
});

type Drawn = typeof worlds extends fc.Arbitrary<infer T> ? T : never;

const keyOf = (at: number): string => `k${String(at).padStart(2, '0')}`;

const fingerprint = ({ key, before, after }: Put): string => `${key}: ${before} -> ${after}`;

const play = async (drawn: Drawn, mode: 'plan' | 'apply') => {
  const clock = virtualClock(drawn.budget);
  const entries = drawn.drawers.map((it, at) => [keyOf(at), it] as const);
  const plans: { readonly changes: readonly Put[]; readonly calls: number }[] = [];
  let calls = 0;
  const chest = cabinet(clock, {
    holds: Object.fromEntries(entries.map(([key, { holds }]) => [key, holds])),
    wants: Object.fromEntries(entries.map(([key]) => [key, 'right'])),
    results: Object.fromEntries(entries.map(([key, { results }]) => [key, results])),
    needs: Object.fromEntries(entries.flatMap(([key, it], at) => (it.needsFirst && at > 0 ? [[key, [keyOf(0)]]] : []))),
    stages: [[[keyOf(0)]], entries.slice(1).map(([key]) => [key])],
    roundsFail: { [drawn.failingRound]: awsError('ServiceUnavailable') },
    callTakes: drawn.callTakes,
    roundTakes: drawn.roundTakes,
    meanwhile: (drawers) => {
      for (const { call, drawer: at } of drawn.hands) {
        if (call === calls && drawers.has(keyOf(at))) drawers.set(keyOf(at), `hand ${calls}`);
      }
      calls += 1;
    },
    guard: () =>
      drawn.guarded
        ? {
            unit: 'u',
            reason: { code: 'TOO_MANY', message: '' },
            blocks: ({ key }) => entries.some(([name, it]) => name === key && it.blocked),
          }
        : undefined,
  });
  const confirmed = new Set<string>();
  const repeated: string[] = [];
  const watched = {
    ...chest.controller,
    apply: async (batch: readonly Put[]) => {
      repeated.push(...batch.map(fingerprint).filter((change) => confirmed.has(change)));
      const outcomes = await chest.controller.apply(batch);
      for (const change of batch) {
        if (outcomes.some(({ key, status }) => key === change.key && status === 'applied')) {
          confirmed.add(fingerprint(change));
        }
      }
      return outcomes;
    },
    plan: (observed: Parameters<typeof chest.controller.plan>[0]) => {
      const plan = chest.controller.plan(observed);
      plans.push({ changes: plan.changes, calls: chest.calls.length });
      return plan;
    },
  };
  const report = await reconcile(watched, { mode, trigger: trigger() }, clock);
  return { report, chest, plans, repeated };
};

const check = (property: (drawn: Drawn) => Promise<void>) =>
  fc.assert(fc.asyncProperty(worlds, property), { numRuns: shareOf(300) });

describe('whatever happens during a run', () => {
  it('is never reported as converged while the last plan is not empty or anything failed', () =>
    check(async (drawn) => {
      const { report, plans, chest } = await play(drawn, 'apply');
      const hasFailed = report.outcomes.some(({ status }) => status === 'failed');
      expect(report.converged).toBe(!hasFailed && plans.at(-1)?.changes.length === 0);
      if (chest.rounds.length === drawn.failingRound) expect(report.converged).toBe(false);
    }));

  it('is observed again after the last write', () =>
    check(async (drawn) => {
      const { plans, chest } = await play(drawn, 'apply');
      const lastRoundFailed = chest.rounds.length === drawn.failingRound;
      expect(lastRoundFailed || plans.at(-1)?.calls === chest.calls.length).toBe(true);
    }));

  it('makes no change again that AWS confirmed, and ends after a bounded number of rounds', () =>
    check(async (drawn) => {
      const { repeated, report } = await play(drawn, 'apply');
      expect(repeated).toEqual([]);
      // A wait for stale answers doubles from 100 ms, so that ten seconds hold seven of them.
      expect(report.rounds).toBeLessThanOrEqual(1 + 2 * 8);
    }));

  it('makes no change that the guard blocks or that lacks its prerequisite', () =>
    check(async (drawn) => {
      const { chest, report } = await play(drawn, 'apply');
      const made = new Set(chest.calls.flatMap(({ keys }) => keys));
      const blocked = drawn.guarded ? drawn.drawers.flatMap((it, at) => (it.blocked ? [keyOf(at)] : [])) : [];
      expect(blocked.filter((key) => made.has(key))).toEqual([]);
      if (!made.has(keyOf(0)) && report.plan.changes.some(({ key }) => key === keyOf(0))) {
        const orphans = drawn.drawers.flatMap((it, at) => (it.needsFirst && at > 0 ? [keyOf(at)] : []));
        const beforeFirst = chest.calls.filter(({ keys }) => keys.some((key) => orphans.includes(key)));
        expect(drawn.hands.length === 0 ? beforeFirst : []).toEqual([]);
      }
    }));

  it('gives each change that was not blocked an outcome', () =>
    check(async (drawn) => {
      const { report } = await play(drawn, 'apply');
      const told = new Set(report.outcomes.map(({ key }) => key));
      const untold = report.plan.changes.filter(({ key }) => !told.has(key));
      const roundFailed = told.has('dns');
      expect(report.blocked.length > 0 || roundFailed ? [] : untold).toEqual([]);
      expect(report.outcomes).toHaveLength(told.size);
    }));

  it('writes nothing in mode plan', () =>
    check(async (drawn) => {
      const { chest, report } = await play(drawn, 'plan');
      expect(chest.calls).toEqual([]);
      expect(report.rounds).toBeLessThanOrEqual(1);
    }));
});
