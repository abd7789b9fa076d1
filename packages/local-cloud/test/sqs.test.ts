import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { clientConfig } from '../src/bare-api.ts';
import { type Delivered, startDelivered } from './support/delivered.ts';

describe('SQS', () => {
  let local: Delivered;
  let sqs: SQSClient;
  beforeEach(async () => {
    local = await startDelivered();
    sqs = new SQSClient(clientConfig(local.url));
  });
  afterEach(async () => {
    sqs.destroy();
    await local.stop();
  });

  const create = async (name: string, attributes: Record<string, string> = {}): Promise<string> => {
    const fifo = name.endsWith('.fifo') ? { FifoQueue: 'true', ContentBasedDeduplication: 'true' } : {};
    const { QueueUrl = '' } = await sqs.send(
      new CreateQueueCommand({ QueueName: name, Attributes: { ...fifo, ...attributes } }),
    );
    return QueueUrl;
  };
  const receive = async (QueueUrl: string, more: object = {}) =>
    (await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more }))).Messages ?? [];
  const arnOf = (name: string): string => `arn:aws:sqs:eu-west-2:111122223333:${name}`;
  const errorOf = (promise: Promise<unknown>): Promise<{ name: string; message: string }> =>
    promise.then(
      () => ({ name: 'none', message: '' }),
      (error) => error,
    );

  it('finds queues by name and prefix', async () => {
    const url = await create('jobs');
    await create('other');
    expect(url).toBe('https://sqs.eu-west-2.amazonaws.com/111122223333/jobs');
    expect((await sqs.send(new GetQueueUrlCommand({ QueueName: 'jobs' }))).QueueUrl).toBe(url);
    expect((await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'jo' }))).QueueUrls).toEqual([url]);
  });

  it('carries a message with attributes whose digests the client verifies', async () => {
    const QueueUrl = await create('jobs');
    const MessageAttributes = {
      kind: { DataType: 'String', StringValue: 'é' },
      blob: { DataType: 'Binary', BinaryValue: new Uint8Array([0, 255]) },
    };
    const sent = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello', MessageAttributes }));
    const [message] = await receive(QueueUrl, { MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] });
    expect(message).toMatchObject({
      MessageId: sent.MessageId,
      Body: 'hello',
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
      MessageAttributes,
      Attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(local.now()), SenderId: '111122223333' },
    });
  });

  it('gives only the attributes that were asked for', async () => {
    const QueueUrl = await create('jobs');
    const MessageAttributes = {
      'a.b': { DataType: 'String', StringValue: '1' },
      c: { DataType: 'String', StringValue: '2' },
    };
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello', MessageAttributes }));
    const asked = { MessageAttributeNames: ['a.*'], AttributeNames: ['ApproximateReceiveCount'] };
    const [message] = await receive(QueueUrl, asked);
    expect(Object.keys(message?.MessageAttributes ?? {})).toEqual(['a.b']);
    expect(message?.Attributes).toEqual({ ApproximateReceiveCount: '1' });
  });

  it('counts what is visible, in flight and delayed', async () => {
    const QueueUrl = await create('jobs');
    const entries = [
      { Id: 'a', MessageBody: 'a' },
      { Id: 'b', MessageBody: 'b' },
      { Id: 'c', MessageBody: 'c', DelaySeconds: 9 },
    ];
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: entries }));
    await receive(QueueUrl, { MaxNumberOfMessages: 1 });
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    expect(Attributes).toMatchObject({
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesNotVisible: '1',
      ApproximateNumberOfMessagesDelayed: '1',
      VisibilityTimeout: '30',
      QueueArn: arnOf('jobs'),
    });
  });

  it('answers each entry of a batch for itself', async () => {
    const QueueUrl = await create('jobs.fifo');
    const Entries = [
      { Id: 'good', MessageBody: 'a', MessageGroupId: 'g' },
      { Id: 'bad', MessageBody: 'b' },
    ];
    const sent = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(sent.Successful).toMatchObject([{ Id: 'good', SequenceNumber: expect.stringMatching(/^\d{20}$/) }]);
    expect(sent.Failed).toMatchObject([{ Id: 'bad', SenderFault: true, Code: 'MissingParameter' }]);
    const [message] = await receive(QueueUrl);
    const receipts = [
      { Id: '1', ReceiptHandle: message?.ReceiptHandle },
      { Id: '2', ReceiptHandle: 'wrong' },
    ];
    const deleted = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: receipts }));
    expect(deleted.Successful).toEqual([{ Id: '1' }]);
    expect(deleted.Failed).toMatchObject([{ Id: '2', Code: 'ReceiptHandleIsInvalid' }]);
  });

  it('moves a message to the dead-letter queue after its last receive, and says where it came from', async () => {
    const dead = await create('dead.fifo');
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf('dead.fifo'), maxReceiveCount: 2 });
    const QueueUrl = await create('jobs.fifo', { RedrivePolicy });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a', MessageGroupId: 'g' }));
    expect(await receive(QueueUrl, { VisibilityTimeout: 0 })).toHaveLength(1);
    expect(await receive(QueueUrl, { VisibilityTimeout: 0 })).toHaveLength(1);
    expect(await receive(QueueUrl)).toHaveLength(0);
    const [letter] = await receive(dead, { MessageSystemAttributeNames: ['All'] });
    expect(letter).toMatchObject({
      Body: 'a',
      Attributes: { MessageGroupId: 'g', DeadLetterQueueSourceArn: arnOf('jobs.fifo'), ApproximateReceiveCount: '1' },
    });
    const actions = local.journal.entries.flatMap((entry) => (entry.kind === 'message' ? [entry.action] : []));
    expect(actions).toEqual(['sent', 'received', 'received', 'redriven', 'received']);
  });

  it('answers a long poll as soon as a message arrives', async () => {
    const QueueUrl = await create('jobs');
    const waiting = receive(QueueUrl, { WaitTimeSeconds: 20 });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'late' }));
    expect(await waiting).toMatchObject([{ Body: 'late' }]);
  });

  it('ends a long poll with nothing when its time has passed on the local clock', async () => {
    const QueueUrl = await create('jobs');
    const waiting = receive(QueueUrl, { WaitTimeSeconds: 20 });
    await sqs.send(new ListQueuesCommand({}));
    await local.advance(20_000);
    expect(await waiting).toEqual([]);
  });

  it('answers a long poll when a message becomes visible again on the local clock', async () => {
    const QueueUrl = await create('jobs', { VisibilityTimeout: '10' });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a' }));
    await receive(QueueUrl);
    const waiting = receive(QueueUrl, { WaitTimeSeconds: 20 });
    await sqs.send(new ListQueuesCommand({}));
    await local.advance(10_000);
    expect(await waiting).toMatchObject([{ Body: 'a' }]);
  });

  it('returns a message at once when its visibility is set to zero', async () => {
    const QueueUrl = await create('jobs');
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a' }));
    const [{ ReceiptHandle } = {}] = await receive(QueueUrl);
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
    expect(await receive(QueueUrl)).toHaveLength(1);
  });

  it('forgets all messages when purged, and the queue when deleted', async () => {
    const QueueUrl = await create('jobs');
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a' }));
    await sqs.send(new PurgeQueueCommand({ QueueUrl }));
    expect(await receive(QueueUrl)).toEqual([]);
    await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    expect(await errorOf(receive(QueueUrl))).toMatchObject({ name: 'QueueDoesNotExist' });
  });

  it('journals the call as the cause of the message, and the message as that of its receive', async () => {
    const QueueUrl = await create('jobs');
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a' }));
    const [message] = local.delivery.queues.receive('jobs', { max: 1 });
    const [sent, received] = local.journal.entries.filter(({ kind }) => kind === 'message');
    expect(local.causes(received)).toEqual(['call', 'message', 'message']);
    expect(message?.cause).toBe(sent?.id);
  });

  it.each([
    ['a name with a space', { QueueName: 'a b' }, 'InvalidParameterValue'],
    ['a FIFO queue without .fifo', { QueueName: 'a', Attributes: { FifoQueue: 'true' } }, 'InvalidParameterValue'],
    [
      'a timeout beyond 12 hours',
      { QueueName: 'a', Attributes: { VisibilityTimeout: '43201' } },
      'InvalidAttributeValue',
    ],
    ['an attribute that is none', { QueueName: 'a', Attributes: { Colour: 'red' } as never }, 'InvalidAttributeName'],
    [
      'FIFO settings of a standard queue',
      { QueueName: 'a', Attributes: { ContentBasedDeduplication: 'true' } },
      'InvalidAttributeName',
    ],
    [
      'a dead-letter queue that is not there',
      {
        QueueName: 'a',
        Attributes: {
          RedrivePolicy: JSON.stringify({
            deadLetterTargetArn: 'arn:aws:sqs:eu-west-2:111122223333:no',
            maxReceiveCount: 3,
          }),
        },
      },
      'InvalidParameterValue',
    ],
  ])('refuses %s', async (_, input, name) => {
    expect(await errorOf(sqs.send(new CreateQueueCommand(input)))).toMatchObject({ name });
  });

  it('refuses a standard dead-letter queue for a FIFO queue', async () => {
    await create('dead');
    const QueueUrl = await create('jobs.fifo');
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf('dead'), maxReceiveCount: 3 });
    const error = await errorOf(sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy } })));
    expect(error.message).toContain('Dead-letter queue must be same type of queue as the source');
  });

  it('refuses to make a queue again with other attributes', async () => {
    await create('jobs', { DelaySeconds: '5' });
    await create('jobs', { DelaySeconds: '5' });
    expect(await errorOf(create('jobs', { DelaySeconds: '6' }))).toMatchObject({ name: 'QueueNameExists' });
  });

  it('refuses a receipt that it never gave', async () => {
    const QueueUrl = await create('jobs');
    const error = await errorOf(sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'x' })));
    expect(error).toMatchObject({ name: 'ReceiptHandleIsInvalid' });
  });
});
