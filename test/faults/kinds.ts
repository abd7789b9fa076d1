/** The kinds of fault that are tried, and what a run owes us under each. */
import type { CallTrouble } from '@waykeeper/local-cloud/faults';

export interface Kind {
  readonly name: string;
  /** What happens to a call; absent for what happens to events and clocks. */
  readonly trouble?: CallTrouble;
  readonly event?: 'duplicated' | 'reordered' | 'delayed' | 'dropped';
  /** How far the function's clock is ahead (ms). */
  readonly skewMs?: number;
  /** Met once, the run itself does all that it would have done without it. */
  readonly absorbed?: true;
  /** The same call may work later, so what is not done has to come back. */
  readonly passing?: true;
  /** Nobody who calls can know of it. */
  readonly hidden?: true;
  /** Only ever once: whoever calls is gone then. */
  readonly once?: true;
}

const MINUTES = 60_000;

/** Why AWS refuses some of what it is asked for: a code that passes, and that no call as a whole is refused with here. */
export const REFUSAL = 'ThrottledException';

/** Of calls; each is tried at every call of a scenario, once and for all that follow. */
export const CALL_KINDS: readonly Kind[] = [
  { name: 'throttled', trouble: { kind: 'throttled' }, absorbed: true, passing: true },
  { name: 'unavailable', trouble: { kind: 'unavailable' }, absorbed: true, passing: true },
  { name: 'reset-before', trouble: { kind: 'reset', when: 'before' }, absorbed: true, passing: true },
  { name: 'reset-after', trouble: { kind: 'reset', when: 'after' }, absorbed: true, passing: true },
  { name: 'hanging-before', trouble: { kind: 'hanging', when: 'before' }, absorbed: true, passing: true },
  { name: 'hanging-after', trouble: { kind: 'hanging', when: 'after' }, absorbed: true, passing: true },
  { name: 'garbled', trouble: { kind: 'garbled' }, passing: true },
  { name: 'slow', trouble: { kind: 'slow', ms: 3_000 }, absorbed: true, passing: true },
  { name: 'denied', trouble: { kind: 'denied' } },
  { name: 'stale', trouble: { kind: 'stale', seconds: 5 }, hidden: true },
  { name: 'unsuccessful', trouble: { kind: 'unsuccessful', code: REFUSAL }, passing: true },
  { name: 'killed-before', trouble: { kind: 'killed', when: 'before' }, passing: true, once: true },
  { name: 'killed-after', trouble: { kind: 'killed', when: 'after' }, passing: true, once: true },
];

/** Of what tells of the change, and of the function's clock: each is tried once with every scenario. */
export const SCENARIO_KINDS: readonly Kind[] = [
  { name: 'duplicated', event: 'duplicated', absorbed: true },
  { name: 'reordered', event: 'reordered', absorbed: true },
  { name: 'delayed', event: 'delayed', hidden: true },
  { name: 'dropped', event: 'dropped', hidden: true },
  { name: 'clock-ahead', skewMs: 10 * MINUTES, absorbed: true },
  { name: 'clock-behind', skewMs: -10 * MINUTES, absorbed: true },
];
