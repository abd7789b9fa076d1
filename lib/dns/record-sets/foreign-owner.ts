/** TXT records by which other tools say that a name is theirs: the foreign owners of names. Pure. */
import type { RecordSet } from '../../aws/types.ts';
import { normalName } from '../../net/dns-name.ts';

/**
 * What external-dns writes with `--txt-encrypt-enabled`: a nonce, the sealed zipped text and its tag in base64 (its source,
 * endpoint/crypto.go), which is never shorter. Proofs and keys that others keep in TXT records say what they are, or are shorter.
 */
const SEALED = /^(?:[A-Za-z0-9+/]{4}){21,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The tool that a record names as owner, in words; nothing when the record is no such record. */
const ownerIn = ({ type, values }: RecordSet): string | undefined => {
  if (type !== 'TXT') return undefined;
  const text = (values ?? []).join(' ');
  const owner = /heritage=external-dns\b.*?external-dns\/owner=([^,"]*)/.exec(text)?.[1];
  if (owner !== undefined) return `external-dns (owner ${owner})`;
  if (text.includes('heritage=external-dns')) return 'external-dns';
  // A long text comes in several strings. Whoever cannot read it cannot know that the name is free.
  if (values?.some((value) => SEALED.test(value.replace(/"\s+"|"/g, ''))))
    return 'another tool, in a text that is sealed, as external-dns can';
  return text.includes('*octodns*') ? 'octodns' : undefined;
};

/** Does the record say that some name belongs to another tool? */
export const namesForeignOwner = (record: RecordSet): boolean => ownerIn(record) !== undefined;

const TYPES = ['a', 'aaaa', 'cname'];

/** Words that external-dns is usually told to write for a star; it has no word of its own (guessed). */
const STARS = ['*', 'any', 'wildcard', 'star'];

/**
 * The names at which a tool may say that it owns a name. external-dns says it at the name itself or at `<type>-<name>`,
 * where a word may stand for a star; octodns at `_owner.<type>.<name>`, with `_wildcard` for a star.
 */
export const ownerNamesOf = (name: string): string[] => {
  const spelled = name.startsWith('*.') ? STARS.map((star) => `${star}${name.slice(1)}`) : [name];
  return [
    name,
    ...spelled.flatMap((one) => TYPES.map((type) => `${type}-${one}`)),
    ...TYPES.map((type) => `_owner.${type}.${name.replace(/^\*(?=\.)/, '_wildcard')}`),
  ];
};

/** By the name at which it is said: the foreign owners that the records tell of. */
export const foreignOwnersIn = (records: readonly RecordSet[]): ReadonlyMap<string, string> =>
  new Map(
    records.flatMap((record) => {
      const owner = ownerIn(record);
      return owner === undefined ? [] : [[normalName(record.name), owner] as const];
    }),
  );

/** The foreign owner of a name, if it has one. */
export const foreignOwnerOf = (owners: ReadonlyMap<string, string>, name: string): string | undefined => {
  if (owners.size === 0) return undefined;
  return ownerNamesOf(name)
    .map((at) => owners.get(at))
    .find((owner) => owner !== undefined);
};
