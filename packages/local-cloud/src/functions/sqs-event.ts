/** The event that a function gets for messages of a queue, and what its answer says about them. */
import { createHash } from 'node:crypto';
import { receiptOf } from '../services/sqs/receipt.ts';
import type { Message, MessageAttribute, Queue } from '../services/sqs/state.ts';

const messageAttributeOf = ({ dataType, stringValue, binaryBase64 }: MessageAttribute): Record<string, unknown> => ({
  ...(stringValue === undefined ? {} : { stringValue }),
  ...(binaryBase64 === undefined ? {} : { binaryValue: binaryBase64 }),
  stringListValues: [],
  binaryListValues: [],
  dataType,
});

const attributesOf = (message: Message): Record<string, string> => {
  const { groupId, deduplicationId, sequenceNumber, deadLetterSource } = message;
  return {
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(message.sentAt),
    SenderId: message.senderId,
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
    ...(sequenceNumber === undefined ? {} : { SequenceNumber: sequenceNumber }),
    ...(groupId === undefined ? {} : { MessageGroupId: groupId }),
    ...(deduplicationId === undefined ? {} : { MessageDeduplicationId: deduplicationId }),
    ...(deadLetterSource === undefined ? {} : { DeadLetterQueueSourceArn: deadLetterSource }),
  };
};

/** One batch as Lambda sends it. Source: docs.aws.amazon.com/lambda/latest/dg/with-sqs.html, example events. */
export const sqsEvent = (queue: Queue, messages: readonly Message[], region: string) => ({
  Records: messages.map((message) => ({
    messageId: message.id,
    receiptHandle: receiptOf(queue, message),
    body: message.body,
    attributes: attributesOf(message),
    messageAttributes: Object.fromEntries(
      Object.entries(message.attributes).map(([name, attribute]) => [name, messageAttributeOf(attribute)]),
    ),
    md5OfBody: createHash('md5').update(message.body).digest('hex'),
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion: region,
  })),
});

/**
 * Which messages of a batch failed, by the function's answer. An answer that Lambda cannot read, or that names a message outside the batch,
 * fails all of them; no answer, or an empty list, fails none.
 * Source: docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html, success and failure conditions.
 */
export const failedOf = (messages: readonly Message[], answer: unknown): ReadonlySet<string> => {
  const all = new Set(messages.map(({ id }) => id));
  if (answer === null || answer === undefined) return new Set();
  if (typeof answer !== 'object') return all;
  const failures = (answer as { batchItemFailures?: unknown }).batchItemFailures ?? [];
  if (!Array.isArray(failures)) return all;
  const ids = failures.map((failure: { itemIdentifier?: unknown } | null) => failure?.itemIdentifier);
  return ids.every((id) => typeof id === 'string' && all.has(id)) ? new Set(ids as string[]) : all;
};
