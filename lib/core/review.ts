/** What a person reviewed of a plan: its digest, and how another plan differs from it. Pure. */
import { createHash } from 'node:crypto';
import { by } from '../std/lists.ts';
import type { Change, Difference } from './plan.ts';

/** By key, what tells a change from another one of its key. */
export type Prints = ReadonlyMap<string, string>;

/** A plan that a person reviewed: only the changes of this digest may be made. */
export interface Expected {
  readonly digest: string;
  /** Its changes, where they are remembered: without them the difference cannot be told. */
  readonly prints?: Prints;
}

/** Hexadecimal digits of a digest. */
export const DIGEST_LENGTH = 16;

/** A print of any plain value: the same for the same value. */
export const fingerprintOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value, sorted)).digest('hex').slice(0, DIGEST_LENGTH);

/** Objects with their keys in order, so that how an object was made never shows. */
const sorted = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(by(([key]) => key)))
    : value;

/** The print of what a change does: the same in every plan in which it is the same. */
export const printOf = ({ action, key, before, after, timeless = after, beside }: Change): string =>
  fingerprintOf([action, key, before, timeless, ...(beside === undefined ? [] : [beside])]);

export const printsOf = (changes: readonly Change[]): Prints =>
  new Map(changes.map((change) => [change.key, printOf(change)]));

/** The digest of a plan's changes, in whatever order they are. */
export const digestOf = (prints: Prints): string => fingerprintOf([...prints].toSorted(by(([key]) => key)));

/** How a plan differs from the reviewed one. */
export const differenceFrom = (reviewed: Prints, now: Prints): Difference => {
  const both = [...now.keys()].filter((key) => reviewed.has(key));
  return {
    came: [...now.keys()].filter((key) => !reviewed.has(key)).sort(),
    went: [...reviewed.keys()].filter((key) => !now.has(key)).sort(),
    changed: both.filter((key) => now.get(key) !== reviewed.get(key)).sort(),
  };
};

/** How many keys of a kind a message lists. */
const LISTED = 10;

/** The difference in words. */
export const describeDifference = (difference: Difference): string =>
  (['came', 'went', 'changed'] as const)
    .filter((kind) => difference[kind].length > 0)
    .map((kind) => {
      const keys = difference[kind];
      return `${kind}: ${[...keys.slice(0, LISTED), ...(keys.length > LISTED ? [`and ${keys.length - LISTED} more`] : [])].join(', ')}`;
    })
    .join('; ');
