/** Make before break: what a place should hold next. Pure. */
import type { Held, Source } from './types.ts';

/** What a place should hold, and what it will let go of later. */
export interface Next {
  readonly values: readonly string[];
  /** Still there only because clients may still use them. */
  readonly waiting: readonly string[];
  readonly adds: boolean;
}

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
  const mayAnswer = (address: string): boolean =>
    source.leaving.includes(address) || !source.complete || isReplacedWhole;
  const isSettled = added.length === 0 && now - (held?.at ?? 0) >= settleMs;
  const waiting = others.filter((address) => !doubtful.includes(address) && mayAnswer(address) && !isSettled);
  return {
    values: [...source.serving, ...doubtful, ...waiting].sort(),
    waiting,
    adds: added.length > 0,
  };
};

/** Why a place changes, or will: in words. */
export const saidOf = (present: readonly string[], { values, waiting }: Next): string => {
  const joined = values.filter((address) => !present.includes(address));
  const left = present.filter((address) => !values.includes(address));
  return [
    ...(joined.length > 0 ? [`${joined.join(' ')} ${joined.length > 1 ? 'join' : 'joins'}`] : []),
    ...(left.length > 0 ? [`${left.join(' ')} ${left.length > 1 ? 'leave' : 'leaves'}`] : []),
    ...(waiting.length > 0
      ? [`${waiting.join(' ')} may still answer and ${waiting.length > 1 ? 'go' : 'goes'} later`]
      : []),
  ].join('; ');
};
