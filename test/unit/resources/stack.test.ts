import { parseConfig } from '../../../lib/config/parse.ts';
import { stackOf } from '../../../resources/stack.ts';
import { CONTROLLERS, NAMES, type Resource, resourcesOf, stackFor } from './support.ts';

const stack = stackFor(CONTROLLERS);
const text = (value: unknown): string => JSON.stringify(value);

interface QueueProperties {
  readonly QueueName: string;
  readonly FifoQueue?: boolean;
  readonly ContentBasedDeduplication?: boolean;
  readonly VisibilityTimeout?: number;
  readonly MessageRetentionPeriod?: number;
  readonly SqsManagedSseEnabled?: boolean;
  readonly RedrivePolicy?: {
    readonly maxReceiveCount: number;
    readonly deadLetterTargetArn: { readonly 'Fn::GetAtt': string[] };
  };
}

const queues = new Map(
  resourcesOf(stack, 'AWS::SQS::Queue').map(({ id, Properties }) => [id, Properties as unknown as QueueProperties]),
);
const named = (name: string): QueueProperties => {
  const found = [...queues.values()].find(({ QueueName }) => QueueName === name);
  if (!found)
    throw new Error(`no queue ${name}; found ${[...queues.values()].map(({ QueueName }) => QueueName).join()}`);
  return found;
};
const functions = stack.functions as Record<
  string,
  {
    readonly name: string;
    readonly timeout: number;
    readonly reservedConcurrency?: number;
    readonly events?: unknown;
    readonly role: string;
  }
>;

describe('the queues', () => {
  it.each([
    ['waykeeper-prod-dns.fifo', 3],
    ['waykeeper-prod-routes.fifo', 3],
  ])('%s is FIFO, as is its dead-letter queue, after %d receives', (name, receives) => {
    const queue = named(name);
    expect(queue).toMatchObject({ FifoQueue: true, ContentBasedDeduplication: true });
    expect(queue.RedrivePolicy?.maxReceiveCount).toBe(receives);
    const dead = queues.get(queue.RedrivePolicy?.deadLetterTargetArn['Fn::GetAtt'][0] ?? '');
    expect(dead).toMatchObject({ FifoQueue: true, QueueName: name.replace('.fifo', '-dead.fifo') });
  });

  it('of connections is standard, as is its dead-letter queue, after ten receives', () => {
    const queue = named('waykeeper-prod-connections');
    expect(queue).not.toHaveProperty('FifoQueue');
    expect(queue.RedrivePolicy?.maxReceiveCount).toBe(10);
    expect(queues.get(queue.RedrivePolicy?.deadLetterTargetArn['Fn::GetAtt'][0] ?? '')).not.toHaveProperty('FifoQueue');
  });

  it.each(['connections', 'dns', 'routes'] as const)(
    'hide a message of %s five seconds longer than the function may run',
    (name) => {
      const queue = named(`waykeeper-prod-${name}${name === 'connections' ? '' : '.fifo'}`);
      const timeout = functions[name]?.timeout ?? 0;
      expect(timeout).toBeLessThanOrEqual(60);
      expect(queue.VisibilityTimeout).toBe(timeout + 5);
    },
  );

  it('are encrypted, and keep dead letters for two weeks', () => {
    for (const queue of queues.values()) expect(queue.SqsManagedSseEnabled).toBe(true);
    const dead = [...queues.values()].filter(({ QueueName }) => /dead|undelivered/.test(QueueName));
    expect(dead).toHaveLength(4);
    expect(dead.map(({ MessageRetentionPeriod }) => MessageRetentionPeriod)).toEqual(dead.map(() => 1_209_600));
  });

  it('take messages only from the rules that have them as a target, and from the stack’s own topic', () => {
    const rules = (target: RegExp) =>
      resourcesOf(stack, 'AWS::Events::Rule')
        .filter(({ Properties }) => target.test(text(Properties.Targets)))
        .map(({ id }) => ({ 'Fn::GetAtt': [id, 'Arn'] }));
    const from = (sources: unknown) => ({ ArnEquals: { 'aws:SourceArn': sources } });
    const conditions = resourcesOf(stack, 'AWS::SQS::QueuePolicy').map(({ id, Properties }) => [
      id,
      (Properties.PolicyDocument as { Statement: { Condition: unknown }[] }).Statement.map((it) => it.Condition),
    ]);
    expect(Object.fromEntries(conditions)).toEqual({
      ConnectionsQueuePolicy: [from(rules(/ConnectionsQueue/)), from({ Ref: 'ConnectionsTopic' })],
      DnsQueuePolicy: [from(rules(/DnsQueue/))],
      RoutesQueuePolicy: [from(rules(/RoutesQueue/))],
      UndeliveredQueuePolicy: [from(rules(/UndeliveredQueue/))],
    });
  });

  it('wake their own function, ten messages at once, and let it return single ones', () => {
    for (const name of CONTROLLERS) {
      const id = resourcesOf(stack, 'AWS::SQS::Queue').find(({ Properties }) =>
        new RegExp(`^waykeeper-prod-${name}(\\.fifo)?$`).test(String(Properties.QueueName)),
      )?.id;
      expect(functions[name]?.events).toEqual([
        { sqs: { arn: { 'Fn::GetAtt': [id, 'Arn'] }, batchSize: 10, functionResponseType: 'ReportBatchItemFailures' } },
      ]);
    }
  });
});

