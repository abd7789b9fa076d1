/** Queues by name and by ARN. */
import type { Account } from '../../account.ts';
import { entryOf, find } from '../../find.ts';
import { AwsError } from '../../wire/error.ts';
import type { Queue } from './state.ts';

export const queueArn = ({ id, region }: Account, name: string): string => `arn:aws:sqs:${region}:${id}:${name}`;

/** The queue of a name. Throws QueueDoesNotExist. */
export const findQueue = ({ sqs, region }: Account, name: string): Queue =>
  find(sqs.queues, name, () => {
    const message = `The specified queue does not exist: found no queue ${name} in ${region}.`;
    return new AwsError('QueueDoesNotExist', message);
  });

/** The queue of an ARN of this account and Region; undefined when there is none. */
export const queueOfArn = ({ sqs }: Account, arn: string): Queue | undefined => {
  const queue = entryOf(sqs.queues, arn.slice(arn.lastIndexOf(':') + 1));
  return queue?.arn === arn ? queue : undefined;
};
