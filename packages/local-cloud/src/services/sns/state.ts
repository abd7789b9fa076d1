/** SNS topics and subscriptions, as plain values. */

export interface Topic {
  readonly arn: string;
  readonly name: string;
  /** Attributes that were set, such as `Policy`, as they came. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: 'sqs' | 'lambda' | 'email';
  /** The ARN of the queue or function, or the address. */
  readonly endpoint: string;
  readonly raw: boolean;
  readonly deadLetterArn?: string;
}

/** The slice of the account that SNS owns, both by ARN. */
export interface SnsState {
  readonly topics: Record<string, Topic>;
  readonly subscriptions: Record<string, Subscription>;
}

export const emptySns = (): SnsState => ({ topics: {}, subscriptions: {} });
