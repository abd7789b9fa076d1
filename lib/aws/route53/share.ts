/** The share of Route 53's quota that a sweep may take: everybody in the account takes from the same one. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { REAL_TIME } from '../clients.ts';
import { type Bucket, createBucket, type Rate } from '../pacing.ts';
import { QUOTAS } from '../quotas.ts';

/** So much is a share (over 0, up to 1) of the quota for all calls of an account, which counts those of all Regions together. */
export const rateOf = (share: number): Rate => {
  const { burst, perSecond } = QUOTAS.route53;
  return { burst: Math.max(1, Math.floor(share * burst)), perSecond: share * perSecond };
};

/** The bucket of a share, full when it is made. It has to last as long as the process: what an earlier run took is gone. */
export const createShare = (share: number): Bucket => createBucket(rateOf(share), REAL_TIME);

const shares = new AsyncLocalStorage<Bucket>();

/** Does some work whose reads of Route 53 take from a share; its writes do not, since somebody waits for what they mend. */
export const withinShare = <T>(share: Bucket, work: () => Promise<T>): Promise<T> => shares.run(share, work);

/** Waits until the share of the work that is going on has a read left; not at all where it has none. Throws `OUT_OF_TIME`. */
export const takeOfShare = async (): Promise<void> => shares.getStore()?.take(1);
