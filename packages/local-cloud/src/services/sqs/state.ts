/** The queues of the account, as plain values. */

/** A message attribute; binary values are kept as base64 text, so that the account stays JSON-safe. */
export interface MessageAttribute {
  readonly dataType: string;
  readonly stringValue?: string;
  readonly binaryBase64?: string;
}

/** A message on its way into a queue. */
export interface OutgoingMessage {
  readonly id: string;
  readonly body: string;
  readonly senderId: string;
  readonly attributes?: Readonly<Record<string, MessageAttribute>>;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  /** Standard queues only; default is the queue's own delay. */
  readonly delaySeconds?: number;
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
interface SeenMessage {
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
