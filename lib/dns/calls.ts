/** Which calls a batch of changes takes: what a plan foretells is computed from it. Pure. */
import type { Calls } from '../aws/quotas.ts';
import type { DnsChange } from './parts.ts';
import type { PublishTarget } from './publishing/types.ts';
import { isRecordSetChange } from './record-sets/types.ts';

/** One call for the record sets of a batch, and one for each other change. */
export const dnsCalls = (batch: readonly DnsChange[]): Calls[] => {
  const recordChanges = batch.filter(isRecordSetChange).flatMap(({ writes }) => writes).length;
  return [
    ...(recordChanges > 0 ? [{ calls: 1, takes: { route53: 1, recordChanges } }] : []),
    ...batch.filter((change) => !isRecordSetChange(change)).map(callOf),
  ];
};

const callOf = (change: Exclude<DnsChange, { readonly writes: unknown }>): Calls => {
  switch (change.action) {
    case 'associate':
      return { calls: 1, takes: { route53: 1, associateVpc: 1 } };
    case 'verify':
      return { calls: 1, takes: { startVerification: 1 } };
    case 'publish':
      return PUBLISHED[change.target.kind];
  }
};

/** S3 takes thousands of writes a second, and a DNS server is none of AWS's. */
const PUBLISHED: Readonly<Record<PublishTarget['kind'], Calls>> = {
  rule: { calls: 1, takes: { resolver: 1 } },
  file: { calls: 1, takes: {} },
  update: { calls: 0, takes: {} },
};
