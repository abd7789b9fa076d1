/** Reads that a run does without: what passes is asked again by the next one, and what is refused for good is said. Pure. */
import { unseen } from '../core/read.ts';
import type { ObservedPart, UnseenPart } from './types.ts';

/** The part, or one thing of it, as unseen where it was refused; nothing where the error may pass. */
export const refusedPart = (part: ObservedPart, error: unknown, thing?: string): UnseenPart[] => {
  const found = unseen(thing === undefined ? part : `${part}/${thing}`, error);
  return found.retryable ? [] : [{ ...found, part, ...(thing === undefined ? {} : { thing }) }];
};
