/** The time of a run, real or a test's. Everything is in ms. */

/** What tells the time and lets it pass. */
export interface Clock {
  /** Since the epoch. */
  now(): number;
  wait(ms: number): Promise<void>;
}

/** When a run has to end. */
export interface Deadline {
  /** How long it may still take. */
  remaining(): number;
}
