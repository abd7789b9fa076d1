/**
 * The rules of a queue, as pure functions from one queue value to the next. Nothing here knows the account, the
 * journal or a clock: `now` is local-cloud time in ms since the epoch.
 *
 * A message is *visible* when its `visibleAt` has come, *delayed* before that while it was never received, and *in
 * flight* before that when it was. In a FIFO queue a group with a message in flight gives out nothing else.
 */
import { createHash } from 'node:crypto';
import { AwsError } from '../../wire/error.ts';
import { checkMessage } from './limits.ts';
import { readReceipt } from './receipt.ts';
import type { Message, OutgoingMessage, Queue } from './state.ts';

/** SQS remembers a deduplication id for five minutes, also after its message was deleted (SQS Developer Guide). */
const deduplicationMs = 5 * 60_000;

export interface Sent {
  readonly queue: Queue;
  readonly status: 'sent' | 'deduplicated';
  /** Of the message that counts: for a duplicate that of the first one. */
  readonly messageId: string;
  readonly sequenceNumber?: string;
  /** When it can be received (ms); absent for a duplicate. */
  readonly visibleAt?: number;
}

/**
 * Puts a message at the end of the queue, or nothing when a FIFO queue saw its deduplication id within five minutes.
 * Throws MissingParameter or InvalidParameterValue for what the kind of queue does not allow.
 */
export const sendTo = (queue: Queue, message: OutgoingMessage, now: number): Sent => {
  checkMessage(queue, message);
  const { id, body, senderId, attributes = {}, groupId } = message;
  const visibleAt = now + (message.delaySeconds ?? queue.settings.delaySeconds) * 1000;
  const stored = { id, body, senderId, attributes, sentAt: now, visibleAt, receiveCount: 0, ...optional({ groupId }) };
  if (!queue.fifo) return { queue: append(queue, stored), status: 'sent', messageId: id, visibleAt };
  const deduplicationId = message.deduplicationId ?? sha256(body);
  const key = deduplicationKey(queue, deduplicationId, groupId);
  const first = queue.seen[key];
  if (first && first.until > now) {
    return { queue, status: 'deduplicated', messageId: first.messageId, sequenceNumber: first.sequenceNumber };
  }
  const sequenceNumber = sequenceNumberOf(queue.sequence + 1);
  const seen = { ...stillSeen(queue, now), [key]: { until: now + deduplicationMs, messageId: id, sequenceNumber } };
  const next = { ...queue, seen, sequence: queue.sequence + 1 };
  const fifo = { ...stored, deduplicationId, sequenceNumber };
  return { queue: append(next, fifo), status: 'sent', messageId: id, sequenceNumber, visibleAt };
};

export interface ReceiveOptions {
  /** 1 to 10. */
  readonly max: number;
  readonly now: number;
  /** How long the messages stay in flight (ms); default is the queue's visibility timeout. */
  readonly visibilityMs?: number;
}

interface ReceivedMessages {
  readonly queue: Queue;
  /** In the order of arrival, with their new receive count and visibility. Their receipt: `receiptOf(message)`. */
  readonly messages: readonly Message[];
  /** Taken out because they were received `maxReceiveCount` times: the caller puts them into the dead-letter queue. */
  readonly exhausted: readonly Message[];
}

/**
 * Takes up to `max` messages and puts them in flight. A message that had all its receives leaves the queue instead;
 * in a FIFO queue that frees its group within the same receive.
 */
export const receiveFrom = (queue: Queue, { max, now, visibilityMs }: ReceiveOptions): ReceivedMessages => {
  const kept = withoutExpired(queue, now);
  const until = now + (visibilityMs ?? queue.settings.visibilityTimeoutSeconds * 1000);
  const blocked = groupsInFlight(kept, now);
  const messages: Message[] = [];
  const exhausted: Message[] = [];
  const rest = kept.messages.flatMap((message) => {
    const group = queue.fifo ? message.groupId : undefined;
    if (messages.length === max || (group !== undefined && blocked.has(group))) return [message];
    if (message.visibleAt > now) {
      if (group !== undefined) blocked.add(group);
      return [message];
    }
    if (isExhausted(queue, message)) {
      exhausted.push(message);
      return [];
    }
    const firstReceivedAt = message.firstReceivedAt ?? now;
    const taken = { ...message, visibleAt: until, receiveCount: message.receiveCount + 1, firstReceivedAt };
    messages.push(taken);
    return [taken];
  });
  return { queue: { ...kept, messages: rest }, messages, exhausted };
};

/**
 * Deletes the message of a receipt. `absent` when it is gone already, or (standard queues) was received again since:
 * SQS answers both with success. Throws ReceiptHandleIsInvalid, or InvalidParameterValue when a FIFO queue's receipt
 * has expired with the visibility timeout.
 */
