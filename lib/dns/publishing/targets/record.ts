/** A record set of Route 53 that names the forwarders. Pure. */
import type { RecordSet } from '../../../aws/types.ts';
import type { Reason, Skip } from '../../../core/plan.ts';
import { isWithin, normalName } from '../../../net/dns-name.ts';
import { canonicalAddress, isPrivate } from '../../../net/ip.ts';
import { by } from '../../../std/lists.ts';
import { reason, skip } from '../../codes.ts';
import { arrivalOf, type Cause, inOneCall, removalOf } from '../../record-sets/change.ts';
import { describeSet, sameSet } from '../../record-sets/content.ts';
import { foreignOwnerOf, foreignOwnersIn } from '../../record-sets/foreign-owner.ts';
import {
  describeOwner,
  isOf,
  type MarkFound,
  markIn,
  markSet,
  type Owner,
  type OwnerMark,
  ownerMarkName,
  ownerMarkText,
} from '../../record-sets/owner-mark.ts';
import type { RecordSetChange, ZoneRecords } from '../../record-sets/types.ts';
import { type RecordPublisher, recordKey } from '../keys.ts';
import { describeNext, makeBeforeBreak, type Next } from '../make-before-break.ts';
import type { Source } from '../types.ts';

const TYPES = ['A', 'AAAA'] as const;

const typeOf = (address: string): string => (address.includes(':') ? 'AAAA' : 'A');

/** What stands at the name, and at that of its owner mark. */
interface Present {
  readonly sets: readonly RecordSet[];
  readonly found: MarkFound;
}

/** Keeps the A and AAAA sets of a name equal to what the source serves, with an owner mark beside them. */
export const planRecord = (
  owner: Owner,
  source: Source,
  publisher: RecordPublisher,
  { zone, records }: ZoneRecords,
  now: number,
): (RecordSetChange | Skip)[] => {
  const { record: name, ttl } = publisher;
  const { entry } = owner;
  const key = recordKey(publisher);
  if (!isWithin(name, zone.name)) return [skip(key, 'NAME_OUTSIDE_ZONE', `${name} does not lie in zone ${zone.name}`)];
  if (zone.linkedService) return [skip(key, 'ZONE_NOT_OURS', `the zone is managed by ${zone.linkedService}`)];
  const inside = zone.private ? undefined : source.serving.find((address) => isInside(address, source));
  if (inside) return [skip(key, 'ZONE_NOT_PRIVATE', `${inside} is a private address, and zone ${zone.id} is public`)];
  const present = presentAt(name, records);
  const foreign = foreignAt(owner, source, publisher, present, records);
  if (foreign) return [{ key, reason: foreign }];
  const values = present.sets
    .filter(({ type }) => type !== 'CNAME')
    .flatMap((set) => set.values ?? [])
    .map(canonicalAddress)
    .sort();
  // Without an owner mark nobody knows since when the set is so: the mark comes first, and removals a TTL later.
  const next = makeBeforeBreak(source, { values, at: now, ...present.found.mark }, now, ttl * 1_000);
  const why = reason('ADDRESSES_CHANGED', `forwarder ${entry}: ${describeNext(values, next) || 'the TTL changed'}`);
  const sets = TYPES.flatMap((type) => {
    const wanted = next.values.filter((address) => typeOf(address) === type);
    const after = wanted.length > 0 ? { name, type, ttl, values: wanted } : undefined;
    // A CNAME that is taken over goes with the first set that takes its place.
    const cname = typeOf(next.values[0] ?? '') === type ? present.sets.find((set) => set.type === 'CNAME') : undefined;
    const before = present.sets.find((set) => set.type === type) ?? cname;
    return differences(zone.id, before, after, { reason: why, late: !next.adds && values.length > 0 });
  });
  const [mark] = ownerMarkChange(zone.id, name, present, ownerMarkOf(owner, present, next, now));
  const changes = inOneCall(
    sets,
    sets.find(({ late }) => !late),
    mark,
  );
  if (changes.length > 0) return changes;
  return [
    skip(key, 'IN_ORDER', describeNext(values, next) || `the record names the DNS servers of forwarder ${entry}`),
  ];
};

/** A VPC may have any range, whoever it is of elsewhere: an IPv4 address in it means something inside alone. */
const isInside = (address: string, { vpcId }: Source): boolean =>
  isPrivate(address) || (vpcId !== undefined && !address.includes(':'));

const presentAt = (name: string, records: readonly RecordSet[]): Present => {
  const at = (wanted: string): RecordSet[] => records.filter((set) => normalName(set.name) === wanted);
  return {
    sets: at(name)
      .filter(({ type }) => type === 'A' || type === 'AAAA' || type === 'CNAME')
      .toSorted(by(({ type }) => type)),
    found: markIn(at(ownerMarkName(name))),
  };
};

/** Without an owner mark a set is ours only if it holds nothing that the source does not name, as somebody may have made it by hand. */
const foreignAt = (
  entry: Owner,
  { serving, doubtful, leaving }: Source,
  { record: name, adopt }: RecordPublisher,
  { sets, found }: Present,
  records: readonly RecordSet[],
): Reason | undefined => {
  const owner = foreignOwnerOf(foreignOwnersIn(records), name);
  if (owner !== undefined) return reason('OWNED_BY_OTHERS', `a mark says that the name belongs to ${owner}`);
  const fixed = [...sets, ...(found.set ? [found.set] : [])].find(({ setIdentifier }) => setIdentifier !== undefined);
  if (fixed) return reason('CONFLICT', `the name holds something that is not ours: ${describeSet(fixed)}`);
  if (isOf(found.mark, entry) || adopt) return undefined;
  if (found.mark)
    return reason('CONFLICT', `the name was published for ${describeOwner(found.mark)}; adopt: true takes it over`);
  const known = [...serving, ...doubtful, ...leaving];
  const foreign = sets.find(({ values }) => !values?.every((value) => known.includes(canonicalAddress(value))));
  const what = foreign ?? found.set;
  return what && reason('CONFLICT', `the name holds something that is not ours: ${describeSet(what)}`);
};

/** The change from one set to another, if there is one. */
const differences = (
  zoneId: string,
  before: RecordSet | undefined,
  after: RecordSet | undefined,
  cause: Cause,
): RecordSetChange[] => {
  if (!after) return before ? [removalOf(zoneId, before, cause)] : [];
  if (before && sameSet(before, after)) return [];
  return [arrivalOf(zoneId, after, before ? [before] : [], cause)];
};

/** The owner mark tells when addresses last joined and from where: it changes with that alone. */
const ownerMarkOf = (owner: Owner, { found: { mark } }: Present, { adds, from }: Next, now: number): OwnerMark => ({
  ...owner,
  at: mark && isOf(mark, owner) && !adds ? mark.at : now,
  from,
});

const ownerMarkChange = (zoneId: string, name: string, { found }: Present, next: OwnerMark): RecordSetChange[] => {
  if (found.mark && ownerMarkText(found.mark) === ownerMarkText(next)) return [];
  const why = reason(
    'OWNER_MARK',
    `the owner mark beside ${name} is to say that it belongs to forwarder ${describeOwner(next)}, where its addresses come from and since when`,
  );
  const { entry, by, from } = next;
  return differences(zoneId, found.set, markSet(name, next), { reason: why }).map((change) => ({
    ...change,
    timeless: { entry, by, from },
  }));
};
