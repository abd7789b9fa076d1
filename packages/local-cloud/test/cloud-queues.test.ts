import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { startTestCloud, type TestCloud } from './support/cloud.ts';
import { functionResources, queueResources } from './support/package.ts';

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await startTestCloud();
});
afterEach(() => cloud.stop());

const send = (queue: string, body: string, group?: string): Promise<unknown> => {
  const fifo = group === undefined ? {} : { MessageGroupId: group, MessageDeduplicationId: `${group}${body}` };
  return cloud.sqs().send(new SendMessageCommand({ QueueUrl: cloud.queueUrl(queue), MessageBody: body, ...fifo }));
};
const bodiesOf = (payload: unknown): string[] =>
  (payload as { Records: { body: string }[] }).Records.map(({ body }) => body);
const batches = (): string[][] => cloud.entries('invocation').map(({ payload }) => bodiesOf(payload));
const left = (queue: string): string[] => cloud.account.sqs.queues[queue]?.messages.map(({ body }) => body) ?? [];

const ECHO = 'export const handler = async (event) => event;';
const FAILING = `export const handler = async (event) => ({
  batchItemFailures: event.Records.filter(({ body }) => body.startsWith('bad')).map(({ messageId }) => ({ itemIdentifier: messageId })) });`;

describe('a queue mapped to a function', () => {
  it('invokes it with the shape that Lambda sends, and deletes what succeeded', async () => {
    await cloud.deployStack({ ...functionResources('f'), ...queueResources('f') }, { f: ECHO });
    await send('f', 'hello');
    await cloud.settle();
    expect(cloud.entries('result')[0]?.value).toEqual({
      Records: [
        {
          messageId: expect.any(String),
          receiptHandle: expect.any(String),
          body: 'hello',
          attributes: {
            ApproximateReceiveCount: '1',
            SentTimestamp: expect.stringMatching(/^\d{13}$/),
            SenderId: expect.any(String),
            ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
          },
          messageAttributes: {},
          md5OfBody: '5d41402abc4b2a76b9719d911017c592',
          eventSource: 'aws:sqs',
          eventSourceARN: 'arn:aws:sqs:eu-west-2:111122223333:f',
          awsRegion: 'eu-west-2',
        },
      ],
    });
    expect(left('f')).toEqual([]);
  });

  it('gives back only the records that the function reports, when their visibility timeout ends', async () => {
    await cloud.deployStack(
      { ...functionResources('f'), ...queueResources('f', { VisibilityTimeout: 30 }) },
      { f: FAILING },
    );
    for (const body of ['bad', 'good']) await send('f', body);
    await cloud.settle();
    expect(left('f')).toEqual(['bad']);
    const before = batches().length;
    await cloud.advance(29_000);
    expect(batches()).toHaveLength(before);
    await cloud.advance(2_000);
    expect(batches().at(-1)).toEqual(['bad']);
  });

  it('gives back the whole batch when the function throws', async () => {
    await cloud.deployStack(
      { ...functionResources('f'), ...queueResources('f') },
      { f: 'export const handler = async () => { throw new Error("no"); };' },
    );
    await send('f', 'a');
    await cloud.settle();
    expect(left('f')).toEqual(['a']);
    expect(cloud.entries('result')[0]?.error).toEqual({ type: 'Error', message: 'no' });
  });

  it('gives back the whole batch when the function names a message that is not in it', async () => {
    const source = 'export const handler = async () => ({ batchItemFailures: [{ itemIdentifier: "other" }] });';
    await cloud.deployStack({ ...functionResources('f'), ...queueResources('f') }, { f: source });
    await send('f', 'a');
    await cloud.settle();
    expect(left('f')).toEqual(['a']);
  });

  it('moves a message to the dead-letter queue after its receives, as time passes', async () => {
    const redrive = { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 3 };
    await cloud.deployStack(
      {
        Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } },
        ...functionResources('f'),
        ...queueResources('f', { RedrivePolicy: redrive, VisibilityTimeout: 30 }),
      },
      { f: FAILING },
    );
    await send('f', 'bad');
    await cloud.advance(120_000);
    expect(batches()).toEqual([['bad'], ['bad'], ['bad']]);
    expect(left('f')).toEqual([]);
    expect(left('dead')).toEqual(['bad']);
  });

  it('runs one batch of a message group at a time and keeps its order', async () => {
    const source = `export const handler = async () => new Promise((resolve) => setTimeout(resolve, 50));`;
    await cloud.deployStack(
      { ...functionResources('f'), ...queueResources('f', { FifoQueue: true }, { BatchSize: 2 }) },
      { f: source },
    );
    for (const body of ['1', '2', '3', '4', '5']) await send('f.fifo', body, 'g');
    await cloud.settle();
    expect(batches().flat()).toEqual(['1', '2', '3', '4', '5']);
    const kinds = cloud.journal.entries
      .map(({ kind }) => kind)
      .filter((kind) => kind === 'invocation' || kind === 'result');
    expect(kinds).toEqual(batches().flatMap(() => ['invocation', 'result']));
  });

  it('keeps the rest of a message group back while a failed message of it is hidden', async () => {
    await cloud.deployStack(
      { ...functionResources('f'), ...queueResources('f', { FifoQueue: true }, { BatchSize: 1 }) },
      { f: FAILING },
    );
    for (const body of ['bad', 'next']) await send('f.fifo', body, 'g');
    await send('f.fifo', 'other', 'h');
    await cloud.settle();
    expect(left('f.fifo')).toEqual(['bad', 'next']);
  });

  it('waits for its batching window by local time, or until the batch is full', async () => {
    await cloud.deployStack(
      { ...functionResources('f'), ...queueResources('f', {}, { BatchSize: 2, MaximumBatchingWindowInSeconds: 60 }) },
      { f: ECHO },
    );
    await send('f', 'a');
    await cloud.settle();
    expect(batches()).toEqual([]);
    await cloud.advance(61_000);
    expect(batches()).toEqual([['a']]);
    for (const body of ['b', 'c']) await send('f', body);
    await cloud.settle();
    expect(batches().at(-1)).toEqual(['b', 'c']);
  });

  it('waits while other invocations use up the reserved concurrency', async () => {
    await cloud.deployStack(
      { ...functionResources('f', { ReservedConcurrentExecutions: 1 }), ...queueResources('f') },
      { f: 'export const handler = async ({ wait = 0 }) => new Promise((resolve) => setTimeout(resolve, wait));' },
    );
    const byHand = cloud.invoke('f', { wait: 300 });
    await send('f', 'a');
    expect(left('f')).toEqual(['a']);
    await cloud.settle();
    await byHand;
    expect(left('f')).toEqual([]);
    expect(cloud.entries('message').filter(({ action }) => action === 'received')).toHaveLength(1);
  });

  it('is read again only once its disabled mapping is enabled', async () => {
    await cloud.deployStack({ ...functionResources('f'), ...queueResources('f', {}, { Enabled: false }) }, { f: ECHO });
    await send('f', 'a');
    await cloud.settle();
    expect(batches()).toEqual([]);
    for (const mapping of Object.values(cloud.account.lambda.mappings)) mapping.enabled = true;
    await cloud.settle();
    expect(batches()).toEqual([['a']]);
  });
});