interface Target {
  readonly Id: string;
  readonly Arn: unknown;
  readonly DeadLetterConfig?: { readonly Arn: { readonly 'Fn::GetAtt': string[] } };
  readonly SqsParameters?: { readonly MessageGroupId: string };
}
const targetsOf = ({ Properties }: Resource) => Properties.Targets as readonly Target[];

describe('the rules', () => {
  const rules = resourcesOf(stack, 'AWS::Events::Rule');

  it('each have a standard dead-letter queue and few enough retries to matter', () => {
    expect(rules.length).toBeGreaterThan(5);
    for (const target of rules.flatMap(targetsOf)) {
      const dead = queues.get(target.DeadLetterConfig?.Arn['Fn::GetAtt'][0] ?? '');
      expect(dead?.QueueName).toBe('waykeeper-prod-undelivered');
      expect(dead).not.toHaveProperty('FifoQueue');
      expect(target).toMatchObject({ RetryPolicy: { MaximumEventAgeInSeconds: 3_600 } });
    }
  });

  it('leave out calls that failed', () => {
    const calls = rules.filter(({ Properties }) => text(Properties).includes('AWS API Call via CloudTrail'));
    expect(calls.length).toBeGreaterThan(3);
    for (const { Properties } of calls) {
      expect(Properties.EventPattern).toMatchObject({ detail: { errorCode: [{ exists: false }] } });
    }
  });

  it('put each controller’s messages into one group of its FIFO queue, and none into a standard one', () => {
    for (const target of rules.flatMap(targetsOf)) {
      expect(target.SqsParameters).toEqual(target.Id === 'connections' ? undefined : { MessageGroupId: target.Id });
    }
  });
});

describe('the sweeps', () => {
  const schedules = resourcesOf(stack, 'AWS::Scheduler::Schedule');
  interface Sweep {
    readonly ScheduleExpression: string;
    readonly Target: { readonly Input: string; readonly SqsParameters?: unknown; readonly RoleArn: unknown };
  }

  it('come every five minutes for every controller, with a body that differs each time', () => {
    expect(schedules).toHaveLength(3);
    for (const { Properties } of schedules) {
      const { ScheduleExpression, Target } = Properties as unknown as Sweep;
      expect(ScheduleExpression).toBe('rate(5 minutes)');
      expect(JSON.parse(Target.Input)).toEqual({
        waykeeper: 'waykeeper.sweep',
        at: '<aws.scheduler.scheduled-time>',
      });
      expect(Target.RoleArn).toEqual({ 'Fn::GetAtt': ['SchedulesRole', 'Arn'] });
    }
  });

  it('go into the group of their controller', () => {
    const groups = schedules.map(({ Properties }) => (Properties as unknown as Sweep).Target.SqsParameters);
    expect(groups).toEqual([undefined, { MessageGroupId: 'dns' }, { MessageGroupId: 'routes' }]);
  });
});

