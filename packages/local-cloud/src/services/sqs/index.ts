/** Amazon SQS, by its JSON protocol. */
import * as client from '@aws-sdk/client-sqs';
import { newUuid } from '../../delivery/ids.ts';
import { dnsSuffix } from '../../partitions.ts';
import type { Call, Caller, Service } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import type { Arrivals } from './arrivals.ts';
import { attributesOf } from './attributes.ts';
import { batchOf } from './batch.ts';
import { digestOfAttributes, digestOfBody } from './digest.ts';
import { withEffects } from './effects.ts';
import { findQueue } from './find.ts';
import { changeVisibility, deleteMessage, type Effects, receiveMessages, sendMessage } from './messages.ts';
import { permissions } from './permissions.ts';
import { purge } from './queue.ts';
import { addQueue, removeQueue, setAttributes } from './queues.ts';
import { readAttributes, writeMessage } from './shapes.ts';
import type { Queue } from './state.ts';

/** The unique id of a caller, as `SenderId` and CloudTrail show it: roles start with AROA, users with AIDA. */
const senderOf = ({ principal, accountId }: Caller): string =>
  principal.type === 'role' ? `AROA${principal.name}:${principal.name}` : accountId;

interface SqsOptions {
  readonly arrivals: Arrivals;
  /** Local-cloud time in ms: a long poll lasts longer than its call's first moment. */
  readonly now: () => number;
  /** What queue URLs begin with; default is AWS's own host. Only the account and the name behind it are ever read. */
  readonly baseUrl?: () => string;
}

/** The service `sqs`. ReceiveMessage waits for arrivals; everything else answers at once. */
export const createSqs = (options: SqsOptions): Service => ({
  signingName: 'sqs',
  client,
  permissions,
  operations: { ...queueOperations(options), ...messageOperations, ReceiveMessage: receiving(options) },
});

const queueOperations = ({ baseUrl }: SqsOptions): Service['operations'] => {
  const urlOf = ({ account }: Call, name: string): string =>
    `${baseUrl?.() ?? `https://sqs.${account.region}.${dnsSuffix(account.region)}`}/${account.id}/${name}`;
  return {
    CreateQueue: (input: client.CreateQueueRequest, call) => {
      const { name } = addQueue(call.account, input.QueueName ?? '', input.Attributes ?? {}, call.now, input.tags);
      return { QueueUrl: urlOf(call, name) };
    },
    DeleteQueue: (input: client.DeleteQueueRequest, call) => {
      removeQueue(call.account, nameOf(input.QueueUrl));
      return {};
    },
    ListQueues: (input: client.ListQueuesRequest, call) => {
      const names = Object.keys(call.account.sqs.queues).filter((name) => name.startsWith(input.QueueNamePrefix ?? ''));
      return { QueueUrls: names.slice(0, input.MaxResults ?? 1000).map((name) => urlOf(call, name)) };
    },
    GetQueueUrl: (input: client.GetQueueUrlRequest, call) => ({
      QueueUrl: urlOf(call, findQueue(call.account, input.QueueName ?? '').name),
    }),
    GetQueueAttributes: (input: client.GetQueueAttributesRequest, call) => {
      const all = attributesOf(findQueue(call.account, nameOf(input.QueueUrl)), call.now);
      const wanted: readonly string[] = input.AttributeNames ?? [];
      const chosen = Object.entries(all).filter(([name]) => wanted.includes('All') || wanted.includes(name));
      return { Attributes: Object.fromEntries(chosen) };
    },
    SetQueueAttributes: (input: client.SetQueueAttributesRequest, call) => {
      setAttributes(call.account, nameOf(input.QueueUrl), input.Attributes ?? {}, call.now);
      return {};
    },
    PurgeQueue: (input: client.PurgeQueueRequest, { account }) => {
      const queue = findQueue(account, nameOf(input.QueueUrl));
      account.sqs.queues[queue.name] = purge(queue);
      return {};
    },
  };
};

const messageOperations: Service['operations'] = {
  SendMessage: (input: client.SendMessageRequest, call) => {
    const { output, effects } = send(nameOf(input.QueueUrl), input, call);
    return withEffects(output, effects);
  },
  SendMessageBatch: (input: client.SendMessageBatchRequest, call) => {
    const name = findQueue(call.account, nameOf(input.QueueUrl)).name;
    return batchOf(input.Entries, (entry) => send(name, entry, call));
  },
  DeleteMessage: (input: client.DeleteMessageRequest, { account, now }) =>
    withEffects({}, deleteMessage(account, nameOf(input.QueueUrl), input.ReceiptHandle ?? '', now)),
  DeleteMessageBatch: (input: client.DeleteMessageBatchRequest, { account, now }) => {
    const { name } = findQueue(account, nameOf(input.QueueUrl));
    return batchOf(input.Entries, (entry) => ({
      output: {},
      effects: deleteMessage(account, name, entry.ReceiptHandle ?? '', now),
    }));
  },
  ChangeMessageVisibility: (input: client.ChangeMessageVisibilityRequest, call) =>
    withEffects({}, change(nameOf(input.QueueUrl), input, call)),
  ChangeMessageVisibilityBatch: (input: client.ChangeMessageVisibilityBatchRequest, call) => {
    const { name } = findQueue(call.account, nameOf(input.QueueUrl));
    return batchOf(input.Entries, (entry) => ({ output: {}, effects: change(name, entry, call) }));
  },
};

