import { START } from '../src/bare-api.ts';
import { putRule, putTargets } from '../src/services/events/rules.ts';
import { addTopic, subscribe } from '../src/services/sns/topics.ts';
import { receiptOf } from '../src/services/sqs/receipt.ts';
import { createDelivered, functionArn } from './support/delivered.ts';

const queueArn = (name: string): string => `arn:aws:sqs:eu-west-2:111122223333:${name}`;

const emission = {
  to: 'bus',
  source: 'aws.ec2',
  detailType: 'EC2 Instance State-change Notification',
  resources: ['arn:aws:ec2:eu-west-2:111122223333:instance/i-1'],
  detail: { 'instance-id': 'i-1', state: 'stopped', tags: { a: 1 } },
} as const;

/** A cloud with one rule for the emission above, and these targets. */
const withTargets = (...targets: readonly { readonly Arn: string }[]) => {
  const local = createDelivered();
  putRule(local.account, { Name: 'r', EventPattern: JSON.stringify({ source: ['aws.ec2'] }) }, local.now());
  putTargets(
    local.account,
    'r',
    undefined,
    targets.map((target, index) => ({ Id: `t${index}`, ...target })),
  );
  return local;
};

describe('Delivery of a bus event', () => {
  it('brings the whole event to a FIFO queue, in the group of the target', () => {
    const local = withTargets({ Arn: queueArn('q.fifo'), ...{ SqsParameters: { MessageGroupId: 'dns' } } });
    local.queue('q.fifo', { ContentBasedDeduplication: 'true' });
    local.delivery.emit(emission);
    expect(local.account.sqs.queues['q.fifo']?.messages).toMatchObject([{ groupId: 'dns' }]);
    expect(local.bodies('q.fifo')).toMatchObject([
      { source: 'aws.ec2', region: 'eu-west-2', time: '2026-03-02T09:00:00Z', detail: { state: 'stopped' } },
    ]);
  });

  it.each([
    ['a constant', { Input: '{"mode":"sweep"}' }, { mode: 'sweep' }],
    ['a part', { InputPath: '$.detail' }, emission.detail],
    ['an element of a list', { InputPath: '$.resources[0]' }, emission.resources[0]],
    [
      'a filled template',
      {
        InputTransformer: {
          InputPathsMap: { id: '$.detail.instance-id', tags: "$.detail['tags']", gone: '$.detail.gone' },
          InputTemplate:
            '{"id":<id>,"text":"<id> is <unknown> <tags>","tags":<tags>,"gone":<gone>,"rule":<aws.events.rule-name>}',
        },
      },
      { id: 'i-1', text: 'i-1 is <unknown> {"a":1}', tags: { a: 1 }, gone: '', rule: 'r' },
    ],
    [
      'a template that is one text',
      { InputTransformer: { InputPathsMap: { s: '$.detail.state' }, InputTemplate: '"now <s>"' } },
      'now stopped',
    ],
  ])('gives a target %s when it asks for that', (_, more, expected) => {
    const local = withTargets({ Arn: queueArn('q'), ...more });
    local.queue('q');
    local.delivery.emit(emission);
    expect(local.bodies('q')).toEqual([expected]);
  });

  it('goes through a topic to its subscribers', () => {
    const local = withTargets({ Arn: 'arn:aws:sns:eu-west-2:111122223333:news' });
    local.queue('q');
    const { arn: topicArn } = addTopic(local.account, 'news');
    subscribe(local.account, {
      topicArn,
      protocol: 'sqs',
      endpoint: queueArn('q'),
      attributes: { RawMessageDelivery: 'true' },
    });
    local.delivery.emit(emission);
    expect(local.bodies('q')).toMatchObject([{ detail: emission.detail }]);
  });

  it('goes on to another bus, but not to a third', () => {
    const bus = (name: string): string => `arn:aws:events:eu-west-2:111122223333:event-bus/${name}`;
    const local = withTargets({ Arn: bus('second') });
    for (const name of ['second', 'third']) local.account.events.buses[name] = { name, createdAt: 0 };
    const pattern = JSON.stringify({ source: ['aws.ec2'] });
    for (const [from, Arn] of [
      ['second', bus('third')],
      ['second', functionArn('f')],
      ['third', functionArn('g')],
    ]) {
      putRule(local.account, { Name: `r${from}`, EventPattern: pattern, EventBusName: from }, 0);
      putTargets(local.account, `r${from}`, from, [{ Id: Arn?.slice(-5), Arn }]);
    }
    local.delivery.emit(emission);
    expect(local.invocations.map((each) => each.functionArn)).toEqual([functionArn('f')]);
  });

  it('puts the event into the dead-letter queue of the rule when the target is gone, and says why', () => {
    const local = withTargets({ Arn: queueArn('gone'), ...{ DeadLetterConfig: { Arn: queueArn('dead') } } });
    local.queue('dead');
    local.delivery.emit(emission);
    expect(local.bodies('dead')).toMatchObject([{ detail: emission.detail }]);
    expect(local.account.sqs.queues.dead?.messages[0]?.attributes).toMatchObject({
      RULE_ARN: { stringValue: 'arn:aws:events:eu-west-2:111122223333:rule/r' },
      TARGET_ARN: { stringValue: queueArn('gone') },
      ERROR_CODE: { stringValue: 'NO_RESOURCE' },
    });
  });

  it('fails for one target alone', () => {
    const local = withTargets({ Arn: functionArn('missing') }, { Arn: functionArn('there') });
    local.delivery.emit(emission);
    expect(local.invocations.map((each) => each.functionArn)).toEqual([functionArn('there')]);
    expect(local.journal.entries.at(-1)).toMatchObject({ kind: 'undelivered', target: functionArn('missing') });
  });

  it('refuses a FIFO queue without a group, as the queue itself does', () => {
    const local = withTargets({ Arn: queueArn('q.fifo') });
    local.queue('q.fifo', { ContentBasedDeduplication: 'true' });
    local.delivery.emit(emission);
    expect(local.journal.entries.at(-1)).toMatchObject({ kind: 'undelivered', code: 'MissingParameter' });
  });

  it('wakes who waits for the queue after the message is journalled', () => {
    const local = withTargets({ Arn: queueArn('q') });
    local.queue('q');
    const woken: unknown[] = [];
    local.delivery.arrivals.listen('q', () => woken.push(...local.delivery.queues.receive('q', { max: 10 })));
    local.delivery.emit(emission);
    expect(woken).toMatchObject([{ cause: expect.any(Number) }]);
    expect(local.causes(local.journal.entries.at(-1))).toEqual(['event', 'message', 'message']);
  });
});

