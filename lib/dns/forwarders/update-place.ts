/** Names of a dynamic zone (RFC 2136) that are answered, and whether they may be written. Pure. */
import { reason, type Skip, skip } from '../../plan.ts';
import { canonical } from '../addresses.ts';
import type { Prerequisite, Rrset } from '../update/types.ts';
import { type UpdatePublisher, updateNames } from './keys.ts';
import { markText, readMark } from './mark.ts';
import type { AnswerData, ObservedUpdate, PublishChange } from './types.ts';

const TYPES = ['A', 'AAAA', 'CNAME'] as const;
const MARK_TTL = 60;

/** Keeps a domain of a dynamic zone answering what it should. Nothing is written over what another has put there. */
export const planUpdate = (
  entry: string,
  publisher: UpdatePublisher,
  domain: string,
  data: AnswerData,
  { key, rrsets: found }: ObservedUpdate,
  now: number,
): PublishChange | Skip => {
  const { name, below, mark } = updateNames(publisher, domain);
  const rrsets = found.map((set) => ({ ...set, values: [...set.values].sort() })).toSorted(byNameAndType);
  const present = rrsets.filter((set) => set.name === name || set.name === below);
  const marked = rrsets.find((set) => set.name === mark && set.type === 'TXT');
  const owner = (marked?.values ?? []).map(readMark).find((found) => found !== undefined)?.entry;
  const others = present.filter((set) => TYPES.some((type) => type === set.type));
  if (owner !== entry && !publisher.adopt && (others.length > 0 || marked)) {
    return skip(key, 'CONFLICT', conflict(owner, others[0] ?? marked));
  }
  const wanted = [name, below].flatMap((one) => setsOf(one, data, publisher.ttl));
  if (owner === entry && isSame(others, wanted)) return skip(key, 'IN_ORDER', `answers what ${entry} is to answer`);
  const text = markText({ entry, at: now });
  const before = valuesOf(others);
  return {
    action: 'publish',
    key,
    place: {
      kind: 'update',
      ...{ server: publisher.server, zone: publisher.zone, tsig: publisher.key },
      prerequisites: asFound([name, below], others, mark, marked),
      deletes: [...others, ...(marked ? [marked] : [])].map((set) => ({ name: set.name, type: set.type })),
      adds: [...wanted, { name: mark, type: 'TXT', ttl: MARK_TTL, values: [text] }],
    },
    ...(before.length > 0 ? { before: { values: before } } : {}),
    after: { values: valuesOf(wanted) },
    late: false,
    reason: reason(
      others.length > 0 ? 'CONTENT_CHANGED' : 'RECORD_MISSING',
      `answers ${entry}: ${domain} and what is below it`,
    ),
  };
};

const byNameAndType = (a: Rrset, b: Rrset): number => (`${a.name} ${a.type}` < `${b.name} ${b.type}` ? -1 : 1);

const conflict = (owner: string | undefined, found: Rrset | undefined): string => {
  const what = found ? `${found.name} ${found.type} ${found.values.join(' ')}` : '';
  if (owner !== undefined) return `the name was published for ${owner}; adopt: true takes it over`;
  return `the zone holds something that is not ours: ${what}; adopt: true takes it over`;
};

const setsOf = (name: string, data: AnswerData, ttl: number): Rrset[] => {
  if ('cname' in data) return [{ name, type: 'CNAME', ttl, values: [data.cname] }];
  return (['A', 'AAAA'] as const).flatMap((type) => {
    const values = data.addresses.filter((address) => address.includes(':') === (type === 'AAAA'));
    return values.length > 0 ? [{ name, type, ttl, values }] : [];
  });
};

/** Compare and set: everything must still be as it was found, or the server changes nothing. */
const asFound = (
  names: readonly string[],
  present: readonly Rrset[],
  mark: string,
  marked: Rrset | undefined,
): Prerequisite[] => [
  ...names.flatMap((name) => TYPES.map((type) => asIt(name, type, present))),
  asIt(mark, 'TXT', marked ? [marked] : []),
];

const asIt = (name: string, type: Rrset['type'], present: readonly Rrset[]): Prerequisite => {
  const set = present.find((one) => one.name === name && one.type === type);
  return set ? { kind: 'holds', name, type, values: set.values } : { kind: 'lacks', name, type };
};

const valuesOf = (sets: readonly Rrset[]): string[] => [...new Set(sets.flatMap(({ values }) => values))].sort();

const isSame = (present: readonly Rrset[], wanted: readonly Rrset[]): boolean =>
  fingerprint(present) === fingerprint(wanted);

const fingerprint = (sets: readonly Rrset[]): string =>
  sets
    .map(({ name, type, ttl, values }) => `${name} ${type} ${ttl} ${values.map(canonical).sort().join(' ')}`)
    .sort()
    .join('\n');
