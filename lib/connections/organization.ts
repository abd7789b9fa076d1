/** Where accounts lie in the organization, and which one it is. All is read once a run, in however many rounds. */

import type { Organization, ParentOf } from '../aws/organizations/parents.ts';
import type { OrganizationIdentity } from '../aws/types.ts';
import { inTime, late } from '../core/in-time.ts';
import type { Unseen } from '../core/plan.ts';
import { type Read, readOrUnseen } from '../core/read.ts';
import type { Units } from './types.ts';

/** What was found out, and why the rest was not. */
interface Placed {
  readonly units: Readonly<Record<string, Units>>;
  /** Absent where nobody asks for it, and where it could not be read. */
  readonly organization?: OrganizationIdentity;
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

interface PlacerOptions {
  /** The clock, in ms since the epoch. */
  readonly now: () => number;
  /** Is there a rule that means one organization, so that it has to be known which one this is? */
  readonly identifies: boolean;
  /** For all accounts of one look. */
  readonly limitMs?: number;
}

/** `open` is called at the first account that has to be looked up, and once; what it throws is unknown for all of them. */
export const accountPlacer = (
  open: () => Promise<Organization>,
  { now, identifies, limitMs = LIMIT_MS }: PlacerOptions,
): PlaceAccounts => {
  let opening: Promise<Organization> | undefined;
  const opened = (): Promise<Organization> => {
    opening ??= open();
    return opening;
  };
  const parents = new Map<string, ReturnType<ParentOf>>();
  const parentOf: ParentOf = (id) => {
    const known = parents.get(id) ?? opened().then((organization) => organization.parentOf(id));
    parents.set(id, known);
    return known;
  };
  let identity: Promise<Read<OrganizationIdentity>> | undefined;
  const identify = (): Promise<Read<OrganizationIdentity>> => {
    identity ??= readOrUnseen(['organizations'], () => inTime(async () => (await opened()).identify(), { limitMs }));
    return identity;
  };
  const placed = new Map<string, Read<Units>>();
  const place = async (account: string, until: number): Promise<void> => {
    const left = until - now();
    const reading = async (): Promise<Units> => {
      if (left <= TIMER_EARLY_MS) throw late({ limitMs });
      return inTime(() => unitsAbove(account, parentOf), { limitMs: left });
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
    const identified = identifies && accounts.length > 0 ? identify() : undefined;
    await Promise.all(Array.from({ length: PARALLEL }, worker));
    const { value: organization, unseen = [] } = (await identified) ?? {};
    return {
      units: Object.fromEntries(accounts.map((account) => [account, placed.get(account)?.value ?? 'unknown'])),
      ...(organization ? { organization } : {}),
      unseen: summary([...unseen, ...accounts.flatMap((account) => placed.get(account)?.unseen ?? [])]),
    };
  };
};

/** The units above an account, nearest first, and the root. An account that the organization lacks is outside; a unit cannot be. */
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
  return [...units, next.id];
};

/** Many accounts fail for one reason, so one failure stands for all: a retryable one if there is any. */
const summary = (failures: readonly Unseen[]): Unseen[] => {
  const worst = failures.find(({ retryable }) => retryable) ?? failures[0];
  return worst ? [worst] : [];
};
