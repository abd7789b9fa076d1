/** What SQS's operations need (service authorization reference): a batch is allowed by the action of its single form. */
import { withoutResource } from '../../iam/permission.ts';
import type { Permission, Permissions } from '../../service.ts';
import { queueArn } from './find.ts';

interface OnQueue {
  readonly QueueUrl?: string;
  readonly QueueName?: string;
}

const onQueue = (action: string): Permission => ({
  action: `sqs:${action}`,
  on: ({ QueueUrl, QueueName = '' }: OnQueue, { account }) => [
    { resource: queueArn(account, QueueUrl?.split('/').at(-1) ?? QueueName) },
  ],
});

export const permissions: Permissions = {
  ...withoutResource('sqs', ['ListQueues']),
  ChangeMessageVisibility: onQueue('ChangeMessageVisibility'),
  ChangeMessageVisibilityBatch: onQueue('ChangeMessageVisibility'),
  CreateQueue: onQueue('CreateQueue'),
  DeleteMessage: onQueue('DeleteMessage'),
  DeleteMessageBatch: onQueue('DeleteMessage'),
  DeleteQueue: onQueue('DeleteQueue'),
  GetQueueAttributes: onQueue('GetQueueAttributes'),
  GetQueueUrl: onQueue('GetQueueUrl'),
  PurgeQueue: onQueue('PurgeQueue'),
  ReceiveMessage: onQueue('ReceiveMessage'),
  SendMessage: onQueue('SendMessage'),
  SendMessageBatch: onQueue('SendMessage'),
  SetQueueAttributes: onQueue('SetQueueAttributes'),
};
