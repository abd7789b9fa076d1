/** SNS topics and subscriptions, as plain values. */
import type { Account } from '../../account.ts';
import { AwsError } from '../../wire/error.ts';

export interface Topic {
  readonly arn: string;
  readonly name: string;
  /** Attributes that were set, such as `Policy`, as they came. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: 'sqs' | 'lambda';
  /** The ARN of the queue or function. */
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

export const topicArn = (account: Pick<Account, 'id' | 'region'>, name: string): string =>
  `arn:aws:sns:${account.region}:${account.id}:${name}`;

/** Throws NotFound. */
export const requireTopic = (account: Account, arn: string | undefined): Topic => {
  const topic = account.sns.topics[arn ?? ''];
  if (!topic) throw new AwsError('NotFound', `Topic does not exist: ${arn}`, 404);
  return topic;
};

/** The subscriptions of a topic in the order in which they were made. */
export const subscriptionsOf = (account: Account, arn: string): Subscription[] =>
  Object.values(account.sns.subscriptions).filter((subscription) => subscription.topicArn === arn);
