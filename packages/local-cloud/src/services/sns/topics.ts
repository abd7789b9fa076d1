/** Topics and subscriptions: made by calls and by the template alike. */
import type { Account } from '../../account.ts';
import { newUuid, readArn } from '../../delivery/ids.ts';
import { AwsError } from '../../wire/error.ts';
import { findTopic, subscriptionsOf, topicArn } from './find.ts';
import type { Subscription, Topic } from './state.ts';

const invalid = (message: string): AwsError => new AwsError('InvalidParameter', `Invalid parameter: ${message}`);

/** Makes a topic, or gives back the one of that name. Throws InvalidParameter, or NotImplemented for a FIFO topic. */
export const addTopic = (account: Account, name: string, attributes: Readonly<Record<string, string>> = {}): Topic => {
  if (name.endsWith('.fifo') || attributes.FifoTopic === 'true') {
    throw new AwsError('NotImplemented', `The FIFO topic ${name} is not simulated by the local cloud.`, 501);
  }
  if (!/^[\w-]{1,256}$/.test(name)) {
    throw invalid(`Topic Name: expected 1 to 256 letters, digits, hyphens or underscores, found ${name}`);
  }
  const arn = topicArn(account, name);
  const topic = account.sns.topics[arn] ?? { arn, name, attributes };
  account.sns.topics[arn] = topic;
  return topic;
};

/** What a subscription needs; `attributes` are those of Subscribe: RawMessageDelivery and RedrivePolicy. */
interface NewSubscription {
  readonly topicArn: string | undefined;
  readonly protocol: string | undefined;
  readonly endpoint: string | undefined;
  readonly attributes?: Readonly<Record<string, string>>;
}

/**
 * Subscribes a queue, a function or a mailbox to a topic, or gives back the subscription that is there. Whoever reads a mailbox
 * confirms its subscription at once.
 * Throws NotFound, InvalidParameter, or NotImplemented for other protocols and for filter policies.
 */
export const subscribe = (account: Account, wanted: NewSubscription): Subscription => {
  const topic = findTopic(account, wanted.topicArn);
  const { protocol, endpoint = '' } = wanted;
  if (protocol !== 'sqs' && protocol !== 'lambda' && protocol !== 'email') {
    const message = `The protocol ${protocol} is not simulated by the local cloud: expected sqs, lambda or email.`;
    throw new AwsError('NotImplemented', message, 501);
  }
  checkEndpoint(protocol, endpoint);
  const present = subscriptionsOf(account, topic.arn).find((each) => each.endpoint === endpoint);
  if (present) return present;
  const arn = `${topic.arn}:${newUuid(account)}`;
  const subscription: Subscription = {
    arn,
    topicArn: topic.arn,
    protocol,
    endpoint,
    ...settingsOf(wanted.attributes ?? {}),
  };
  account.sns.subscriptions[arn] = subscription;
  return subscription;
};

const checkEndpoint = (protocol: Subscription['protocol'], endpoint: string): void => {
  if (protocol === 'email') {
    if (!/^[^@\s]+@[^@\s]+$/.test(endpoint)) throw invalid(`Email address, found ${endpoint}`);
    return;
  }
  const target = readArn(endpoint);
  if (target?.service !== protocol) throw invalid(`Endpoint: expected the ARN of ${protocol}, found ${endpoint}`);
  if (protocol === 'sqs' && target.resource.endsWith('.fifo')) {
    throw invalid('Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics');
  }
};

const settingsOf = (attributes: Readonly<Record<string, string>>): Pick<Subscription, 'raw' | 'deadLetterArn'> => {
  const { RawMessageDelivery = 'false', RedrivePolicy, ...others } = attributes;
  const [other] = Object.keys(others);
  if (other) throw new AwsError('NotImplemented', `The attribute ${other} is not simulated by the local cloud.`, 501);
  if (RawMessageDelivery !== 'true' && RawMessageDelivery !== 'false') {
    throw invalid(`Attributes Reason: RawMessageDelivery: expected true or false, found ${RawMessageDelivery}`);
  }
  const raw = RawMessageDelivery === 'true';
  return RedrivePolicy === undefined ? { raw } : { raw, deadLetterArn: deadLetterOf(RedrivePolicy) };
};

const deadLetterOf = (policy: string): string => {
  let arn: unknown;
  try {
    arn = (JSON.parse(policy) as { readonly deadLetterTargetArn?: unknown } | null)?.deadLetterTargetArn;
  } catch {
    arn = undefined;
  }
  if (typeof arn === 'string') return arn;
  throw invalid(`RedrivePolicy: expected JSON with deadLetterTargetArn, found ${policy}`);
};
