import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListSubscriptionsCommand,
  ListTopicsCommand,
  PublishCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { clientConfig } from '../src/bare-api.ts';
import { type Delivered, functionArn, startDelivered } from './support/delivered.ts';

const TopicArn = 'arn:aws:sns:eu-west-2:111122223333:news';
const queueArn = (name: string): string => `arn:aws:sqs:eu-west-2:111122223333:${name}`;

describe('SNS', () => {
  let local: Delivered;
  let client: SNSClient;
  beforeEach(async () => {
    local = await startDelivered();
    client = new SNSClient(clientConfig(local.url));
    await client.send(new CreateTopicCommand({ Name: 'news' }));
  });
  afterEach(async () => {
    client.destroy();
    await local.stop();
  });

  const subscribe = async (Protocol: string, Endpoint: string, Attributes: Record<string, string> = {}) =>
    (await client.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint, Attributes }))).SubscriptionArn;
  const nameOf = (promise: Promise<unknown>): Promise<string> =>
    promise.then(
      () => 'none',
      (error: Error) => error.name,
    );
  const MessageAttributes = { kind: { DataType: 'String', StringValue: 'x' } };

  it('brings a message to a mailbox as a person reads it, that of an alarm in words', async () => {
    await subscribe('email', 'ops@example.com');
    const send = (Message: string, Subject?: string) => client.send(new PublishCommand({ TopicArn, Message, Subject }));
    await send('text', 'subject');
    await send('text');
    const alarm = { AlarmName: 'a', NewStateValue: 'ALARM', OldStateValue: 'OK', NewStateReason: 'Threshold Crossed' };
    await send(JSON.stringify({ ...alarm, AlarmDescription: 'See the runbook.', Region: 'EU (London)' }), 'ALARM: "a"');
    const emails = local.journal.entries.flatMap((entry) => (entry.kind === 'email' ? [entry] : []));
    expect(emails.map(({ to, subject }) => [to, subject])).toEqual([
      ['ops@example.com', 'subject'],
      ['ops@example.com', 'AWS Notification Message'],
      ['ops@example.com', 'ALARM: "a"'],
    ]);
    expect(emails[0]?.text).toBe('text');
    expect(emails[2]?.text).toMatch(/^You are receiving this email because your Amazon CloudWatch Alarm "a" in the EU/);
    expect(emails[2]?.text).toContain('- Description: See the runbook.');
  });

  it('brings a message to every subscriber: enveloped to a queue, raw to another, as an event to a function', async () => {
    local.queue('one');
    local.queue('two');
    await subscribe('sqs', queueArn('one'));
    await subscribe('sqs', queueArn('two'), { RawMessageDelivery: 'true' });
    const SubscriptionArn = await subscribe('lambda', functionArn('read'));
    const published = await client.send(
      new PublishCommand({ TopicArn, Message: '{"a":1}', Subject: 'hi', MessageAttributes }),
    );
    const shown = {
      Type: 'Notification',
      MessageId: published.MessageId,
      TopicArn,
      Subject: 'hi',
      Message: '{"a":1}',
      Timestamp: '2026-03-02T09:00:00.000Z',
      MessageAttributes: { kind: { Type: 'String', Value: 'x' } },
    };
    expect(local.bodies('one')).toEqual([expect.objectContaining(shown)]);
    expect(local.bodies('two')).toEqual([{ a: 1 }]);
    expect(local.account.sqs.queues.two?.messages[0]?.attributes).toEqual({
      kind: { dataType: 'String', stringValue: 'x' },
    });
    expect(local.invocations).toMatchObject([
      { payload: { Records: [{ EventSource: 'aws:sns', EventSubscriptionArn: SubscriptionArn, Sns: shown }] } },
    ]);
  });

  it('journals the call, the notification and the message as causes of each other', async () => {
    local.queue('one');
    await subscribe('sqs', queueArn('one'));
    await client.send(new PublishCommand({ TopicArn, Message: 'm' }));
    expect(local.causes(local.journal.entries.at(-1))).toEqual(['call', 'notification', 'message']);
  });

  it('sends what a missing queue cannot take to the dead-letter queue of the subscription', async () => {
    local.queue('dead');
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: queueArn('dead') });
    await subscribe('sqs', queueArn('gone'), { RedrivePolicy, RawMessageDelivery: 'true' });
    await client.send(new PublishCommand({ TopicArn, Message: '"m"' }));
    expect(local.bodies('dead')).toEqual(['m']);
    const undelivered = local.journal.entries.find(({ kind }) => kind === 'undelivered');
    expect(undelivered).toMatchObject({ target: queueArn('gone'), code: 'QueueDoesNotExist', deadLetterQueue: 'dead' });
  });

  it('journals what reached nobody when there is no dead-letter queue', async () => {
    await subscribe('lambda', functionArn('missing'));
    await client.send(new PublishCommand({ TopicArn, Message: 'm' }));
    expect(local.journal.entries.at(-1)).toMatchObject({ kind: 'undelivered', target: functionArn('missing') });
  });

  it('brings nothing to whom has unsubscribed', async () => {
    local.queue('one');
    const SubscriptionArn = await subscribe('sqs', queueArn('one'));
    await client.send(new UnsubscribeCommand({ SubscriptionArn }));
    await client.send(new PublishCommand({ TopicArn, Message: 'm' }));
    expect(local.account.sqs.queues.one?.messages).toEqual([]);
  });

  it('lists topics and subscriptions; subscribing twice is once', async () => {
    const SubscriptionArn = await subscribe('sqs', queueArn('one'));
    expect(await subscribe('sqs', queueArn('one'))).toBe(SubscriptionArn);
    const shown = [{ SubscriptionArn, TopicArn, Protocol: 'sqs', Endpoint: queueArn('one'), Owner: '111122223333' }];
    expect((await client.send(new ListSubscriptionsCommand({}))).Subscriptions).toEqual(shown);
    expect((await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions).toEqual(shown);
    expect((await client.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn }]);
    await client.send(new DeleteTopicCommand({ TopicArn }));
    expect((await client.send(new ListSubscriptionsCommand({}))).Subscriptions ?? []).toEqual([]);
  });

  it('gives attributes back that were set', async () => {
    const policy = { TopicArn, AttributeName: 'Policy', AttributeValue: '{"Version":"2012-10-17"}' };
    await client.send(new SetTopicAttributesCommand(policy));
    const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn }));
    expect(Attributes).toMatchObject({ TopicArn, Policy: '{"Version":"2012-10-17"}', SubscriptionsConfirmed: '0' });
  });

  it.each([
    [
      'a topic that is not there',
      { TopicArn: `${TopicArn}x`, Protocol: 'sqs', Endpoint: queueArn('q') },
      'NotFoundException',
    ],
    ['a FIFO queue', { TopicArn, Protocol: 'sqs', Endpoint: queueArn('q.fifo') }, 'InvalidParameterException'],
    [
      'an endpoint of another kind',
      { TopicArn, Protocol: 'sqs', Endpoint: functionArn('f') },
      'InvalidParameterException',
    ],
    ['a protocol that is not simulated', { TopicArn, Protocol: 'sms', Endpoint: '+441632960000' }, 'NotImplemented'],
    [
      'a filter policy, which is not simulated',
      { TopicArn, Protocol: 'sqs', Endpoint: queueArn('q'), Attributes: { FilterPolicy: '{}' } },
      'NotImplemented',
    ],
  ])('refuses a subscription of %s', async (_, input, name) => {
    expect(await nameOf(client.send(new SubscribeCommand(input)))).toBe(name);
  });

  it('refuses to publish to a topic that is not there', async () => {
    const wrong = client.send(new PublishCommand({ TopicArn: `${TopicArn}x`, Message: 'm' }));
    expect(await nameOf(wrong)).toBe('NotFoundException');
  });
});
