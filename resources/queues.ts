/** The queue of each controller, its dead-letter queue, and who may send to it. */
import type { ControllerName } from '../lib/core/plan.ts';
import { policyDocument } from './iam/policy.ts';
import { arnOf, deadLetterName, isFifo, logical, queueName, type StackNames } from './names.ts';
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

/** One message group for each controller: its runs never overlap, and one invocation swallows a burst. */
export const inOneGroup = (controller: ControllerName) =>
  isFifo(controller) ? { SqsParameters: { MessageGroupId: controller } } : {};

const deadId = (controller: ControllerName): string => logical(controller, 'dead', 'queue');

/** A rule that may send: its logical id, and whose queue it sends to. */
interface SendingRule {
  readonly id: string;
  readonly controller: ControllerName;
}

/** The queues of these controllers, open to these rules of the stack. */
export const queues = (
  names: StackNames,
  controllers: readonly ControllerName[],
  rules: readonly SendingRule[],
): Resources => ({
  ...Object.assign({}, ...controllers.map((controller) => queuePair(names, controller, rules))),
  [UNDELIVERED]: queue({ QueueName: `${names.prefix}-undelivered`, MessageRetentionPeriod: TWO_WEEKS }),
  ...policy(UNDELIVERED, rulesAsSenders(rules)),
});

const queuePair = (names: StackNames, controller: ControllerName, rules: readonly SendingRule[]): Resources => {
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
    ...policy(queueId(controller), [
      ...rulesAsSenders(rules.filter((rule) => rule.controller === controller)),
      ...(controller === 'connections' ? [topicSender] : []),
    ]),
  };
};

const queue = (Properties: Readonly<Record<string, unknown>>) => ({
  Type: 'AWS::SQS::Queue',
  Properties: { SqsManagedSseEnabled: true, ...Properties },
});

/** A service that may send, and the ARN, or ARNs, on whose behalf. */
interface Sender {
  readonly service: string;
  readonly sourceArn: unknown;
}

/** Another rule of the account may not fill a queue of ours; where the config needs no event there is none that may. */
const rulesAsSenders = (rules: readonly SendingRule[]): Sender[] =>
  rules.length > 0 ? [{ service: 'events.amazonaws.com', sourceArn: rules.map(({ id }) => arnOf(id)) }] : [];

const topicSender: Sender = { service: 'sns.amazonaws.com', sourceArn: { Ref: 'ConnectionsTopic' } };

/** A policy must have a statement: a queue that nobody but the sweep sends to has none. */
const policy = (id: string, senders: readonly Sender[]): Resources =>
  senders.length === 0
    ? {}
    : {
        [`${id}Policy`]: {
          Type: 'AWS::SQS::QueuePolicy',
          Properties: {
            Queues: [{ Ref: id }],
            PolicyDocument: policyDocument(senders.map((sender) => maySend(id, sender))),
          },
        },
      };

const maySend = (id: string, { service, sourceArn }: Sender) => ({
  Effect: 'Allow',
  Principal: { Service: service },
  Action: 'sqs:SendMessage',
  Resource: arnOf(id),
  Condition: { ArnEquals: { 'aws:SourceArn': sourceArn } },
});
