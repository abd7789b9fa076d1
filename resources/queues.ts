/** The queue of each controller, its dead-letter queue, and who may send to it. */
import type { ControllerName } from '../lib/core/plan.ts';
import { policyDocument } from './iam.ts';
import { arnOf, deadLetterName, here, isFifo, logical, queueName, type StackNames } from './names.ts';
import type { Resources } from './types.ts';

/** Seconds. A function may take this long; its messages stay hidden a little longer. */
export const FUNCTION_TIMEOUT = 60;
const VISIBILITY_TIMEOUT = FUNCTION_TIMEOUT + 5;
const TWO_WEEKS = 14 * 24 * 3_600;

/** A standard queue may hand messages to a second run that the reserved concurrency refuses: that is no failure. */
const RECEIVES: Readonly<Record<ControllerName, number>> = { connections: 10, dns: 3, routes: 3 };

/** Where EventBridge puts what it could not deliver. A rule's dead-letter queue must be a standard one. */
export const UNDELIVERED = 'UndeliveredQueue';

export const queueId = (controller: ControllerName): string => logical(controller, 'queue');
const deadId = (controller: ControllerName): string => logical(controller, 'dead', 'queue');

export const queues = (names: StackNames, controllers: readonly ControllerName[]): Resources => ({
  ...Object.assign({}, ...controllers.map((controller) => queuePair(names, controller))),
  [UNDELIVERED]: queue({ QueueName: `${names.prefix}-undelivered`, MessageRetentionPeriod: TWO_WEEKS }),
  UndeliveredQueuePolicy: policy(UNDELIVERED, [ruleSender]),
});

const queuePair = (names: StackNames, controller: ControllerName): Resources => {
  const fifo = isFifo(controller) ? { FifoQueue: true } : {};
  return {
    [deadId(controller)]: queue({
      QueueName: deadLetterName(names, controller),
      MessageRetentionPeriod: TWO_WEEKS,
      ...fifo,
    }),
    [queueId(controller)]: queue({
      QueueName: queueName(names, controller),
      VisibilityTimeout: VISIBILITY_TIMEOUT,
      RedrivePolicy: { deadLetterTargetArn: arnOf(deadId(controller)), maxReceiveCount: RECEIVES[controller] },
      ...(isFifo(controller) ? { FifoQueue: true, ContentBasedDeduplication: true } : {}),
    }),
    [`${queueId(controller)}Policy`]: policy(
      queueId(controller),
      controller === 'connections' ? [ruleSender, topicSender] : [ruleSender],
    ),
  };
};

const queue = (Properties: Readonly<Record<string, unknown>>) => ({
  Type: 'AWS::SQS::Queue',
  Properties: { SqsManagedSseEnabled: true, ...Properties },
});

/** A service that may send, and the ARN on whose behalf. */
interface Sender {
  readonly service: string;
  readonly sourceArn: unknown;
}

/** Any rule of this account and Region. */
const ruleSender: Sender = {
  service: 'events.amazonaws.com',
  sourceArn: here('events', 'rule/*'),
};

const topicSender: Sender = { service: 'sns.amazonaws.com', sourceArn: { Ref: 'ConnectionsTopic' } };

const policy = (id: string, senders: readonly Sender[]) => ({
  Type: 'AWS::SQS::QueuePolicy',
  Properties: {
    Queues: [{ Ref: id }],
    PolicyDocument: policyDocument(
      senders.map(({ service, sourceArn }) => ({
        Effect: 'Allow',
        Principal: { Service: service },
        Action: 'sqs:SendMessage',
        Resource: arnOf(id),
        Condition: { ArnLike: { 'aws:SourceArn': sourceArn } },
      })),
    ),
  },
});
