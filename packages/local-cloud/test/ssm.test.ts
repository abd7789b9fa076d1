import {
  DeleteParameterCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { type BareApi, clientConfig, START, startBareApi } from '../src/bare-api.ts';
import { ssm } from '../src/services/ssm/index.ts';
import { addParameter } from '../src/services/ssm/seed.ts';
import { failure } from './support/failure.ts';

let api: BareApi;
let client: SSMClient;
beforeEach(async () => {
  api = await startBareApi([ssm]);
  client = new SSMClient(clientConfig(api.url));
});
afterEach(async () => {
  client.destroy();
  await api.stop();
});

const put = (input: object = {}) =>
  client.send(new PutParameterCommand({ Name: '/way/config', Value: 'a', Type: 'String', ...input }));
const get = async (Name: string, WithDecryption = false) =>
  (await client.send(new GetParameterCommand({ Name, WithDecryption }))).Parameter;
const byPath = (input: object = {}) => client.send(new GetParametersByPathCommand({ Path: '/way', ...input }));
const namesOf = (parameters: readonly { Name?: string | undefined }[] = []) => parameters.map(({ Name }) => Name);

describe('a parameter', () => {
  it('is read as it was put', async () => {
    expect(await put()).toMatchObject({ Version: 1, Tier: 'Standard' });
    expect(await get('/way/config')).toEqual({
      Name: '/way/config',
      Type: 'String',
      Value: 'a',
      Version: 1,
      LastModifiedDate: new Date(START),
      ARN: 'arn:aws:ssm:eu-west-2:111122223333:parameter/way/config',
      DataType: 'text',
    });
  });

  it('is overwritten only when asked to', async () => {
    await put();
    expect(await failure(put({ Value: 'b' }))).toMatchObject({ name: 'ParameterAlreadyExists' });
    expect(await put({ Value: 'b', Type: undefined, Overwrite: true })).toMatchObject({ Version: 2 });
    expect(await get('/way/config')).toMatchObject({ Value: 'b', Type: 'String', Version: 2 });
  });

  it('keeps its last hundred versions, each of which can be read', async () => {
    await put();
    for (let at = 2; at <= 102; at += 1) await put({ Value: `v${at}`, Overwrite: true });
    expect(await get('/way/config')).toMatchObject({ Value: 'v102', Version: 102 });
    expect(await get('/way/config:3')).toMatchObject({ Value: 'v3', Version: 3, Name: '/way/config' });
    expect(await failure(get('/way/config:2'))).toMatchObject({ name: 'ParameterNotFound' });
  });

  it('is found by name, version and ARN', async () => {
    await put();
    expect(await get('/way/config:1')).toMatchObject({ Value: 'a' });
    expect(await get('arn:aws:ssm:eu-west-2:111122223333:parameter/way/config')).toMatchObject({ Value: 'a' });
    expect(await failure(get('/way/config:2'))).toMatchObject({ name: 'ParameterNotFound' });
  });

  it('shows a secret with decryption only', async () => {
    await put({ Type: 'SecureString', Value: 'secret' });
    expect(await get('/way/config', true)).toMatchObject({ Value: 'secret', Type: 'SecureString' });
    expect((await get('/way/config'))?.Value).not.toContain('secret');
  });

  it('is gone when it was deleted', async () => {
    await put();
    await client.send(new DeleteParameterCommand({ Name: '/way/config' }));
    expect(await failure(get('/way/config'))).toMatchObject({ name: 'ParameterNotFound' });
    expect(await failure(client.send(new DeleteParameterCommand({ Name: '/way/config' })))).toMatchObject({
      name: 'ParameterNotFound',
    });
  });

  it.each([
    ['no type', { Type: undefined }, 'type is required'],
    ['an unknown type', { Type: 'Number' }, 'found Number'],
    ['a reserved name', { Name: '/aws/x' }, 'prefixed'],
    ['a name with spaces', { Name: 'a b' }, 'letters, digits'],
    ['a path without its first slash', { Name: 'way/config' }, 'fully qualified'],
    ['a value above 4 KB', { Value: 'x'.repeat(4097) }, '4096'],
  ])('is refused with %s', async (_, input, message) => {
    expect(await failure(put(input))).toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message),
    });
  });

  it('needs a value', async () => {
    expect(await failure(put({ Value: undefined }))).toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining("'Value'"),
    });
  });
});

describe('several parameters', () => {
  beforeEach(() => {
    for (const name of ['/way/b', '/way/a', '/way/deep/c', '/other']) addParameter(api.account, { name, value: name });
  });

  it('are read by name, and unknown names are told', async () => {
    const { Parameters, InvalidParameters } = await client.send(
      new GetParametersCommand({ Names: ['/way/a', '/none', '/other'] }),
    );
    expect(namesOf(Parameters)).toEqual(['/way/a', '/other']);
    expect(InvalidParameters).toEqual(['/none']);
  });

  it('are read by path, one level deep or all', async () => {
    expect(namesOf((await byPath()).Parameters)).toEqual(['/way/a', '/way/b']);
    expect(namesOf((await byPath({ Path: '/way/', Recursive: true })).Parameters)).toEqual([
      '/way/a',
      '/way/b',
      '/way/deep/c',
    ]);
  });

  it('are read page by page', async () => {
    const first = await byPath({ MaxResults: 1 });
    expect(namesOf(first.Parameters)).toEqual(['/way/a']);
    const second = await byPath({ MaxResults: 1, NextToken: first.NextToken });
    expect(namesOf(second.Parameters)).toEqual(['/way/b']);
    expect(second.NextToken).toBeUndefined();
    expect(await failure(byPath({ NextToken: 'made-up' }))).toMatchObject({ name: 'InvalidNextToken' });
  });

  it('come at most ten at once by path', async () => {
    expect(await failure(byPath({ MaxResults: 11 }))).toMatchObject({ name: 'ValidationException' });
  });

  it('are described without their values', async () => {
    const { Parameters } = await client.send(new DescribeParametersCommand({}));
    expect(namesOf(Parameters)).toEqual(['/other', '/way/a', '/way/b', '/way/deep/c']);
    expect(Parameters?.[0]).not.toHaveProperty('Value');
  });

  it('cannot be filtered yet, and says so', async () => {
    const filtered = client.send(new DescribeParametersCommand({ ParameterFilters: [{ Key: 'Name', Values: ['a'] }] }));
    expect(await failure(filtered)).toMatchObject({ name: 'NotImplemented' });
  });
});
