/** A client of S3 for buckets, in a file of its own: functions read objects alone, and need not carry the rest. */
import { GetBucketPolicyCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { clientDefaults } from '../clients.ts';

const s3 = new S3Client(clientDefaults);

/** Buckets of a page: without a size, S3 answers accounts with many of them with an error. */
const MaxBuckets = 1_000;

/** A page of the account's buckets in the client's Region. */
export const listBucketsHere = async (ContinuationToken: string | undefined) => {
  const BucketRegion = await s3.config.region();
  return s3.send(new ListBucketsCommand({ BucketRegion, MaxBuckets, ContinuationToken }));
};

/** Throws `NoSuchBucketPolicy`. */
export const getBucketPolicy = (Bucket: string) => s3.send(new GetBucketPolicyCommand({ Bucket }));
