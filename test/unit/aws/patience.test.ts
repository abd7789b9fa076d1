import { errorCode, errorMessage, isRetryable } from '../../../lib/aws/errors.ts';
import { patient } from '../../../lib/aws/patience.ts';
import { timeLeft, within } from '../../../lib/aws/time-limit.ts';

const awsError = (name: string, more: object = {}) =>
  Object.assign(new Error(`${name} says AWS`), { name, $fault: 'client', ...more });
const throttled = () => awsError('RequestLimitExceeded');

/** Time that passes only with the pauses between attempts. */
const makes = (fails: (attempt: number) => Error | undefined, { attempts }: { readonly attempts?: number } = {}) => {
  let now = 0;
  let made = 0;
  const strategy = patient({ now: () => now, ...(attempts === undefined ? {} : { attempts }) });
  /** What the SDK's retry middleware does. */
  const call = async (): Promise<string> => {
    let token = await strategy.acquireInitialRetryToken();
    for (;;) {
      made += 1;
      const error = fails(made);
      if (!error) return 'done';
      try {
        token = await strategy.refreshRetryTokenForRetry(token, { error });
      } catch {
        throw error;
      }
      now += token.getRetryDelay();
    }
  };
  return { call, made: () => made, now: () => now };
};

const failing = (times: number, error: () => Error) => (attempt: number) => (attempt <= times ? error() : undefined);

describe('a call', () => {
  it('is made again after a throttle', async () => {
    const { call, made } = makes(failing(2, throttled));
    expect(await call()).toBe('done');
    expect(made()).toBe(3);
  });

  it.each([
    ['a refusal', awsError('UnauthorizedOperation')],
    ['a conditional write that somebody else got ahead of', awsError('PreconditionFailed')],
    ['an object that is not there', awsError('NoSuchKey')],
  ])('is not made again after %s', async (_, error) => {
    const { call, made } = makes(failing(1, () => error));
    await expect(call()).rejects.toBe(error);
    expect(made()).toBe(1);
  });

  it.each([
    ['an answer that cannot be decoded', Object.assign(new SyntaxError('<'), { $metadata: { httpStatusCode: 200 } })],
    ['a fault of the program', new TypeError('x is not a function')],
  ])('is made again twice after %s, and no more', async (_, error) => {
    const { call, made } = makes(failing(99, () => error));
    await expect(call()).rejects.toBe(error);
    expect(made()).toBe(3);
    expect(await makes(failing(2, () => error)).call()).toBe('done');
  });

  it('ends with its last error when its patience is up, or its attempts', async () => {
    const { call, made, now } = makes(failing(99, throttled));
    await expect(call()).rejects.toMatchObject({ name: 'RequestLimitExceeded' });
    expect(made()).toBeGreaterThan(6);
    expect(now()).toBeLessThanOrEqual(12_000);
    const twice = makes(failing(99, throttled), { attempts: 2 });
    await expect(twice.call()).rejects.toThrow();
    expect(twice.made()).toBe(2);
  });
});

describe('the calls of work that has to end', () => {
  it('are not made again when it has ended, and were not refused', async () => {
    const { call, now } = makes(failing(99, throttled));
    const error: unknown = await within({ left: () => 3_000 - now() }, call).catch((cause: unknown) => cause);
    expect([errorCode(error), isRetryable(error)]).toEqual(['CUT_SHORT', true]);
    expect(errorMessage(error)).toBe(
      'no time was left to try again after RequestLimitExceeded: RequestLimitExceeded says AWS',
    );
    expect(now()).toBeLessThan(3_000);
    expect(now()).toBeGreaterThan(500);
  });

  it('are not made at all when none is left', async () => {
    const { call, made } = makes(() => undefined);
    const error: unknown = await within({ left: () => 0 }, call).catch((cause: unknown) => cause);
    expect([errorCode(error), isRetryable(error), made()]).toEqual(['OUT_OF_TIME', true, 0]);
  });

  it('wait for as long as the work says while AWS throttles them, and no longer for anything else', async () => {
    const limit = { left: () => 60_000, throttledMs: 40_000 };
    const patientOne = makes((attempt) => (attempt < 15 ? throttled() : undefined));
    expect(await within(limit, patientOne.call)).toBe('done');
    expect(patientOne.now()).toBeGreaterThan(12_000);
    const broken = makes(failing(99, () => awsError('ServiceUnavailable', { $fault: 'server' })));
    await expect(within(limit, broken.call)).rejects.toThrow('ServiceUnavailable');
    expect(broken.now()).toBeLessThanOrEqual(12_000);
  });

  it('keep to the shorter limit of work within work, and to none outside', async () => {
    const seen = await within({ left: () => 5 }, () => within({ left: () => 9 }, async () => timeLeft()));
    expect([seen, timeLeft()]).toEqual([5, Number.POSITIVE_INFINITY]);
  });
});
