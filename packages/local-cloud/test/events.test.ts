import {
  CreateEventBusCommand,
  DeleteRuleCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListEventBusesCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { clientConfig } from '../src/bare-api.ts';
import { type Delivered, functionArn, startDelivered } from './support/delivered.ts';

const EventPattern = JSON.stringify({ source: ['shop'] });
const event = { Source: 'shop', DetailType: 'Sold', Detail: '{"item":"x"}' };

describe('EventBridge', () => {
  let local: Delivered;
  let client: EventBridgeClient;
  beforeEach(async () => {
    local = await startDelivered();
    client = new EventBridgeClient(clientConfig(local.url));
  });
  afterEach(async () => {
    client.destroy();
    await local.stop();
  });

  const nameOf = (promise: Promise<unknown>): Promise<string> =>
    promise.then(
      () => 'none',
      (error: Error) => error.name,
    );
  const toFunction = async (rule: string, more: object = {}): Promise<void> => {
    await client.send(new PutTargetsCommand({ Rule: rule, Targets: [{ Id: 't', Arn: functionArn('sell') }], ...more }));
  };

  it('delivers the full envelope to the targets of a rule that matches, with the call as its first cause', async () => {
    await client.send(new PutRuleCommand({ Name: 'r', EventPattern }));
    await toFunction('r');
    const Entries = [{ ...event, Resources: ['arn:1'], Time: new Date('2026-01-02T03:04:05.678Z') }];
    const put = await client.send(new PutEventsCommand({ Entries }));
    expect(put.FailedEntryCount).toBe(0);
    expect(local.invocations).toMatchObject([
      {
        functionArn: functionArn('sell'),
        payload: {
          version: '0',
          id: put.Entries?.[0]?.EventId,
          'detail-type': 'Sold',
          source: 'shop',
          account: '111122223333',
          time: '2026-01-02T03:04:05Z',
          region: 'eu-west-2',
          resources: ['arn:1'],
          detail: { item: 'x' },
        },
      },
    ]);
    const cause = local.journal.entries.find(({ id }) => id === local.invocations[0]?.cause);
    expect(local.causes(cause)).toEqual(['call', 'event']);
  });

  it('delivers nothing of a rule that is switched off, or that matches something else', async () => {
    await client.send(new PutRuleCommand({ Name: 'r', EventPattern }));
    await toFunction('r');
    await client.send(new DisableRuleCommand({ Name: 'r' }));
    await client.send(new PutEventsCommand({ Entries: [event] }));
    await client.send(new EnableRuleCommand({ Name: 'r' }));
    await client.send(new PutEventsCommand({ Entries: [{ ...event, Source: 'other' }] }));
    expect(local.invocations).toEqual([]);
  });

  it('keeps buses apart', async () => {
    const { EventBusArn } = await client.send(new CreateEventBusCommand({ Name: 'shop' }));
    await client.send(new PutRuleCommand({ Name: 'r', EventPattern, EventBusName: 'shop' }));
    await toFunction('r', { EventBusName: 'shop' });
    await client.send(new PutEventsCommand({ Entries: [event] }));
    expect(local.invocations).toHaveLength(0);
    await client.send(new PutEventsCommand({ Entries: [{ ...event, EventBusName: EventBusArn }] }));
    expect(local.invocations).toHaveLength(1);
  });

  it('fails the entries that are wrong, each with a code of its own, and delivers the others', async () => {
    await client.send(new PutRuleCommand({ Name: 'r', EventPattern }));
    await toFunction('r');
    const Entries = [event, { ...event, Source: '' }, { ...event, Detail: '[]' }, { ...event, Source: 'aws.ec2' }];
    const put = await client.send(new PutEventsCommand({ Entries }));
    expect(put.FailedEntryCount).toBe(3);
    expect(put.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      undefined,
      'InvalidArgument',
      'MalformedDetail',
      'NotAuthorizedForSourceException',
    ]);
    expect(local.invocations).toHaveLength(1);
  });

  it('takes ten entries at most', async () => {
    const Entries = Array.from({ length: 11 }, () => event);
    expect(await nameOf(client.send(new PutEventsCommand({ Entries })))).toBe('ValidationException');
  });

  it('answers an unknown bus with an id, as AWS does, and journals that the event reached nobody', async () => {
    const put = await client.send(new PutEventsCommand({ Entries: [{ ...event, EventBusName: 'nowhere' }] }));
    expect(put.Entries?.[0]?.EventId).toBeDefined();
    expect(local.journal.entries.at(-1)).toMatchObject({ kind: 'undelivered', target: 'nowhere' });
  });

  it('describes a rule with its ARN, which names the bus unless that is the default one', async () => {
    await client.send(new CreateEventBusCommand({ Name: 'shop' }));
    await client.send(new PutRuleCommand({ Name: 'r', EventPattern, Description: 'd' }));
    await client.send(new PutRuleCommand({ Name: 'r', EventPattern, EventBusName: 'shop', State: 'DISABLED' }));
    expect(await client.send(new DescribeRuleCommand({ Name: 'r' }))).toMatchObject({
      Arn: 'arn:aws:events:eu-west-2:111122223333:rule/r',
      State: 'ENABLED',
      Description: 'd',
      EventPattern,
    });
    const { Rules } = await client.send(new ListRulesCommand({ EventBusName: 'shop' }));
    expect(Rules).toMatchObject([{ Arn: 'arn:aws:events:eu-west-2:111122223333:rule/shop/r', State: 'DISABLED' }]);
    const { EventBuses } = await client.send(new ListEventBusesCommand({}));
    expect(EventBuses?.map(({ Name }) => Name)).toEqual(['default', 'shop']);
  });

  it('gives targets back as they were put, and keeps them when the rule is put again', async () => {
    const target = {
      Id: 't',
      Arn: 'arn:aws:sqs:eu-west-2:111122223333:q.fifo',
      RoleArn: 'arn:aws:iam::111122223333:role/r',
      InputTransformer: { InputPathsMap: { id: '$.detail.id' }, InputTemplate: '{"id":<id>}' },
      SqsParameters: { MessageGroupId: 'g' },
      DeadLetterConfig: { Arn: 'arn:aws:sqs:eu-west-2:111122223333:dead' },
      RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 60 },
    };
    await client.send(new PutRuleCommand({ Name: 'r', EventPattern }));
    await client.send(new PutTargetsCommand({ Rule: 'r', Targets: [target] }));
    await client.send(new PutRuleCommand({ Name: 'r', EventPattern, Description: 'again' }));
    const { Targets } = await client.send(new ListTargetsByRuleCommand({ Rule: 'r' }));
    expect(Targets).toEqual([target]);
    await client.send(new RemoveTargetsCommand({ Rule: 'r', Ids: ['t'] }));
    expect((await client.send(new ListTargetsByRuleCommand({ Rule: 'r' }))).Targets).toEqual([]);
  });

  it('does not delete a rule that has targets', async () => {
    await client.send(new PutRuleCommand({ Name: 'r', EventPattern }));
    await toFunction('r');
    expect(await nameOf(client.send(new DeleteRuleCommand({ Name: 'r' })))).toBe('ValidationException');
    await client.send(new RemoveTargetsCommand({ Rule: 'r', Ids: ['t'] }));
    await client.send(new DeleteRuleCommand({ Name: 'r' }));
    expect(await nameOf(client.send(new DescribeRuleCommand({ Name: 'r' })))).toBe('ResourceNotFoundException');
  });

  it('tests a pattern against an event', async () => {
    const whole = { id: '1', account: '1', source: 'shop', time: 't', region: 'r', resources: [], 'detail-type': 'd' };
    const tested = await client.send(new TestEventPatternCommand({ EventPattern, Event: JSON.stringify(whole) }));
    expect(tested.Result).toBe(true);
    const partial = client.send(new TestEventPatternCommand({ EventPattern, Event: '{"source":"shop"}' }));
    expect(await nameOf(partial)).toBe('ValidationException');
  });

  it.each([
    ['an invalid pattern', { Name: 'r', EventPattern: '{"source":"shop"}' }, 'InvalidEventPatternException'],
    ['neither pattern nor schedule', { Name: 'r' }, 'ValidationException'],
    ['a name with a space', { Name: 'r 1', EventPattern }, 'ValidationException'],
    ['an unknown bus', { Name: 'r', EventPattern, EventBusName: 'no' }, 'ResourceNotFoundException'],
    [
      'a cron schedule, which is not simulated',
      { Name: 'r', ScheduleExpression: 'cron(0 * * * ? *)' },
      'NotImplemented',
    ],
    ['a wrong rate', { Name: 'r', ScheduleExpression: 'rate(1 minutes)' }, 'ValidationException'],
  ])('refuses a rule with %s', async (_, input, name) => {
    expect(await nameOf(client.send(new PutRuleCommand(input)))).toBe(name);
  });

  it.each([
    ['two inputs', { Id: 't', Arn: functionArn('f'), Input: '{}', InputPath: '$' }, 'ValidationException'],
    ['input that is no JSON', { Id: 't', Arn: functionArn('f'), Input: '{' }, 'ValidationException'],
    ['a path that is none', { Id: 't', Arn: functionArn('f'), InputPath: 'detail' }, 'ValidationException'],
    [
      'a FIFO dead-letter queue',
      { Id: 't', Arn: functionArn('f'), DeadLetterConfig: { Arn: 'arn:aws:sqs:r:1:d.fifo' } },
      'ValidationException',
    ],
    [
      'a kind that is not simulated',
      { Id: 't', Arn: 'arn:aws:kinesis:eu-west-2:111122223333:stream/s' },
      'NotImplemented',
    ],
  ])('refuses a target with %s', async (_, target, name) => {
    await client.send(new PutRuleCommand({ Name: 'r', EventPattern }));
    expect(await nameOf(client.send(new PutTargetsCommand({ Rule: 'r', Targets: [target] })))).toBe(name);
  });
});
