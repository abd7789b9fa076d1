/** Making buckets and looking for them. */
import type * as shapes from '@aws-sdk/client-s3';
import type { Call } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import { findBucket } from './find.ts';

/** Throws InvalidBucketName, and BucketAlreadyOwnedByYou as every Region but us-east-1 does. */
export const createBucket = ({ Bucket }: shapes.CreateBucketRequest, { account, now }: Call) => {
  const name = String(Bucket);
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) {
    throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.', 400, { BucketName: name });
  }
  if (Object.hasOwn(account.s3.buckets, name)) {
    const message = 'Your previous request to create the named bucket succeeded and you already own it.';
    throw new AwsError('BucketAlreadyOwnedByYou', message, 409, { BucketName: name });
  }
  account.s3.buckets[name] = { createdAt: now, objects: {} };
  return { Location: `/${name}` };
};

export const headBucket = ({ Bucket }: shapes.HeadBucketRequest, { account }: Call) => {
  findBucket(account, Bucket);
  return { BucketRegion: account.region };
};
