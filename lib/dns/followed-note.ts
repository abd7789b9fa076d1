/**
 * What a process that has just begun is told by earlier runs: which endpoints anything follows. Of an endpoint that is gone AWS
 * tells nothing any more, so that without the note every zone would have to be read to find that it was nobody's.
 */
import { errorCode, errorMessage } from '../aws/errors.ts';
import { inTime } from '../core/in-time.ts';
import { log } from '../core/log.ts';
import { type Coverage, isPart, SWEEP_MINUTES } from '../core/sweep.ts';
import type { Notes } from '../core/told/notes.ts';
import { type FollowedIds, followedIdsIn, isFull, mayHold, withIds } from './followed.ts';

/** The note as one run works with it. */
export interface FollowedNote {
  /** May any of these be followed? Yes where that cannot be told: without a note, and with one that is too old. Never rejects. */
  mayBeFollowed(ids: readonly string[]): Promise<boolean>;
  /** Notes what a look found that began at a moment (ms). */
  look(ids: ReadonlySet<string>, at: number, how: Look): void;
  /** The run has changed something: from now on more may be followed than is noted. */
  changed(): void;
  /** Writes down what has changed. Never rejects. */
  finish(): Promise<void>;
}

/** What a look was about. */
interface Look {
  /** Did it find all that it was to look at, and was that not only what events named? */
  readonly isWhole: boolean;
  /** Of a sweep: a part adds to what other parts found. */
  readonly coverage: Coverage | undefined;
}

/** What is noted. `at`: when a sweep looked last (ms). */
interface Noted {
  readonly at: number;
  readonly followed: FollowedIds;
}

/** A whole look is trusted for so long: two sweeps, of which one may be late. Ms. */
const TRUSTED_FOR_MS = 600_000;

/** Who waits for it does without it after so long. Ms. */
const LIMIT_MS = 2_000;

/** Without `notes` nothing is known, and everything may be followed. */
export const createFollowedNote = (notes: Notes | undefined, now: () => number): FollowedNote => {
  let last: (Look & { readonly ids: ReadonlySet<string>; readonly at: number }) | undefined;
  let hasChanged = false;
  const read = async (): Promise<Noted | undefined> => {
    const member = await notes?.read();
    const followed = followedIdsIn(member?.value);
    return member && followed && { at: member.at, followed };
  };
  const write = async (at: number, value: FollowedIds): Promise<void> => notes?.write({ at, value });
  const update = async (): Promise<void> => {
    if (!last) return;
    const { ids, at, isWhole, coverage } = last;
    if (isWhole && coverage && isPart(coverage)) return write(at, ofPart(ids, at, coverage, await read()));
    if (isWhole) return write(at, withIds(ids));
    const before = hasChanged ? await read() : undefined;
    if (!before) return;
    const followed = withIds(ids, before.followed);
    if (followed.ids !== before.followed.ids) await write(before.at, followed);
  };
  return {
    mayBeFollowed: async (ids) => {
      try {
        const noted = await inTime(read, { limitMs: LIMIT_MS });
        if (!noted || now() - noted.at >= TRUSTED_FOR_MS || now() < noted.followed.from) return true;
        return ids.some((id) => mayHold(noted.followed, id));
      } catch (error) {
        log.warn('which endpoints are followed cannot be read, so that all zones are', tellOf(error));
        return true;
      }
    },
    look: (ids, at, how) => {
      last = { ...how, ids: how.isWhole ? ids : ids.union(last?.ids ?? new Set<string>()), at };
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

/** Parts only add. What is so full that it says yes too often begins anew, and is trusted once sweeps have looked at everything. */
const ofPart = (
  ids: ReadonlySet<string>,
  at: number,
  { withinMinutes }: Coverage,
  before: Noted | undefined,
): FollowedIds => {
  if (before && !isFull(before.followed)) return withIds(ids, before.followed);
  return { ...withIds(ids), from: at + 60_000 * (withinMinutes + SWEEP_MINUTES) };
};

const tellOf = (error: unknown) => ({ code: errorCode(error), error: errorMessage(error) });
