/** The queues of the account, as plain values. */
import type { Account } from '../../account.ts';
import type { Caller } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';

/** A message attribute; binary values are kept as base64 text, so that the account stays JSON-safe. */
export interface MessageAttribute {
  readonly dataType: string;
  readonly stringValue?: string;
  readonly binaryBase64?: string;
}

/** A message in a queue. Times are local-cloud time in ms since the epoch. */
export interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly senderId: string;
  readonly sentAt: number;
  /** Hidden until then: delayed while it was never received, in flight afterwards. */
  readonly visibleAt: number;
  readonly receiveCount: number;
  readonly firstReceivedAt?: number;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  readonly sequenceNumber?: string;
  /** The ARN of the queue that a dead letter came from. */
  readonly deadLetterSource?: string;
  /** The journal entry of its arrival: the cause of what a consumer does about it. */
  readonly cause?: number;
}

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

/** What SetQueueAttributes can change, in typed form. Durations are in seconds, as AWS has them. */
export interface QueueSettings {
  readonly visibilityTimeoutSeconds: number;
  readonly delaySeconds: number;
  readonly retentionSeconds: number;
  readonly waitTimeSeconds: number;
  readonly maximumMessageBytes: number;
  readonly contentBasedDeduplication: boolean;
  readonly deduplicationScope: 'queue' | 'messageGroup';
  readonly redrive?: RedrivePolicy;
  /** Attributes that change nothing here and are given back as they came, such as `Policy`. */
  readonly kept: Readonly<Record<string, string>>;
}

/** A deduplication id that was seen, and what was answered for it. */
export interface SeenMessage {
  readonly until: number;
  readonly messageId: string;
  readonly sequenceNumber: string;
}

export interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly fifo: boolean;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly settings: QueueSettings;
  readonly tags: Readonly<Record<string, string>>;
  /** In order of arrival. */
  readonly messages: readonly Message[];
  readonly seen: Readonly<Record<string, SeenMessage>>;
  /** How many sequence numbers were given out. */
  readonly sequence: number;
}

/** The slice of the account that SQS owns: its queues by name. */
export interface SqsState {
  readonly queues: Record<string, Queue>;
}

/** An account without queues. */
export const emptySqs = (): SqsState => ({ queues: {} });

export const queueArn = (account: Pick<Account, 'id' | 'region'>, name: string): string =>
  `arn:aws:sqs:${account.region}:${account.id}:${name}`;

/** The queue of a name. Throws QueueDoesNotExist. */
export const requireQueue = (account: Account, name: string): Queue => {
  const queue = account.sqs.queues[name];
  if (!queue) {
    throw new AwsError(
      'QueueDoesNotExist',
      `The specified queue does not exist: found no queue ${name} in ${account.region}.`,
    );
  }
  return queue;
};

/** The queue of an ARN of this account and Region; undefined when there is none. */
export const queueOfArn = (account: Account, arn: string): Queue | undefined => {
  const queue = account.sqs.queues[arn.slice(arn.lastIndexOf(':') + 1)];
  return queue?.arn === arn ? queue : undefined;
};

/** The unique id of a caller, as `SenderId` and CloudTrail show it: roles start with AROA, users with AIDA. */
export const senderOf = (caller: Caller): string =>
  caller.principal.type === 'role' ? `AROA${caller.principal.name}:${caller.principal.name}` : caller.accountId;
