import type { Change, Report } from '../../../../lib/core/plan.ts';
import { trigger } from './cabinet.ts';

export const change = (key: string, action = 'replace'): Change => ({
  action,
  key,
  before: 'x',
  after: '1',
  reason: { code: 'WRONG', message: 'x is not 1' },
});

/** A report of a run that had nothing to do, and what is different about this one. */
export const reportOf = (more: Partial<Report> & { readonly changes?: readonly Change[] } = {}): Report => {
  const { changes = [], ...rest } = more;
  return {
    version: 2,
    controller: 'dns',
    mode: 'apply',
    trigger: trigger(),
    plan: { controller: rest.controller ?? 'dns', changes, skips: [], findings: [] },
    outcomes: [],
    blocked: [],
    verdict: 'inOrder',
    rounds: 1,
    converged: true,
    calls: { reads: 1, writes: 0, retries: 0 },
    startedAt: '2026-11-21T03:00:00.000Z',
    durationMs: 5,
    ...rest,
  };
};
