/** The account's buckets, and their policies. */
import { allPages, read } from '../clients.ts';
import { errorCode } from '../errors.ts';

/** The names of the account's buckets in this Region. */
export const listBuckets = async (): Promise<string[]> => {
  const { listBucketsHere } = await import('../lazy/s3-buckets.ts');
  const buckets = await allPages(async (token: string | undefined) => {
    const { Buckets, ContinuationToken } = await read(listBucketsHere(token));
    return { items: Buckets, next: ContinuationToken };
  });
  return buckets.flatMap(({ Name }) => Name ?? []);
};

/** What AWS says of a bucket without a policy, and of one that was deleted meanwhile. */
const NOTHING_THERE: readonly string[] = ['NoSuchBucketPolicy', 'NoSuchBucket'];

/** The bucket's policy (JSON), or nothing where it has none. */
export const readBucketPolicy = async (bucket: string): Promise<string | undefined> => {
  const { getBucketPolicy } = await import('../lazy/s3-buckets.ts');
  try {
    return (await read(getBucketPolicy(bucket))).Policy;
  } catch (error) {
    if (NOTHING_THERE.includes(errorCode(error))) return undefined;
    throw error;
  }
};
