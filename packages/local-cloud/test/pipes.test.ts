import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { startTestCloud, type TestCloud } from './support/cloud.ts';
import { anyRole, functionResources, queueResources } from './support/package.ts';

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await startTestCloud();
});
afterEach(() => cloud.stop());

const ECHO = 'export const handler = async (event) => event;';

const pipe = (InputTemplate: string) => ({
  inQueue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'in', VisibilityTimeout: 30 } },
  PipeRole: anyRole('pipe-role', 'pipes.amazonaws.com'),
  Pipe: {
    Type: 'AWS::Pipes::Pipe',
    Properties: {
      RoleArn: { 'Fn::GetAtt': ['PipeRole', 'Arn'] },
      Source: { 'Fn::GetAtt': ['inQueue', 'Arn'] },
      Target: { 'Fn::GetAtt': ['fQueue', 'Arn'] },
      TargetParameters: { InputTemplate, SqsQueueParameters: { MessageGroupId: 'all' } },
    },
  },
});
const fifo = {
  ...functionResources('f'),
  ...queueResources('f', { FifoQueue: true, ContentBasedDeduplication: true, VisibilityTimeout: 30 }),
};
const send = async (body: string): Promise<void> => {
  await cloud.sqs().send(new SendMessageCommand({ QueueUrl: cloud.queueUrl('in'), MessageBody: body }));
  await cloud.settle();
};
const records = (): { body: string; attributes: Record<string, string> }[] =>
  cloud.entries('invocation').flatMap(({ payload }) => (payload as { Records: [] }).Records);
const left = (queue: string): string[] => cloud.account.sqs.queues[queue]?.messages.map(({ body }) => body) ?? [];

describe('a pipe between two queues', () => {
  it('hands on what its template names, in one message group, and deletes what the target took', async () => {
    await cloud.deployStack({ ...fifo, ...pipe('<$.body>') }, { f: ECHO });
    await send('{"Message": "vpce-svc-0a"}');
    await send('plain');
    expect(records().map(({ body, attributes }) => [body, attributes.MessageGroupId])).toEqual([
      ['{"Message":"vpce-svc-0a"}', 'all'],
      ['plain', 'all'],
    ]);
    expect(left('in')).toEqual([]);
  });

  it('keeps what the target does not take until its visibility timeout is over, and says so', async () => {
    await cloud.deployStack({ ...fifo, ...pipe('<$.body>') }, { f: ECHO });
    const target = cloud.account.sqs.queues['f.fifo'];
    delete cloud.account.sqs.queues['f.fifo'];
    await send('{"a": 1}');
    expect(left('in')).toEqual(['{"a": 1}']);
    expect(cloud.entries('undelivered').map(({ from }) => from)).toEqual([expect.stringContaining(':pipe/')]);
    if (target) cloud.account.sqs.queues['f.fifo'] = target;
    await cloud.advance(31_000);
    expect(records().map(({ body }) => body)).toEqual(['{"a":1}']);
    expect(left('in')).toEqual([]);
  });

  it('needs a role that pipes may assume and that reaches both queues, and a template that is one path', async () => {
    const lambda = anyRole('pipe-role');
    await expect(cloud.deployStack({ ...fifo, ...pipe('<$.body>'), PipeRole: lambda }, { f: ECHO })).rejects.toThrow(
      'pipes.amazonaws.com may not assume PipeRole',
    );
    await expect(cloud.deployStack({ ...fifo, ...pipe('x <$.body>') }, { f: ECHO })).rejects.toThrow(
      'InputTemplate must be one path',
    );
  });
});
