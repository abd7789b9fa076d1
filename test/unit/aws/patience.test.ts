import { patiently } from '../../../lib/aws/patience.ts';

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
    expect(await patiently(call)).toBe('done');
    expect(calls()).toBe(3);
  });

  it('is not made again after a refusal', async () => {
    const { call, calls } = failing(1, denied);
    await expect(patiently(call)).rejects.toBe(denied);
    expect(calls()).toBe(1);
  });

  it('ends with its last error when its patience is up', async () => {
    const { call, calls } = failing(99, throttled);
    await expect(patiently(call, 600)).rejects.toBe(throttled);
    expect(calls()).toBeLessThan(99);
  });
});