describe('Delivery of a notification', () => {
  it('brings a service message to the subscribers of a topic', () => {
    const local = createDelivered();
    local.queue('q');
    const { arn: topicArn } = addTopic(local.account, 'connections');
    subscribe(local.account, { topicArn, protocol: 'sqs', endpoint: queueArn('q') });
    local.delivery.emit({ to: 'topic', topicArn, subject: 's', message: 'vpce-1 wants in' });
    expect(local.bodies('q')).toMatchObject([{ Subject: 's', Message: 'vpce-1 wants in' }]);
  });

  it('journals one for a topic that is gone', () => {
    const local = createDelivered();
    local.delivery.emit({ to: 'topic', topicArn: 'arn:aws:sns:eu-west-2:111122223333:gone', message: 'm' });
    expect(local.journal.entries).toMatchObject([{ kind: 'undelivered', code: 'NotFound' }]);
  });
});

describe('The queues', () => {
  it('wake who waits when a message becomes visible again, once for each moment', async () => {
    const local = createDelivered();
    local.queue('q');
    for (const body of ['a', 'b']) local.delivery.queues.send('q', { body }, 0);
    for (const _ of ['a', 'b']) local.delivery.queues.receive('q', { max: 1, visibilityMs: 10_000 });
    expect(local.account.timers).toHaveLength(1);
    const woken: number[] = [];
    local.delivery.arrivals.listen('q', () => woken.push(local.now() - START));
    await local.advance(15_000);
    expect(woken).toContain(10_000);
  });

  it('wake who waits when a delete frees the next message of a group', () => {
    const local = createDelivered();
    const queue = local.queue('q.fifo', { ContentBasedDeduplication: 'true' });
    for (const body of ['a', 'b']) local.delivery.queues.send('q.fifo', { body, groupId: 'g' }, 0);
    const [first] = local.delivery.queues.receive('q.fifo', { max: 1 });
    const next: string[] = [];
    local.delivery.arrivals.listen('q.fifo', () => {
      next.push(...local.delivery.queues.receive('q.fifo', { max: 1 }).map(({ body }) => body));
    });
    if (first) local.delivery.queues.remove('q.fifo', receiptOf(queue, first));
    expect(next).toEqual(['b']);
  });

  it('keep the account a plain JSON value', () => {
    const local = withTargets({ Arn: queueArn('q') });
    local.queue('q');
    local.delivery.emit(emission);
    local.delivery.queues.receive('q', { max: 1 });
    expect(JSON.parse(JSON.stringify(local.account))).toStrictEqual(local.account);
  });
});
