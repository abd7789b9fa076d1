/** What the dns controller looks at and what it may change. */
import type { Endpoint, HostedZone, RecordChange, RecordSet } from '../aws/types.ts';
import type { Change, ObservedBase } from '../plan.ts';

/** One claimed zone: what it is, and the record sets at its claimed names. */
export interface ObservedZone {
  readonly zone: HostedZone;
  readonly records: readonly RecordSet[];
}

/** The zones in scope, and the endpoints that their entries select. */
export interface ObservedDns extends ObservedBase {
  readonly endpoints: readonly Endpoint[];
  readonly zones: readonly ObservedZone[];
}

/** One record set to create or to replace. `key` is `<zone id>/<name>/<type>`. */
export interface RecordSetChange extends Change {
  readonly action: 'create' | 'replace';
  readonly zoneId: string;
  readonly before?: RecordSet;
  readonly after: RecordSet;
  /** What Route 53 is told, in this order and in one batch. */
  readonly writes: readonly RecordChange[];
}
