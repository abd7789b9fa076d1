/** The owner mark beside a published name: a TXT record that says whose it is, and when addresses last joined. Pure. */
import { OWNER_MARK_PREFIX } from '../../config/record-name.ts';

/** What an owner mark says. */
export interface OwnerMark {
  /** Name of the config's entry. */
  readonly entry: string;
  /** When addresses last joined, in ms since the epoch. */
  readonly at: number;
  /** Ids of the sources that the addresses are from, where it tells. */
  readonly from?: readonly string[];
}

/** Of an owner mark, in seconds. */
export const OWNER_MARK_TTL = 60;

/** The name of an owner mark. */
export const ownerMarkName = (name: string): string => `${OWNER_MARK_PREFIX}${name}`;

/** The text of an owner mark, without the quotes that Route 53 wants. */
export const ownerMarkText = ({ entry, at, from = [] }: OwnerMark): string =>
  [
    `heritage=waykeeper,entry=${entry},changed=${new Date(at).toISOString()}`,
    ...(from.length > 0 ? [`from=${from.join('+')}`] : []),
  ].join(',');

const MARK = /^heritage=waykeeper,entry=([A-Za-z0-9._-]+),changed=([^,\s]+)(?:,from=([a-z0-9+-]+))?$/;

/** Reads an owner mark, without the quotes that Route 53 shows; nothing when the text is none. */
export const readOwnerMark = (text: string): OwnerMark | undefined => {
  const [, entry, changed = '', from] = MARK.exec(text) ?? [];
  const at = Date.parse(changed);
  if (entry === undefined || Number.isNaN(at)) return undefined;
  return { entry, at, ...(from === undefined ? {} : { from: from.split('+') }) };
};
