import { inTurns } from '../../../lib/std/turns.ts';

describe('calls in turns', () => {
  it('run so many at once, in order, and one that fails holds up no other', async () => {
    const turns = inTurns(2);
    const begun: number[] = [];
    let running = 0;
    let most = 0;
    const call = (at: number) => async (): Promise<number> => {
      begun.push(at);
      running += 1;
      most = Math.max(most, running);
      await new Promise((done) => setImmediate(done));
      running -= 1;
      if (at % 3 === 0) throw new Error(`call ${at}`);
      return at;
    };
    const results = await Promise.allSettled([0, 1, 2, 3, 4, 5, 6].map((at) => turns(call(at))));
    expect(results.map((result) => (result.status === 'fulfilled' ? result.value : 'failed'))).toEqual([
      'failed',
      1,
      2,
      'failed',
      4,
      5,
      'failed',
    ]);
    expect([begun, most, running]).toEqual([[0, 1, 2, 3, 4, 5, 6], 2, 0]);
    expect(await turns(call(7))).toBe(7);
  });
});
