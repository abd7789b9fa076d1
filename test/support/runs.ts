/** How many runs properties get: the one place that sizes them. */

/** A tenth finds what is broken while one works; all of them are for CI, and for PROPERTY_RUNS=1. */
const SHARE = Number(process.env.PROPERTY_RUNS ?? (process.env.CI ? 1 : 0.1));

/** The share of these runs that is made now. With PROPERTY_RUNS=10 it is ten times as many. */
export const shareOf = (runs: number): number => Math.ceil(runs * SHARE);
