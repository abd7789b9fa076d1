/** The queues as the rest of the local cloud uses them: every change journalled with its cause, everybody woken who waits. */
import type { Account } from '../account.ts';
import type { Journal } from '../journal.ts';
import type { Arrivals } from '../services/sqs/arrivals.ts';
import { queueOfArn } from '../services/sqs/find.ts';
import {
  changeVisibility,
  deleteMessage,
  type Effects,
  noteCause,
  receiveMessages,
  sendMessage,
} from '../services/sqs/messages.ts';
import type { Message, OutgoingMessage, Queue } from '../services/sqs/state.ts';
import { newUuid } from './ids.ts';

export interface Queues {
  /** The queue of an ARN; undefined when there is none in this account and Region. */
  named(arn: string): Queue | undefined;
  /** Throws what SendMessage throws. */
  send(queueName: string, message: Letter, cause: number): void;
  /** Takes up to `max` messages (1 to 10) for `visibilityMs`, by default the queue's visibility timeout. Throws QueueDoesNotExist. */
  receive(queueName: string, options: { readonly max: number; readonly visibilityMs?: number }): readonly Message[];
  /** Deletes by receipt (`receiptOf(queue, message)`). Throws what DeleteMessage throws. */
  remove(queueName: string, receipt: string): void;
  /** Hides a message in flight for so much longer (ms from now); by default returns it at once. Throws what ChangeMessageVisibility throws. */
  giveBack(queueName: string, receipt: string, visibilityMs?: number): void;
  /** Journals the effects of a change and wakes who waits. Without `cause`, what brought a message is the cause of what happens to it. */
  settle(effects: Effects, cause?: number): void;
}

/** A message of the local cloud's own making: the id is given, the sender is AWS by default. */
type Letter = Omit<OutgoingMessage, 'id' | 'senderId'> & { readonly senderId?: string };

interface QueuesOptions {
  readonly account: Account;
  readonly journal: Journal;
  readonly now: () => number;
  readonly arrivals: Arrivals;
}

export const createQueues = ({ account, journal, now, arrivals }: QueuesOptions): Queues => {
  const settle = ({ facts, woken }: Effects, cause?: number): void => {
    for (const { fact, cause: own } of facts) {
      const entry = journal.add(fact, cause ?? own);
      if (fact.action === 'sent') noteCause(account, fact.queue, fact.messageId, entry.id);
    }
    for (const queueName of woken) arrivals.wake(queueName);
  };
  return {
    settle,
    named: (arn) => queueOfArn(account, arn),
    send: (queueName, letter, cause) => {
      const message = { senderId: 'AIDAAWSSERVICE', ...letter, id: newUuid(account) };
      settle(sendMessage(account, queueName, message, now()).effects, cause);
    },
    receive: (queueName, options) => {
      const { messages, effects } = receiveMessages(account, queueName, { ...options, now: now() });
      settle(effects);
      return messages;
    },
    remove: (queueName, receipt) => settle(deleteMessage(account, queueName, receipt, now())),
    giveBack: (queueName, receipt, visibilityMs = 0) =>
      settle(changeVisibility(account, queueName, receipt, now(), visibilityMs)),
  };
};
