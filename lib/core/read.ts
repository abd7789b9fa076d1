/** Reads that may fail: what was found goes on without what was not, and nothing that failed passes for nothing there. */
import { errorCode, errorMessage, isRetryable } from '../aws/errors.ts';
import type { Unseen } from './plan.ts';

/** What one read came to: its value, or for each thing that needed it that it is unseen. */
export interface Read<T> {
  /** Absent when the read failed. */
  readonly value?: T;
  readonly unseen: readonly Unseen[];
}

/** What several reads came to. */
export interface Found<T> {
  readonly found: readonly T[];
  readonly unseen: readonly Unseen[];
}

/** The record of something that could not be read. */
export const unseen = (key: string, error: unknown): Unseen => ({
  key,
  code: errorCode(error),
  error: errorMessage(error),
  retryable: isRetryable(error),
});

/** Never rejects: where the read fails, all of `keys` are unseen. */
export const readOrUnseen = async <T>(keys: readonly string[], read: () => Promise<T>): Promise<Read<T>> => {
  try {
    return { value: await read(), unseen: [] };
  } catch (error) {
    return { unseen: keys.map((key) => unseen(key, error)) };
  }
};

/** The values of the reads that succeeded, and what the others leave unseen. */
const parted = <T>(reads: readonly Read<T>[]): Found<T> => ({
  found: reads.flatMap(({ value }) => (value === undefined ? [] : [value])),
  unseen: reads.flatMap((read) => read.unseen),
});

/** Reads each thing by itself, all at once: one that cannot be read is unseen by its own key, and takes no other with it. */
export const readEach = async <In, Out>(
  things: readonly In[],
  keyOf: (thing: In) => string,
  read: (thing: In) => Promise<Out>,
): Promise<Found<Out>> =>
  parted(await Promise.all(things.map((thing) => readOrUnseen([keyOf(thing)], () => read(thing)))));
