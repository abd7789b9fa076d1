/** Answers of runs by hand, beside what Lambda takes. */
import type { Report } from '../../../lib/core/plan.ts';
import { fitting } from '../../../lib/entry/answer.ts';

const reportOf = (changes: number): Report => ({
  ...{ version: 2, controller: 'dns', mode: 'plan', trigger: { by: 'hand', what: ['reconcile'], scope: 'all' } },
  plan: {
    ...{ controller: 'dns', skips: [], findings: [] },
    changes: Array.from({ length: changes }, (_, at) => ({
      ...{ action: 'create', key: `Z1/${'host'.repeat(20)}-${at}.corp.example/A` },
      reason: { code: 'RECORD_MISSING', message: 'é'.repeat(500) },
    })),
  },
  ...{ outcomes: [], blocked: [], rounds: 1, verdict: 'wouldChange', converged: false },
  ...{ calls: { reads: 1, writes: 0, retries: 0 }, startedAt: '2026-11-28T00:00:00.000Z', durationMs: 1 },
});

const answer = (changes: number) => fitting({ verdict: 'wouldChange', converged: false, reports: [reportOf(changes)] });

describe('an answer', () => {
  it('comes whole where Lambda takes it', () => {
    expect(answer(5)).toEqual({ verdict: 'wouldChange', converged: false, reports: [reportOf(5)] });
  });

  it('comes as a summary with a pointer where it is larger than 6 MB, counted in bytes', () => {
    const short = answer(6_000);
    expect(Buffer.byteLength(JSON.stringify(short))).toBeLessThan(300_000);
    expect(short).toMatchObject({
      ...{ verdict: 'wouldChange', truncated: true, pointer: expect.stringContaining('"only"') },
      reports: [{ controller: 'dns', truncated: true, counts: { changes: 6_000 } }],
    });
  });
});
