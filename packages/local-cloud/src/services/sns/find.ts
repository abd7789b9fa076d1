/** Topics by ARN, and what is subscribed to them. */
import type { Account } from '../../account.ts';
import { find } from '../../find.ts';
import { AwsError } from '../../wire/error.ts';
import type { Subscription, Topic } from './state.ts';

export const topicArn = ({ id, region }: Account, name: string): string => `arn:aws:sns:${region}:${id}:${name}`;

/** Throws NotFound. */
export const findTopic = ({ sns }: Account, arn: string | undefined): Topic =>
  find(sns.topics, arn, () => new AwsError('NotFound', `Topic does not exist: ${arn}`, 404));

/** The subscriptions of a topic in the order in which they were made. */
export const subscriptionsOf = ({ sns }: Account, arn: string): Subscription[] =>
  Object.values(sns.subscriptions).filter((subscription) => subscription.topicArn === arn);
