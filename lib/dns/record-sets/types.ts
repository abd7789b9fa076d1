/** Record sets of hosted zones: how they are read and how they are changed, whoever claims them. */
import type { HostedZone, RecordChange, RecordSet } from '../../aws/types.ts';
import type { Change } from '../../core/plan.ts';

/** A hosted zone, and those of its record sets that were read. */
export interface ZoneRecords {
  readonly zone: HostedZone;
  readonly records: readonly RecordSet[];
}

/** One record set to create, to replace or to remove. `key` is `<zone id>/<name>/<type>`. */
export interface RecordSetChange extends Change {
  readonly action: 'create' | 'replace' | 'delete';
  readonly zoneId: string;
  /** Lower case, without the trailing dot. */
  readonly name: string;
  readonly before?: RecordSet;
  readonly after?: RecordSet;
  /** What Route 53 is told, in this order and in one batch. */
  readonly writes: readonly RecordChange[];
  /** It takes addresses of forwarders away and brings none: it comes after all that is added anywhere. */
  readonly late?: boolean;
  /** It removes what no entry of the config names. */
  readonly unclaimed?: true;
}

/** Is it the change of a record set, as opposed to one of another kind? */
export const isRecordSetChange = (change: Change): change is RecordSetChange => 'writes' in change;
