/** Buckets and objects by name, and what an object's tag is. */
import { createHash } from 'node:crypto';
import type { Account } from '../../account.ts';
import { find } from '../../find.ts';
import { AwsError } from '../../wire/error.ts';
import type { Bucket, StoredObject } from './state.ts';

/** Throws NoSuchBucket. */
export const findBucket = ({ s3 }: Account, name: string | undefined): Bucket =>
  find(s3.buckets, name, () => {
    const details = { BucketName: String(name) };
    return new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, details);
  });

export const noSuchKey = (key: string): AwsError =>
  new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });

/** Throws NoSuchBucket and NoSuchKey. */
export const findObject = (account: Account, bucket: string | undefined, key: string | undefined): StoredObject =>
  find(findBucket(account, bucket).objects, key, () => noSuchKey(String(key)));

/** The quoted MD5 of the body, as of objects that were put in one piece. */
export const etagOf = ({ body }: StoredObject): string => `"${createHash('md5').update(body).digest('hex')}"`;

/** Members of a request that are not simulated: to take them in silence would change what they mean. */
export const refuse = (input: object, members: readonly string[]): void => {
  const found = members.find((name) => input[name as keyof typeof input] !== undefined);
  if (found === undefined) return;
  throw new AwsError('NotImplemented', `${found} of S3 is not simulated by the local cloud.`, 501);
};
