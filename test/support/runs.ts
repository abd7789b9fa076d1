/** How many runs properties get, and which: the one place that sizes them. */
import fc from 'fast-check';

/** A tenth finds what is broken while one works; all of them are for CI, and for PROPERTY_RUNS=1. */
const SHARE = Number(process.env.PROPERTY_RUNS ?? (process.env.CI ? 1 : 0.1));

/** The share of these runs that is made now. With PROPERTY_RUNS=10 it is ten times as many. */
export const shareOf = (runs: number): number => Math.ceil(runs * SHARE);

/**
 * With CI set the runs are the same each time, so that what passed for a change passes for it again; everywhere else each run
 * tries others. PROPERTY_SEED has CI's runs begin elsewhere.
 */
if (process.env.CI) fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 20_261_128) });