export const deleteFrom = (
  queue: Queue,
  receipt: string,
  now: number,
): { readonly queue: Queue; readonly status: 'deleted' | 'absent'; readonly messageId: string } => {
  const { messageId, receiveCount } = readReceipt(queue, receipt);
  const message = queue.messages.find(({ id }) => id === messageId);
  if (!message) return { queue, status: 'absent', messageId };
  const current = message.receiveCount === receiveCount;
  if (queue.fifo && (!current || message.visibleAt <= now)) throw expiredReceipt(receipt);
  if (!current) return { queue, status: 'absent', messageId };
  return { queue: without(queue, messageId), status: 'deleted', messageId };
};

/**
 * Sets how much longer a message in flight stays hidden, from now (ms). 0 returns it: it can be received at once.
 * Throws ReceiptHandleIsInvalid, InvalidParameterValue (no such message) or MessageNotInflight.
 */
export const returnTo = (
  queue: Queue,
  receipt: string,
  now: number,
  visibilityMs = 0,
): { readonly queue: Queue; readonly messageId: string; readonly visibleAt: number } => {
  const { messageId, receiveCount } = readReceipt(queue, receipt);
  const message = queue.messages.find(({ id }) => id === messageId);
  if (!message) throw goneMessage(receipt);
  if (message.visibleAt <= now || message.receiveCount !== receiveCount) {
    throw new AwsError('MessageNotInflight', `The message ${messageId} is not in flight in ${queue.name}.`);
  }
  const visibleAt = now + visibilityMs;
  const messages = queue.messages.map((each) => (each.id === messageId ? { ...each, visibleAt } : each));
  return { queue: { ...queue, messages }, messageId, visibleAt };
};

/**
 * Puts a message that another queue has exhausted into this dead-letter queue. It keeps its id, body, group and, in a
 * standard queue, its age (SQS Developer Guide, dead-letter queues and retention); it can be received at once.
 */
export const acceptDeadLetter = (queue: Queue, message: Message, source: string, now: number): Queue => {
  const { firstReceivedAt: _, sequenceNumber: __, ...rest } = message;
  const letter = { ...rest, visibleAt: now, receiveCount: 0, deadLetterSource: source };
  if (!queue.fifo) return append(queue, letter);
  const sequence = queue.sequence + 1;
  return append({ ...queue, sequence }, { ...letter, sentAt: now, sequenceNumber: sequenceNumberOf(sequence) });
};

/** Removes all messages; what was deduplicated stays so. */
export const purge = (queue: Queue): Queue => ({ ...queue, messages: [] });

/** The `ApproximateNumberOfMessages…` of a queue; exact here. */
export const countMessages = (
  queue: Queue,
  now: number,
): { readonly visible: number; readonly inFlight: number; readonly delayed: number } => {
  const { messages } = withoutExpired(queue, now);
  const hidden = messages.filter(({ visibleAt }) => visibleAt > now);
  const inFlight = hidden.filter(({ receiveCount }) => receiveCount > 0).length;
  return { visible: messages.length - hidden.length, inFlight, delayed: hidden.length - inFlight };
};

const append = (queue: Queue, message: Message): Queue => ({ ...queue, messages: [...queue.messages, message] });

const without = (queue: Queue, id: string): Queue => ({
  ...queue,
  messages: queue.messages.filter((message) => message.id !== id),
});

const withoutExpired = (queue: Queue, now: number): Queue => {
  const oldest = now - queue.settings.retentionSeconds * 1000;
  return { ...queue, messages: queue.messages.filter(({ sentAt }) => sentAt > oldest) };
};

const isExhausted = ({ settings }: Queue, { receiveCount }: Message): boolean =>
  settings.redrive !== undefined && receiveCount >= settings.redrive.maxReceiveCount;

const groupsInFlight = (queue: Queue, now: number): Set<string> =>
  new Set(
    queue.messages.flatMap(({ visibleAt, receiveCount, groupId }) =>
      visibleAt > now && receiveCount > 0 && groupId !== undefined ? [groupId] : [],
    ),
  );

const stillSeen = ({ seen }: Queue, now: number): Queue['seen'] =>
  Object.fromEntries(Object.entries(seen).filter(([, { until }]) => until > now));

const deduplicationKey = ({ settings }: Queue, id: string, groupId: string | undefined): string =>
  settings.deduplicationScope === 'messageGroup' ? `${groupId}/${id}` : id;

/** 20 digits that grow and are not consecutive, as AWS's are. */
const sequenceNumberOf = (count: number): string => String(18_850_000_000_000_000_000n + BigInt(count) * 256n);

const sha256 = (body: string): string => createHash('sha256').update(body).digest('hex');

const optional = <T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never;

const expiredReceipt = (receipt: string): AwsError =>
  new AwsError(
    'InvalidParameterValue',
    `Value ${receipt} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
  );

const goneMessage = (receipt: string): AwsError =>
  new AwsError(
    'InvalidParameterValue',
    `Value ${receipt} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
  );
