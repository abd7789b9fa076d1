/** The account's value as it can be read, compared and changed in place, and what is written down of what happens to it. */
export { type Account, emptyAccount } from '../account.ts';
export { type Flow, isJudged, isSymmetric, roundTrip, transits } from '../data-plane/flow.ts';
export { embedded } from '../data-plane/nat64.ts';
export { trace } from '../data-plane/trace.ts';
export type { Journal, JournalEntry } from '../journal.ts';
export { dnsEntries } from '../services/ec2/endpoints/names.ts';
export type { Endpoint } from '../services/ec2/state.ts';
export { sortRecords } from '../services/route53/records.ts';
export type { HostedZone, RecordSet } from '../services/route53/state.ts';
