import { publish } from '../../../lib/aws/events/bus.ts';
import type { PublishedEvent } from '../../../lib/aws/types.ts';
import { type Bus, startBus } from '../entry/support/lambda.ts';

let bus: Bus;

beforeAll(async () => {
  bus = await startBus();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: bus.url,
    AWS_REGION: 'eu-west-2',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
});

beforeEach(() => {
  bus.sent.length = 0;
  bus.breaks = undefined;
  bus.refuses = undefined;
  bus.requests = 0;
});

afterAll(() => bus.close());

const events = (count: number, bytes: number): PublishedEvent[] =>
  Array.from({ length: count }, (_, at) => ({
    detailType: 'Record Changed',
    resources: [`k${at}`],
    detail: { text: 'x'.repeat(bytes) },
  }));

describe('the bus', () => {
  it('gets every event, in order, ten a call', async () => {
    await publish('default', events(23, 10));
    expect(bus.sent.map(({ Resources }) => Resources[0])).toEqual(Array.from({ length: 23 }, (_, at) => `k${at}`));
    expect(bus.requests).toBe(3);
  });

  it('gets large events in calls that EventBridge takes', async () => {
    await publish('default', events(12, 60_000));
    expect(bus.sent).toHaveLength(12);
  });

  it('is not called without events', async () => {
    await publish('default', []);
    expect(bus.requests).toBe(0);
  });

  it('gets all others where one event refuses its call', async () => {
    const [first, ...others] = events(23, 10);
    const bad = { ...first, resources: ['k'.repeat(3_000)] } as PublishedEvent;
    await expect(publish('ours', [bad, ...others])).rejects.toThrow(
      /1 events refused by bus ours: ValidationException/,
    );
    expect(bus.sent.map(({ Resources }) => Resources[0])).toEqual(others.map(({ resources }) => resources[0]));
  });

  it('that denies everything is asked twice for each ten events, and no more', async () => {
    bus.breaks = 403;
    await expect(publish('ours', events(23, 10))).rejects.toThrow(/23 events refused by bus ours: AccessDenied/);
    expect(bus.requests).toBe(6);
  });

  it('makes a refusal of some events an error that names its code', async () => {
    bus.refuses = 'ThrottlingException';
    await expect(publish('ours', events(2, 10))).rejects.toThrow(/2 events refused by bus ours: ThrottlingException/);
  });
});
