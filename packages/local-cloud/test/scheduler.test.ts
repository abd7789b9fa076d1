import { putRule, putTargets } from '../src/services/events/rules.ts';
import { addSchedule, type ScheduleProperties } from '../src/services/scheduler/schedules.ts';
import { createDelivered, functionArn } from './support/delivered.ts';

const queueArn = (name: string): string => `arn:aws:sqs:eu-west-2:111122223333:${name}`;
const minutes = (count: number): number => count * 60_000;

const sweep = (more: Partial<ScheduleProperties> = {}): ScheduleProperties => ({
  Name: 'sweep',
  ScheduleExpression: 'rate(5 minutes)',
  Target: {
    Arn: queueArn('q.fifo'),
    RoleArn: 'arn:aws:iam::111122223333:role/scheduler',
    Input: '{"sweep":"<aws.scheduler.scheduled-time>"}',
    SqsParameters: { MessageGroupId: 'dns' },
  },
  ...more,
});

const withQueue = () => {
  const local = createDelivered();
  local.queue('q.fifo', { ContentBasedDeduplication: 'true' });
  return local;
};

describe('A schedule', () => {
  it('sends a message whose body differs each time, so that the FIFO queue takes every one', async () => {
    const local = withQueue();
    addSchedule(local.account, sweep(), local.now());
    await local.advance(minutes(12));
    expect(local.bodies('q.fifo')).toEqual([
      { sweep: '2026-03-02T09:00:00Z' },
      { sweep: '2026-03-02T09:05:00Z' },
      { sweep: '2026-03-02T09:10:00Z' },
    ]);
    expect(local.account.sqs.queues['q.fifo']?.messages.map(({ groupId }) => groupId)).toEqual(['dns', 'dns', 'dns']);
  });

  it('is the cause of its message', async () => {
    const local = withQueue();
    addSchedule(local.account, sweep(), local.now());
    await local.advance(1);
    expect(local.causes(local.journal.entries.at(-1))).toEqual(['transition', 'message']);
  });

  it('fills in all context attributes', async () => {
    const local = createDelivered();
    const Input = '["<aws.scheduler.schedule-arn>","<aws.scheduler.execution-id>","<aws.scheduler.attempt-number>"]';
    addSchedule(local.account, sweep({ Target: { Arn: functionArn('f'), Input } }), local.now());
    await local.advance(1);
    expect(local.invocations[0]?.payload).toEqual([
      'arn:aws:scheduler:eu-west-2:111122223333:schedule/default/sweep',
      expect.stringMatching(/^[0-9a-f-]{36}$/),
      '1',
    ]);
  });

  it('begins at its start date and ends after its end date', async () => {
    const local = withQueue();
    const dates = { StartDate: '2026-03-02T09:01:00Z', EndDate: '2026-03-02T09:06:00Z' };
    addSchedule(local.account, sweep(dates), local.now());
    await local.advance(minutes(60));
    expect(local.bodies('q.fifo')).toEqual([{ sweep: '2026-03-02T09:01:00Z' }, { sweep: '2026-03-02T09:06:00Z' }]);
  });

  it('fires once at a moment', async () => {
    const local = withQueue();
    addSchedule(local.account, sweep({ ScheduleExpression: 'at(2026-03-02T09:30:00)' }), local.now());
    await local.advance(minutes(29));
    expect(local.bodies('q.fifo')).toEqual([]);
    await local.advance(minutes(60));
    expect(local.bodies('q.fifo')).toEqual([{ sweep: '2026-03-02T09:30:00Z' }]);
  });

  it('sends nothing while it is switched off', async () => {
    const local = withQueue();
    addSchedule(local.account, sweep({ State: 'DISABLED' }), local.now());
    await local.advance(minutes(12));
    expect([local.bodies('q.fifo'), local.journal.entries]).toEqual([[], []]);
  });

  it('follows only its latest version', async () => {
    const local = withQueue();
    addSchedule(local.account, sweep({ StartDate: '2026-03-02T09:01:00Z' }), local.now());
    addSchedule(local.account, sweep({ StartDate: '2026-03-02T09:02:00Z' }), local.now());
    await local.advance(minutes(3));
    expect(local.bodies('q.fifo')).toEqual([{ sweep: '2026-03-02T09:02:00Z' }]);
  });

  it('puts its input into its dead-letter queue when the target is gone', async () => {
    const local = createDelivered();
    local.queue('dead');
    const Target = { Arn: queueArn('gone'), Input: '{"a":1}', DeadLetterConfig: { Arn: queueArn('dead') } };
    addSchedule(local.account, sweep({ Target }), local.now());
    await local.advance(1);
    expect(local.bodies('dead')).toEqual([{ a: 1 }]);
  });

  it.each([
    ['cron(0 8 * * ? *)', 'NotImplemented'],
    ['rate(5 minute)', 'ValidationException'],
    ['rate(0 minutes)', 'ValidationException'],
    ['every day', 'ValidationException'],
    ['at(tomorrow)', 'ValidationException'],
  ])('cannot be %s', (ScheduleExpression, code) => {
    const local = withQueue();
    expect(() => addSchedule(local.account, sweep({ ScheduleExpression }), local.now())).toThrow(
      expect.objectContaining({ code }),
    );
  });

  it('cannot be in another time zone than UTC, nor call any API', () => {
    const local = withQueue();
    const zoned = sweep({ ScheduleExpressionTimezone: 'Europe/London' });
    expect(() => addSchedule(local.account, zoned, 0)).toThrow('The time zone Europe/London is not simulated');
    const universal = sweep({ Target: { Arn: 'arn:aws:scheduler:::aws-sdk:ec2:stopInstances' } });
    expect(() => addSchedule(local.account, universal, 0)).toThrow('is not simulated');
  });
});

describe('A scheduled rule', () => {
  it('sends a Scheduled Event to its targets, first one period after it was made', async () => {
    const local = createDelivered();
    putRule(local.account, { Name: 'r', ScheduleExpression: 'rate(1 hour)' }, local.now());
    putTargets(local.account, 'r', undefined, [{ Id: 't', Arn: functionArn('f') }]);
    await local.advance(minutes(59));
    expect(local.invocations).toEqual([]);
    await local.advance(minutes(61));
    expect(local.invocations.map(({ payload }) => payload)).toMatchObject([
      {
        'detail-type': 'Scheduled Event',
        source: 'aws.events',
        time: '2026-03-02T10:00:00Z',
        resources: ['arn:aws:events:eu-west-2:111122223333:rule/r'],
        detail: {},
      },
      { time: '2026-03-02T11:00:00Z' },
    ]);
  });

  it('keeps its rhythm when it is put again without a change', async () => {
    const local = createDelivered();
    const rule = { Name: 'r', ScheduleExpression: 'rate(1 hour)' };
    putRule(local.account, rule, local.now());
    putTargets(local.account, 'r', undefined, [{ Id: 't', Arn: functionArn('f') }]);
    await local.advance(minutes(30));
    putRule(local.account, rule, local.now());
    await local.advance(minutes(31));
    expect(local.invocations).toHaveLength(1);
  });

  it('follows only its latest rate', async () => {
    const local = createDelivered();
    putRule(local.account, { Name: 'r', ScheduleExpression: 'rate(1 hour)' }, local.now());
    putTargets(local.account, 'r', undefined, [{ Id: 't', Arn: functionArn('f') }]);
    putRule(local.account, { Name: 'r', ScheduleExpression: 'rate(2 hours)' }, local.now());
    await local.advance(minutes(119));
    expect(local.invocations).toEqual([]);
  });
});
