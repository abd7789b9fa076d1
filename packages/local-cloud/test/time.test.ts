import { setTimeout as sleep } from 'node:timers/promises';
import type { Timer } from '../src/account.ts';
import { createClock } from '../src/time/clock.ts';
import { createTimekeeper, type TimekeeperOptions } from '../src/time/timekeeper.ts';
import { messagingAccount } from './support/delivered.ts';

const timer = (at: number, key: string): Timer => ({ at, service: 's', kind: 'k', key });

/** A timekeeper over the given timers, and what it fired. */
const keeper = (timers: Timer[], more: Partial<TimekeeperOptions> = {}, real: () => number = () => 0) => {
  const account = messagingAccount({ timers });
  const clock = createClock({ real, start: 0 });
  const fired: string[] = [];
  const fire = ({ key }: Timer): void => void fired.push(`${key}@${clock.now()}`);
  const timekeeper = createTimekeeper({ account, clock, fire, idle: async () => undefined, ...more });
  return { account, clock, fired, ...timekeeper };
};

describe('The clock', () => {
  it('is ahead of real time by an offset that only grows', () => {
    let real = 1000;
    const clock = createClock({ real: () => real });
    clock.moveTo(5000);
    clock.moveTo(2000);
    real += 10;
    expect([clock.now(), clock.offset()]).toEqual([5010, 4000]);
  });

  it('can begin at another moment than now', () => {
    expect(createClock({ real: () => 7, start: 1_000_000 }).now()).toBe(1_000_000);
  });
});

describe('The timekeeper', () => {
  it('fires in order of time, each at its own moment, and ends at the target', async () => {
    const { advance, fired, clock, account } = keeper([timer(30, 'c'), timer(10, 'a'), timer(20, 'b'), timer(99, 'd')]);
    await advance(50);
    expect(fired).toEqual(['a@10', 'b@20', 'c@30']);
    expect([clock.now(), account.timers]).toEqual([50, [timer(99, 'd')]]);
  });

  it('fires timers of the same instant in the order in which they were added', async () => {
    const { advance, fired } = keeper([timer(10, 'x'), timer(5, 'first'), timer(10, 'a'), timer(10, 'm')]);
    await advance(10);
    expect(fired).toEqual(['first@5', 'x@10', 'a@10', 'm@10']);
  });

  it('fires what a timer adds on its way, also for the same instant', async () => {
    const keys: string[] = [];
    const { advance, account } = keeper([timer(10, 'a'), timer(10, 'b')], {
      fire: ({ key, at }) => {
        keys.push(key);
        if (key === 'a') account.timers.push(timer(at, 'again'), timer(at + 5, 'later'), timer(at - 5, 'late'));
      },
    });
    await advance(20);
    expect(keys).toEqual(['a', 'late', 'b', 'again', 'later']);
  });

  it('waits until nothing is in flight before it moves the clock, at each due moment', async () => {
    const seen: string[] = [];
    const { advance, clock } = keeper([timer(10, 'a'), timer(20, 'b')], {
      idle: async () => {
        await sleep(1);
        seen.push(`idle@${clock.now()}`);
      },
      fire: ({ key }) => void seen.push(key),
    });
    await advance(30);
    expect(seen).toEqual(['idle@0', 'a', 'idle@10', 'b', 'idle@20']);
  });

  it('moves one step after the other when asked twice at once', async () => {
    const { advance, fired, clock } = keeper([timer(15, 'a')]);
    await Promise.all([advance(10), advance(10)]);
    expect([fired, clock.now()]).toEqual([['a@15'], 20]);
  });

  it('tells what a timer threw, and goes on with the next move', async () => {
    const { advance, account } = keeper([timer(5, 'a')], {
      fire: () => {
        throw new Error('broken');
      },
    });
    await expect(advance(10)).rejects.toThrow('broken');
    await expect(advance(10)).resolves.toBeUndefined();
    expect(account.timers).toEqual([]);
  });

  it('fires as real time passes, also a timer that was added later', async () => {
    const started = Date.now();
    const { start, stop, wake, fired, account } = keeper([timer(-1, 'due')], {}, () => Date.now() - started);
    start();
    expect(fired).toHaveLength(1);
    account.timers.push(timer(Date.now() - started + 10, 'soon'));
    wake();
    await sleep(60);
    stop();
    account.timers.push(timer(0, 'never'));
    await sleep(20);
    expect(fired.map((each) => each.split('@')[0])).toEqual(['due', 'soon']);
  });
});
