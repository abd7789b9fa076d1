/** Queues themselves: made, changed and deleted, by calls and by the template alike. */
import type { Account } from '../../account.ts';
import { AwsError } from '../../wire/error.ts';
import { changeSettings, defaultSettings } from './attributes.ts';
import { findQueue, queueArn, queueOfArn } from './find.ts';
import type { Queue, QueueSettings } from './state.ts';

/**
 * Makes a queue, or gives back the one that is there with the same attributes, as CreateQueue does.
 * Throws InvalidParameterValue for the name, InvalidAttributeName, InvalidAttributeValue or QueueNameExists.
 */
export const addQueue = (
  account: Account,
  name: string,
  attributes: Readonly<Record<string, string>>,
  now: number,
  tags: Readonly<Record<string, string>> = {},
): Queue => {
  const fifo = attributes.FifoQueue === 'true';
  checkName(name, fifo);
  const given = Object.fromEntries(
    Object.entries(attributes).filter(([key, value]) => !(key === 'FifoQueue' && value === 'false')),
  );
  const settings = changeSettings(defaultSettings, given, fifo);
  const present = account.sqs.queues[name];
  if (present) return samePresent(present, given);
  checkRedrive(account, name, fifo, settings);
  const queue: Queue = {
    name,
    arn: queueArn(account, name),
    fifo,
    createdAt: now,
    modifiedAt: now,
    settings,
    tags,
    messages: [],
    seen: {},
    sequence: 0,
  };
  account.sqs.queues[name] = queue;
  return queue;
};

/** Changes attributes of a queue. Throws QueueDoesNotExist, InvalidAttributeName or InvalidAttributeValue. */
export const setAttributes = (
  account: Account,
  name: string,
  attributes: Readonly<Record<string, string>>,
  now: number,
): void => {
  const queue = findQueue(account, name);
  const settings = changeSettings(queue.settings, attributes, queue.fifo);
  checkRedrive(account, name, queue.fifo, settings);
  account.sqs.queues[name] = { ...queue, settings, modifiedAt: now };
};

/** Deletes a queue with all that is in it. Throws QueueDoesNotExist. */
export const removeQueue = (account: Account, name: string): void => {
  findQueue(account, name);
  delete account.sqs.queues[name];
};

const checkName = (name: string, fifo: boolean): void => {
  const stem = fifo ? name.replace(/\.fifo$/, '') : name;
  if (/^[\w-]+$/.test(stem) && name.length <= 80 && fifo === name.endsWith('.fifo')) return;
  const expected = 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length';
  const suffix = fifo ? ' and end with .fifo' : '';
  throw new AwsError('InvalidParameterValue', `${expected}${suffix}, found ${name}`);
};

const samePresent = (present: Queue, attributes: Readonly<Record<string, string>>): Queue => {
  const asked = changeSettings(present.settings, attributes, present.fifo);
  if (JSON.stringify(asked) === JSON.stringify(present.settings)) return present;
  const message = 'A queue already exists with the same name and a different value for attribute';
  throw new AwsError('QueueNameExists', `${message}: ${Object.keys(attributes).join(', ')}`);
};

/** A dead-letter queue has to exist and to be of the same kind (SQS Developer Guide, dead-letter queues). */
const checkRedrive = (account: Account, name: string, fifo: boolean, { redrive }: QueueSettings): void => {
  if (!redrive) return;
  const target = queueOfArn(account, redrive.deadLetterTargetArn);
  const value = JSON.stringify(redrive);
  const reason = target
    ? `Dead-letter queue must be same type of queue as the source ${name}`
    : 'Dead letter target does not exist';
  if (target?.fifo !== fifo) {
    throw new AwsError(
      'InvalidParameterValue',
      `Value ${value} for parameter RedrivePolicy is invalid. Reason: ${reason}.`,
    );
  }
};
