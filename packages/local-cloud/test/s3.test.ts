/** The simulated S3, used through its real SDK client. */
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  NoSuchBucket,
  NoSuchKey,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from '@aws-sdk/client-s3';
import { type BareApi, clientConfig, START, startBareApi } from '../src/bare-api.ts';
import { s3 } from '../src/services/s3/index.ts';
import { addBucket, addObject } from '../src/services/s3/seed.ts';
import { failure } from './support/failure.ts';

const Bucket = 'corp-dns';
let api: BareApi;
let client: S3Client;

beforeEach(async () => {
  api = await startBareApi([s3]);
  addBucket(api.account, Bucket);
  client = new S3Client(clientConfig(api.url));
});
afterEach(async () => {
  client.destroy();
  await api.stop();
});

const put = (Key: string, Body: string, input: Partial<PutObjectCommandInput> = {}) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body, ...input }));
const get = (Key: string, input: object = {}) => client.send(new GetObjectCommand({ Bucket, Key, ...input }));
const textOf = async (Key: string): Promise<string | undefined> => (await get(Key)).Body?.transformToString();
const list = (input: object = {}) => client.send(new ListObjectsV2Command({ Bucket, ...input }));

describe('an object', () => {
  it.each([
    's3.conf',
    'bind/eu-west-2/s3.conf',
    'a folder/100% + more?.conf',
    '//two/../dots/./',
    'ünïcode/€.zone',
    'list-type=2',
  ])('is read as it was put, under the key %s', async (key) => {
    await put(key, `// ${key}\n`);
    expect(Object.keys(api.account.s3.buckets[Bucket]?.objects ?? {})).toEqual([key]);
    expect(await textOf(key)).toBe(`// ${key}\n`);
  });

  it('has a tag of its content, its length and the time of the local cloud', async () => {
    const { ETag } = await put('a', 'one', { ContentType: 'text/plain', Metadata: { origin: 'test' } });
    expect(ETag).toBe('"f97c5d29941bfb1b2fdab0874906ab82"');
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'a' }));
    expect(head).toMatchObject({ ETag, ContentLength: 3, ContentType: 'text/plain', Metadata: { origin: 'test' } });
    expect(head.LastModified).toEqual(new Date(START));
    api.advance(5000);
    await put('a', 'two');
    expect((await get('a')).LastModified).toEqual(new Date(START + 5000));
  });

  it('may be empty', async () => {
    await put('empty', '', { ContentLength: 0 });
    expect(await textOf('empty')).toBe('');
    expect((await get('empty')).ContentLength).toBe(0);
  });

  it('may come as a stream, in chunks with a checksum after them', async () => {
    const Body = Readable.from([Buffer.from('zone "x" '), Buffer.from('{ };\n')]);
    await client.send(new PutObjectCommand({ Bucket, Key: 'streamed', Body, ContentLength: 14 }));
    expect(await textOf('streamed')).toBe('zone "x" { };\n');
    const [object] = Object.values(api.account.s3.buckets[Bucket]?.objects ?? {});
    expect(object?.checksums).toHaveProperty('ChecksumCRC32');
    expect(object?.described.ContentEncoding).toBeUndefined();
  });

  it('is refused when its checksum does not fit', async () => {
    expect(await failure(put('a', 'one', { ChecksumSHA256: 'AAAA' }))).toMatchObject({ name: 'BadDigest' });
    expect(await failure(put('a', 'one', { ContentMD5: 'AAAA' }))).toMatchObject({ name: 'BadDigest' });
    expect(api.account.s3.buckets[Bucket]?.objects).toEqual({});
  });

  it('is refused when it is no text, or needs what is not simulated', async () => {
    const binary = client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: new Uint8Array([0xff, 0xfe]) }));
    expect(await failure(binary)).toMatchObject({ name: 'NotImplemented' });
    expect(await failure(put('a', 'x', { Tagging: 'a=b' }))).toMatchObject({ name: 'NotImplemented' });
    expect(await failure(get('a', { Range: 'bytes=0-1' }))).toMatchObject({ name: 'NotImplemented' });
  });

  it('is gone once it was deleted, which may be done twice', async () => {
    await put('a', 'one');
    for (const time of [1, 2]) {
      const { $metadata } = await client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
      expect([time, $metadata.httpStatusCode]).toEqual([time, 204]);
    }
    expect(await failure(get('a'))).toBeInstanceOf(NoSuchKey);
  });

  it('is kept in the account as plain text', () => {
    addObject(api.account, { bucket: 'another', key: 'k', body: 'text' });
    const another = { createdAt: 0, objects: { k: { body: 'text', modifiedAt: 0, described: {}, checksums: {} } } };
    expect(JSON.parse(JSON.stringify(api.account.s3.buckets)).another).toEqual(another);
  });
});

