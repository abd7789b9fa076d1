import { emptyAccount } from '../src/account.ts';
import { createCall } from '../src/call.ts';
import { extractMetrics } from '../src/services/cloudwatch/embedded.ts';
import { samplesNamed } from '../src/services/cloudwatch/metrics.ts';
import { measureInvocation, measureQueues } from '../src/services/cloudwatch/of-aws.ts';
import { addAlarm } from '../src/services/cloudwatch/seed.ts';
import { sendMessage } from '../src/services/sqs/messages.ts';
import { addQueue } from '../src/services/sqs/queues.ts';

const line = (members: object, directive: object = {}): string =>
  JSON.stringify({
    message: 'report',
    _aws: {
      Timestamp: 1_000,
      CloudWatchMetrics: [
        {
          Namespace: 'N',
          Dimensions: [['stage', 'controller']],
          Metrics: [{ Name: 'M', Unit: 'Count' }],
          ...directive,
        },
      ],
    },
    ...{ stage: 'prod', controller: 'dns' },
    ...members,
  });

describe('metrics in a line of a log', () => {
  it('are what the line says of itself', () => {
    expect(extractMetrics(line({ M: 3 }))).toEqual([
      {
        metric: { namespace: 'N', name: 'M', dimensions: { stage: 'prod', controller: 'dns' } },
        sample: { at: 1_000, unit: 'Count', count: 1, sum: 3, minimum: 3, maximum: 3 },
      },
    ]);
  });

  it('may have several values, and several sets of dimensions', () => {
    const found = extractMetrics(line({ M: [1, 5] }, { Dimensions: [['stage'], []] }));
    expect(found.map(({ metric }) => metric.dimensions)).toEqual([{ stage: 'prod' }, {}]);
    expect(found[0]?.sample).toMatchObject({ count: 2, sum: 6, minimum: 1, maximum: 5 });
  });

  it.each([
    ['that names a metric which it does not have', line({})],
    ['whose value is no number', line({ M: '3' })],
    ['without the text of a dimension', line({ M: 3, controller: 7 })],
    ['that is no JSON', '{"_aws": '],
    ['that is none', 'START "_aws"'],
  ])('are not in one %s', (_, text) => expect(extractMetrics(text)).toEqual([]));
});

describe("AWS's own metrics", () => {
  it('tell how invocations ended', () => {
    const account = emptyAccount();
    measureInvocation(account, 'f', { durationMs: 20, failed: true }, 1_000);
    measureInvocation(account, 'f', 'throttled', 2_000);
    const sum = (name: string) =>
      samplesNamed(account.monitoring, { namespace: 'AWS/Lambda', name, dimensions: { FunctionName: 'f' } }).map(
        (sample) => sample.sum,
      );
    expect([sum('Invocations'), sum('Errors'), sum('Throttles'), sum('Duration')]).toEqual([[1], [1], [0, 1], [20]]);
  });

  it('tell each minute of a queue that an alarm looks at what waits in it, and for how long', () => {
    const account = emptyAccount();
    addQueue(account, 'q', {}, 0);
    const send = (id: string, delaySeconds: number, now: number) =>
      sendMessage(account, 'q', { id, body: 'b', senderId: 's', delaySeconds }, now);
    send('a', 0, 10_000);
    send('b', 70, 20_000);
    addAlarm(account, { name: 'a', namespace: 'AWS/SQS', metricName: 'any', dimensions: { QueueName: 'q' } });
    measureQueues('', createCall({ account, caller: {} as never, now: 60_000, service: 'monitoring' }));
    const latest = (name: string) =>
      samplesNamed(account.monitoring, { namespace: 'AWS/SQS', name, dimensions: { QueueName: 'q' } }).at(-1)?.sum;
    expect(latest('ApproximateNumberOfMessagesVisible')).toBe(1);
    expect(latest('ApproximateAgeOfOldestMessage')).toBe(50);
    expect(account.timers.filter(({ kind }) => kind === 'measure')).toHaveLength(1);
  });
});
