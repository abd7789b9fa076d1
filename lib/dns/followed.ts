/**
 * The ids of the endpoints that the config's entries select or their zones lead to, in so few bytes that they fit beside what was
 * told. It never says no of an id that was put in; now and then it says yes of another, which costs a look. Pure.
 */
import type { Endpoint, RecordSet } from '../aws/types.ts';
import { fingerprintOf } from '../core/review.ts';
import { selectAmong } from './endpoints/indexed.ts';
import type { Follower } from './endpoints/types.ts';

/** A set of ids: a Bloom filter of 144 bytes. Of 100 ids one in a hundred others passes for one of them, of 400 one in four. */
export interface FollowedIds {
  /** Base64. */
  readonly ids: string;
  /** From then on it has all of them. Ms since the epoch. */
  readonly from: number;
}

const BYTES = 144;
const PLACES = 3;

const EMPTY: FollowedIds = { ids: Buffer.alloc(BYTES).toString('base64'), from: 0 };

/** Four hexadecimal digits of a fingerprint for each place. */
const placesOf = (id: string): number[] => {
  const print = fingerprintOf(id);
  return Array.from({ length: PLACES }, (_, at) => Number.parseInt(print.slice(4 * at, 4 * at + 4), 16) % (8 * BYTES));
};

/** The set with more ids. */
export const withIds = (ids: Iterable<string>, before: FollowedIds = EMPTY): FollowedIds => {
  const bytes = Buffer.from(before.ids, 'base64');
  for (const place of [...ids].flatMap(placesOf)) bytes[place >> 3] = (bytes[place >> 3] ?? 0) | (1 << (place & 7));
  return { ...before, ids: bytes.toString('base64') };
};

/** May the id be in the set? */
export const mayHold = ({ ids }: FollowedIds, id: string): boolean => {
  const bytes = Buffer.from(ids, 'base64');
  return placesOf(id).every((place) => ((bytes[place >> 3] ?? 0) & (1 << (place & 7))) !== 0);
};

/** Does it say yes of every fifth id that is not in it, or of more? */
export const isFull = ({ ids }: FollowedIds): boolean => {
  const bytes = [...Buffer.from(ids, 'base64')];
  const filled = bytes.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
  return (filled / (8 * BYTES)) ** PLACES > 0.2;
};

/** The set that something read from outside says; nothing where it says none. */
export const followedIdsIn = (value: unknown): FollowedIds | undefined => {
  const { ids, from } = (value ?? {}) as { readonly ids?: unknown; readonly from?: unknown };
  if (typeof ids !== 'string' || !Number.isSafeInteger(from)) return undefined;
  return Buffer.from(ids, 'base64').length === BYTES ? { ids, from: from as number } : undefined;
};

/** What a look saw. */
interface Seen {
  readonly endpoints: readonly Endpoint[];
  readonly zones: readonly { readonly records: readonly RecordSet[] }[];
}

const ENDPOINT = /\bvpce-(?!svc-)[0-9a-z]+/g;

/** The endpoints whose end may concern an entry, as far as a look shows: those that it selects, and those that zones tell of anywhere. */
export const followedIn = (followers: readonly Follower[], { endpoints, zones }: Seen): ReadonlySet<string> => {
  const selected = followers.flatMap(selectAmong(endpoints));
  const texts = zones.flatMap(({ records }) =>
    records.flatMap(({ alias, values = [] }) => [...(alias ? [alias.name] : []), ...values]),
  );
  return new Set([
    ...selected.map(({ id }) => id),
    ...texts.flatMap((text) => text.toLowerCase().match(ENDPOINT) ?? []),
  ]);
};