const send = (
  queueName: string,
  input: client.SendMessageRequest | client.SendMessageBatchRequestEntry,
  { account, caller, now }: Call,
): { readonly output: client.SendMessageResult; readonly effects: Effects } => {
  const attributes = readAttributes(input.MessageAttributes);
  const body = input.MessageBody ?? '';
  const message = {
    id: newUuid(account),
    body,
    attributes,
    senderId: senderOf(caller),
    ...(input.DelaySeconds === undefined ? {} : { delaySeconds: inRange('DelaySeconds', input.DelaySeconds, 0, 900) }),
    ...(input.MessageGroupId === undefined ? {} : { groupId: input.MessageGroupId }),
    ...(input.MessageDeduplicationId === undefined ? {} : { deduplicationId: input.MessageDeduplicationId }),
  };
  const { messageId, sequenceNumber, effects } = sendMessage(account, queueName, message, now);
  const digest = digestOfAttributes(attributes);
  const output = {
    MessageId: messageId,
    MD5OfMessageBody: digestOfBody(body),
    ...(digest === undefined ? {} : { MD5OfMessageAttributes: digest }),
    ...(sequenceNumber === undefined ? {} : { SequenceNumber: sequenceNumber }),
  };
  return { output, effects };
};

const change = (
  queueName: string,
  input: client.ChangeMessageVisibilityRequest | client.ChangeMessageVisibilityBatchRequestEntry,
  { account, now }: Call,
): Effects => {
  const seconds = inRange('VisibilityTimeout', input.VisibilityTimeout ?? 0, 0, 43_200);
  return changeVisibility(account, queueName, input.ReceiptHandle ?? '', now, seconds * 1000);
};

const receiving = ({ arrivals, now }: SqsOptions) => {
  return async (input: client.ReceiveMessageRequest, call: Call): Promise<client.ReceiveMessageResult> => {
    const name = nameOf(input.QueueUrl);
    const queue = findQueue(call.account, name);
    const max = inRange('MaxNumberOfMessages', input.MaxNumberOfMessages ?? 1, 1, 10);
    const waitSeconds = inRange('WaitTimeSeconds', input.WaitTimeSeconds ?? queue.settings.waitTimeSeconds, 0, 20);
    const deadline = call.now + waitSeconds * 1000;
    const visibilityMs = input.VisibilityTimeout === undefined ? {} : visibility(input.VisibilityTimeout);
    const effects: Effects[] = [];
    for (;;) {
      const moment = Math.max(now(), call.now);
      const received = receiveMessages(call.account, name, { max, now: moment, ...visibilityMs });
      effects.push(received.effects);
      if (received.messages.length > 0 || moment >= deadline) {
        return withEffects(answer(queue, received.messages, input), ...effects);
      }
      await arrivals.wait(name, deadline - moment);
    }
  };
};

const visibility = (seconds: number): { readonly visibilityMs: number } => ({
  visibilityMs: inRange('VisibilityTimeout', seconds, 0, 43_200) * 1000,
});

const answer = (
  queue: Queue,
  messages: ReturnType<typeof receiveMessages>['messages'],
  input: client.ReceiveMessageRequest,
): client.ReceiveMessageResult => {
  const system = [...(input.MessageSystemAttributeNames ?? []), ...(input.AttributeNames ?? [])];
  const wanted = { system, attributes: input.MessageAttributeNames ?? [] };
  return messages.length === 0 ? {} : { Messages: messages.map((message) => writeMessage(queue, message, wanted)) };
};

/** Clients may reach the port under any host name, so only the last part of a queue URL counts. */
const nameOf = (url: string | undefined): string => {
  const name = url?.split('/').at(-1);
  if (!name) throw new AwsError('InvalidAddress', `The address ${url} is not valid: expected a queue URL.`, 404);
  return name;
};

const inRange = (name: string, value: number, min: number, max: number): number => {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  const reason = `Reason: Must be between ${min} and ${max}, if provided.`;
  throw new AwsError('InvalidParameterValue', `Value ${value} for parameter ${name} is invalid. ${reason}`);
};
