/** Making buckets, looking for them, and reading their policies. */
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

/** Throws NoSuchBucket and NoSuchBucketPolicy. */
export const getBucketPolicy = ({ Bucket }: shapes.GetBucketPolicyRequest, { account }: Call) => {
  const { policy } = findBucket(account, Bucket);
  if (policy !== undefined) return { Policy: policy };
  const details = { BucketName: String(Bucket) };
  throw new AwsError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404, details);
};

const MAX_BUCKETS = 10_000;

/** All of an account's buckets are in its Region. A token is the name of the last bucket of the page before. */
export const listBuckets = (input: shapes.ListBucketsRequest, { account }: Call) => {
  const { Prefix = '', BucketRegion = account.region, ContinuationToken = '', MaxBuckets = MAX_BUCKETS } = input;
  if (MaxBuckets < 1 || MaxBuckets > MAX_BUCKETS) {
    throw new AwsError('InvalidArgument', `Argument max-buckets must be an integer between 1 and ${MAX_BUCKETS}`);
  }
  const found = Object.entries(account.s3.buckets)
    .filter(([name]) => name.startsWith(Prefix) && name > ContinuationToken && BucketRegion === account.region)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const page = found.slice(0, MaxBuckets);
  return {
    Buckets: page.map(([Name, { createdAt }]) => ({
      Name,
      CreationDate: new Date(createdAt),
      BucketRegion: account.region,
    })),
    Owner: { ID: account.id },
    Prefix: input.Prefix,
    ContinuationToken: found.length > page.length ? page.at(-1)?.[0] : undefined,
  };
};
