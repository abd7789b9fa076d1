/** The queue of each controller, its dead-letter queue, and who may send to it. */
import type { ControllerName } from '../lib/core/plan.ts';
import { encrypted } from './encryption.ts';
import { policyDocument } from './iam/policy.ts';
import { arnOf, deadLetterName, logical, queueName, type StackNames, undeliveredName } from './names.ts';
import type { Resources } from './types.ts';

/** Seconds. A function may take this long; its messages stay hidden a little longer. */
export const FUNCTION_TIMEOUT = 60;

/**
 * Messages in flight hold up their whole group, so that this is how long a run that timed out stands in the way of the next one:
 * AWS's six times the function's timeout are meant for standard queues.
 */
const VISIBILITY_TIMEOUT = FUNCTION_TIMEOUT + 5;
const TWO_WEEKS = 14 * 24 * 3_600;

/** Where EventBridge and Scheduler put what they could not deliver. Such a dead-letter queue must be a standard one. */
export const UNDELIVERED = 'UndeliveredQueue';

export const queueId = (controller: ControllerName): string => logical(controller, 'queue');

/** One message group for each controller: its runs never overlap, and one invocation swallows a burst. */
export const inOneGroup = (controller: ControllerName) => ({ SqsParameters: { MessageGroupId: controller } });

const deadId = (controller: ControllerName): string => logical(controller, 'dead', 'queue');

/** A rule that may send: its logical id, and whose queue it sends to. */
interface SendingRule {
  readonly id: string;
  readonly controller: ControllerName;
}

/** The queues of these controllers, open to these rules of the stack; `others` are rules that only leave there what they cannot deliver. */
export const queues = (
  names: StackNames,
  controllers: readonly ControllerName[],
  rules: readonly SendingRule[],
  key: string | undefined,
  others: readonly Pick<SendingRule, 'id'>[] = [],
): Resources => ({
  ...Object.assign({}, ...controllers.map((controller) => queuePair(names, controller, rules, key))),
  [UNDELIVERED]: queue(key, { QueueName: undeliveredName(names), MessageRetentionPeriod: TWO_WEEKS }),
  ...policy(UNDELIVERED, rulesAsSenders([...rules, ...others])),
});

const queuePair = (
  names: StackNames,
  controller: ControllerName,
  rules: readonly SendingRule[],
  key: string | undefined,
): Resources => ({
  [deadId(controller)]: queue(key, {
    QueueName: deadLetterName(names, controller),
    MessageRetentionPeriod: TWO_WEEKS,
    FifoQueue: true,
  }),
  ...policy(deadId(controller), []),
  [queueId(controller)]: queue(key, {
    QueueName: queueName(names, controller),
    VisibilityTimeout: VISIBILITY_TIMEOUT,
    RedrivePolicy: { deadLetterTargetArn: arnOf(deadId(controller)), maxReceiveCount: 3 },
    FifoQueue: true,
    ContentBasedDeduplication: true,
  }),
  ...policy(queueId(controller), rulesAsSenders(rules.filter((rule) => rule.controller === controller))),
});

/** A queue that is encrypted with the key, or with SQS's own where there is none. */
export const queue = (key: string | undefined, Properties: Readonly<Record<string, unknown>>) => ({
  Type: 'AWS::SQS::Queue',
  Properties: { ...(key === undefined ? { SqsManagedSseEnabled: true } : encrypted(key)), ...Properties },
});

/** A service that may send, and the ARN, or ARNs, on whose behalf. */
interface Sender {
  readonly service: string;
  readonly sourceArn: unknown;
}

/** Another rule of the account may not fill a queue of ours; where the config needs no event there is none that may. */
const rulesAsSenders = (rules: readonly Pick<SendingRule, 'id'>[]): Sender[] =>
  rules.length > 0 ? [{ service: 'events.amazonaws.com', sourceArn: rules.map(({ id }) => arnOf(id)) }] : [];

/** Who of AWS may send to a queue; roles of this account are told in their own policies. Nobody uses it without TLS. */
export const policy = (id: string, senders: readonly Sender[]): Resources => ({
  [`${id}Policy`]: {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [{ Ref: id }],
      PolicyDocument: policyDocument([...senders.map((sender) => maySend(id, sender)), onlyTls(id)]),
    },
  },
});

const onlyTls = (id: string) => ({
  Effect: 'Deny',
  Principal: '*',
  Action: 'sqs:*',
  Resource: arnOf(id),
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

const maySend = (id: string, { service, sourceArn }: Sender) => ({
  Effect: 'Allow',
  Principal: { Service: service },
  Action: 'sqs:SendMessage',
  Resource: arnOf(id),
  Condition: { ArnEquals: { 'aws:SourceArn': sourceArn } },
});
