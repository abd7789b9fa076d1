import { AsyncResource } from 'node:async_hooks';
import { timeLeft } from '../../../lib/aws/time-limit.ts';
import { inTime } from '../../../lib/core/in-time.ts';
import { readOrUnseen } from '../../../lib/core/read.ts';
import { awsError } from './support/cabinet.ts';

const throttled = awsError('Throttling');

describe('a read with a limit', () => {
  const hanging = () => new Promise<never>(() => {});

  it('gives its value, or fails as it fails', async () => {
    expect(await inTime(async () => 1, { limitMs: 1_000 })).toBe(1);
    await expect(inTime(() => Promise.reject(throttled), { limitMs: 1_000 })).rejects.toBe(throttled);
  });

  it('was not refused when its time is up: it is tried again', async () => {
    const { unseen } = await readOrUnseen(['Z1'], () => inTime(hanging, { limitMs: 20 }));
    expect(unseen).toEqual([{ key: 'Z1', code: 'LATE', error: 'no answer within 0.02 s', retryable: true }]);
  });

  it('is left to the next run where whoever reads says so', async () => {
    const { unseen } = await readOrUnseen(['file'], () => inTime(hanging, { limitMs: 20, retryable: false }));
    expect(unseen).toMatchObject([{ code: 'LATE', retryable: false }]);
  });

  it('leaves its calls no time once it is given up, and all of it before', async () => {
    let asked: () => number = () => 0;
    const begun = inTime(
      async () => {
        asked = AsyncResource.bind(timeLeft);
        expect(asked()).toBe(Number.POSITIVE_INFINITY);
        await new Promise(() => {});
      },
      { limitMs: 20 },
    );
    await expect(begun).rejects.toMatchObject({ name: 'LATE' });
    expect(asked()).toBe(0);
  });
});
