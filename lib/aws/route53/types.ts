/** Route 53's things in our words: hosted zones and their record sets. Plain data; types.ts of lib/aws exports it. */

/** A VPC that a private hosted zone answers in. */
export interface ZoneVpc {
  readonly id: string;
  readonly region: string;
}

/** A zone that a VPC sees: whose it is says an account id or an AWS service. */
export interface VpcZone {
  readonly zoneId: string;
  /** Lower case, without the trailing dot. */
  readonly name: string;
  readonly owner: string;
}

export interface HostedZone {
  readonly id: string;
  /** Lower case, without the trailing dot. */
  readonly name: string;
  readonly private: boolean;
  /** Those that were asked for, or all. */
  readonly vpcs: readonly ZoneVpc[];
  /** The AWS service that manages the zone; its records are not ours to edit. */
  readonly linkedService?: string;
}

export interface AliasTarget {
  readonly zoneId: string;
  readonly name: string;
  readonly evaluateTargetHealth: boolean;
}

/** One record set, as Route 53 returned it: a DELETE must repeat it exactly. `ttl` is in seconds. */
export interface RecordSet {
  readonly name: string;
  readonly type: string;
  readonly ttl?: number;
  readonly values?: readonly string[];
  readonly alias?: AliasTarget;
  readonly setIdentifier?: string;
  readonly healthCheckId?: string;
}

/** `DELETE` of the exact old and `CREATE` of the new, or one of them. */
export interface RecordChange {
  readonly action: 'CREATE' | 'DELETE';
  readonly record: RecordSet;
}
