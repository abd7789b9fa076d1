/**
 * The owner mark beside a name whose addresses are kept: a TXT record that says whose they are, since when and where from.
 * Addresses look like anybody's, so that nothing else can tell. Pure.
 */
import type { RecordSet } from '../../aws/types.ts';
import { OWNER_MARK_PREFIX } from '../../config/record-name.ts';
import { normalName } from '../../net/dns-name.ts';

/** Whose something is that is published. */
export interface Owner {
  /** Name of the config's entry; of sets of addresses in a zone its id. */
  readonly entry: string;
  /** Account, Region and stage of the deployment, as `111122223333/eu-west-2/prod`. Marks of the first release have none. */
  readonly by?: string | undefined;
}

/** What an owner mark says. */
export interface OwnerMark extends Owner {
  /** When addresses last joined, in ms since the epoch. */
  readonly at: number;
  /** Ids of the sources that the addresses are from, where it tells. */
  readonly from?: readonly string[];
}

/** Of an owner mark, in seconds. */
export const OWNER_MARK_TTL = 60;

/** The name of an owner mark. */
export const ownerMarkName = (name: string): string => `${OWNER_MARK_PREFIX}${name}`;

/** The name that a record is about: the one beside which it stands if it is an owner mark, else its own. In normal form. */
export const markedName = ({ name, type }: Pick<RecordSet, 'name' | 'type'>): string => {
  const own = normalName(name);
  return isOwnerMark({ name, type }) ? own.slice(OWNER_MARK_PREFIX.length) : own;
};

/** Is it where an owner mark stands? */
export const isOwnerMark = ({ name, type }: Pick<RecordSet, 'name' | 'type'>): boolean =>
  type === 'TXT' && normalName(name).startsWith(OWNER_MARK_PREFIX);

/** One string of a TXT record (RFC 1035). */
const LONGEST_TEXT = 255;

/** The text of an owner mark, without the quotes that Route 53 wants. It names as many sources as it has room for. */
export const ownerMarkText = ({ entry, by, at, from = [] }: OwnerMark): string => {
  const fixed = [
    `heritage=waykeeper,entry=${entry}`,
    ...(by === undefined ? [] : [`by=${by}`]),
    `changed=${new Date(at).toISOString()}`,
  ].join(',');
  const texts = from.map((_, at) => `${fixed},from=${from.slice(0, at + 1).join('+')}`);
  return texts.findLast(({ length }) => length <= LONGEST_TEXT) ?? fixed;
};

const MARK = /^heritage=waykeeper,entry=([A-Za-z0-9._-]+)(?:,by=([^,\s]+))?,changed=([^,\s]+)(?:,from=([a-z0-9+-]+))?$/;

/** Reads an owner mark, without the quotes that Route 53 shows; nothing when the text is none. */
export const readOwnerMark = (text: string): OwnerMark | undefined => {
  const [, entry, by, changed = '', from] = MARK.exec(text) ?? [];
  const at = Date.parse(changed);
  if (entry === undefined || Number.isNaN(at)) return undefined;
  return { entry, at, ...(by === undefined ? {} : { by }), ...(from === undefined ? {} : { from: from.split('+') }) };
};

/** Is what was published for `found` the owner's? What the first release made does not tell the deployment. */
export const isOf = (found: Owner | undefined, { entry, by }: Owner): boolean =>
  found?.entry === entry && (found.by === undefined || by === undefined || found.by === by);

/** Of whom something is, for messages: `onprem, by 111122223333/eu-west-2/prod`. */
export const describeOwner = ({ entry, by }: Owner): string => (by === undefined ? entry : `${entry}, by ${by}`);

/** What stands where the owner mark of a name does, and the mark if it is one. */
export interface MarkFound {
  readonly set?: RecordSet;
  readonly mark?: OwnerMark;
}

/** Finds the owner mark among the sets at its own name. */
export const markIn = (sets: readonly RecordSet[]): MarkFound => {
  const set = sets.find(({ type }) => type === 'TXT');
  const [mark] = (set?.values ?? []).flatMap((value) => readOwnerMark(value.replace(/^"|"$/g, '')) ?? []);
  return { ...(set ? { set } : {}), ...(mark ? { mark } : {}) };
};

/** The record set of an owner mark beside a name. */
export const markSet = (name: string, mark: OwnerMark): RecordSet => ({
  ...{ name: ownerMarkName(name), type: 'TXT', ttl: OWNER_MARK_TTL, values: [`"${ownerMarkText(mark)}"`] },
});
