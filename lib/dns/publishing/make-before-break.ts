/** Make before break: what a target should hold next. Pure. */
import type { Current, Source } from './types.ts';

/** What a target should hold, and what it will let go of or take in later. */
export interface Next {
  readonly values: readonly string[];
  /** Still there only because clients may still use them. */
  readonly draining: readonly string[];
  /** Served, and there is no room for them yet. */
  readonly deferred: readonly string[];
  readonly adds: boolean;
  /** Ids of the sources that the values are from. */
  readonly from: readonly string[];
}

/** A clock that was wrong by more than this says nothing about since when a target is as it is. Ms. */
const AHEAD_MS = 3_600_000;

/** How long the target has been as it is, in ms. */
export const ageOf = (current: Current | undefined, now: number): number => {
  const at = current?.at ?? 0;
  return at > now + AHEAD_MS ? now : now - at;
};

/**
 * What becomes of an address, by what the source says of it. The source must offer something. A target has drained when
 * nothing joins and it has been as it is for `drainMs`: its TTL or pull interval.
 *
 * | the source says             | in the target now | next                                              |
 * | --------------------------- | ----------------- | ------------------------------------------------- |
 * | serving                     | no                | joins at once                                     |
 * | serving                     | yes               | stays                                             |
 * | doubtful                    | no                | stays out                                         |
 * | doubtful                    | yes               | stays                                             |
 * | leaving                     | yes               | drains: stays until the target has drained        |
 * | nothing, and may not know   | yes               | drains                                            |
 * | nothing, and no other stays | yes               | drains: clients must not be left with new ones    |
 * | nothing                     | yes               | goes at once                                      |
 *
 * A source may not know of an address when its own list is not complete, or when the target holds another source's.
 */
export const makeBeforeBreak = (source: Source, current: Current | undefined, now: number, drainMs: number): Next => {
  const present = current?.values ?? [];
  const added = source.serving.filter((address) => !present.includes(address));
  const others = present.filter((address) => !source.serving.includes(address));
  const doubtful = others.filter((address) => source.doubtful.includes(address));
  const isReplacedWhole = others.length === present.length && doubtful.length === 0;
  // Of another source's addresses this one knows nothing.
  const isOfOthers = (current?.from ?? []).some((id) => id !== source.id);
  const mayAnswer = (address: string): boolean =>
    source.leaving.includes(address) || !source.complete || isReplacedWhole || isOfOthers;
  const hasDrained = added.length === 0 && ageOf(current, now) >= drainMs;
  const draining = others.filter((address) => !doubtful.includes(address) && mayAnswer(address) && !hasDrained);
  const from = draining.length > 0 ? [...(current?.from ?? []), source.id] : [source.id];
  return {
    values: [...source.serving, ...doubtful, ...draining].sort(),
    draining,
    deferred: [],
    adds: added.length > 0,
    from: [...new Set(from)].sort(),
  };
};

/**
 * What a target that takes only `most` addresses should hold. `hasDrained`: it has been as it is for long enough.
 *
 * | room                       | next                                                       |
 * | -------------------------- | ---------------------------------------------------------- |
 * | for all                    | all                                                        |
 * | for some                   | as many join as fit, the others are deferred               |
 * | none, and it has drained   | one that drains is exchanged for one that joins            |
 * | none                       | nothing changes, what would join is deferred               |
 */
export const withinLimit = (next: Next, present: readonly string[], most: number, hasDrained: boolean): Next => {
  if (next.values.length <= most) return next;
  const kept = next.values.filter((ip) => present.includes(ip));
  const added = next.values.filter((ip) => !present.includes(ip));
  const room = Math.max(0, most - kept.length);
  if (room > 0) return { ...next, values: [...kept, ...added.slice(0, room)].sort(), deferred: added.slice(room) };
  const [leaver, ...draining] = next.draining;
  if (leaver === undefined || !hasDrained) return { ...next, values: kept, deferred: added, adds: false };
  const [joiner = leaver, ...deferred] = added;
  return { ...next, draining, deferred, values: [...kept.filter((ip) => ip !== leaver), joiner].sort() };
};

/** Why a target changes, or will: in words. */
export const describeNext = (present: readonly string[], { values, draining, deferred }: Next): string => {
  const joined = values.filter((address) => !present.includes(address));
  const gone = present.filter((address) => !values.includes(address));
  const many = (addresses: readonly string[], one: string, more: string): string =>
    `${addresses.join(' ')} ${addresses.length > 1 ? more : one}`;
  return [
    ...(joined.length > 0 ? [many(joined, 'joins', 'join')] : []),
    ...(gone.length > 0 ? [many(gone, 'leaves', 'leave')] : []),
    ...(draining.length > 0
      ? [many(draining, 'may still answer and goes later', 'may still answer and go later')]
      : []),
    ...(deferred.length > 0 ? [many(deferred, 'waits for room', 'wait for room')] : []),
  ].join('; ');
};
