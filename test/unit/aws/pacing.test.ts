/** Calls through a bucket, against one of AWS's that others take from, too. */
import { errorCode } from '../../../lib/aws/errors.ts';
import { createBucket, inTurn, paced } from '../../../lib/aws/pacing.ts';
import { within } from '../../../lib/aws/time-limit.ts';
import { awsBucket, type Theirs, virtualTime } from './support/aws-bucket.ts';

const RATE = { burst: 50, perSecond: 5 };

const play = async (calls: number, aws: Theirs = {}) => {
  const time = virtualTime();
  const bucket = createBucket(RATE, time);
  const theirs = awsBucket(time.now, aws);
  const answers = Promise.all(Array.from({ length: calls }, () => inTurn(bucket, theirs.call)));
  await time.run();
  return { answers: await answers, ...theirs.counts() };
};

describe('calls through a bucket', () => {
  it('are sent once each, at the pace of AWS: five hundred take a little more than ninety seconds', async () => {
    const { answers, sent, refused, ms } = await play(500);
    expect([answers.length, sent, refused]).toEqual([500, 500, 0]);
    expect(ms).toBeGreaterThanOrEqual(90_000);
    expect(ms).toBeLessThanOrEqual(90_000 * 1.1);
  });

  it('are all sent at once as long as the bucket holds them', async () => {
    expect(await play(50)).toMatchObject({ sent: 50, refused: 0, ms: 0 });
  });

  it('learn from throttles that the bucket is empty, and hardly any more is refused', async () => {
    const { sent, ms } = await play(200, { left: 0 });
    expect(sent).toBeLessThanOrEqual(200 + 50 + 20);
    expect(ms).toBeLessThanOrEqual((200 / 5) * 1_000 * 1.25);
  });

  it('learn how fast it fills where others take from it', async () => {
    const { sent, ms } = await play(300, { others: 3 });
    expect(sent).toBeLessThanOrEqual(300 * 1.15);
    expect(ms).toBeLessThanOrEqual(((300 - 50) / 2) * 1_000 * 1.3);
  });

  it('forget what they learnt when nobody has called for a while', async () => {
    const time = virtualTime();
    const bucket = createBucket(RATE, time);
    for (let at = 0; at < 5; at += 1) {
      bucket.throttled();
      void time.wait(1_000);
      await time.run();
    }
    void time.wait(600_000);
    await time.run();
    const [aws, began] = [awsBucket(time.now), time.now()];
    const all = Promise.all(Array.from({ length: 100 }, () => inTurn(bucket, aws.call)));
    await time.run();
    await all;
    expect(aws.counts()).toMatchObject({ sent: 100, refused: 0 });
    expect(aws.counts().ms - began).toBeLessThan(11_000);
  });

  it('of a crowded bucket are held back only once one was throttled, and until it is full again', async () => {
    const time = virtualTime();
    const bucket = createBucket({ burst: 5, perSecond: 1, crowded: true }, time);
    const take = async (calls: number): Promise<number> => {
      const began = time.now();
      const all = Promise.all(Array.from({ length: calls }, () => bucket.take(1)));
      await time.run();
      await all;
      return time.now() - began;
    };
    expect(await take(100)).toBe(0);
    bucket.throttled();
    expect(await take(3)).toBeGreaterThan(3_000);
    void time.wait(10_000);
    await time.run();
    expect(await take(100)).toBe(0);
  });

  it('keep their order, and one that was throttled goes before those that were not yet sent', async () => {
    const time = virtualTime();
    const bucket = createBucket({ burst: 2, perSecond: 1 }, time);
    const aws = awsBucket(time.now, { burst: 2, perSecond: 1, left: 1 });
    const done: number[] = [];
    const all = Promise.all([0, 1, 2, 3].map((at) => inTurn(bucket, aws.call).then(() => done.push(at))));
    await time.run();
    await all;
    expect(done).toEqual([0, 1, 2, 3]);
  });
});

