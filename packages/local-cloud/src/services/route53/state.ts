/** What Route 53 holds: hosted zones with their record sets, and the changes that still propagate. */

export interface ZoneVpc {
  readonly VPCId: string;
  readonly VPCRegion: string;
}

interface AliasTarget {
  readonly HostedZoneId: string;
  /** Lower case, with a trailing dot. */
  readonly DNSName: string;
  readonly EvaluateTargetHealth: boolean;
}

/** A record set as ListResourceRecordSets shows it: lower case, trailing dot, octal escapes, an alias without TTL. */
export interface RecordSet {
  readonly Name: string;
  readonly Type: string;
  readonly SetIdentifier?: string;
  readonly Weight?: number;
  readonly Region?: string;
  readonly Failover?: string;
  readonly MultiValueAnswer?: boolean;
  readonly HealthCheckId?: string;
  readonly TTL?: number;
  readonly ResourceRecords?: readonly { readonly Value: string }[];
  readonly AliasTarget?: AliasTarget;
}

export interface HostedZone {
  /** Without the `/hostedzone/` prefix. */
  readonly id: string;
  /** Lower case, with a trailing dot. */
  readonly name: string;
  readonly private: boolean;
  readonly callerReference: string;
  comment?: string;
  vpcs: ZoneVpc[];
  /** In the order of ListResourceRecordSets. */
  records: RecordSet[];
  /** `<name> <type>` of record sets that a record-set protection keeps from every change. */
  protections?: string[];
  tags: Record<string, string>;
}

/** A change batch; `INSYNC` once all name servers know it. */
export interface ChangeInfo {
  readonly id: string;
  status: 'PENDING' | 'INSYNC';
  /** Local-cloud time in ms since the epoch. */
  readonly submittedAt: number;
  readonly comment?: string;
}

export interface Route53State {
  /** By zone id. */
  zones: Record<string, HostedZone>;
  /** By change id, without the `/change/` prefix. */
  changes: Record<string, ChangeInfo>;
  /** Local-cloud ms after which a change is known to all name servers; in AWS it is normally below 60 s. */
  propagationMs: number;
}

export const emptyRoute53 = (): Route53State => ({ zones: {}, changes: {}, propagationMs: 10_000 });
