/** The S3 client, in a file of its own: see docs/architecture.md. */
import type { Readable } from 'node:stream';
import { GetObjectCommand, type GetObjectCommandOutput, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { clientDefaults, REAL_TIME } from '../clients.ts';
import { patient } from '../patience.ts';

/** A bucket may lie in another Region than the function: S3 tells which, and the client asks again there. */
const s3 = new S3Client({
  ...clientDefaults,
  retryStrategy: patient({ ...REAL_TIME, attempts: 3 }),
  followRegionRedirects: true,
});

/** One that hangs, in the middle of its answer too, must not hold up a run. Ms. */
const LONGEST_MS = 9_000;

/** A file for a DNS server is far smaller; a function has little memory. Bytes. */
const LARGEST = 5_000_000;

/** The object, and its content as text. Throws `NoSuchKey`. */
export const getObject = async (
  Bucket: string,
  Key: string,
): Promise<{ readonly object: GetObjectCommandOutput; readonly text: string }> => {
  const abortSignal = AbortSignal.timeout(LONGEST_MS);
  const object = await s3.send(new GetObjectCommand({ Bucket, Key }), { abortSignal });
  const size = object.ContentLength ?? 0;
  if (size > LARGEST) {
    (object.Body as Readable | undefined)?.destroy();
    throw Object.assign(new Error(`expected at most ${LARGEST} bytes, found ${size}`), {
      name: 'EntityTooLarge',
      retryable: false,
    });
  }
  abortSignal.addEventListener('abort', () => (object.Body as Readable | undefined)?.destroy(abortSignal.reason));
  return { object, text: (await object.Body?.transformToString('utf-8')) ?? '' };
};

/** Conditions of a write, as S3 takes them. */
type Condition = { readonly IfMatch: string } | { readonly IfNoneMatch: '*' };

export const putObject = (Bucket: string, Key: string, Body: string, condition: Condition) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'text/plain; charset=utf-8', ...condition }), {
    abortSignal: AbortSignal.timeout(LONGEST_MS),
  });
