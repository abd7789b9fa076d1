/** The plans that people were shown, so that an answer can tell how the plan has changed since. */
import type { Change } from '../core/plan.ts';
import { digestOf, type Expected, type Prints, printsOf } from '../core/review.ts';

/** How many plans are remembered. */
const REMEMBERED = 20;

/** The plans that people were shown lately, by digest. */
export interface ShownPlans {
  remember(changes: readonly Change[]): void;
  /** What to expect of a plan of this digest, with its changes where it was shown from here. */
  expected(digest: string): Expected;
}

/** Remembers plans for as long as it lives: as an execution environment of Lambda does from one invocation to the next. */
export const rememberPlans = (): ShownPlans => {
  const shown = new Map<string, Prints>();
  return {
    remember: (changes) => {
      const prints = printsOf(changes);
      const digest = digestOf(prints);
      shown.delete(digest);
      shown.set(digest, prints);
      for (const oldest of [...shown.keys()].slice(0, -REMEMBERED)) shown.delete(oldest);
    },
    expected: (digest) => {
      const prints = shown.get(digest);
      return prints ? { digest, prints } : { digest };
    },
  };
};