describe('a call that is throttled for good', () => {
  /** A hundred calls, all at once, beside some that AWS never takes; when the last of the hundred was sent, and how the others ended. */
  const playBeside = async (stuck: number, name: string, rate = RATE, throttledMs?: number) => {
    const time = virtualTime();
    const bucket = createBucket(rate, time);
    const [theirs, hopeless] = [awsBucket(time.now), { sent: 0 }];
    const refuse = async () => {
      hopeless.sent += 1;
      throw Object.assign(new Error('slow down'), { name, $fault: 'client' });
    };
    const limit = { left: () => 60_000 - time.now(), ...(throttledMs === undefined ? {} : { throttledMs }) };
    const ends = Array.from({ length: stuck }, () => within(limit, () => inTurn(bucket, refuse)).catch(errorCode));
    const others = Promise.all(Array.from({ length: 100 }, () => inTurn(bucket, theirs.call))).then(time.now);
    await time.run();
    return { othersMs: await others, ends: await Promise.all(ends), sent: hopeless.sent, endedMs: time.now() };
  };

  it('slows the others down by what its first throttle says of the bucket, and by no more', async () => {
    expect((await playBeside(0, '')).othersMs).toBeLessThanOrEqual(11_000);
    expect((await playBeside(1, 'RequestLimitExceeded')).othersMs).toBeLessThanOrEqual(26_000);
  });

  it('is given up as any other call is, with what AWS said of it, and made a few times until then', async () => {
    const { ends, sent, endedMs } = await playBeside(1, 'RequestLimitExceeded', { burst: 1_000, perSecond: 1_000 });
    expect(ends).toEqual(['RequestLimitExceeded']);
    expect(endedMs).toBeGreaterThan(10_000);
    expect(endedMs).toBeLessThan(16_000);
    expect(sent).toBeLessThanOrEqual(20);
  });

  it('goes on where its work is more patient', async () => {
    const time = virtualTime();
    const bucket = createBucket(RATE, time);
    const aws = awsBucket(time.now, { burst: 0 });
    const limit = { left: () => 30_000 - time.now(), throttledMs: Number.POSITIVE_INFINITY };
    const end = within(limit, () => inTurn(bucket, aws.call)).catch(errorCode);
    await time.run();
    expect(await end).toBe('CUT_SHORT');
    expect(time.now()).toBeGreaterThan(25_000);
  });

  it('of one zone, whose last change is under way still, takes nothing from the others, and of many zones every other turn', async () => {
    const one = await playBeside(1, 'PriorRequestNotComplete');
    expect(one.othersMs).toBeLessThanOrEqual(15_000);
    expect(one.sent).toBeGreaterThan(3);
    const many = await playBeside(40, 'PriorRequestNotComplete', RATE, Number.POSITIVE_INFINITY);
    expect(many.othersMs).toBeLessThanOrEqual(45_000);
  });
});

describe('calls that belong together', () => {
  it('are sent together or not at all: those for which there is no time are not begun', async () => {
    const time = virtualTime();
    const bucket = createBucket({ burst: 4, perSecond: 1 }, time);
    const sent: string[] = [];
    const set = (name: string) =>
      paced(
        bucket,
        [0, 1, 2].map((at) => async () => void sent.push(`${name}${at}`)),
      );
    const ended = Promise.allSettled(
      ['a', 'b', 'c'].map((name) => within({ left: () => 3_000 - time.now() }, () => set(name))),
    );
    await time.run();
    const [a, b, c] = await ended;
    expect([a?.status, b?.status, c?.status]).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(sent).toEqual(['a0', 'a1', 'a2', 'b0', 'b1', 'b2']);
    expect(c?.status === 'rejected' && errorCode(c.reason)).toBe('OUT_OF_TIME');
    expect(time.now()).toBeLessThan(3_000);
  });

  it('are not begun when no time is left, however full the bucket is', async () => {
    const time = virtualTime();
    const sent: number[] = [];
    const ended = within({ left: () => 0 }, () => paced(createBucket(RATE, time), [async () => void sent.push(1)]));
    const caught = ended.catch(errorCode);
    await time.run();
    expect([await caught, sent]).toEqual(['OUT_OF_TIME', []]);
  });

  it('are given up when the work has to end before they could be sent again, and were not refused', async () => {
    const time = virtualTime();
    const bucket = createBucket({ burst: 1, perSecond: 1 }, time);
    const aws = awsBucket(time.now, { burst: 1, perSecond: 0, left: 0 });
    const ended = within({ left: () => 500 - time.now() }, () => paced(bucket, [aws.call]));
    await time.run();
    const [one] = await ended;
    expect(one?.status === 'rejected' && errorCode(one.reason)).toBe('CUT_SHORT');
    expect(aws.counts().sent).toBe(1);
  });

  it('that are more than a bucket ever holds go when it is full', async () => {
    const time = virtualTime();
    const bucket = createBucket({ burst: 2, perSecond: 1 }, time);
    const ended = paced(
      bucket,
      [1, 2, 3].map((at) => async () => at),
    );
    await time.run();
    expect((await ended).length).toBe(3);
  });

  it('end each by itself', async () => {
    const time = virtualTime();
    const denied = Object.assign(new Error('no'), { name: 'UnauthorizedOperation', $fault: 'client' });
    const ended = paced(createBucket(RATE, time), [async () => 1, () => Promise.reject(denied)]);
    await time.run();
    expect(await ended).toEqual([
      { status: 'fulfilled', value: 1 },
      { status: 'rejected', reason: denied },
    ]);
  });
});
