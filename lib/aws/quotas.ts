/**
 * AWS's default quotas for requests that write: what runs are paced by, and what plans are foretold by. All in the account, and but
 * for Route 53 in the Region, take from the same buckets.
 */
import type { Rate } from './pacing.ts';

const OTHERS_OF_EC2: Rate = { burst: 50, perSecond: 5 };

/**
 * EC2: "Request throttling" of the EC2 API Reference. Route 53: "Quotas" of its Developer Guide, since 2026-07-30.
 * Resolver: the quotas table of the endpoints and quotas page.
 */
export const QUOTAS = {
  replaceRoute: OTHERS_OF_EC2,
  acceptConnections: { burst: 10, perSecond: 1 },
  rejectConnections: { burst: 10, perSecond: 1 },
  createNotification: OTHERS_OF_EC2,
  modifyNotification: OTHERS_OF_EC2,
  modifyPermissions: OTHERS_OF_EC2,
  startVerification: OTHERS_OF_EC2,
  modifyEndpoint: { burst: 4, perSecond: 0.3 },
  modifyInterface: { burst: 100, perSecond: 5 },
  createTags: { burst: 100, perSecond: 10 },
  deleteTags: { burst: 100, perSecond: 10 },
  route53: { burst: 50, perSecond: 10 },
  recordChanges: { burst: 1_500, perSecond: 100 },
  associateVpc: { burst: 20, perSecond: 5 },
  resolver: { burst: 5, perSecond: 5 },
} as const satisfies Readonly<Record<string, Rate>>;

/** The name of a bucket. */
export type QuotaName = keyof typeof QUOTAS;

/** Calls that a batch of changes takes, together. */
export interface Calls {
  readonly calls: number;
  /** What they take from which bucket; nothing from any where AWS states no quota that matters. */
  readonly takes: Readonly<Partial<Record<QuotaName, number>>>;
}
