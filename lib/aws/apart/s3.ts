/** The S3 client, in a file of its own: see docs/architecture.md. */
import { GetObjectCommand, type GetObjectCommandOutput, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { clientDefaults } from '../clients.ts';

/** A bucket may lie in another Region than the function: S3 tells which, and the client asks again there. */
const s3 = new S3Client({ ...clientDefaults, followRegionRedirects: true });

/** The object, and its content as text. Throws `NoSuchKey`. */
export const getObject = async (
  Bucket: string,
  Key: string,
): Promise<{ readonly object: GetObjectCommandOutput; readonly text: string }> => {
  const object = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return { object, text: (await object.Body?.transformToString('utf-8')) ?? '' };
};

/** Conditions of a write, as S3 takes them. */
type Condition = { readonly IfMatch: string } | { readonly IfNoneMatch: '*' };

export const putObject = (Bucket: string, Key: string, Body: string, condition: Condition) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'text/plain; charset=utf-8', ...condition }));
