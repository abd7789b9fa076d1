/** How a sweep looks at an account that is too large for one run: in parts, one message of the own queue for each. Pure. */

/** Minutes from one scheduled sweep to the next. */
export const SWEEP_MINUTES = 5;

/** Where a sweep in parts has come to. */
export interface Turn {
  /** The unit after which the next part begins, in the order of the units, the first of which follows the last. */
  readonly after: string;
  /** How many units this sweep has still to look at. */
  readonly left: number;
}

/** How much a sweep looks at. */
export interface Coverage {
  /** Units: hosted zones. */
  readonly looked: number;
  readonly of: number;
  /** Sweeps look at every unit at least so often, while each is run. */
  readonly withinMinutes: number;
}

/** What one run of a sweep looks at. */
export interface Sweep {
  readonly coverage: Coverage;
  /** Is it about the thing of this key? It is about everything that is in no unit. */
  covers(key: string): boolean;
  /** Of a part: which one it is. */
  readonly turn?: Turn;
  /** Where the next run goes on, if there is more to look at. */
  readonly next?: Turn;
}

/** Is it a part of what there is? */
export const isPart = ({ looked, of }: Coverage): boolean => looked < of;

/** Where several messages of one batch say that a sweep has come to; `undefined` for one that begins. */
export const mergedTurn = (turns: readonly (Turn | undefined)[]): Turn | undefined => {
  const [first, ...others] = turns.filter((turn) => turn !== undefined);
  if (!first) return undefined;
  // One that begins looks at everything, and may as well begin where another has come to.
  if (turns.includes(undefined)) return { ...first, left: Number.MAX_SAFE_INTEGER };
  return { ...first, left: Math.max(first.left, ...others.map(({ left }) => left)) };
};
