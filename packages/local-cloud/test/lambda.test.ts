import {
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { startTestCloud, type TestCloud } from './support/cloud.ts';
import { functionResources, queueResources } from './support/package.ts';

let cloud: TestCloud;
let lambda: LambdaClient;
const SOURCE = `export const handler = async ({ fail }) => {
  console.log('a line'); if (fail) throw new TypeError('broken'); return { answer: 42 }; };`;

beforeAll(async () => {
  cloud = await startTestCloud();
  await cloud.deployStack(
    { ...functionResources('f', { ReservedConcurrentExecutions: 2 }), ...queueResources('f') },
    { f: SOURCE },
  );
  lambda = new LambdaClient({ ...cloud.clientConfig(), maxAttempts: 1 });
});
afterAll(async () => {
  lambda.destroy();
  await cloud.stop();
});

const payload = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

describe("Lambda's API", () => {
  it('runs a function and answers with its payload and the tail of its log', async () => {
    const answer = await lambda.send(new InvokeCommand({ FunctionName: 'f', Payload: payload({}), LogType: 'Tail' }));
    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(answer.FunctionError).toBeUndefined();
    expect(answer.Payload?.transformToString()).toBe('{"answer":42}');
    expect(Buffer.from(answer.LogResult ?? '', 'base64').toString()).toContain('a line');
  });

  it('answers with the error that a function throws', async () => {
    const FunctionName = 'arn:aws:lambda:eu-west-2:111122223333:function:f';
    const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload: payload({ fail: true }) }));
    expect(answer.FunctionError).toBe('Unhandled');
    expect(JSON.parse(answer.Payload?.transformToString() ?? '')).toMatchObject({
      errorType: 'TypeError',
      errorMessage: 'broken',
    });
  });

  it('accepts an event and runs it afterwards', async () => {
    const before = cloud.entries('result').length;
    const answer = await lambda.send(
      new InvokeCommand({ FunctionName: 'f', InvocationType: 'Event', Payload: payload({}) }),
    );
    expect(answer.StatusCode).toBe(202);
    await cloud.settle();
    expect(cloud.entries('result')).toHaveLength(before + 1);
  });

  it('only checks in a dry run', async () => {
    const before = cloud.entries('invocation').length;
    const answer = await lambda.send(new InvokeCommand({ FunctionName: 'f', InvocationType: 'DryRun' }));
    expect(answer.StatusCode).toBe(204);
    expect(cloud.entries('invocation')).toHaveLength(before);
  });

  it.each([
    ['an unknown function', { FunctionName: 'g' }, 'ResourceNotFoundException'],
    ['a payload that is no JSON', { FunctionName: 'f', Payload: Buffer.from('{') }, 'InvalidRequestContentException'],
    [
      'a payload above 6 MB',
      { FunctionName: 'f', Payload: payload('x'.repeat(6_291_456)) },
      'RequestTooLargeException',
    ],
  ])('refuses %s', async (_, input, name) => {
    await expect(lambda.send(new InvokeCommand(input))).rejects.toMatchObject({ name });
  });

  it('shows functions as they were deployed', async () => {
    const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
    expect(Functions.map(({ FunctionName }) => FunctionName)).toEqual(['f']);
    expect(await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: 'f' }))).toMatchObject({
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Timeout: 5,
      MemorySize: 256,
      Role: 'arn:aws:iam::111122223333:role/f-role',
      CodeSha256: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
    });
    const { Concurrency } = await lambda.send(new GetFunctionCommand({ FunctionName: 'f' }));
    expect(Concurrency).toEqual({ ReservedConcurrentExecutions: 2 });
  });

  it('switches event source mappings off and on', async () => {
    const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName: 'f' }));
    expect(EventSourceMappings).toEqual([
      expect.objectContaining({ State: 'Enabled', BatchSize: 10, FunctionResponseTypes: ['ReportBatchItemFailures'] }),
    ]);
    const UUID = EventSourceMappings[0]?.UUID;
    expect(await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }))).toMatchObject({
      State: 'Disabled',
    });
    expect(await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: true }))).toMatchObject({
      State: 'Enabled',
    });
    await expect(lambda.send(new UpdateEventSourceMappingCommand({ UUID, BatchSize: 5 }))).rejects.toMatchObject({
      name: 'NotImplemented',
    });
  });
});
