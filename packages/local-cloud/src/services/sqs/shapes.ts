/** Messages between the SDK's shapes and ours. */
import type { MessageAttributeValue, Message as WireMessage } from '@aws-sdk/client-sqs';
import { AwsError } from '../../wire/error.ts';
import { digestOfAttributes, digestOfBody } from './digest.ts';
import { receiptOf } from './receipt.ts';
import type { Message, MessageAttribute, Queue } from './state.ts';

/** Attributes as they came in a request. Throws InvalidParameterValue for one without type or value. */
export const readAttributes = (
  attributes: Readonly<Record<string, MessageAttributeValue>> | undefined,
): Record<string, MessageAttribute> =>
  Object.fromEntries(
    Object.entries(attributes ?? {}).map(([name, { DataType, StringValue, BinaryValue }]) => {
      if (!DataType || (StringValue === undefined && BinaryValue === undefined)) {
        const message = `The message attribute '${name}' must contain a non-empty DataType and a value.`;
        throw new AwsError('InvalidParameterValue', message);
      }
      const value =
        StringValue === undefined
          ? { binaryBase64: Buffer.from(BinaryValue ?? []).toString('base64') }
          : { stringValue: StringValue };
      return [name, { dataType: DataType, ...value }];
    }),
  );

/** Which system and message attributes a receiver asked for. */
interface Wanted {
  readonly system: readonly string[];
  readonly attributes: readonly string[];
}

/** A received message as ReceiveMessage answers it. */
export const writeMessage = (queue: Queue, message: Message, wanted: Wanted): WireMessage => {
  const chosen = Object.entries(message.attributes).filter(([name]) => isWanted(wanted.attributes, name));
  const system = Object.entries(systemAttributes(message)).filter(([name]) => isWanted(wanted.system, name));
  return {
    MessageId: message.id,
    ReceiptHandle: receiptOf(queue, message),
    Body: message.body,
    MD5OfBody: digestOfBody(message.body),
    ...(system.length === 0 ? {} : { Attributes: Object.fromEntries(system) }),
    ...(chosen.length === 0 ? {} : attributesOf(Object.fromEntries(chosen))),
  };
};

/** The system attributes, also those that Lambda shows its functions in each record. */
const systemAttributes = (message: Message): Record<string, string> => ({
  ApproximateReceiveCount: String(message.receiveCount),
  SentTimestamp: String(message.sentAt),
  SenderId: message.senderId,
  ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
  ...(message.groupId === undefined ? {} : { MessageGroupId: message.groupId }),
  ...(message.deduplicationId === undefined ? {} : { MessageDeduplicationId: message.deduplicationId }),
  ...(message.sequenceNumber === undefined ? {} : { SequenceNumber: message.sequenceNumber }),
  ...(message.deadLetterSource === undefined ? {} : { DeadLetterQueueSourceArn: message.deadLetterSource }),
});

const attributesOf = (attributes: Readonly<Record<string, MessageAttribute>>): Partial<WireMessage> => ({
  MD5OfMessageAttributes: digestOfAttributes(attributes),
  MessageAttributes: Object.fromEntries(
    Object.entries(attributes).map(([name, { dataType, stringValue, binaryBase64 }]) => [
      name,
      {
        DataType: dataType,
        ...(stringValue === undefined ? {} : { StringValue: stringValue }),
        ...(binaryBase64 === undefined ? {} : { BinaryValue: new Uint8Array(Buffer.from(binaryBase64, 'base64')) }),
      },
    ]),
  ),
});

/** `All`, `.*`, `prefix.*` or the name itself. */
const isWanted = (names: readonly string[], name: string): boolean =>
  names.some(
    (wanted) =>
      wanted === name || wanted === 'All' || (wanted.endsWith('.*') && name.startsWith(wanted.slice(0, -'.*'.length))),
  );