describe('the functions', () => {
  it('are one for each controller and one to call by hand', () => {
    expect(Object.keys(functions)).toEqual(['connections', 'dns', 'routes', 'reconcile']);
    expect(functions.reconcile).not.toHaveProperty('events');
  });

  it('never run connections twice at once, and leave the others to their FIFO queues', () => {
    expect(Object.values(functions).map(({ reservedConcurrency }) => reservedConcurrency)).toEqual([
      1,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('have a role each, and know the names of all of them', () => {
    const roles = resourcesOf(stack, 'AWS::IAM::Role').filter(({ id }) => id !== 'SchedulesRole');
    const ids = Object.values(functions).map(({ role }) => role);
    expect(new Set(ids).size).toBe(4);
    expect(roles.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    const names = roles.map(({ Properties }) => Properties.RoleName).join();
    for (const it of Object.values(functions)) expect(it).toMatchObject({ environment: { WAYKEEPER_ROLES: names } });
  });

  it('know the topic for endpoint notifications where they run the connections controller', () => {
    const topic = { environment: { WAYKEEPER_TOPIC_ARN: { Ref: 'ConnectionsTopic' } } };
    const told = Object.entries(functions).filter(([, it]) => 'WAYKEEPER_TOPIC_ARN' in Object(it).environment);
    expect(told.map(([name]) => name).toSorted()).toEqual(['connections', 'reconcile']);
    for (const [, it] of told) expect(it).toMatchObject(topic);
  });

  it('have the topic encrypted with the key of the config, of their own Region alone', () => {
    const withKey = (region: string) => {
      const key = `arn:aws:kms:${region}:999988887777:key/0a1b`;
      return stackOf(parseConfig(`version: 1\nencryption: { key: "${key}" }\nendpoints: tell\n`, 'test.yml'), NAMES);
    };
    expect(resourcesOf(withKey('eu-west-2'), 'AWS::SNS::Topic')[0]?.Properties).toMatchObject({
      KmsMasterKeyId: 'arn:aws:kms:eu-west-2:999988887777:key/0a1b',
    });
    expect(resourcesOf(stack, 'AWS::SNS::Topic')[0]?.Properties).not.toHaveProperty('KmsMasterKeyId');
    expect(() => withKey('us-east-1')).toThrow('encryption.key is a key of us-east-1, and the stack is in eu-west-2');
  });

  it('are reached by endpoint notifications through the topic', () => {
    expect(resourcesOf(stack, 'AWS::SNS::Subscription').map(({ Properties }) => Properties)).toEqual([
      {
        TopicArn: { Ref: 'ConnectionsTopic' },
        Protocol: 'sqs',
        Endpoint: { 'Fn::GetAtt': ['ConnectionsQueue', 'Arn'] },
      },
    ]);
    expect(text(resourcesOf(stack, 'AWS::SNS::TopicPolicy'))).toContain('vpce.amazonaws.com');
  });
});

describe('a section that the config lacks', () => {
  it.each(CONTROLLERS)('deploys nothing: with %s alone there is nothing of the others', (only) => {
    const alone = stackFor([only]);
    expect(Object.keys(alone.functions)).toEqual([only, 'reconcile']);
    const others = CONTROLLERS.filter((name) => name !== only);
    for (const name of others) expect(text(alone).toLowerCase()).not.toContain(`${NAMES.prefix}-${name}`);
    expect(resourcesOf(alone, 'AWS::SNS::Topic')).toHaveLength(only === 'connections' ? 1 : 0);
    expect(resourcesOf(alone, 'AWS::Scheduler::Schedule')).toHaveLength(1);
  });

  it('makes an error when no section is left', () => {
    expect(() => stackOf(parseConfig('version: 1\n', 'test.yml'), NAMES)).toThrow('nothing to deploy');
  });
});

describe('names', () => {
  // The longest Region names have 14 characters (ap-southeast-1, us-gov-west-1 has 13).
  const long = stackFor(CONTROLLERS, {
    prefix: 'waykeeper-a-stage-of-27-letters',
    stage: 'a-stage-of-27-letters',
    region: 'ap-northeast-1',
  });
  const limits: Readonly<Record<string, readonly [string, number]>> = {
    'AWS::IAM::Role': ['RoleName', 64],
    'AWS::SQS::Queue': ['QueueName', 80],
    'AWS::Scheduler::Schedule': ['Name', 64],
    'AWS::SNS::Topic': ['TopicName', 256],
  };

  it.each(Object.entries(limits))('of %s are within AWS’s limit', (type, [property, limit]) => {
    const names = resourcesOf(long, type).map(({ Properties }) => String(Properties[property]));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(name.length).toBeLessThanOrEqual(limit);
    expect(new Set(names).size).toBe(names.length);
  });

  it('of functions are within 64 characters', () => {
    for (const { name } of Object.values(long.functions as typeof functions))
      expect(name.length).toBeLessThanOrEqual(64);
  });

  it('end in .fifo exactly for FIFO queues', () => {
    for (const { QueueName, FifoQueue } of queues.values())
      expect(QueueName.endsWith('.fifo')).toBe(FifoQueue === true);
  });

  it('that would be too long for AWS are refused before anything is deployed', () => {
    const prefix = `waykeeper-${'x'.repeat(40)}`;
    expect(() => stackFor(CONTROLLERS, { prefix, stage: 'x'.repeat(40), region: 'eu-west-2' })).toThrow(
      /64 characters/,
    );
  });

  it('of resources are alphanumeric', () => {
    for (const { id } of resourcesOf(stack)) expect(id).toMatch(/^[A-Za-z0-9]+$/);
  });
});
