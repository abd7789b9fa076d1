/** Make before break: what a place should hold next. Pure. */
import type { Held, Source } from './types.ts';

/** What a place should hold, and what it will let go of later. */
export interface Next {
  readonly values: readonly string[];
  /** Still there only because clients may still use them. */
  readonly waiting: readonly string[];
  /** Served, and there is no room for it yet. */
  readonly left: readonly string[];
  readonly adds: boolean;
  /** Ids of the sources that the values are from. */
  readonly from: readonly string[];
}

/** A clock that was wrong by more than this says nothing about since when a place is as it is. Ms. */
const AHEAD_MS = 3_600_000;

/** How long the place has been as it is, in ms. */
export const ageOf = (held: Held | undefined, now: number): number => {
  const at = held?.at ?? 0;
  return at > now + AHEAD_MS ? now : now - at;
};

/**
 * Additions come first: an address that may still answer goes only when nothing is to be added any more and the place
 * has been as it is for `settleMs`, its TTL or pull interval. One that is gone goes at once, unless the place would then
 * be left with nothing that it held before. The source must offer something.
 */
export const settle = (source: Source, held: Held | undefined, now: number, settleMs: number): Next => {
  const present = held?.values ?? [];
  const added = source.serving.filter((address) => !present.includes(address));
  const others = present.filter((address) => !source.serving.includes(address));
  const doubtful = others.filter((address) => source.doubtful.includes(address));
  const isReplacedWhole = others.length === present.length && doubtful.length === 0;
  // Of another source's addresses this one knows nothing.
  const isOfOthers = (held?.from ?? []).some((id) => id !== source.id);
  const mayAnswer = (address: string): boolean =>
    source.leaving.includes(address) || !source.complete || isReplacedWhole || isOfOthers;
  const isSettled = added.length === 0 && ageOf(held, now) >= settleMs;
  const waiting = others.filter((address) => !doubtful.includes(address) && mayAnswer(address) && !isSettled);
  const from = waiting.length > 0 ? [...(held?.from ?? []), source.id] : [source.id];
  return {
    values: [...source.serving, ...doubtful, ...waiting].sort(),
    waiting,
    left: [],
    adds: added.length > 0,
    from: [...new Set(from)].sort(),
  };
};

/**
 * Where a place takes only `most` addresses, as many join as fit; with a full list one is exchanged at a time, each time
 * that it has settled.
 */
export const withRoom = (next: Next, present: readonly string[], most: number, isSettled: boolean): Next => {
  if (next.values.length <= most) return next;
  const kept = next.values.filter((ip) => present.includes(ip));
  const added = next.values.filter((ip) => !present.includes(ip));
  const room = Math.max(0, most - kept.length);
  if (room > 0) return { ...next, values: [...kept, ...added.slice(0, room)].sort(), left: added.slice(room) };
  const [leaver, ...waiting] = next.waiting;
  if (leaver === undefined || !isSettled) return { ...next, values: kept, left: added, adds: false };
  const [joiner = leaver, ...left] = added;
  return { ...next, waiting, left, values: [...kept.filter((ip) => ip !== leaver), joiner].sort() };
};

/** Why a place changes, or will: in words. */
export const saidOf = (present: readonly string[], { values, waiting, left }: Next): string => {
  const joined = values.filter((address) => !present.includes(address));
  const gone = present.filter((address) => !values.includes(address));
  const many = (addresses: readonly string[], one: string, more: string): string =>
    `${addresses.join(' ')} ${addresses.length > 1 ? more : one}`;
  return [
    ...(joined.length > 0 ? [many(joined, 'joins', 'join')] : []),
    ...(gone.length > 0 ? [many(gone, 'leaves', 'leave')] : []),
    ...(waiting.length > 0 ? [many(waiting, 'may still answer and goes later', 'may still answer and go later')] : []),
    ...(left.length > 0 ? [many(left, 'waits for room', 'wait for room')] : []),
  ].join('; ');
};
