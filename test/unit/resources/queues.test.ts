import { CONTROLLERS, resourcesOf, stackFor } from './support.ts';

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
const functions = stack.functions as Record<string, { readonly timeout: number; readonly events?: unknown }>;

describe('the queues', () => {
  it.each(CONTROLLERS)('of %s is FIFO, as is its dead-letter queue, after three receives', (controller) => {
    const name = `waykeeper-prod-${controller}.fifo`;
    const queue = named(name);
    expect(queue).toMatchObject({ FifoQueue: true, ContentBasedDeduplication: true });
    expect(queue.RedrivePolicy?.maxReceiveCount).toBe(3);
    const dead = queues.get(queue.RedrivePolicy?.deadLetterTargetArn['Fn::GetAtt'][0] ?? '');
    expect(dead).toMatchObject({ FifoQueue: true, QueueName: name.replace('.fifo', '-dead.fifo') });
  });

  it('of notifications is standard, as is its dead-letter queue, after ten receives, and a pipe leads on from it', () => {
    const queue = named('waykeeper-prod-endpoint-connections');
    expect(queue).not.toHaveProperty('FifoQueue');
    expect(queue.RedrivePolicy?.maxReceiveCount).toBe(10);
    expect(queues.get(queue.RedrivePolicy?.deadLetterTargetArn['Fn::GetAtt'][0] ?? '')).not.toHaveProperty('FifoQueue');
    expect(resourcesOf(stack, 'AWS::Pipes::Pipe').map(({ Properties }) => Properties)).toMatchObject([
      {
        Source: { 'Fn::GetAtt': ['NotificationsQueue', 'Arn'] },
        Target: { 'Fn::GetAtt': ['ConnectionsQueue', 'Arn'] },
        TargetParameters: { SqsQueueParameters: { MessageGroupId: 'connections' } },
      },
    ]);
  });

  it.each(['connections', 'dns', 'routes'] as const)(
    'hide a message of %s five seconds longer than the function may run',
    (name) => {
      const queue = named(`waykeeper-prod-${name}.fifo`);
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

  it('take messages over TLS alone, and only from the rules that have them as a target, and from the stack’s own topic', () => {
    const onlyTls = { Bool: { 'aws:SecureTransport': 'false' } };
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
      ConnectionsDeadQueuePolicy: [onlyTls],
      ConnectionsQueuePolicy: [from(rules(/ConnectionsQueue/)), onlyTls],
      DnsDeadQueuePolicy: [onlyTls],
      DnsQueuePolicy: [from(rules(/DnsQueue/)), onlyTls],
      NotificationsQueuePolicy: [from({ Ref: 'ConnectionsTopic' }), onlyTls],
      RoutesDeadQueuePolicy: [onlyTls],
      RoutesQueuePolicy: [from(rules(/RoutesQueue/)), onlyTls],
      UndeliveredQueuePolicy: [from(rules(/UndeliveredQueue/)), onlyTls],
    });
  });

  it('wake their own function, ten messages at once, and let it return single ones', () => {
    for (const name of CONTROLLERS) {
      const id = resourcesOf(stack, 'AWS::SQS::Queue').find(
        ({ Properties }) => String(Properties.QueueName) === `waykeeper-prod-${name}.fifo`,
      )?.id;
      expect(functions[name]?.events).toEqual([
        { sqs: { arn: { 'Fn::GetAtt': [id, 'Arn'] }, batchSize: 10, functionResponseType: 'ReportBatchItemFailures' } },
      ]);
    }
  });
});
