/** Puts buckets and objects into an account. */
import type { Account } from '../../account.ts';
import type { Bucket, StoredObject } from './state.ts';

/** An empty bucket, with a policy if one is given; one of that name is left as it is. */
export const addBucket = (account: Account, name: string, policy?: object): Bucket => {
  account.s3.buckets[name] ??= {
    ...{ createdAt: 0, objects: {} },
    ...(policy === undefined ? {} : { policy: JSON.stringify(policy) }),
  };
  return account.s3.buckets[name];
};

interface ObjectSeed {
  readonly bucket: string;
  readonly key: string;
  readonly body: string;
  /** In ms since the epoch; default 0. */
  readonly modifiedAt?: number;
}

/** Adds an object, or replaces the one of that key; the bucket is made when there is none. */
export const addObject = (account: Account, { bucket, key, body, modifiedAt = 0 }: ObjectSeed): StoredObject => {
  const object: StoredObject = { body, modifiedAt, described: {}, checksums: {} };
  addBucket(account, bucket).objects[key] = object;
  return object;
};
