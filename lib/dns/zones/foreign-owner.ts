/** TXT records by which other tools mark the records that are theirs. Pure. */
import type { RecordSet } from '../../aws/types.ts';
import { normalName } from '../../net/dns-name.ts';

/** Whose the mark is, in words; nothing when the record is no mark. */
const ownerOf = ({ type, values }: RecordSet): string | undefined => {
  if (type !== 'TXT') return undefined;
  const text = (values ?? []).join(' ');
  const owner = /heritage=external-dns\b.*?external-dns\/owner=([^,"]*)/.exec(text)?.[1];
  if (owner !== undefined) return `external-dns (owner ${owner})`;
  if (text.includes('heritage=external-dns')) return 'external-dns';
  return text.includes('*octodns*') ? 'octodns' : undefined;
};

export const isMark = (record: RecordSet): boolean => ownerOf(record) !== undefined;

const TYPES = ['a', 'aaaa', 'cname'];

/** Words that external-dns is usually told to write for a star; it has no word of its own (guessed). */
const STARS = ['*', 'any', 'wildcard', 'star'];

/**
 * Where the mark of a name stands. external-dns marks at the name itself or at `<type>-<name>`, where a word may stand
 * for a star; octodns at `_owner.<type>.<name>`, with `_wildcard` for a star.
 */
export const placesOf = (name: string): string[] => {
  const spelled = name.startsWith('*.') ? STARS.map((star) => `${star}${name.slice(1)}`) : [name];
  return [
    name,
    ...spelled.flatMap((one) => TYPES.map((type) => `${type}-${one}`)),
    ...TYPES.map((type) => `_owner.${type}.${name.replace(/^\*(?=\.)/, '_wildcard')}`),
  ];
};

/** The owner that each marked place names. */
export const marksIn = (records: readonly RecordSet[]): ReadonlyMap<string, string> =>
  new Map(
    records.flatMap((record) => {
      const owner = ownerOf(record);
      return owner === undefined ? [] : [[normalName(record.name), owner] as const];
    }),
  );

/** Whose a name is, if another tool has marked it. */
export const markedBy = (marks: ReadonlyMap<string, string>, name: string): string | undefined => {
  if (marks.size === 0) return undefined;
  return placesOf(name)
    .map((place) => marks.get(place))
    .find((owner) => owner !== undefined);
};
