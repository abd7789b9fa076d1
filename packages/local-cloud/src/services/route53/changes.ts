/** Change batches: all of a batch holds, or nothing of it. */
import { isDeepStrictEqual } from 'node:util';
import type * as shapes from '@aws-sdk/client-route-53';
import type { Call } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import { aliasFault } from './alias.ts';
import { findChange, findZone, showChange, startChange } from './find.ts';
import { sortRecords } from './records.ts';
import { type Change, changeOf, describe } from './request.ts';
import { clashFault, placeFault, valueFault } from './rules.ts';
import type { HostedZone, RecordSet } from './state.ts';

/** Record values a batch may hold; an alias counts as one, and what an UPSERT carries counts twice (AWS-FACTS B.4). */
const MAX_VALUES = 1000;
const MAX_CHARACTERS = 32_000;

/** Thrown with every fault of the batch; AWS puts them all into the message too. */
const invalidBatch = (messages: readonly string[]): AwsError =>
  new AwsError('InvalidChangeBatch', `[${messages.join(', ')}]`, 400, { messages });

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const checkSize = (changes: readonly Change[]): void => {
  const weight = ({ action }: Change) => (action === 'UPSERT' ? 2 : 1);
  const values = ({ record }: Change) => record.ResourceRecords ?? [];
  const count = sum(changes.map((change) => weight(change) * Math.max(1, values(change).length)));
  if (count > MAX_VALUES) throw invalidBatch([`Number of records limit of ${MAX_VALUES} exceeded.`]);
  const characters = sum(
    changes.map((change) => weight(change) * sum(values(change).map(({ Value }) => Value.length))),
  );
  if (characters > MAX_CHARACTERS) throw invalidBatch([`Number of characters limit of ${MAX_CHARACTERS} exceeded.`]);
};

const keyOf = ({ Name, Type, SetIdentifier }: RecordSet): string => JSON.stringify([Name, Type, SetIdentifier ?? null]);

/** Equal for DELETE: every field the same, the values in any order. */
const equalRecords = (a: RecordSet, b: RecordSet): boolean => {
  const sorted = (record: RecordSet) => ({
    ...record,
    ResourceRecords: record.ResourceRecords?.map(({ Value }) => Value).toSorted(),
  });
  return isDeepStrictEqual(sorted(a), sorted(b));
};

const existenceFault = ({ action, record }: Change, existing: RecordSet | undefined): string | undefined => {
  const tried = (verb: string) => `Tried to ${verb} resource record set ${describe(record)}`;
  if (action === 'CREATE' && existing) return `${tried('create')} but it already exists`;
  if (action !== 'DELETE') return undefined;
  if (!existing) return `${tried('delete')} but it was not found`;
  return equalRecords(existing, record)
    ? undefined
    : `${tried('delete')} but the values provided do not match the current values`;
};

/** The batch's own view of the zone: record sets by key, and by name for the rules about neighbours. */
type Draft = Map<string, RecordSet>;

const faultOf = (zone: HostedZone, draft: Draft, change: Change, call: Call): string | undefined => {
  const { action, record } = change;
  const placed = placeFault(zone, change) ?? existenceFault(change, draft.get(keyOf(record)));
  if (placed || action === 'DELETE') return placed;
  const neighbours = [...draft.values()].filter(({ Name }) => Name === record.Name);
  return valueFault(record) ?? clashFault(zone, record, neighbours) ?? aliasFault(zone, record, draft.values(), call);
};

/** Applies the changes in order to a copy. Throws InvalidChangeBatch with the faults of all of them. */
const draftOf = (zone: HostedZone, changes: readonly Change[], call: Call): Draft => {
  const draft: Draft = new Map(zone.records.map((record) => [keyOf(record), record]));
  const faults: string[] = [];
  for (const change of changes) {
    const fault = faultOf(zone, draft, change, call);
    if (fault) faults.push(fault);
    else if (change.action === 'DELETE') draft.delete(keyOf(change.record));
    else draft.set(keyOf(change.record), change.record);
  }
  if (faults.length) throw invalidBatch(faults);
  return draft;
};

export const changeResourceRecordSets = (
  { HostedZoneId, ChangeBatch }: shapes.ChangeResourceRecordSetsRequest,
  call: Call,
): shapes.ChangeResourceRecordSetsResponse => {
  const zone = findZone(call.account, HostedZoneId);
  const changes = (ChangeBatch?.Changes ?? []).map(changeOf);
  if (!changes.length) throw new AwsError('InvalidInput', 'Expected at least one change in ChangeBatch.Changes.');
  checkSize(changes);
  zone.records = sortRecords(draftOf(zone, changes, call).values());
  return { ChangeInfo: startChange(call, ChangeBatch?.Comment) };
};

export const getChange = ({ Id }: shapes.GetChangeRequest, { account }: Call): shapes.GetChangeResponse => ({
  ChangeInfo: showChange(findChange(account, Id)),
});

/** The transition at whose end all name servers know a change. */
export const propagated = (id: string, { account }: Call): void => {
  const change = account.route53.changes[id];
  if (change) change.status = 'INSYNC';
};
