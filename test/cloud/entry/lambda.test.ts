import { rememberOwnThings } from '../../../lib/core/own-things.ts';
import type { Scope } from '../../../lib/core/plan.ts';
import { type OwnQueue, queueFunction } from '../../../lib/entry/lambda.ts';
import { awsError, type CabinetOptions, cabinet, virtualClock } from '../../unit/core/support/cabinet.ts';
import {
  batch,
  context,
  deploy,
  endpointEvent,
  logged,
  modeConfig,
  record,
  returned,
  SWEEP,
  useBus,
} from './support/lambda.ts';

const OWN = {
  source: 'aws.ec2',
  'detail-type': 'AWS API Call via CloudTrail',
  detail: { eventName: 'ModifyVpcEndpoint', userIdentity: { sessionContext: { sessionIssuer: { userName: 'own' } } } },
};

const used = useBus();

beforeEach(() => {
  used.config.write(modeConfig('apply'));
  used.bus.sent.length = 0;
  used.bus.breaks = undefined;
});

const RIGHT = { holds: { a: '1' }, wants: { a: '1' } };
const WRONG = { holds: { a: 'x' }, wants: { a: '1' } };
const DENIED = { ...WRONG, results: { a: [{ fails: awsError('UnauthorizedOperation') }] } };
const throttledFor = (times: number) => ({
  ...WRONG,
  results: { a: Array.from({ length: times }, () => ({ fails: awsError('RequestLimitExceeded') })) },
});

const quietly = async <T>(run: () => Promise<T>): Promise<T> => {
  let answer: T | undefined;
  await logged(async () => {
    answer = await run();
  });
  return answer as T;
};

describe('a batch', () => {
  const scopeOf = async (...bodies: readonly unknown[]): Promise<readonly Scope[]> => {
    const { chest, handler } = deploy(RIGHT);
    await quietly(() => returned(handler, batch(...bodies.map((body, at) => record(`m${at}`, body)))));
    return chest.rounds.map(({ scope }) => scope);
  };

  it('becomes one scope and one run', async () => {
    expect(await scopeOf(endpointEvent('vpce-2'), endpointEvent('vpce-1'), endpointEvent('vpce-2'))).toEqual([
      { ids: ['vpce-1', 'vpce-2'] },
    ]);
  });

  it('means everything when one of its messages does', async () => {
    expect(await scopeOf(endpointEvent('vpce-1'), SWEEP)).toEqual(['all']);
  });

  it('means everything when a message is delivered again', async () => {
    const { chest, handler } = deploy(RIGHT);
    await quietly(() => returned(handler, batch(record('m', endpointEvent('vpce-1'), 2))));
    expect(chest.rounds.map(({ scope }) => scope)).toEqual(['all']);
  });

  it('of nothing but ignored and malformed messages runs nothing and is consumed', async () => {
    const { chest, handler } = deploy(WRONG);
    const lines = await logged(async () => {
      expect(await returned(handler, batch(record('bad', 'no JSON'), record('own', OWN)))).toEqual([]);
    });
    expect(chest.rounds).toEqual([]);
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'WARN',
        message: 'malformed message dropped',
        messageId: 'bad',
        why: 'expected JSON, found "no JSON"',
      }),
    ]);
  });

  it('is said in the report to come from events, or from the sweep alone', async () => {
    const triggerOf = async (...bodies: readonly unknown[]) => {
      const { handler } = deploy(RIGHT);
      const lines = await logged(() => returned(handler, batch(...bodies.map((body, at) => record(`m${at}`, body)))));
      return (lines[0] as { readonly report: { readonly trigger: unknown } }).report.trigger;
    };
    const since = '2026-11-21T03:00:00.000Z';
    expect(await triggerOf(SWEEP, SWEEP)).toEqual({ by: 'sweep', what: ['sweep'], scope: 'all', since });
    expect(await triggerOf(SWEEP, endpointEvent('vpce-1'))).toEqual({
      by: 'event',
      what: ['sweep', 'ModifyVpcEndpoint vpce-1'],
      scope: 'all',
      since,
    });
  });
});

describe('the messages of a run', () => {
  const mixed = batch(
    record('bad', 'no JSON'),
    record('one', endpointEvent('vpce-1')),
    record('own', OWN),
    record('two', SWEEP),
  );

  it.each<[string, CabinetOptions, string[]]>([
    ['are consumed when it converges', WRONG, []],
    ['are consumed when a failure would only repeat itself', DENIED, []],
    ['come back, the well-formed ones, when a failure may pass', throttledFor(9), ['one', 'two']],
    [
      'come back when nothing could be read',
      { ...RIGHT, roundsFail: { 1: awsError('UnauthorizedOperation') } },
      ['one', 'two'],
    ],
    ['come back when the last round failed', { ...WRONG, roundsFail: { 2: awsError('Unavailable') } }, ['one', 'two']],
    [
      'are consumed when the guard refuses',
      { ...WRONG, guard: () => ({ unit: 'u', reason: { code: 'TOO_MANY', message: '' }, blocks: () => true }) },
      [],
    ],
  ])('%s', async (_, options, expected) => {
    expect(await quietly(() => returned(deploy(options).handler, mixed))).toEqual(expected);
  });

  it('are consumed in mode plan, whatever happens', async () => {
    used.config.write(modeConfig('plan'));
    const failing = { ...RIGHT, roundsFail: { 1: awsError('Unavailable') } };
    expect(await quietly(() => returned(deploy(failing).handler, mixed))).toEqual([]);
    const { chest, handler } = deploy(WRONG);
    expect(await quietly(() => returned(handler, mixed))).toEqual([]);
    expect(chest.calls).toEqual([]);
  });

  it('are hurried back, those and no others, when the function asks for that', async () => {
    const hurried: unknown[] = [];
    const retrySoon: OwnQueue['retrySoon'] = async (queue, receipts) => {
      hurried.push([queue, receipts]);
    };
    await quietly(() => returned(deploy(throttledFor(9), retrySoon).handler, mixed));
    await quietly(() => returned(deploy(WRONG, retrySoon).handler, mixed));
    expect(hurried).toEqual([
      ['arn:aws:sqs:eu-west-2:111122223333:waykeeper-prod-routes.fifo', ['receipt-one', 'receipt-two']],
    ]);
  });

  it('come back even when they cannot be hurried', async () => {
    const retrySoon: OwnQueue['retrySoon'] = () => Promise.reject(awsError('AccessDenied'));
    const lines = await logged(async () => {
      expect(await returned(deploy(throttledFor(9), retrySoon).handler, mixed)).toEqual(['one', 'two']);
    });
    expect(lines).toContainEqual(expect.objectContaining({ level: 'WARN', error: 'AccessDenied says AWS' }));
  });
});

