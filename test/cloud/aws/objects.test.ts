/** The port of S3 objects: conditional writes, and what absence looks like. And that of parameters, loaded the same way. */
import { counting } from '../../../lib/aws/clients.ts';
import { isRetryable } from '../../../lib/aws/errors.ts';
import { readObject, writeObject } from '../../../lib/aws/s3/objects.ts';
import { readParameter } from '../../../lib/aws/ssm/parameters.ts';
import { type Answer, refusal, type Scripted, startScripted, VARIABLES } from './support/scripted.ts';

const before = { ...process.env };
let aws: Scripted;
beforeAll(async () => {
  aws = await startScripted();
  Object.assign(process.env, VARIABLES, { AWS_ENDPOINT_URL: aws.url });
});
afterAll(async () => {
  process.env = before;
  await aws.stop();
});

/** An error as S3 tells it. */
const s3Refusal = (code: string, status: number, headers: Answer['headers'] = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/xml', ...headers },
  body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code} says S3</Message></Error>`,
});

const failureOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => Promise.reject(new Error('expected a failure, found success')),
    (error: unknown) => error,
  );

describe('an object', () => {
  it('is read as text, with its version and time', async () => {
    aws.script({
      headers: { etag: '"0a1b"', 'last-modified': 'Sat, 21 Nov 2026 09:14:05 GMT' },
      body: 'zone "müller.example" {};\n',
    });
    const made = { reads: 0, writes: 0, retries: 0 };
    expect(await counting(made, () => readObject('corp-dns', 'bind/s3 private.conf'))).toEqual({
      text: 'zone "müller.example" {};\n',
      version: '"0a1b"',
      modifiedAt: Date.UTC(2026, 10, 21, 9, 14, 5),
    });
    expect(aws.asked.map(({ method, path }) => `${method} ${path.replace(/\?.*/, '')}`)).toEqual([
      'GET /corp-dns/bind/s3%20private.conf',
    ]);
    expect(aws.asked[0]?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIALOCAL\/\d{8}\/eu-west-2\/s3\//,
    );
    expect(made.reads).toBe(1);
  });

  it('that is not there is nothing', async () => {
    aws.script(s3Refusal('NoSuchKey', 404));
    expect(await readObject('corp-dns', 's3.conf')).toBeUndefined();
  });

  it.each([
    ['NoSuchBucket', 404],
    ['AccessDenied', 403],
  ])('is not taken for absent when S3 says %s', async (code, status) => {
    aws.script(s3Refusal(code, status));
    const error = await failureOf(readObject('corp-dns', 's3.conf'));
    expect(error).toMatchObject({ name: code });
    expect(isRetryable(error)).toBe(false);
  });

  it('is read from the Region that its bucket is in', async () => {
    aws.script(s3Refusal('PermanentRedirect', 301, { 'x-amz-bucket-region': 'eu-central-1' }), {
      headers: { etag: '"0a1b"' },
      body: 'text',
    });
    expect(await readObject('far-away', 's3.conf')).toMatchObject({ text: 'text' });
    expect(aws.asked.at(-1)?.headers.authorization).toContain('/eu-central-1/s3/');
  });

  it('is written as plain text on top of the version that was read', async () => {
    aws.script({ headers: { etag: '"0c"' } });
    const made = { reads: 0, writes: 0, retries: 0 };
    await counting(made, () => writeObject('corp-dns', 's3.conf', 'müller', '"0a1b"'));
    const [{ method, headers, body } = { method: '', headers: {}, body: '' }] = aws.asked;
    expect([method, body]).toEqual(['PUT', 'müller']);
    expect(headers).toMatchObject({ 'if-match': '"0a1b"', 'content-type': 'text/plain; charset=utf-8' });
    expect(headers['if-none-match']).toBeUndefined();
    expect(made.writes).toBe(1);
  });

  it('is created only where there still is none', async () => {
    aws.script({ headers: { etag: '"0c"' } });
    await writeObject('corp-dns', 's3.conf', 'text', undefined);
    expect(aws.asked[0]?.headers).toMatchObject({ 'if-none-match': '*' });
    expect(aws.asked[0]?.headers['if-match']).toBeUndefined();
  });

  it.each([
    ['PreconditionFailed', 412],
    ['ConditionalRequestConflict', 409],
    ['NoSuchKey', 404],
  ])('that somebody else changed meanwhile fails with %s, which a later run mends', async (code, status) => {
    aws.script(s3Refusal(code, status));
    const error = await failureOf(writeObject('corp-dns', 's3.conf', 'text', '"0a1b"'));
    expect(error).toMatchObject({ name: code, $metadata: { httpStatusCode: status } });
    expect(isRetryable(error)).toBe(true);
    expect(aws.asked).toHaveLength(1);
  });

  it('is written again after a throttle', async () => {
    aws.script(s3Refusal('SlowDown', 503), { headers: { etag: '"0c"' } });
    await writeObject('corp-dns', 's3.conf', 'text', undefined);
    expect(aws.asked).toHaveLength(2);
  });
});

describe('a parameter', () => {
  it('is read decrypted, and counts as a read', async () => {
    aws.script({ body: { Parameter: { Name: '/waykeeper/tsig/onprem', Value: 'c2VjcmV0' } } });
    const made = { reads: 0, writes: 0, retries: 0 };
    expect(await counting(made, () => readParameter('/waykeeper/tsig/onprem'))).toBe('c2VjcmV0');
    expect(aws.asked.map(({ body }) => JSON.parse(body))).toEqual([
      { Name: '/waykeeper/tsig/onprem', WithDecryption: true },
    ]);
    expect(made.reads).toBe(1);
  });

  it('that is not there fails by its code', async () => {
    aws.script(refusal('ParameterNotFound'));
    expect(await failureOf(readParameter('/nowhere'))).toMatchObject({ name: 'ParameterNotFound' });
  });
});
