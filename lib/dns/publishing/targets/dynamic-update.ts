/** Names of a dynamic zone (RFC 2136) that are answered, and whether they may be written. Pure. */
import type { Finding, Skip } from '../../../core/plan.ts';
import type { AnswerData } from '../../../dns-files/types.ts';
import type { Prerequisite, Rrset } from '../../../dns-update/types.ts';
import { isWithin } from '../../../net/dns-name.ts';
import { canonicalAddress } from '../../../net/ip.ts';
import { finding, reason, skip } from '../../codes.ts';
import {
  describeOwner,
  isOf,
  OWNER_MARK_TTL,
  type Owner,
  ownerMarkText,
  readOwnerMark,
} from '../../record-sets/owner-mark.ts';
import { type UpdatePublisher, updateNames } from '../keys.ts';
import type { ObservedUpdate, PublishChange } from '../types.ts';

const TYPES = ['A', 'AAAA', 'CNAME'] as const;

/** Nothing can stand beside a CNAME (RFC 1034 section 3.6.2): what BIND finds there, it keeps, and drops the CNAME without a word. */
const BESIDE_CNAME = [...TYPES, 'TXT'] as const;

/** Whom an owner mark, among the record sets that were found, says the domain is answered for. */
export const ownerAt = (ownerMark: string, rrsets: readonly Rrset[]): Owner | undefined =>
  rrsets
    .filter(({ name, type }) => name === ownerMark && type === 'TXT')
    .flatMap(({ values }) => values.flatMap((value) => readOwnerMark(value) ?? []))[0];

/** Keeps a domain of a dynamic zone answering what it should. Nothing is written over what another has put there. */
export const planUpdate = (
  self: Owner,
  publisher: UpdatePublisher,
  domain: string,
  data: AnswerData,
  { key, rrsets: found }: ObservedUpdate,
  now: number,
): PublishChange | Skip | Finding => {
  if ('cname' in data && isWithin(data.cname, domain)) return endless(key, domain, data.cname);
  const { entry } = self;
  const types = 'cname' in data ? BESIDE_CNAME : TYPES;
  const { name, below, ownerMark } = updateNames(publisher, domain);
  const rrsets = found.map((set) => ({ ...set, values: [...set.values].sort() })).toSorted(byNameAndType);
  const present = rrsets.filter((set) => set.name === name || set.name === below);
  const ownerMarkSet = rrsets.find((set) => set.name === ownerMark && set.type === 'TXT');
  const owner = ownerAt(ownerMark, rrsets);
  const others = present.filter((set) => types.some((type) => type === set.type));
  const foreign = publisher.adopt ? undefined : foreignOf(self, owner, others, ownerMarkSet);
  if (foreign !== undefined) return skip(key, 'CONFLICT', foreign);
  const wanted = [name, below].flatMap((one) => setsOf(one, data, publisher.ttl));
  // A mark of the first release is to say whose deployment it is of.
  if (owner && isOf(owner, self) && owner.by === self.by && isSame(others, wanted))
    return skip(key, 'IN_ORDER', `the zone answers what ${entry} is to answer`);
  const before = valuesOf(others);
  return {
    action: 'publish',
    key,
    target: {
      kind: 'update',
      ...{ server: publisher.server, zone: publisher.zone, tsig: publisher.key },
      prerequisites: [
        ...[name, below].flatMap((one) => asFound(one, data, others)),
        asIt(ownerMark, 'TXT', ownerMarkSet ? [ownerMarkSet] : []),
      ],
      deletes: [...others, ...(ownerMarkSet ? [ownerMarkSet] : [])].map((set) => ({ name: set.name, type: set.type })),
      adds: [
        ...wanted,
        { name: ownerMark, type: 'TXT', ttl: OWNER_MARK_TTL, values: [ownerMarkText({ ...self, at: now })] },
      ],
    },
    ...(before.length > 0 ? { before: { values: before } } : {}),
    after: { values: valuesOf(wanted) },
    late: false,
    reason: reason(
      others.length > 0 ? 'CONTENT_CHANGED' : 'RECORD_MISSING',
      `the zone does not yet answer ${domain} and what is below it as ${entry} is to answer`,
    ),
  };
};

const byNameAndType = (a: Rrset, b: Rrset): number => (`${a.name} ${a.type}` < `${b.name} ${b.type}` ? -1 : 1);

/** Who follows such an answer gets the same answer again, without end. */
const endless = (key: string, domain: string, cname: string): Finding =>
  finding(
    key,
    reason('NOT_PRINTABLE', `expected a CNAME target outside of ${domain}, found ${cname}; what is there stays`),
    'answer for a narrower domain, or as: addresses',
  );

/** What is there and not ours, in words; nothing where there is no such thing. */
const foreignOf = (
  self: Owner,
  owner: Owner | undefined,
  others: readonly Rrset[],
  ownerMarkSet: Rrset | undefined,
): string | undefined => {
  // We publish no TXT under these names: one is somebody else's even where the owner mark is ours.
  const found = isOf(owner, self) ? others.find(({ type }) => type === 'TXT') : (others[0] ?? ownerMarkSet);
  if (!found) return undefined;
  if (owner && !isOf(owner, self))
    return `the name was published for ${describeOwner(owner)}; adopt: true takes it over`;
  const what = `${found.name} ${found.type} ${found.values.join(' ')}`;
  return `the zone holds something that is not ours: ${what}; adopt: true takes it over`;
};

const setsOf = (name: string, data: AnswerData, ttl: number): Rrset[] => {
  if ('cname' in data) return [{ name, type: 'CNAME', ttl, values: [data.cname] }];
  return (['A', 'AAAA'] as const).flatMap((type) => {
    const values = data.addresses.filter((address) => address.includes(':') === (type === 'AAAA'));
    return values.length > 0 ? [{ name, type, ttl, values }] : [];
  });
};

/**
 * Compare and set: everything must still be as it was found, or the server changes nothing. Where nothing was found that
 * could be in the way of a CNAME, there must be nothing at all, of whatever type.
 */
const asFound = (name: string, data: AnswerData, present: readonly Rrset[]): Prerequisite[] => {
  if (!('cname' in data)) return TYPES.map((type) => asIt(name, type, present));
  if (!present.some((set) => set.name === name)) return [{ kind: 'unused', name }];
  return BESIDE_CNAME.map((type) => asIt(name, type, present));
};

const asIt = (name: string, type: Rrset['type'], present: readonly Rrset[]): Prerequisite => {
  const set = present.find((one) => one.name === name && one.type === type);
  return set ? { kind: 'holds', name, type, values: set.values } : { kind: 'lacks', name, type };
};

const valuesOf = (sets: readonly Rrset[]): string[] => [...new Set(sets.flatMap(({ values }) => values))].sort();

const isSame = (present: readonly Rrset[], wanted: readonly Rrset[]): boolean =>
  fingerprint(present) === fingerprint(wanted);

const fingerprint = (sets: readonly Rrset[]): string =>
  sets
    .map(({ name, type, ttl, values }) => `${name} ${type} ${ttl} ${values.map(canonicalAddress).sort().join(' ')}`)
    .sort()
    .join('\n');
