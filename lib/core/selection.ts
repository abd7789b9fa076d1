/** What people select of a plan by name, so that a run neither changes nor counts anything else. Pure. */
import { finding, reason } from './codes.ts';
import type { Change, Finding, ObservedBase, Plan, Unit, Unseen } from './plan.ts';

/** How many names a message lists. */
const LISTED = 20;

/** Of one round: what is left of its plan, and what of the selected things could not be read. */
export interface Selected<C extends Change> {
  readonly plan: Plan<C>;
  readonly unseen: readonly Unseen[];
}

/** What is asked about, and what can be. */
export interface Asked {
  /** Units, keys, or what keys begin with up to a slash. */
  readonly only: readonly string[];
  readonly units: readonly Unit[];
  /** Keys of what was changed in earlier rounds, which a plan may tell nothing of any more. */
  readonly changed: Iterable<string>;
}

interface Keyed {
  readonly key: string;
}

/**
 * The part of a round that people ask about. What must change as a whole and what a selected change needs come along. Skips
 * and findings are shown of what is selected, of what that lies in, and of the run as a whole.
 */
export const select = <C extends Change>(plan: Plan<C>, { unseen }: ObservedBase, asked: Asked): Selected<C> => {
  const { units } = asked;
  const roots = rootsOf(plan.changes, asked);
  const isSelected = ({ key }: Keyed): boolean => isUnder(key, roots);
  const within = units.filter(({ keys }) => keys.some((key) => touches(key, roots))).map(({ name }) => name);
  const isTold = ({ key }: Keyed): boolean => touches(key, roots) || within.includes(key) || key === plan.controller;
  const changes = plan.changes.filter(isSelected);
  const [skips, findings] = [plan.skips.filter(isTold), plan.findings.filter(isTold)];
  const told = [...changes, ...skips, ...findings, ...unseen].map(({ key }) => key);
  return {
    plan: { ...plan, changes, skips, findings: [...findings, ...missed(plan, asked, told)] },
    // A part of the observation that is no unit's own may be needed by any.
    unseen: unseen.filter((one) => isTold(one) || !units.some(({ keys }) => isUnder(one.key, new Set(keys)))),
  };
};

/** Is it the key itself, or what it begins with up to a slash? An empty name covers nothing. */
export const covers = (outer: string, key: string): boolean =>
  outer !== '' && (key === outer || key.startsWith(`${outer}/`));

/** Does one of the roots cover the key? */
const isUnder = (key: string, roots: ReadonlySet<string>): boolean =>
  roots.has(key) || roots.values().some((root) => covers(root, key));

/** Does one of the roots cover the key, or the key one of them? */
const touches = (key: string, roots: ReadonlySet<string>): boolean =>
  isUnder(key, roots) || roots.values().some((root) => covers(key, root));

/** The names that were asked about with all that they draw in. */
const rootsOf = (changes: readonly Change[], { only, units }: Asked): ReadonlySet<string> => {
  const named = units.filter(({ name }) => only.some((one) => covers(one, name)));
  const roots = new Set([...only, ...named.flatMap(({ keys }) => keys)]);
  const wholes = units.filter(({ whole }) => whole);
  for (let size = -1; size < roots.size; ) {
    size = roots.size;
    const drawn = [
      ...wholes.filter(({ keys }) => keys.some((key) => touches(key, roots))).flatMap(({ keys }) => keys),
      ...changes.filter(({ key }) => isUnder(key, roots)).flatMap(({ needs = [] }) => needs),
    ];
    for (const key of drawn) roots.add(key);
  }
  return roots;
};

/** For each name that nothing goes by, what could have been named. */
const missed = (plan: Plan, { only, units, changed }: Asked, told: readonly string[]): Finding[] => {
  const known = [...new Set(units.flatMap(({ name, keys }) => [name, ...keys]))];
  return only
    .filter((name) => ![...told, ...changed].some((key) => covers(name, key) || covers(key, name)))
    .filter((name) => !known.some((key) => covers(name, key)))
    .map((name) => {
      const some = [...known.slice(0, LISTED), ...(known.length > LISTED ? ['…'] : [])].join(', ');
      const why = `nothing of ${plan.controller} goes by ${name}, so that it selects nothing`;
      return finding(name, reason('ONLY_FINDS_NOTHING', why), `name some of ${some}`);
    });
};