describe('what is not there', () => {
  it('is said of the key and of the bucket', async () => {
    const missing = await failure(get('x'));
    expect(missing).toBeInstanceOf(NoSuchKey);
    expect(missing.message).toBe('The specified key does not exist.');
    expect(await failure(put('x', 'y', { Bucket: 'nobodys' }))).toBeInstanceOf(NoSuchBucket);
    expect(await failure(list({ Bucket: 'nobodys' }))).toBeInstanceOf(NoSuchBucket);
  });

  it('has no body to say more when only the head is asked for', async () => {
    const head = await failure(client.send(new HeadObjectCommand({ Bucket, Key: 'x' })));
    expect(head).toMatchObject({ name: 'NotFound', $metadata: { httpStatusCode: 404 } });
    expect(await failure(client.send(new HeadBucketCommand({ Bucket: 'nobodys' })))).toMatchObject({
      name: 'NotFound',
    });
  });

  it('is told in XML with nothing around it', async () => {
    const authorization = 'AWS4-HMAC-SHA256 Credential=AKIALOCAL/20260302/eu-west-2/s3/aws4_request';
    const response = await fetch(`${api.url}/${Bucket}/a%26b`, { headers: { authorization } });
    expect(response.status).toBe(404);
    expect(await response.text()).toMatch(/^<\?xml [^>]*>\n<Error><Code>NoSuchKey<\/Code>.*<Key>a&#38;b<\/Key>/);
  });

  it('is an error of its own when the local cloud lacks the operation', async () => {
    expect(await failure(client.send(new ListObjectsCommand({ Bucket })))).toMatchObject({ name: 'NotImplemented' });
    const copy = new CopyObjectCommand({ Bucket, Key: 'b', CopySource: `${Bucket}/a` });
    expect(await failure(client.send(copy))).toMatchObject({ name: 'NotImplemented' });
  });
});

describe('a conditional write', () => {
  it('with If-None-Match: * is the first one, or fails', async () => {
    await put('a', 'first', { IfNoneMatch: '*' });
    const second = await failure(put('a', 'second', { IfNoneMatch: '*' }));
    expect(second).toMatchObject({ name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } });
    expect(await textOf('a')).toBe('first');
  });

  it('with If-Match replaces that very content, or fails', async () => {
    const { ETag = '' } = await put('a', 'first');
    await put('a', 'second', { IfMatch: ETag });
    expect(await failure(put('a', 'third', { IfMatch: ETag }))).toMatchObject({ name: 'PreconditionFailed' });
    expect(await textOf('a')).toBe('second');
    expect(await failure(put('gone', 'x', { IfMatch: ETag }))).toMatchObject({
      name: 'NoSuchKey',
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('takes a tag without its quotes, and no other If-None-Match than a star', async () => {
    const { ETag = '' } = await put('a', 'first');
    await put('a', 'second', { IfMatch: ETag.replaceAll('"', '') });
    expect(await failure(put('a', 'third', { IfNoneMatch: ETag }))).toMatchObject({ name: 'NotImplemented' });
  });

  it('holds for deleting too', async () => {
    await put('a', 'first');
    const wrong = client.send(new DeleteObjectCommand({ Bucket, Key: 'a', IfMatch: '"0"' }));
    expect(await failure(wrong)).toMatchObject({ name: 'PreconditionFailed' });
    expect(await textOf('a')).toBe('first');
  });
});

describe('a conditional read', () => {
  it('is answered with 304 while nothing has changed', async () => {
    const { ETag = '' } = await put('a', 'first');
    for (const condition of [{ IfNoneMatch: ETag }, { IfModifiedSince: new Date(START) }]) {
      expect(await failure(get('a', condition))).toMatchObject({ $metadata: { httpStatusCode: 304 } });
    }
    api.advance(5000);
    await put('a', 'second');
    expect(await (await get('a', { IfNoneMatch: ETag })).Body?.transformToString()).toBe('second');
    expect(await failure(get('a', { IfMatch: ETag }))).toMatchObject({ name: 'PreconditionFailed' });
    expect(await failure(get('a', { IfUnmodifiedSince: new Date(START) }))).toMatchObject({
      name: 'PreconditionFailed',
    });
  });
});

describe('a list', () => {
  const keysOf = ({ Contents = [] }: { Contents?: { Key?: string | undefined }[] | undefined }) =>
    Contents.map(({ Key }) => Key);

  beforeEach(() => {
    for (const key of ['b/2', 'a', 'b/1', 'c d', 'é']) addObject(api.account, { bucket: Bucket, key, body: key });
  });

  it('is in the order of the bytes of the keys', async () => {
    const all = await list();
    expect(keysOf(all)).toEqual(['a', 'b/1', 'b/2', 'c d', 'é']);
    expect(all).toMatchObject({ KeyCount: 5, IsTruncated: false, Name: Bucket });
    expect(all.Contents?.[0]).toMatchObject({ Size: 1, LastModified: new Date(0), StorageClass: 'STANDARD' });
  });

  it('comes in pages, and goes on where the last one ended', async () => {
    const keys: unknown[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await list({ MaxKeys: 2, ContinuationToken });
      keys.push(keysOf(page));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    expect(keys).toEqual([['a', 'b/1'], ['b/2', 'c d'], ['é']]);
    expect(await failure(list({ ContinuationToken: 'nonsense' }))).toMatchObject({ name: 'InvalidArgument' });
  });

  it('can begin alike, after a key, and be cut at a delimiter', async () => {
    expect(keysOf(await list({ Prefix: 'b/' }))).toEqual(['b/1', 'b/2']);
    expect(keysOf(await list({ StartAfter: 'b/1' }))).toEqual(['b/2', 'c d', 'é']);
    const cut = await list({ Delimiter: '/' });
    expect(keysOf(cut)).toEqual(['a', 'c d', 'é']);
    expect(cut.CommonPrefixes).toEqual([{ Prefix: 'b/' }]);
    expect(keysOf(await list({ EncodingType: 'url', Prefix: 'c' }))).toEqual(['c%20d']);
  });
});

describe('a bucket', () => {
  it('is made once, with a name that may be one', async () => {
    await client.send(new CreateBucketCommand({ Bucket: 'made' }));
    await client.send(new HeadBucketCommand({ Bucket: 'made' }));
    expect(await failure(client.send(new CreateBucketCommand({ Bucket: 'made' })))).toMatchObject({
      name: 'BucketAlreadyOwnedByYou',
    });
    expect(await failure(client.send(new CreateBucketCommand({ Bucket: 'No_Name' })))).toMatchObject({
      name: 'InvalidBucketName',
    });
  });

  it('is listed with its Region, and in pages', async () => {
    for (const name of ['zebra', 'alpha']) addBucket(api.account, name);
    const page = (input: object) => client.send(new ListBucketsCommand(input));
    const namesOf = ({ Buckets = [] }: Awaited<ReturnType<typeof page>>) => Buckets.map(({ Name }) => Name);
    const first = await page({ MaxBuckets: 2, BucketRegion: api.account.region });
    expect(first.Buckets?.[0]).toEqual({ Name: 'alpha', BucketRegion: api.account.region, CreationDate: new Date(0) });
    const { ContinuationToken } = first;
    expect([namesOf(first), namesOf(await page({ ContinuationToken }))]).toEqual([['alpha', Bucket], ['zebra']]);
    expect(namesOf(await page({ BucketRegion: 'us-east-1' }))).toEqual([]);
    expect(namesOf(await page({ Prefix: 'z' }))).toEqual(['zebra']);
    expect(await failure(page({ MaxBuckets: 10_001 }))).toMatchObject({ name: 'InvalidArgument' });
  });

  it('has the policy that it was given, or none', async () => {
    addBucket(api.account, 'guarded', { Statement: [] });
    const policyOf = (name: string) => client.send(new GetBucketPolicyCommand({ Bucket: name }));
    expect((await policyOf('guarded')).Policy).toBe('{"Statement":[]}');
    expect(await failure(policyOf(Bucket))).toMatchObject({
      name: 'NoSuchBucketPolicy',
      $metadata: { httpStatusCode: 404 },
    });
    expect(await failure(policyOf('nobodys'))).toMatchObject({ name: 'NoSuchBucket' });
  });
});
