/** Receipt handles: which message, and which of its receives. */
import { AwsError } from '../../wire/error.ts';
import type { Message, Queue } from './state.ts';

interface Receipt {
  readonly messageId: string;
  readonly receiveCount: number;
}

/** The receipt handle of a message as it was just received. */
export const receiptOf = (queue: Pick<Queue, 'name'>, { id, receiveCount }: Message): string =>
  Buffer.from(`${queue.name}|${id}|${receiveCount}`).toString('base64url');

/** What a receipt handle of this queue says. Throws ReceiptHandleIsInvalid for any other text. */
export const readReceipt = (queue: Pick<Queue, 'name'>, handle: string): Receipt => {
  const [name, messageId, count] = Buffer.from(handle, 'base64url').toString().split('|');
  if (name !== queue.name || !messageId || !/^\d+$/.test(count ?? '')) {
    const message = `The input receipt handle "${handle}" is not a valid receipt handle of ${queue.name}.`;
    throw new AwsError('ReceiptHandleIsInvalid', message);
  }
  return { messageId, receiveCount: Number(count) };
};
