import fc from 'fast-check';
import { defaultSettings } from '../src/services/sqs/attributes.ts';
import { digestOfAttributes } from '../src/services/sqs/digest.ts';
import { deleteFrom, receiveFrom, returnTo, sendTo } from '../src/services/sqs/queue.ts';
import { receiptOf } from '../src/services/sqs/receipt.ts';
import type { Message, OutgoingMessage, Queue, QueueSettings } from '../src/services/sqs/state.ts';

const minute = 60_000;

const queue = (settings: Partial<QueueSettings> = {}, fifo = true): Queue => ({
  name: fifo ? 'q.fifo' : 'q',
  arn: 'arn:aws:sqs:eu-west-2:111122223333:q',
  fifo,
  createdAt: 0,
  modifiedAt: 0,
  settings: { ...defaultSettings, contentBasedDeduplication: fifo, ...settings },
  tags: {},
  messages: [],
  seen: {},
  sequence: 0,
});

const message = (body: string, more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  id: `id-${body}`,
  body,
  senderId: 'x',
  groupId: 'g',
  ...more,
});

const filled = (start: Queue, ...messages: readonly OutgoingMessage[]): Queue =>
  messages.reduce((into, each) => sendTo(into, each, 0).queue, start);

const bodies = (messages: readonly { readonly body: string }[]): string[] => messages.map(({ body }) => body);

describe('A standard queue', () => {
  it('hides what was received until the visibility timeout has passed, and counts receives', () => {
    const first = receiveFrom(filled(queue({}, false), message('a')), { max: 10, now: 0 });
    expect(receiveFrom(first.queue, { max: 10, now: 29_999 }).messages).toEqual([]);
    const again = receiveFrom(first.queue, { max: 10, now: 30_000 });
    expect(again.messages).toMatchObject([{ body: 'a', receiveCount: 2, firstReceivedAt: 0 }]);
  });

  it('keeps a delayed message back', () => {
    const delayed = filled(queue({}, false), message('a', { delaySeconds: 5 }), message('b'));
    expect(bodies(receiveFrom(delayed, { max: 10, now: 4_999 }).messages)).toEqual(['b']);
    expect(bodies(receiveFrom(delayed, { max: 10, now: 5_000 }).messages)).toEqual(['a', 'b']);
  });

  it('gives out ten at a time at most', () => {
    const many = filled(queue({}, false), ...Array.from({ length: 12 }, (_, at) => message(`${at}`)));
    expect(receiveFrom(many, { max: 10, now: 0 }).messages).toHaveLength(10);
  });

  it('forgets a message after its retention', () => {
    const old = filled(queue({ retentionSeconds: 60 }, false), message('a'));
    expect(receiveFrom(old, { max: 1, now: minute - 1 }).messages).toHaveLength(1);
    expect(receiveFrom(old, { max: 1, now: minute }).messages).toHaveLength(0);
  });

  it('deletes by the latest receipt only', () => {
    const first = receiveFrom(filled(queue({}, false), message('a')), { max: 1, now: 0, visibilityMs: 0 });
    const [early] = first.messages;
    const second = receiveFrom(first.queue, { max: 1, now: 1 });
    const receipt = early ? receiptOf(second.queue, early) : '';
    expect(deleteFrom(second.queue, receipt, 2)).toMatchObject({ status: 'absent', messageId: 'id-a' });
    const latest = second.messages.map((each) => receiptOf(second.queue, each)).join('');
    expect(deleteFrom(second.queue, latest, 2)).toMatchObject({ status: 'deleted', queue: { messages: [] } });
  });

  it('refuses a deduplication id', () => {
    const error = expect.objectContaining({ code: 'InvalidParameterValue' });
    expect(() => sendTo(queue({}, false), message('a', { deduplicationId: 'd' }), 0)).toThrow(error);
  });
});

