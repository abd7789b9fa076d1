import { parseConfig } from '../../../lib/config/parse.ts';
import { stackOf } from '../../../resources/stack.ts';
import { CONTROLLERS, NAMES, type Resource, resourcesOf, stackFor } from './support.ts';

const stack = stackFor(CONTROLLERS);
const text = (value: unknown): string => JSON.stringify(value);

interface QueueProperties {
  readonly QueueName: string;
  readonly FifoQueue?: boolean;
}

const queues = new Map(
  resourcesOf(stack, 'AWS::SQS::Queue').map(({ id, Properties }) => [id, Properties as unknown as QueueProperties]),
);
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

  it('put each controller’s messages into one group of its FIFO queue', () => {
    for (const target of rules.flatMap(targetsOf)) {
      expect(target.SqsParameters).toEqual({ MessageGroupId: target.Id });
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

  it('that cannot be sent until the next one is due are dead letters', () => {
    for (const { Properties } of schedules) {
      expect(Properties.Target).toMatchObject({
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['UndeliveredQueue', 'Arn'] } },
        RetryPolicy: { MaximumEventAgeInSeconds: 300 },
      });
    }
  });

  it('go into the group of their controller', () => {
    const groups = schedules.map(({ Properties }) => (Properties as unknown as Sweep).Target.SqsParameters);
    expect(groups).toEqual(CONTROLLERS.map((name) => ({ MessageGroupId: name })));
  });
});

describe('the functions', () => {
  it('are one for each controller and one to call by hand', () => {
    expect(Object.keys(functions)).toEqual(['connections', 'dns', 'routes', 'reconcile']);
    expect(functions.reconcile).not.toHaveProperty('events');
  });

  it('reserve no concurrency, which a small account could not hold', () => {
    for (const it of Object.values(functions)) expect(it).not.toHaveProperty('reservedConcurrency');
  });

  it('have a role each, and know the names of all of them', () => {
    const roles = resourcesOf(stack, 'AWS::IAM::Role').filter(({ id }) => !/Schedules|Pipe/.test(id));
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

  it('have the topic and every queue encrypted with the key of the config, of their own Region alone', () => {
    const withKey = (region: string, of = 'key/0a1b') => {
      const key = `arn:aws:kms:${region}:999988887777:${of}`;
      return stackOf(parseConfig(`version: 1\nencryption: { key: "${key}" }\nendpoints: tell\n`, 'test.yml'), NAMES);
    };
    expect(resourcesOf(withKey('eu-west-2'), 'AWS::SNS::Topic')[0]?.Properties).toMatchObject({
      KmsMasterKeyId: 'arn:aws:kms:eu-west-2:999988887777:key/0a1b',
    });
    for (const { Properties } of resourcesOf(withKey('eu-west-2'), 'AWS::SQS::Queue')) {
      expect(Properties).toMatchObject({ KmsMasterKeyId: 'arn:aws:kms:eu-west-2:999988887777:key/0a1b' });
      expect(Properties).not.toHaveProperty('SqsManagedSseEnabled');
    }
    const users = (of?: string) => text(withKey('eu-west-2', of)).split('"kms:GenerateDataKey"').length - 1;
    expect(users()).toBe(3);
    expect(users('alias/queues')).toBe(3);
    expect(text(withKey('eu-west-2', 'alias/queues'))).toContain('"kms:ResourceAliases":"alias/queues"');
    expect(resourcesOf(stack, 'AWS::SNS::Topic')[0]?.Properties).not.toHaveProperty('KmsMasterKeyId');
    expect(() => withKey('us-east-1')).toThrow('encryption.key is a key of us-east-1, and the stack is in eu-west-2');
  });

  it('are reached by endpoint notifications through the topic', () => {
    expect(resourcesOf(stack, 'AWS::SNS::Subscription').map(({ Properties }) => Properties)).toEqual([
      {
        TopicArn: { Ref: 'ConnectionsTopic' },
        Protocol: 'sqs',
        Endpoint: { 'Fn::GetAtt': ['NotificationsQueue', 'Arn'] },
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
