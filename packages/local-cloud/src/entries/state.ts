/** The account's value as it can be read, compared and changed in place. */
export { type Account, emptyAccount } from '../account.ts';
export { dnsEntries } from '../services/ec2/endpoints/names.ts';
export type { Endpoint } from '../services/ec2/state.ts';
export { sortRecords } from '../services/route53/records.ts';
export type { HostedZone, RecordSet } from '../services/route53/state.ts';
