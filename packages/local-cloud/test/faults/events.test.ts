/** What can be made to happen to events and notifications on their way to their targets. */
import type { EventFault } from '../../src/entries/faults.ts';
import { putRule, putTargets } from '../../src/services/events/rules.ts';
import { addTopic, subscribe } from '../../src/services/sns/topics.ts';
import { createDelivered, functionArn } from '../support/delivered.ts';

/** A rule that sends every event to a function; answers the states that arrived, as time passes. */
const played = async (faults: readonly EventFault[], waits: readonly number[]): Promise<string[][]> => {
  const local = createDelivered();
  putRule(local.account, { Name: 'r', EventPattern: JSON.stringify({ source: ['aws.ec2'] }) }, local.now());
  putTargets(local.account, 'r', undefined, [{ Id: 't', Arn: functionArn('f') }]);
  local.faults.set(faults);
  for (const state of ['one', 'two', 'three']) {
    const event = { source: 'aws.ec2', detailType: 'State', resources: [], detail: { state } };
    local.delivery.emit({ to: 'bus', ...event });
  }
  const arrived = (): string[] =>
    local.invocations.map(({ payload }) => (payload as { detail: { state: string } }).detail.state);
  const all = [arrived()];
  for (const ms of waits) {
    await local.advance(ms);
    all.push(arrived());
  }
  return all;
};

describe('events', () => {
  it.each<[string, EventFault, string[], string[]]>([
    ['dropped', { kind: 'dropped', from: 2 }, ['one', 'three'], ['one', 'three']],
    ['duplicated', { kind: 'duplicated', from: 2 }, ['one', 'two', 'three'], ['one', 'two', 'three', 'two']],
    ['delayed', { kind: 'delayed', ms: 5_000, times: 2 }, ['three'], ['three', 'one', 'two']],
    ['reordered', { kind: 'reordered' }, ['two', 'one', 'three'], ['two', 'one', 'three']],
    ['reordered with nothing after them', { kind: 'reordered', from: 3 }, ['one', 'two'], ['one', 'two', 'three']],
    ['of other sources', { kind: 'dropped', source: 'aws.rds' }, ['one', 'two', 'three'], ['one', 'two', 'three']],
    ['of other types', { kind: 'dropped', detailType: 'Else' }, ['one', 'two', 'three'], ['one', 'two', 'three']],
  ])('are %s', async (_, fault, atOnce, later) => {
    expect(await played([fault], [4_999, 1])).toEqual([atOnce, expect.any(Array), later]);
  });

  it('that are delayed come at their time, and no sooner', async () => {
    expect(await played([{ kind: 'delayed', ms: 5_000 }], [4_999, 1])).toEqual([
      ['two', 'three'],
      ['two', 'three'],
      ['two', 'three', 'one'],
    ]);
  });
});

describe('notifications to a topic', () => {
  it('meet the faults of that topic', () => {
    const local = createDelivered();
    const { arn } = addTopic(local.account, 'told');
    local.queue('q');
    subscribe(local.account, { topicArn: arn, protocol: 'sqs', endpoint: 'arn:aws:sqs:eu-west-2:111122223333:q' });
    local.faults.set([{ kind: 'dropped', topic: arn }]);
    for (const message of ['"one"', '"two"']) local.delivery.emit({ to: 'topic', topicArn: arn, message });
    expect(local.bodies('q')).toMatchObject([{ Message: '"two"' }]);
    expect(local.journal.entries).toContainEqual(expect.objectContaining({ kind: 'fault', fault: 'dropped', of: arn }));
  });
});
