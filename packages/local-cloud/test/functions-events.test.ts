import { createEvents, type Leftover } from '../src/functions/events.ts';
import { createWorld, type World } from './support/functions.ts';

let world: World;
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.functions.stop());

describe('an asynchronous event', () => {
  const withEvents = () => {
    const leftovers: Leftover[] = [];
    const { account, functions, inFlight, now } = world;
    const events = createEvents({
      account,
      functions,
      inFlight,
      now,
      send: (leftover) => void leftovers.push(leftover),
    });
    const fireDue = async () => {
      const [timer] = account.timers.splice(0, 1);
      if (!timer) throw new Error('no timer');
      world.clock.offset += timer.at - now();
      events.retry(timer.key);
      await inFlight.finished();
      return timer;
    };
    return { events, leftovers, fireDue };
  };

  it('is tried again after one and two minutes, then goes to the dead-letter queue', async () => {
    await world.install('export const handler = async () => { throw new Error("never"); };', {
      deadLetterArn: 'arn:aws:sqs:eu-west-2:111122223333:dead',
    });
    const { events, leftovers, fireDue } = withEvents();
    const started = world.now();
    const requestId = events.accept('subject', '{"a":1}', 7);
    await world.inFlight.finished();
    const first = await fireDue();
    const second = await fireDue();
    expect(Math.round((first.at - started) / 60_000)).toBe(1);
    expect(Math.round((second.at - first.at) / 60_000)).toBe(2);
    expect(world.account.timers).toEqual([]);
    expect(world.entries('invocation')).toHaveLength(3);
    expect(leftovers).toEqual([
      expect.objectContaining({
        arn: 'arn:aws:sqs:eu-west-2:111122223333:dead',
        body: '{"a":1}',
        attributes: { RequestID: requestId, ErrorCode: '200', ErrorMessage: 'never' },
      }),
    ]);
  });

  it('is not tried again when its function forbids retries, and its record goes to the on-failure destination', async () => {
    await world.install('export const handler = async () => { throw new Error("never"); };', {
      maximumRetryAttempts: 0,
      onFailureArn: 'arn:aws:sns:eu-west-2:111122223333:failures',
    });
    const { events, leftovers } = withEvents();
    events.accept('subject', '{"a":1}');
    await world.inFlight.finished();
    expect(world.account.timers).toEqual([]);
    expect(JSON.parse(leftovers[0]?.body ?? '')).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 1 },
      requestPayload: { a: 1 },
      responseContext: { functionError: 'Unhandled' },
      responsePayload: { errorMessage: 'never' },
    });
  });

  it('waits for a free environment instead of being throttled', async () => {
    await world.install('export const handler = async () => new Promise((resolve) => setTimeout(resolve, 100));', {
      reservedConcurrency: 1,
    });
    const { events } = withEvents();
    for (const _ of [1, 2, 3]) events.accept('subject', '{}');
    await world.inFlight.finished();
    expect(world.entries('result')).toHaveLength(3);
  });

  it('is refused at once for an unknown function and above 1 MB', async () => {
    await world.install('export const handler = async () => 1;');
    const { events } = withEvents();
    expect(() => events.accept('other', '{}')).toThrow('Function not found');
    expect(() => events.accept('subject', JSON.stringify('x'.repeat(1_048_576)))).toThrow('too large');
  });
});
