/** What a function sends to the queue that woke it. */
import { randomUUID } from 'node:crypto';
import { urlOf } from './url.ts';

/**
 * Sends one message, to a FIFO queue in this group. SQS drops a second one of the same deduplication id for five minutes: each
 * message has its own, and one that the client sends again after a lost answer keeps it.
 */
export const sendTo = async (queueArn: string, group: string, body: string): Promise<void> => {
  const fifo = queueArn.endsWith('.fifo') ? { MessageGroupId: group, MessageDeduplicationId: randomUUID() } : {};
  const { sendMessage } = await import('../lazy/sqs-send.ts');
  await sendMessage({ QueueUrl: urlOf(queueArn), MessageBody: body, ...fifo });
};
