/** Where accounts lie in the organization. Each account and each unit is read once a run, in however many rounds. */

import type { ParentOf } from '../aws/organizations/parents.ts';
import { inTime, late } from '../core/in-time.ts';
import type { Unseen } from '../core/plan.ts';
import { type Read, readOrUnseen } from '../core/read.ts';
import type { Units } from './types.ts';

/** What was found out, and why the rest was not. */
interface Placed {
  readonly units: Readonly<Record<string, Units>>;
  readonly unseen: readonly Unseen[];
}

export type PlaceAccounts = (accounts: readonly string[]) => Promise<Placed>;

/** Calls in flight together. All accounts of an organization share one small request quota. */
const PARALLEL = 4;
/** Ms for all accounts of one look: those that were found by then are known, the others are not. */
const LIMIT_MS = 20_000;
/** A timer may end this long before the clock has reached its time. Ms. */
const TIMER_EARLY_MS = 1;
/** AWS Organizations allows units five deep; a chain that is longer is none. */
const MAX_DEPTH = 10;

/**
 * `open` is called at the first account that has to be looked up, and once; what it throws is unknown for all of them. `now`
 * is the clock in ms since the epoch; `limitMs`: for all accounts of one look.
 */
export const accountPlacer = (open: () => Promise<ParentOf>, now: () => number, limitMs = LIMIT_MS): PlaceAccounts => {
  let opening: Promise<ParentOf> | undefined;
  const parents = new Map<string, ReturnType<ParentOf>>();
  const parentOf: ParentOf = (id) => {
    opening ??= open();
    const known = parents.get(id) ?? opening.then((ask) => ask(id));
    parents.set(id, known);
    return known;
  };
  const placed = new Map<string, Read<Units>>();
  const place = async (account: string, until: number): Promise<void> => {
    const left = until - now();
    const reading = async (): Promise<Units> => {
      if (left <= TIMER_EARLY_MS) throw late({ limitMs });
      return inTime(unitsAbove(account, parentOf), { limitMs: left });
    };
    placed.set(account, await readOrUnseen(['organizations'], reading));
  };
  return async (accounts) => {
    const until = now() + limitMs;
    const waiting = accounts.filter((account) => !placed.has(account));
    const worker = async (): Promise<void> => {
      for (let account = waiting.shift(); account !== undefined; account = waiting.shift()) {
        await place(account, until);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, worker));
    return {
      units: Object.fromEntries(accounts.map((account) => [account, placed.get(account)?.value ?? 'unknown'])),
      unseen: summary(accounts.flatMap((account) => placed.get(account)?.unseen ?? [])),
    };
  };
};

/** The units above an account, nearest first. An account that the organization lacks is outside; a unit cannot be. */
const unitsAbove = async (account: string, parentOf: ParentOf): Promise<Units> => {
  const first = await parentOf(account);
  if (!first) return 'outside';
  const units: string[] = [];
  let next = first;
  while (!next.root) {
    units.push(next.id);
    const above = await parentOf(next.id);
    if (!above || units.length > MAX_DEPTH) throw new Error(`what ${next.id} lies below could not be read`);
    next = above;
  }
  return units;
};

/** Many accounts fail for one reason, so one failure stands for all: a retryable one if there is any. */
const summary = (failures: readonly Unseen[]): Unseen[] => {
  const worst = failures.find(({ retryable }) => retryable) ?? failures[0];
  return worst ? [worst] : [];
};
