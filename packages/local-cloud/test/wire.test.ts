import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as ec2 from '@aws-sdk/client-ec2';
import * as lambda from '@aws-sdk/client-lambda';
import * as route53 from '@aws-sdk/client-route-53';
import * as s3 from '@aws-sdk/client-s3';
import * as sqs from '@aws-sdk/client-sqs';
import { withoutChunks } from '../src/wire/chunks.ts';
import { type Codec, createCodec } from '../src/wire/codec.ts';
import { AwsError } from '../src/wire/error.ts';
import { formTree } from '../src/wire/form.ts';
import type { WireRequest } from '../src/wire/message.ts';

interface RequestParts {
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const requestOf = ({
  method = 'POST',
  path = '/',
  query = '',
  headers = {},
  body = '',
}: RequestParts): WireRequest => ({
  method,
  path,
  query: new URLSearchParams(query),
  headers,
  body: Buffer.from(body),
});

const read = (codec: Codec, parts: RequestParts) => {
  const request = requestOf(parts);
  return codec.read(codec.wireOf(request), request);
};

describe('a form of EC2', () => {
  const codec = createCodec(ec2);

  it('is read into lists and structures, in the order of its numbers', async () => {
    const body =
      'Action=DescribeVpcEndpoints&Filter.2.Name=b&Filter.10.Name=c&Filter.1.Name=a&Filter.1.Value.1=x&Filter.1.Value.2=y%26z';
    const { operation, input } = await read(codec, { body });
    expect(operation.name).toBe('DescribeVpcEndpoints');
    expect(input).toEqual({ Filters: [{ Name: 'a', Values: ['x', 'y&z'] }, { Name: 'b' }, { Name: 'c' }] });
  });

  it('may stand in the query of a GET request', async () => {
    const { input } = await read(codec, { method: 'GET', query: 'Action=DescribeVpcs&VpcId.1=vpc-0a&DryRun=true' });
    expect(input).toEqual({ VpcIds: ['vpc-0a'], DryRun: true });
  });

  it.each([
    [
      'Action=DescribeVpcs&MaxResults=many',
      'InvalidParameterValue',
      'Value (many) for parameter MaxResults is invalid. Expected a number.',
    ],
    [
      'Action=DescribeVpcs&DryRun=perhaps',
      'InvalidParameterValue',
      'Value (perhaps) for parameter DryRun is invalid. Expected true or false.',
    ],
    ['Action=DescribeVpcs&Colour=blue', 'UnknownParameter', 'The parameter Colour is not recognized'],
    ['Action=PaintVpcs', 'InvalidAction', 'The action PaintVpcs is not valid for this web service.'],
    ['Version=2016-11-15', 'MissingAction', 'The request is missing an action or a required parameter.'],
  ])('%s is refused with %s', async (body, code, message) => {
    await expect(read(codec, { body })).rejects.toMatchObject({ code, message });
  });

  it('has a required member named by its whole path when it is missing', async () => {
    const body = 'Action=CreateTags&ResourceId.1=vpc-0a';
    const received = await read(codec, { body });
    expect(() => codec.check('ec2Query', received)).toThrow('The request must contain the parameter Tags');
  });

  it('keeps keys apart that only begin alike', () => {
    const tree = formTree(new URLSearchParams('A=1&A.1.B=2&AB=3'));
    expect([...tree.children.keys()]).toEqual(['A', 'AB']);
    expect(tree.children.get('A')).toMatchObject({ path: 'A', value: '1' });
  });
});

describe('a REST request', () => {
  const codec = createCodec(route53);

  it.each(['/2013-04-01/hostedzone/Z1/rrset', '/2013-04-01/hostedzone/Z1/rrset/'])('is found at %s', async (path) => {
    const { operation, input } = await read(codec, { method: 'GET', path, query: 'name=a.example&maxitems=5' });
    expect(operation.name).toBe('ListResourceRecordSets');
    expect(input).toEqual({ HostedZoneId: 'Z1', StartRecordName: 'a.example', MaxItems: 5 });
  });

  it('has its labels decoded', async () => {
    const arn = 'arn:aws:lambda:eu-west-2:111122223333:function:dns';
    const path = `/2015-03-31/functions/${encodeURIComponent(arn)}/invocations`;
    const { input } = await read(createCodec(lambda), { path, body: '{"a":1}' });
    expect(input).toMatchObject({ FunctionName: arn });
    expect(Buffer.from(input.Payload as Uint8Array).toString()).toBe('{"a":1}');
  });

  it('is refused where nothing is', async () => {
    await expect(read(codec, { method: 'GET', path: '/2013-04-01/nothing' })).rejects.toMatchObject({
      code: 'UnknownOperationException',
      status: 404,
    });
  });

  it('is refused when its XML is broken', async () => {
    const parts = { path: '/2013-04-01/hostedzone/Z1/rrset', body: '<ChangeResourceRecordSetsRequest><' };
    await expect(read(codec, parts)).rejects.toMatchObject({ code: 'InvalidInput' });
  });

  it('lets a modelled error say its status and its further members', () => {
    const wrong = new AwsError('InvalidChangeBatch', '[a, b <c>]', 400, { messages: ['a', 'b <c>'] });
    expect(codec.fail('restXml', wrong, 'id-1').body).toContain(
      '<Code>InvalidChangeBatch</Code><Message>[a, b &#60;c&#62;]</Message><messages><Message>a</Message><Message>b &lt;c&gt;</Message></messages>',
    );
    expect(codec.fail('restXml', new AwsError('NoSuchHostedZone', 'gone'), 'id-1').status).toBe(404);
  });
});

describe('a request of S3', () => {
  const codec = createCodec(s3);

  it.each([
    ['GET', '/bucket/key', '', 'GetObject'],
    ['GET', '/bucket/key', 'x-id=GetObject', 'GetObject'],
    ['GET', '/bucket/key', 'tagging', 'GetObjectTagging'],
    ['GET', '/bucket/key', 'uploadId=u', 'ListParts'],
    ['GET', '/bucket', 'list-type=2&prefix=a', 'ListObjectsV2'],
    ['GET', '/bucket/', '', 'ListObjects'],
    ['GET', '/', '', 'ListBuckets'],
    ['HEAD', '/bucket/a/b', '', 'HeadObject'],
    ['PUT', '/bucket', '', 'CreateBucket'],
    ['PUT', '/bucket/key', '', 'PutObject'],
    ['PUT', '/bucket/key', 'partNumber=1&uploadId=u', 'UploadPart'],
    ['DELETE', '/bucket/key', '', 'DeleteObject'],
  ])('%s %s?%s is found, whether or not its query says what the SDK calls it', async (method, path, query, name) => {
    expect((await read(codec, { method, path, query })).operation.name).toBe(name);
  });

  it('that copies is known by its header', async () => {
    const headers = { 'x-amz-copy-source': 'bucket/other' };
    const { operation, input } = await read(codec, { method: 'PUT', path: '/bucket/a%2Fb/', headers });
    expect([operation.name, input]).toEqual([
      'CopyObject',
      { Bucket: 'bucket', Key: 'a/b/', CopySource: 'bucket/other' },
    ]);
  });

  it('is refused when its path is no escaped text', async () => {
    await expect(read(codec, { method: 'GET', path: '/bucket/%zz' })).rejects.toMatchObject({ code: 'InvalidURI' });
  });
});

describe('a body in chunks', () => {
  const headers = {
    'content-encoding': 'gzip,aws-chunked',
    'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  };
  const chunked = (body: string) => withoutChunks(requestOf({ headers, body }));

  it('is put together, and what comes after it counts as headers', () => {
    const whole = chunked('3;chunk-signature=ab\r\none\r\n5\r\n\r\ntwo\r\n0\r\nx-amz-checksum-crc32: AAAA\r\n\r\n');
    expect(Buffer.from(whole.body).toString()).toBe('one\r\ntwo');
    expect(whole.headers).toMatchObject({
      ...{ 'content-encoding': 'gzip', 'content-length': '8', 'x-amz-checksum-crc32': 'AAAA' },
    });
  });

  it.each(['', '5\r\none', 'x\r\n', '3\r\none\r\n'])('is refused when it ends too early: %j', (body) => {
    expect(() => chunked(body)).toThrow('terminated unexpectedly');
  });

  it('is left alone when there are no chunks', () => {
    const plain = requestOf({ body: '3\r\none' });
    expect(withoutChunks(plain)).toBe(plain);
  });
});

describe('a JSON request', () => {
  const target = (operation: string) => ({ 'x-amz-target': `AmazonSQS.${operation}` });
  const codec = createCodec(sqs);

  it('is found by its target', async () => {
    const { operation, input } = await read(codec, { headers: target('DeleteQueue'), body: '{"QueueUrl":"q"}' });
    expect([operation.name, input]).toEqual(['DeleteQueue', { QueueUrl: 'q' }]);
  });

  it('is refused when its JSON is broken', async () => {
    const parts = { headers: target('DeleteQueue'), body: '{"QueueUrl":' };
    await expect(read(codec, parts)).rejects.toMatchObject({ code: 'SerializationException' });
  });

  it('is refused when there is no such operation', async () => {
    await expect(read(codec, { headers: target('Paint') })).rejects.toMatchObject({
      code: 'UnknownOperationException',
    });
  });

  it('is answered in the version of the protocol', () => {
    const [operation] = codec.operations;
    if (!operation) throw new Error('SQS has no operations.');
    expect(codec.write('awsJson', operation, {}, 'id-1').headers).toMatchObject({
      'content-type': 'application/x-amz-json-1.0',
      'x-amzn-requestid': 'id-1',
    });
  });

  it('learns the query code of an error from a header, by either of its names', () => {
    for (const code of ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue']) {
      const { headers, body } = codec.fail('awsJson', new AwsError(code, 'gone'), 'id-1');
      expect(headers['x-amzn-query-error']).toBe('AWS.SimpleQueueService.NonExistentQueue;Sender');
      expect(JSON.parse(String(body))).toMatchObject({ __type: 'QueueDoesNotExist', message: 'gone' });
    }
  });

  it('reads a form too, where the service also speaks the query protocol', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
    const body = 'Action=DescribeAlarms&AlarmNames.member.1=a&MaxRecords=5';
    const { input } = await read(createCodec(cloudwatch), { headers, body });
    expect(input).toEqual({ AlarmNames: ['a'], MaxRecords: 5 });
  });
});

describe('a client without schemas', () => {
  class OldClient {
    readonly config = {};
  }
  const codec = createCodec({ OldClient });

  it('has its JSON passed on as it is', async () => {
    const headers = { 'x-amz-target': 'Route53Resolver.ListResolverRules' };
    const { operation, input } = await read(codec, { headers, body: '{"MaxResults":5}' });
    expect([operation.name, input]).toEqual(['ListResolverRules', { MaxResults: 5 }]);
    expect(codec.write('awsJson', operation, { ResolverRules: [] }, 'id-1').body).toBe('{"ResolverRules":[]}');
  });
});

it('refuses a module that is no SDK client', () => {
  expect(() => createCodec({ __Client: class {} })).toThrow('found no …Client class');
});
