/** A batch as Lambda's poller takes it from a queue and hands it to a function. */
import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

interface SqsRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly eventSource: 'aws:sqs';
  readonly eventSourceARN: string;
}

export interface SqsBatch {
  readonly Records: readonly SqsRecord[];
}

const urlOf = (queue: string): string => `http://sqs/111122223333/${queue}`;

const recordOf = (
  queue: string,
  { MessageId = '', ReceiptHandle = '', Body = '', Attributes }: Message,
): SqsRecord => ({
  messageId: MessageId,
  receiptHandle: ReceiptHandle,
  body: Body,
  attributes: { ...Attributes },
  eventSource: 'aws:sqs',
  eventSourceARN: `arn:aws:sqs:eu-west-2:111122223333:${queue}`,
});

/** What the queue hands out now, as an event of its function. */
export const receive = async (sqs: SQSClient, queue: string): Promise<SqsBatch> => {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      ...{ QueueUrl: urlOf(queue), MaxNumberOfMessages: 10, WaitTimeSeconds: 0 },
      MessageSystemAttributeNames: ['All'],
    }),
  );
  return { Records: Messages.map((message) => recordOf(queue, message)) };
};

/** Takes from the queue what the function has done. */
export const remove = async (sqs: SQSClient, queue: string, records: readonly SqsRecord[]): Promise<void> => {
  if (records.length === 0) return;
  const Entries = records.map(({ receiptHandle }, at) => ({ Id: String(at), ReceiptHandle: receiptHandle }));
  await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: urlOf(queue), Entries }));
};
