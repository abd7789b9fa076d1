/**
 * What a warm process knows of whose the things are that events name: an event about nothing of ours costs no read. It is
 * a cache. What it does not know for certain may be ours, and the sweep looks at everything, whatever stands here.
 */

/** What one look found to be an entry's of the config. */
export interface Owned {
  readonly entry: string;
  /** All ids that an event may name its things by. */
  readonly ids: Iterable<string>;
  /** Did the look find all that is the entry's? Otherwise its ids are added to those that are known, and no more. */
  readonly isWhole: boolean;
  /** What ids begin with of which the look could not tell whose they are: `i-`. */
  readonly unsure?: readonly string[];
}

/** The ids that an event names, and whether what it tells of can make something ours that was not: a new tag can, a stop cannot. */
export interface Named {
  readonly ids: readonly string[];
  readonly arrives: boolean;
}

/** May one of these ids be the entry's? */
export type MayOwn = (entry: string, ids: readonly string[]) => boolean;

/** The memory of one execution environment: made where it begins, handed to each run in it. */
export interface OwnThings {
  /** Forgets all when the config is another than before. */
  under(config: object): void;
  /** Notes what a look found that began at a moment (ms since the epoch). */
  note(owned: readonly Owned[], at: number): void;
  /** May one of these ids be the entry's? Yes for every id of an entry that was not looked at lately. `now` in ms. */
  mayOwn(entry: string, ids: readonly string[], now: number): boolean;
}

/**
 * A whole look is trusted for so long (ms): two sweeps, of which one may be late. What was lost meanwhile (an event that
 * never came) the sweep finds. An id counts for as long after it was last seen, since AWS's answers may lack it for a while.
 */
const TRUSTED_FOR_MS = 600_000;

interface Entry {
  /** When the last whole look began. */
  readonly at: number;
  /** When each id was last seen. */
  readonly ids: Map<string, number>;
  readonly unsure: readonly string[];
}

const NEVER = Number.NEGATIVE_INFINITY;

/** A memory that begins with nothing known. */
export const rememberOwnThings = (): OwnThings => {
  const entries = new Map<string, Entry>();
  let last: object | undefined;

  const noteOne = ({ entry, ids, isWhole, unsure = [] }: Owned, at: number): void => {
    const known = entries.get(entry) ?? { at: NEVER, ids: new Map<string, number>(), unsure: [] };
    for (const [id, seen] of known.ids) if (at - seen >= TRUSTED_FOR_MS) known.ids.delete(id);
    for (const id of ids) known.ids.set(id, at);
    entries.set(entry, isWhole ? { at, ids: known.ids, unsure } : known);
  };

  return {
    under: (config) => {
      if (config !== last) entries.clear();
      last = config;
    },
    note: (owned, at) => {
      for (const one of owned) noteOne(one, at);
    },
    mayOwn: (entry, ids, now) => {
      const known = entries.get(entry);
      if (!known || now - known.at >= TRUSTED_FOR_MS) return true;
      return ids.some((id) => known.ids.has(id) || known.unsure.some((kind) => id.startsWith(kind)));
    },
  };
};