describe('a run', () => {
  it('logs exactly one report line, with the function’s request id', async () => {
    const lines = await logged(() => returned(deploy(WRONG).handler, batch(record('m', SWEEP))));
    expect(lines.filter(({ message }) => message === 'report')).toEqual([
      expect.objectContaining({
        level: 'INFO',
        service: 'waykeeper',
        function_request_id: context().awsRequestId,
        report: expect.objectContaining({
          version: 2,
          controller: 'dns',
          verdict: 'changed',
          converged: true,
          mode: 'apply',
        }),
      }),
    ]);
    expect(lines).toHaveLength(1);
  });

  it('publishes what it changed on the bus', async () => {
    await quietly(() => returned(deploy(WRONG).handler, batch(record('m', SWEEP))));
    expect(used.bus.sent).toEqual([
      {
        EventBusName: 'default',
        Source: 'waykeeper',
        DetailType: 'Record Changed',
        Resources: ['a'],
        Detail: expect.stringContaining('"before":"x","after":"1"'),
      },
    ]);
  });

  it('publishes nothing when nothing was to be done', async () => {
    await quietly(() => returned(deploy(RIGHT).handler, batch(record('m', SWEEP))));
    expect(used.bus.sent).toEqual([]);
  });

  it('counts as done and is reported even when the bus refuses its events', async () => {
    used.bus.breaks = 400;
    const lines = await logged(async () => {
      expect(await returned(deploy(WRONG).handler, batch(record('m', SWEEP)))).toEqual([]);
    });
    const unpublished = { events: 1, code: 'AccessDeniedException', retryable: false };
    expect(lines).toMatchObject([{ message: 'report', report: { verdict: 'needsPeople', unpublished } }]);
    expect(lines).toHaveLength(1);
  });

  it('that does not end in time logs its report all the same, and has its messages come back', async () => {
    const handler = queueFunction(
      'dns',
      () => ({ ...cabinet(virtualClock(), RIGHT).controller, observe: () => new Promise<never>(() => undefined) }),
      { send: async () => undefined },
      rememberOwnThings(),
    );
    const lines = await logged(async () => {
      expect(await returned(handler, batch(record('m', SWEEP)), 3_200)).toEqual(['m']);
    });
    expect(lines).toMatchObject([
      {
        message: 'report',
        report: { verdict: 'waiting', converged: false, outcomes: [{ key: 'dns', code: 'LATE', retryable: true }] },
      },
    ]);
  });

  it('that cannot even say so in time fails the invocation before Lambda ends it silently', async () => {
    const own = { send: () => new Promise<never>(() => undefined) };
    const handler = queueFunction('dns', () => cabinet(virtualClock(), WRONG).controller, own, rememberOwnThings());
    const lines = await logged(async () => {
      await expect(returned(handler, batch(record('m', SWEEP)), 3_600)).rejects.toThrow('did not end in time');
    });
    expect(lines).toContainEqual(expect.objectContaining({ level: 'ERROR', message: 'invocation failed' }));
  }, 10_000);

  it('starts no write in the seconds that its last look and its report need', async () => {
    const { chest, handler } = deploy(WRONG);
    await quietly(() => returned(handler, batch(record('m', SWEEP)), 12_000));
    expect(chest.calls).toEqual([]);
  });
});

describe('the config', () => {
  it('is read once for all invocations of a function', async () => {
    const { chest, handler } = deploy(WRONG);
    await quietly(() => returned(handler, batch(record('m', endpointEvent('vpce-1')))));
    used.config.write(modeConfig('plan'));
    chest.drawers.set('a', 'y');
    await quietly(() => returned(handler, batch(record('m', SWEEP))));
    expect(chest.drawers.get('a')).toBe('1');
  });

  it('decides the mode of each controller', async () => {
    used.config.write('version: 1\nmode: { routes: apply, connections: apply }\n');
    const { chest, handler } = deploy(WRONG);
    await quietly(() => returned(handler, batch(record('m', SWEEP))));
    expect(chest.calls).toEqual([]);
  });

  it('fails the invocation with all its faults, and is read again by the next', async () => {
    used.config.write('version: 2\nmode: maybe\n');
    const { handler } = deploy(WRONG);
    const event = batch(record('m', SWEEP));
    await quietly(async () => {
      await expect(returned(handler, event)).rejects.toThrow(/version[\s\S]*mode/);
      used.config.write(modeConfig('apply'));
      await expect(returned(handler, event)).resolves.toEqual([]);
    });
  });
});
