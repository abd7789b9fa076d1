/** Messages in and out of the account's queues: the rules of `queue.ts` applied to the account, with timers and dead letters. */
import type { Account } from '../../account.ts';
import type { JournalFact } from '../../journal.ts';
import { findQueue, queueOfArn } from './find.ts';
import {
  acceptDeadLetter,
  deleteFrom,
  type ReceiveOptions,
  receiveFrom,
  returnTo,
  type Sent,
  sendTo,
} from './queue.ts';
import type { Message, OutgoingMessage, Queue } from './state.ts';

/** What is to be journalled and who is to be woken after a change of a queue. */
export interface Effects {
  readonly facts: readonly { readonly fact: Extract<JournalFact, { kind: 'message' }>; readonly cause?: number }[];
  readonly woken: readonly string[];
}

export const noEffects: Effects = { facts: [], woken: [] };

/** The effects of several changes, in order. */
export const joinEffects = (all: readonly Effects[]): Effects => ({
  facts: all.flatMap(({ facts }) => facts),
  woken: [...new Set(all.flatMap(({ woken }) => woken))],
});

/** The timer that makes a queue's waiters look again when something becomes visible. */
export const wakeTimer = 'visible';

/** Sends to a queue of the account. Throws QueueDoesNotExist and what `sendTo` throws. */
export const sendMessage = (
  account: Account,
  queueName: string,
  message: OutgoingMessage,
  now: number,
): Sent & { readonly effects: Effects } => {
  const sent = sendTo(findQueue(account, queueName), message, now);
  account.sqs.queues[queueName] = sent.queue;
  const { status, messageId, visibleAt = now } = sent;
  wakeAt(account, queueName, visibleAt, now);
  const fact = { kind: 'message', queue: queueName, action: status, messageId, body: message.body } as const;
  return { ...sent, effects: { facts: [{ fact }], woken: status === 'sent' && visibleAt <= now ? [queueName] : [] } };
};

/** Receives from a queue of the account; what is exhausted goes to its dead-letter queue, if that exists. Throws QueueDoesNotExist. */
export const receiveMessages = (
  account: Account,
  queueName: string,
  options: ReceiveOptions,
): { readonly messages: readonly Message[]; readonly effects: Effects } => {
  const queue = findQueue(account, queueName);
  const deadLetters = queue.settings.redrive && queueOfArn(account, queue.settings.redrive.deadLetterTargetArn);
  const received = receiveFrom(deadLetters ? queue : withoutRedrive(queue), options);
  account.sqs.queues[queueName] = { ...received.queue, settings: queue.settings };
  for (const { visibleAt } of received.messages.slice(0, 1)) wakeAt(account, queueName, visibleAt, options.now);
  for (const message of received.exhausted) {
    if (deadLetters) redrive(account, deadLetters.name, message, queue.arn, options.now);
  }
  const facts = [
    ...received.messages.map((message) => factOf(queueName, 'received', message)),
    ...received.exhausted.map((message) => factOf(queueName, 'redriven', message)),
  ];
  const woken = deadLetters && received.exhausted.length > 0 ? [deadLetters.name] : [];
  return { messages: received.messages, effects: { facts, woken } };
};

/** Deletes by receipt. Throws QueueDoesNotExist and what `deleteFrom` throws. */
export const deleteMessage = (account: Account, queueName: string, receipt: string, now: number): Effects => {
  const { queue, status, messageId } = deleteFrom(findQueue(account, queueName), receipt, now);
  account.sqs.queues[queueName] = queue;
  if (status === 'absent') return noEffects;
  const fact = { kind: 'message', queue: queueName, action: 'deleted', messageId } as const;
  // The next message of the group may be free now.
  return { facts: [{ fact }], woken: queue.fifo ? [queueName] : [] };
};

/** Hides a message in flight for so much longer (ms from now); 0 returns it. Throws QueueDoesNotExist and what `returnTo` throws. */
export const changeVisibility = (
  account: Account,
  queueName: string,
  receipt: string,
  now: number,
  visibilityMs: number,
): Effects => {
  const { queue, messageId, visibleAt } = returnTo(findQueue(account, queueName), receipt, now, visibilityMs);
  account.sqs.queues[queueName] = queue;
  wakeAt(account, queueName, visibleAt, now);
  if (visibleAt > now) return noEffects;
  const fact = { kind: 'message', queue: queueName, action: 'returned', messageId } as const;
  return { facts: [{ fact }], woken: [queueName] };
};

/** Notes in a message which journal entry brought it. */
export const noteCause = (account: Account, queueName: string, messageId: string, cause: number): void => {
  const queue = account.sqs.queues[queueName];
  if (!queue) return;
  const messages = queue.messages.map((message) => (message.id === messageId ? { ...message, cause } : message));
  account.sqs.queues[queueName] = { ...queue, messages };
};

const redrive = (account: Account, queueName: string, message: Message, source: string, now: number): void => {
  account.sqs.queues[queueName] = acceptDeadLetter(findQueue(account, queueName), message, source, now);
};

const withoutRedrive = (queue: Queue): Queue => {
  const { redrive: _, ...settings } = queue.settings;
  return { ...queue, settings };
};

const factOf = (queue: string, action: 'received' | 'redriven', { id, cause }: Message): Effects['facts'][number] => ({
  fact: { kind: 'message', queue, action, messageId: id },
  ...(cause === undefined ? {} : { cause }),
});

/** One timer for a moment is enough, however many messages become visible then. */
const wakeAt = (account: Account, queueName: string, at: number, now: number): void => {
  if (at <= now) return;
  const known = account.timers.some(
    (timer) => timer.at === at && timer.service === 'sqs' && timer.kind === wakeTimer && timer.key === queueName,
  );
  if (!known) account.timers.push({ at, service: 'sqs', kind: wakeTimer, key: queueName });
};
