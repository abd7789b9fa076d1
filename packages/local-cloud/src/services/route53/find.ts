/** Looks things up by what callers send, and puts them into the form of answers. */
import type { ChangeInfo as ChangeInfoShape, HostedZone as HostedZoneShape, VPC } from '@aws-sdk/client-route-53';
import type { Account } from '../../account.ts';
import { find } from '../../find.ts';
import type { Call } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import type { ChangeInfo, HostedZone } from './state.ts';

/** The zone of an id with or without its prefix. Throws NoSuchHostedZone. */
export const findZone = (account: Account, id: string | undefined): HostedZone => {
  const bare = String(id).replace(/^\/?hostedzone\//, '');
  return find(
    account.route53.zones,
    bare,
    () => new AwsError('NoSuchHostedZone', `No hosted zone found with ID: ${bare}`, 404),
  );
};

/** The change of an id with or without its prefix. Throws NoSuchChange. */
export const findChange = (account: Account, id: string | undefined): ChangeInfo => {
  const bare = String(id).replace(/^\/?change\//, '');
  return find(
    account.route53.changes,
    bare,
    () => new AwsError('NoSuchChange', `No change found with ID: ${bare}`, 404),
  );
};

/** An id in the form of Route 53: one letter and upper-case letters and digits. */
export const newId = (call: Call, letter: 'Z' | 'C'): string => `${letter}${call.newId(letter).slice(2).toUpperCase()}`;

/** Notes a change that becomes INSYNC by itself. */
export const startChange = (call: Call, comment?: string): ChangeInfoShape => {
  const id = newId(call, 'C');
  const change: ChangeInfo = {
    id,
    status: 'PENDING',
    submittedAt: call.now,
    ...(comment === undefined ? {} : { comment }),
  };
  call.account.route53.changes[id] = change;
  call.schedule(call.now + call.account.route53.propagationMs, 'propagated', id);
  return showChange(change);
};

export const showChange = ({ id, status, submittedAt, comment }: ChangeInfo): ChangeInfoShape => ({
  Id: `/change/${id}`,
  Status: status,
  SubmittedAt: new Date(submittedAt),
  Comment: comment,
});

export const showZone = (zone: HostedZone): HostedZoneShape => ({
  Id: `/hostedzone/${zone.id}`,
  Name: zone.name,
  CallerReference: zone.callerReference,
  Config: { Comment: zone.comment, PrivateZone: zone.private },
  ResourceRecordSetCount: zone.records.length,
});

export const showVpcs = (zone: HostedZone): VPC[] =>
  zone.vpcs.map(({ VPCId, VPCRegion }) => ({ VPCId, VPCRegion: VPCRegion as VPC['VPCRegion'] & string }));

/** MaxItems of a list: AWS caps it silently. Throws InvalidInput below 1. */
export const pageSize = (maxItems: number | undefined, cap: number): number => {
  if (maxItems === undefined) return cap;
  if (Number.isInteger(maxItems) && maxItems >= 1) return Math.min(maxItems, cap);
  throw new AwsError('InvalidInput', `Expected MaxItems to be a whole number from 1, found ${maxItems}.`);
};
