/** The messages by which a run hands on to the next one of its queue what it left, or the next part of a sweep. Pure. */
import type { Continuation } from '../core/more.ts';
import type { Scope } from '../core/plan.ts';
import type { Turn } from '../core/sweep.ts';

/** The body of a sweep, up to the time that makes each one different for a FIFO queue's deduplication. */
export const SWEEP = 'waykeeper.sweep';

/** What a message about what is left begins with. */
const REST = 'waykeeper.rest';

/** Ids that a message names; where there are more, everything is looked at. */
const MOST_IDS = 2_000;

/** More is in no account; a bound keeps what is forged from counting on. */
const MOST = 1_000_000;

/** Longer is no id. Characters. */
const LONGEST_UNIT = 64;

/** What is left, as the next run is told of it. */
export interface Rest extends Required<Continuation> {
  readonly scope: Scope;
  /** Of a part of a sweep: which one it is. */
  readonly turn?: Turn | undefined;
}

/** The body of the message. `attempt` is that of the run that reads it. */
export const restBody = ({ scope, remaining, attempt, turn }: Rest): string => {
  const narrow = scope === 'all' || scope.ids.length <= MOST_IDS;
  return JSON.stringify({ waykeeper: REST, scope: narrow ? scope : 'all', remaining, attempt, turn });
};

/** The body of the message that goes on with a sweep. */
export const sweepBody = (turn: Turn): string => JSON.stringify({ waykeeper: SWEEP, turn });

/** The parts of a message that may be such a one. */
interface Said {
  readonly waykeeper?: unknown;
  readonly scope?: unknown;
  readonly remaining?: unknown;
  readonly attempt?: unknown;
  readonly turn?: unknown;
}

/** Does a message say that it is such a one? */
export const isRest = ({ waykeeper }: Said): boolean => waykeeper === REST;

/** Reads one, or says what is wrong with it. `isId`: may the controller's scope hold this id? */
export const readRest = ({ scope, remaining, attempt, turn }: Said, isId: (id: string) => boolean): Rest | string => {
  if (!isCount(remaining) || !isCount(attempt)) return 'counts of what remains and of attempts';
  if (scope === 'all') return { scope, remaining, attempt, ...readTurn(turn) };
  const { ids } = (typeof scope === 'object' && scope !== null ? scope : {}) as { readonly ids?: unknown };
  if (!Array.isArray(ids) || ids.length === 0 || ids.length > MOST_IDS) return `a scope of 1 to ${MOST_IDS} ids`;
  if (!ids.every((id): id is string => typeof id === 'string' && isId(id))) return 'ids of this controller alone';
  return { scope: { ids }, remaining, attempt };
};

/** Where a message says that a sweep has come to; one that says nothing sensible says nothing, and a sweep begins. */
export const readTurn = (said: unknown): { readonly turn?: Turn } => {
  const { after, left } = (typeof said === 'object' && said !== null ? said : {}) as Partial<
    Record<keyof Turn, unknown>
  >;
  return typeof after === 'string' && after.length <= LONGEST_UNIT && isCount(left) ? { turn: { after, left } } : {};
};

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MOST;

/**
 * Which run of the same work one is that several messages woke. Of what they say was left the most counts: an old message may
 * come again beside a newer one.
 */
export const continuationOf = (said: readonly Continuation[]): Continuation =>
  said.length === 0
    ? { attempt: 1 }
    : {
        attempt: Math.max(...said.map(({ attempt }) => attempt)),
        remaining: Math.max(...said.map(({ remaining = 0 }) => remaining)),
      };
