/** A run that had to end before its work was done, and what it leaves to the next. */
import type { Continuation } from '../../../lib/core/more.ts';
import { isToBeContinued, putOff } from '../../../lib/core/more.ts';
import type { Voluntary } from '../../../lib/core/plan.ts';
import { needsRetry, reconcile } from '../../../lib/core/reconcile.ts';
import { type CabinetOptions, cabinet, type Put, trigger, virtualClock } from './support/cabinet.ts';
import { applied, failure, THROTTLED } from './support/play.ts';

const keys = (count: number) => Array.from({ length: count }, (_, at) => `k${String(at).padStart(2, '0')}`);
const all = (of: readonly string[], value: string) => Object.fromEntries(of.map((key) => [key, value]));
const WRONG = { holds: all(keys(20), 'x'), wants: all(keys(20), '1') };

interface Played {
  readonly budget?: number;
  readonly continues?: Continuation;
  readonly voluntary?: Voluntary<Put>;
}

const run = async (options: CabinetOptions, { budget = 30_000, continues, voluntary }: Played = {}) => {
  const clock = virtualClock(budget);
  const chest = cabinet(clock, options);
  const controller = voluntary ? { ...chest.controller, voluntary } : chest.controller;
  const report = await reconcile(
    controller,
    { mode: 'apply', trigger: trigger(), ...(continues ? { continues } : {}) },
    clock,
  );
  return { report, chest, clock };
};

describe('a run whose time is up', () => {
  const SLOW = { ...WRONG, callTakes: 2_000 };

  it('tells how much is left, waits for nothing but its next run, and is to be continued', async () => {
    const { report, chest } = await run(SLOW, { continues: { attempt: 1 } });
    const made = chest.calls.length;
    expect(made).toBeGreaterThan(0);
    expect(report).toMatchObject({ remaining: 20 - made, verdict: 'waiting', converged: false });
    expect(report.attempt).toBeUndefined();
    expect(isToBeContinued(report)).toBe(true);
  });

  it('leaves time to look once more after its last write', async () => {
    const { chest, clock } = await run({ ...WRONG, callTakes: 1_000 }, { continues: { attempt: 1 }, budget: 20_000 });
    expect(chest.calls.length).toBeLessThan(20);
    expect(chest.rounds).toHaveLength(2);
    expect(clock.remaining()).toBeGreaterThanOrEqual(0);
  });

  it('ends well after as many runs as it takes, each of which leaves less', async () => {
    const left: number[] = [];
    let holds: Readonly<Record<string, string>> = SLOW.holds;
    let continues: Continuation = { attempt: 1 };
    for (;;) {
      const { report, chest } = await run({ ...SLOW, holds }, { continues });
      holds = Object.fromEntries(chest.drawers);
      if (report.remaining === undefined) {
        expect(report).toMatchObject({ converged: true, attempt: left.length + 1 });
        break;
      }
      expect(isToBeContinued(report)).toBe(true);
      left.push(report.remaining);
      continues = { attempt: continues.attempt + 1, remaining: report.remaining };
    }
    expect(left.length).toBeGreaterThan(0);
    expect(left).toEqual([...new Set(left)].toSorted((a, b) => b - a));
    expect(holds).toEqual(SLOW.wants);
  });

  it('fails when as much is left as before, since two writers who undo each other would go on for ever', async () => {
    const undone = {
      ...SLOW,
      meanwhile: (drawers: Map<string, string>) => void keys(20).map((key) => drawers.set(key, 'y')),
    };
    const first = await run(undone, { continues: { attempt: 1 } });
    const { remaining = 0 } = first.report;
    expect(isToBeContinued(first.report)).toBe(true);
    const second = await run(undone, { continues: { attempt: 2, remaining } });
    expect(second.report.outcomes).toContainEqual(failure('dns', 'NO_PROGRESS', true));
    expect(second.report).toMatchObject({ verdict: 'failed', remaining, attempt: 2 });
    expect([isToBeContinued(second.report), needsRetry(second.report)]).toEqual([false, true]);
  });

  it('counts what failed in passing with what it leaves, and nothing that was refused', async () => {
    const results = {
      k00: [{ refused: { code: 'Busy', retryable: true } }, { refused: { code: 'Busy', retryable: true } }],
      k01: [{ refused: { code: 'Protected', retryable: false } }],
    } as const;
    const { report, chest } = await run({ ...SLOW, results }, { continues: { attempt: 1 } });
    const wrong = [...chest.drawers].filter(([, value]) => value === 'x').map(([key]) => key);
    expect(wrong).toEqual(expect.arrayContaining(['k00', 'k01']));
    expect(report.remaining).toBe(wrong.length - 1);
    expect(report.outcomes).toContainEqual(failure('k01', 'Protected', false));
  });
});

