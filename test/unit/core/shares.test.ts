/** A call that AWS never takes uses up its own time, and of the others' what it must. */
import { throttledTime, timeLeft } from '../../../lib/aws/time-limit.ts';
import { reconcile } from '../../../lib/core/reconcile.ts';
import { BATCH_BUDGET_MS } from '../../../lib/core/stages.ts';
import { type CabinetOptions, cabinet, START, trigger, virtualClock } from './support/cabinet.ts';
import { THROTTLED } from './support/play.ts';

const options: CabinetOptions = {
  holds: { stuck: 'x', own: 'x', other: 'x' },
  wants: { stuck: '1', own: '1', other: '1' },
  stages: [[['stuck']], [['own'], ['other']]],
};

/** One run in which one call uses all the time that its work has. When each call was made (ms of the run), and what came of it. */
const play = async (more: Partial<CabinetOptions>) => {
  const clock = virtualClock(60_000);
  const chest = cabinet(clock, { ...options, ...more });
  const shares: Record<string, { readonly left: number; readonly throttled: number | undefined }> = {};
  const apply: typeof chest.controller.apply = async (batch) => {
    const key = batch[0]?.key ?? '';
    shares[key] ??= { left: timeLeft(), throttled: throttledTime() };
    if (key !== 'stuck') return chest.controller.apply(batch);
    // Others that wait for nothing go on meanwhile.
    await new Promise((done) => setImmediate(done));
    clock.pass(Math.min(timeLeft(), throttledTime() ?? 0));
    throw THROTTLED;
  };
  const report = await reconcile({ ...chest.controller, apply }, { mode: 'apply', trigger: trigger() }, clock);
  const at = Object.fromEntries(chest.calls.map(({ keys, at: when }) => [keys.join(), when - START]));
  return { report, at, shares };
};

describe('a change that AWS throttles for good', () => {
  it('holds up no change of another lane', async () => {
    const { at } = await play({ lanes: { own: 'Z1', stuck: 'Z1', other: 'Z2' } });
    expect(at.other).toBe(0);
    expect(at.own).toBeGreaterThan(20_000);
  });

  it('holds up what needs it, whatever its lane is', async () => {
    const { at, report } = await play({ lanes: { own: 'a', stuck: 'b', other: 'c' }, needs: { own: ['stuck'] } });
    expect(at).toEqual({ other: 0 });
    expect(report.outcomes).toContainEqual(expect.objectContaining({ key: 'own', code: 'PREREQUISITE_FAILED' }));
  });

  it('leaves half of the time to those that wait for it to end', async () => {
    const { at, shares } = await play({});
    expect([at.own, at.other]).toEqual([27_500, 27_500]);
    expect(shares.stuck).toEqual({ left: 50_000, throttled: 27_500 });
    expect(shares.own?.throttled).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('a read that AWS throttles for good', () => {
  it.each([undefined, 2 * BATCH_BUDGET_MS])(
    'leaves time to write what the others read, be the budget of a batch %s',
    async (batchBudget) => {
      const clock = virtualClock(60_000);
      const chest = cabinet(clock, { holds: { a: 'x' }, wants: { a: '1' } });
      const observe: typeof chest.controller.observe = async (scope) => {
        if (chest.rounds.length === 0) clock.pass(timeLeft());
        return chest.controller.observe(scope);
      };
      const controller = { ...chest.controller, observe, ...(batchBudget === undefined ? {} : { batchBudget }) };
      await reconcile(controller, { mode: 'apply', trigger: trigger() }, clock);
      expect(chest.drawers.get('a')).toBe('1');
    },
  );
});
