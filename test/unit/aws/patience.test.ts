import { type Patience, patiently } from '../../../lib/aws/patience.ts';

const REAL: Patience = { now: Date.now };
const throttled = Object.assign(new Error('slow down'), { name: 'RequestLimitExceeded' });
const denied = Object.assign(new Error('no'), { name: 'UnauthorizedOperation', $fault: 'client' });

const failing = (times: number, error: Error) => {
  let calls = 0;
  return {
    call: async (): Promise<string> => {
      calls += 1;
      if (calls <= times) throw error;
      return 'done';
    },
    calls: () => calls,
  };
};

describe('a patient call', () => {
  it('is made again after a throttle', async () => {
    const { call, calls } = failing(2, throttled);
    expect(await patiently(call, REAL)).toBe('done');
    expect(calls()).toBe(3);
  });

  it('is not made again after a refusal', async () => {
    const { call, calls } = failing(1, denied);
    await expect(patiently(call, REAL)).rejects.toBe(denied);
    expect(calls()).toBe(1);
  });

  it.each([
    ['an answer that cannot be decoded', Object.assign(new SyntaxError('<'), { $metadata: { httpStatusCode: 200 } })],
    ['a fault of the program', new TypeError('x is not a function')],
  ])('is made again twice after %s, and no more', async (_, error) => {
    const { call, calls } = failing(99, error);
    await expect(patiently(call, REAL)).rejects.toBe(error);
    expect(calls()).toBe(3);
    const passing = failing(2, error);
    expect(await patiently(passing.call, REAL)).toBe('done');
  });

  it('ends with its last error when its patience is up', async () => {
    const { call, calls } = failing(99, throttled);
    await expect(patiently(call, { ...REAL, patienceMs: 600 })).rejects.toBe(throttled);
    expect(calls()).toBeLessThan(99);
  });

  it('goes by the clock that it is given', async () => {
    const { call, calls } = failing(99, throttled);
    const times = [0, 14_900];
    const jumping = { now: () => times.shift() ?? 0, patienceMs: 15_000 };
    await expect(patiently(call, jumping)).rejects.toBe(throttled);
    expect(calls()).toBe(1);
  });
});