describe('a run that came to its end', () => {
  it('leaves nothing, whatever failed', async () => {
    const { report } = await run(
      { holds: { a: 'x' }, wants: { a: '1' }, results: { a: [1, 2, 3].map(() => ({ fails: THROTTLED })) } },
      { continues: { attempt: 1 } },
    );
    expect(report.remaining).toBeUndefined();
    expect([isToBeContinued(report), needsRetry(report)]).toEqual([false, true]);
  });
});

describe('a run that is cut short', () => {
  it('reports what it knows when a look hangs: what was made stays made, and it is looked at again', async () => {
    const chest = cabinet(virtualClock(), { holds: { a: 'x' }, wants: { a: '1' } });
    let looks = 0;
    const observe: typeof chest.controller.observe = (scope) => {
      looks += 1;
      return looks > 1 ? new Promise<never>(() => undefined) : chest.controller.observe(scope);
    };
    // The first question is how long the run may take; ms of real time.
    const answers = [50];
    const clock = { ...virtualClock(), remaining: () => answers.shift() ?? 60_000 };
    const options = { mode: 'apply', trigger: trigger() } as const;
    const report = await reconcile({ ...chest.controller, observe }, options, clock);
    expect(report.outcomes).toEqual([applied('a'), failure('dns', 'LATE', true)]);
    expect([report.verdict, report.converged, needsRetry(report)]).toEqual(['waiting', false, true]);
  });
});

describe('changes that nobody waits for', () => {
  const voluntary = (most: number, forMs = 10_000): Voluntary<Put> => ({
    ...{ setOf: ({ key }) => (key < 'k05' ? undefined : `set ${Number(key.slice(1)) % 5}`), most, forMs },
  });

  it('are made set by set up to their share, and what somebody waits for is made whole', async () => {
    const { report, chest } = await run(WRONG, { continues: { attempt: 1 }, voluntary: voluntary(7) });
    const made = chest.calls.flatMap((call) => call.keys);
    expect(made).toEqual(['k00', 'k01', 'k02', 'k03', 'k04', 'k05', 'k06', 'k10', 'k11', 'k15', 'k16']);
    expect(report).toMatchObject({ remaining: 9, verdict: 'waiting' });
    expect(report.outcomes).toContainEqual(failure('k07', 'MADE_WAY', true));
    expect(isToBeContinued(report)).toBe(true);
  });

  it('are made by set, however large the first one is', async () => {
    const { chest } = await run(WRONG, { continues: { attempt: 1 }, voluntary: voluntary(1) });
    expect(chest.calls.flatMap((call) => call.keys).filter((key) => key >= 'k05')).toEqual(['k05', 'k10', 'k15']);
  });

  it('are not begun late', async () => {
    const slow = { ...WRONG, callTakes: 2_000 };
    const { chest } = await run(slow, { continues: { attempt: 1 }, voluntary: voluntary(99, 5_000), budget: 600_000 });
    const [first] = chest.calls;
    const late = chest.calls.filter(({ at }) => at > (first?.at ?? 0) + 5_000);
    expect(late.flatMap((call) => call.keys).filter((key) => key >= 'k05')).toEqual([]);
    expect(chest.calls.length).toBeGreaterThanOrEqual(5);
  });

  it('are all made where no queue waits', async () => {
    const { report } = await run(WRONG, { voluntary: voluntary(7, 0) });
    expect(report).toMatchObject({ converged: true, verdict: 'changed' });
  });

  it('count those of earlier rounds with the others', () => {
    const change = (key: string): Put => ({
      action: 'replace',
      key,
      before: 'x',
      after: '1',
      reason: { code: 'C', message: '' },
    });
    const stages = (changes: readonly Put[]) => [changes.map((one) => [one])];
    const due = ['k05', 'k06'].map(change);
    expect(putOff({ voluntary: voluntary(2), stages }, due, ['k10', 'k11'].map(change))).toEqual(due);
    expect(putOff({ voluntary: voluntary(3), stages }, due, ['k10', 'k11'].map(change))).toEqual([change('k06')]);
  });
});