describe('The digest of message attributes', () => {
  it('is the one that AWS computes', () => {
    const timestamp = { dataType: 'Number', stringValue: '1493147359900' };
    expect(digestOfAttributes({ timestamp })).toBe('235c5c510d26fb653d073faed50ae77c');
  });

  it('does not depend on the order of the attributes', () => {
    const text = { dataType: 'String', stringValue: 'a' };
    const binary = { dataType: 'Binary', binaryBase64: 'YQ==' };
    expect(digestOfAttributes({ b: text, a: binary })).toBe(digestOfAttributes({ a: binary, b: text }));
  });
});

describe('A FIFO queue', () => {
  it('drops a message with the same body for five minutes and answers with the first one', () => {
    const first = sendTo(queue(), message('a'), 0);
    const second = sendTo(first.queue, message('a', { id: 'other' }), 5 * minute - 1);
    expect(second).toMatchObject({ status: 'deduplicated', messageId: 'id-a', sequenceNumber: first.sequenceNumber });
    expect(sendTo(second.queue, message('a', { id: 'other' }), 5 * minute)).toMatchObject({ status: 'sent' });
  });

  it('remembers an explicit deduplication id also after the message was deleted', () => {
    const sent = filled(queue(), message('a', { deduplicationId: 'd' }));
    const received = receiveFrom(sent, { max: 1, now: 0 });
    const receipt = received.messages.map((each) => receiptOf(received.queue, each)).join('');
    const emptied = deleteFrom(received.queue, receipt, 1).queue;
    expect(sendTo(emptied, message('b', { deduplicationId: 'd' }), 2)).toMatchObject({ status: 'deduplicated' });
    expect(sendTo(emptied, message('a', { deduplicationId: 'e' }), 2)).toMatchObject({ status: 'sent' });
  });

  it('deduplicates per group where it was told to', () => {
    const perGroup = filled(queue({ deduplicationScope: 'messageGroup' }), message('a', { groupId: 'one' }));
    expect(sendTo(perGroup, message('a', { groupId: 'two' }), 1).status).toBe('sent');
    expect(sendTo(perGroup, message('a', { groupId: 'one' }), 1).status).toBe('deduplicated');
  });

  it('wants a group', () => {
    const { groupId: _, ...ungrouped } = message('a');
    const error = expect.objectContaining({
      code: 'MissingParameter',
      message: expect.stringContaining('MessageGroupId'),
    });
    expect(() => sendTo(queue(), ungrouped, 0)).toThrow(error);
  });

  it('takes no delay for a single message', () => {
    const error = expect.objectContaining({
      code: 'InvalidParameterValue',
      message: expect.stringContaining('DelaySeconds'),
    });
    expect(() => sendTo(queue(), message('a', { delaySeconds: 3 }), 0)).toThrow(error);
  });

  it('wants a deduplication id unless it makes one of the content', () => {
    expect(() => sendTo(queue({ contentBasedDeduplication: false }), message('a'), 0)).toThrow(
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  });

  it('gives out nothing of a group while one of its messages is in flight', () => {
    const sent = filled(queue(), message('a'), message('b'), message('c', { groupId: 'other' }));
    const first = receiveFrom(sent, { max: 1, now: 0 });
    expect(bodies(first.messages)).toEqual(['a']);
    expect(bodies(receiveFrom(first.queue, { max: 10, now: 1 }).messages)).toEqual(['c']);
  });

  it('gives out several messages of a group in one receive, in order', () => {
    const sent = filled(queue(), message('a'), message('b', { groupId: 'other' }), message('c'));
    expect(bodies(receiveFrom(sent, { max: 10, now: 0 }).messages)).toEqual(['a', 'b', 'c']);
  });

  it('holds back a returned message while a later one of its group is still in flight', () => {
    const received = receiveFrom(filled(queue(), message('a'), message('b')), { max: 2, now: 0 });
    const [a, b] = received.messages.map((each) => receiptOf(received.queue, each));
    const returned = returnTo(received.queue, a ?? '', 1).queue;
    expect(receiveFrom(returned, { max: 10, now: 2 }).messages).toEqual([]);
    const both = returnTo(returned, b ?? '', 3).queue;
    expect(bodies(receiveFrom(both, { max: 10, now: 4 }).messages)).toEqual(['a', 'b']);
  });

  it('lets a message go after its last receive, which frees the group', () => {
    const redrive = { deadLetterTargetArn: 'arn:aws:sqs:eu-west-2:111122223333:dead.fifo', maxReceiveCount: 2 };
    let sent = filled(queue({ redrive }), message('a'), message('b'));
    for (const now of [0, 1]) sent = receiveFrom(sent, { max: 1, now, visibilityMs: 0 }).queue;
    const third = receiveFrom(sent, { max: 1, now: 2 });
    expect([bodies(third.exhausted), bodies(third.messages)]).toEqual([['a'], ['b']]);
  });

  it('refuses a receipt after its visibility timeout', () => {
    const received = receiveFrom(filled(queue(), message('a')), { max: 1, now: 0 });
    const receipt = received.messages.map((each) => receiptOf(received.queue, each)).join('');
    expect(() => deleteFrom(received.queue, receipt, 30_000)).toThrow('The receipt handle has expired.');
    expect(() => returnTo(received.queue, receipt, 30_000)).toThrow(
      expect.objectContaining({ code: 'MessageNotInflight' }),
    );
  });

  it('numbers its messages in order', () => {
    const numbers = filled(queue(), message('a'), message('b'), message('c')).messages.map(
      (each) => each.sequenceNumber,
    );
    expect(numbers).toEqual(numbers.toSorted());
    expect(new Set(numbers).size).toBe(3);
  });

  const steps = fc.array(
    fc.record({
      action: fc.constantFrom('send', 'receive', 'delete', 'return'),
      group: fc.constantFrom('g1', 'g2'),
      max: fc.integer({ min: 1, max: 10 }),
      passed: fc.integer({ min: 0, max: 20_000 }),
    }),
    { maxLength: 60 },
  );

  it('gives out the head of each group and one hand at a time, whatever is received, deleted, returned or times out', () => {
    fc.assert(
      fc.property(steps, (chosen) => {
        let consumer: Consumer = { queue: queue(), now: 0, sent: 0, hand: [] };
        for (const { action, group, max, passed } of chosen) {
          const now = consumer.now + passed;
          const hand = consumer.hand.filter(({ visibleAt }) => visibleAt > now);
          consumer = actions[action]({ ...consumer, now, hand }, group, max);
        }
      }),
    );
  });
});

/** Somebody who holds the messages of the queue that are in flight. */
interface Consumer {
  readonly queue: Queue;
  readonly now: number;
  readonly sent: number;
  readonly hand: readonly Message[];
}

const letGo = (consumer: Consumer, by: (queue: Queue, receipt: string, now: number) => { queue: Queue }): Consumer => {
  const [first, ...hand] = consumer.hand;
  if (!first) return consumer;
  return { ...consumer, hand, queue: by(consumer.queue, receiptOf(consumer.queue, first), consumer.now).queue };
};

const groupOf = (messages: readonly Message[], group: string): string[] =>
  bodies(messages.filter(({ groupId }) => groupId === group));

const actions = {
  send: ({ queue, now, sent, hand }: Consumer, groupId: string): Consumer => ({
    queue: sendTo(queue, message(`${sent}`, { groupId }), now).queue,
    now,
    sent: sent + 1,
    hand,
  }),
  receive: ({ queue, now, sent, hand }: Consumer, _: string, max: number): Consumer => {
    const received = receiveFrom(queue, { max, now });
    for (const group of ['g1', 'g2']) {
      const given = groupOf(received.messages, group);
      expect(given).toEqual(groupOf(queue.messages, group).slice(0, given.length));
      expect(given.length > 0 && groupOf(hand, group).length > 0).toBe(false);
    }
    return { queue: received.queue, now, sent, hand: [...hand, ...received.messages] };
  },
  delete: (consumer: Consumer): Consumer => letGo(consumer, deleteFrom),
  return: (consumer: Consumer): Consumer => letGo(consumer, returnTo),
};
