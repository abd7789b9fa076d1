/** What SQS refuses of a message, by the kind of queue. */
import { AwsError } from '../../wire/error.ts';
import type { OutgoingMessage, Queue } from './state.ts';

const missing = (parameter: string): AwsError =>
  new AwsError('MissingParameter', `The request must contain the parameter ${parameter}.`);

const wrongKind = (parameter: string, value: string | number): AwsError =>
  new AwsError(
    'InvalidParameterValue',
    `Value ${value} for parameter ${parameter} is invalid. Reason: The request include parameter that is not valid for this queue type.`,
  );

/** Throws MissingParameter or InvalidParameterValue when the queue would not take this message. */
export const checkMessage = (queue: Queue, message: OutgoingMessage): void => {
  if (message.body === '') throw missing('MessageBody');
  const bytes = messageBytes(message);
  if (bytes > queue.settings.maximumMessageBytes) {
    const reason = `Message must be shorter than ${queue.settings.maximumMessageBytes} bytes, found ${bytes}.`;
    throw new AwsError('InvalidParameterValue', `One or more parameters are invalid. Reason: ${reason}`);
  }
  if (queue.fifo) checkFifo(queue, message);
  else if (message.deduplicationId !== undefined) throw wrongKind('MessageDeduplicationId', message.deduplicationId);
};

/** A standard queue takes a group id too, for fair queues; there it orders nothing. */
const checkFifo = (queue: Queue, message: OutgoingMessage): void => {
  if (!message.groupId) throw missing('MessageGroupId');
  if (message.delaySeconds !== undefined && message.delaySeconds > 0) {
    throw wrongKind('DelaySeconds', message.delaySeconds);
  }
  if (!queue.settings.contentBasedDeduplication && !message.deduplicationId) {
    const expected =
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly';
    throw new AwsError('InvalidParameterValue', expected);
  }
};

/** Body and attributes count together: names, types and values. */
const messageBytes = ({ body, attributes = {} }: OutgoingMessage): number =>
  Object.entries(attributes).reduce(
    (sum, [name, { dataType, stringValue = '', binaryBase64 = '' }]) =>
      sum +
      Buffer.byteLength(name + dataType + stringValue) +
      (binaryBase64 === '' ? 0 : Buffer.from(binaryBase64, 'base64').length),
    Buffer.byteLength(body),
  );
