/** Which zones each run of a sweep looks at. */
import fc from 'fast-check';
import { rateOf } from '../../../lib/aws/route53/share.ts';
import type { Sweep } from '../../../lib/core/sweep.ts';
import { rotation } from '../../../lib/dns/rotation.ts';
import { shareOf } from '../../support/runs.ts';

const zones = (count: number): string[] => Array.from({ length: count }, (_, at) => `Z${String(at).padStart(4, '0')}`);
const HALF = rateOf(0.5);
const SWEEP_MS = 300_000;

/** The runs of one scheduled sweep, each woken by the message of the one before. */
const runsOf = (all: readonly string[], share: number, now: number): Sweep[] => {
  const runs = [rotation(all, rateOf(share), now)];
  for (let turn = runs[0]?.next; turn; turn = runs.at(-1)?.next) runs.push(rotation(all, rateOf(share), now, turn));
  return runs;
};
const lookedAt = (all: readonly string[], runs: readonly Sweep[]): string[] =>
  runs.flatMap(({ covers }) => all.filter((zone) => covers(zone)));

describe('a sweep', () => {
  it('of 100 zones is one run, and of more it has parts of a hundred', () => {
    expect(runsOf(zones(100), 0.5, 0)).toMatchObject([{ coverage: { looked: 100, of: 100, withinMinutes: 5 } }]);
    const looked = runsOf(zones(600), 0.5, 0).map(({ coverage }) => coverage);
    expect(looked).toEqual(Array(6).fill({ looked: 100, of: 600, withinMinutes: 5 }));
  });

  it('that has parts looks at each zone once', () => {
    const all = zones(950);
    const looked = lookedAt(all, runsOf(all, 0.5, 7 * SWEEP_MS));
    expect(looked.toSorted()).toEqual(all);
  });

  it('begins at another part each time, so that one which always fails shadows no other for long', () => {
    const all = zones(600);
    const first = [0, 1, 2, 3, 4, 5].map((at) => lookedAt(all, runsOf(all, 0.5, at * SWEEP_MS).slice(0, 1)));
    expect(first.flat().toSorted()).toEqual(all);
  });

  it('is about everything that is in no zone, in each of its parts', () => {
    const [run] = runsOf(zones(600), 0.5, 0);
    const known = ['fwd/corp', 'answers/x', 'dns', 'Z9999/gone.example/A'].map((key) => run?.covers(key));
    expect(known).toEqual([true, true, true, true]);
    expect(['Z0000/a.example/A', 'Z0099/vpcs', 'Z0100', 'Z0599/a.example/A'].map((key) => run?.covers(key))).toEqual([
      ...[true, true, false, false],
    ]);
  });

  it('goes on behind a zone that is no longer in the config, and at the first behind the last', () => {
    const all = zones(600).filter((zone) => zone !== 'Z0099');
    const part = (after: string, left: number) =>
      all.filter((zone) => rotation(all, HALF, 0, { after, left }).covers(zone));
    expect(part('Z0099', 3)).toEqual(['Z0100', 'Z0101', 'Z0102']);
    expect(part('Z0598', 3)).toEqual(['Z0000', 'Z0001', 'Z0599']);
    expect(part('Z0599', 2)).toEqual(['Z0000', 'Z0001']);
  });

  it('that is told an impossible rest looks at no more than there is', () => {
    const { coverage, next } = rotation(zones(150), HALF, 0, { after: 'Z0010', left: 1_000_000 });
    expect([coverage.looked, next?.left]).toEqual([100, 50]);
  });

  it('looks at all zones within the minutes that it says, whatever their number and the share', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3_000 }),
        fc.constantFrom(0.2, 0.3, 0.5, 1),
        fc.nat(10_000),
        (count, share, start) => {
          const all = zones(count);
          const withinMinutes = rotation(all, rateOf(share), 0).coverage.withinMinutes;
          const sweeps = Array.from({ length: withinMinutes / 5 }, (_, at) =>
            runsOf(all, share, (start + at) * SWEEP_MS),
          );
          expect(new Set(lookedAt(all, sweeps.flat())).size).toBe(count);
          for (const runs of sweeps) {
            const looked = runs.reduce((sum, { coverage }) => sum + coverage.looked, 0);
            expect(looked).toBeLessThanOrEqual(rateOf(share).burst + 240 * rateOf(share).perSecond);
          }
        },
      ),
      { numRuns: shareOf(200) },
    );
  });
});
