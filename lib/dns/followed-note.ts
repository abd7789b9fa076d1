/**
 * What a process that has just begun is told by earlier runs: which endpoints anything follows. Of an endpoint that is gone AWS
 * tells nothing any more, so that without the note every zone would have to be read to find that it was nobody's.
 */
import { errorCode, errorMessage } from '../aws/errors.ts';
import { inTime } from '../core/in-time.ts';
import { log } from '../core/log.ts';
import type { Notes } from '../core/told/notes.ts';
import { type FollowedIds, followedIdsIn, mayHold, withIds } from './followed.ts';

/** The note as one run works with it. */
export interface FollowedNote {
  /** May any of these be followed? Yes where that cannot be told: without a note, and with one that is too old. Never rejects. */
  mayBeFollowed(ids: readonly string[]): Promise<boolean>;
  /** Notes what a look found that began at a moment (ms): all that is followed, or only some of it. */
  look(ids: ReadonlySet<string>, at: number, isWhole: boolean): void;
  /** The run has changed something: from now on more may be followed than is noted. */
  changed(): void;
  /** Writes down what has changed. Never rejects. */
  finish(): Promise<void>;
}

/** A whole look is trusted for so long: two sweeps, of which one may be late. Ms. */
const TRUSTED_FOR_MS = 600_000;

/** Who waits for it does without it after so long. Ms. */
const LIMIT_MS = 2_000;

/** Without `notes` nothing is known, and everything may be followed. */
export const createFollowedNote = (notes: Notes | undefined, now: () => number): FollowedNote => {
  let last: { readonly ids: ReadonlySet<string>; readonly at: number; readonly isWhole: boolean } | undefined;
  let hasChanged = false;
  const read = async (): Promise<{ readonly at: number; readonly followed: FollowedIds } | undefined> => {
    const member = await notes?.read();
    const followed = followedIdsIn(member?.value);
    return member && followed && { at: member.at, followed };
  };
  const write = async (at: number, value: FollowedIds): Promise<void> => notes?.write({ at, value });
  const update = async (): Promise<void> => {
    if (!last) return;
    if (last.isWhole) return write(last.at, withIds(last.ids));
    const before = hasChanged ? await read() : undefined;
    if (!before) return;
    const followed = withIds(last.ids, before.followed);
    if (followed.ids !== before.followed.ids) await write(before.at, followed);
  };
  return {
    mayBeFollowed: async (ids) => {
      try {
        const noted = await inTime(read, { limitMs: LIMIT_MS });
        if (!noted || now() - noted.at >= TRUSTED_FOR_MS) return true;
        return ids.some((id) => mayHold(noted.followed, id));
      } catch (error) {
        log.warn('which endpoints are followed cannot be read, so that all zones are', tellOf(error));
        return true;
      }
    },
    look: (ids, at, isWhole) => {
      last = { ids: isWhole ? ids : ids.union(last?.ids ?? new Set<string>()), at, isWhole };
    },
    changed: () => {
      hasChanged = true;
    },
    finish: async () => {
      try {
        await inTime(update, { limitMs: LIMIT_MS });
      } catch (error) {
        log.warn('which endpoints are followed cannot be noted', tellOf(error));
      }
    },
  };
};

const tellOf = (error: unknown) => ({ code: errorCode(error), error: errorMessage(error) });
