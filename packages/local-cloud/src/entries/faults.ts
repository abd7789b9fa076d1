/** What can go wrong, as data, and AWS's request quotas; `faults` of a cloud or of an API puts them in force. */
export type { CallFault, CallTrouble, EventFault, Skew } from '../faults/fault.ts';
export type { Fault, Faults } from '../faults/faults.ts';
export { randomOf } from '../faults/random.ts';
export { awsQuotas } from '../quotas/aws.ts';
export { faster, type Quota } from '../quotas/quotas.ts';
