/** What the guards of all controllers have in common: a refusal for each unit, and one for too many units at once. Pure. */
import { compare } from '../std/lists.ts';
import { reason } from './codes.ts';
import type { Change, Refusal } from './plan.ts';

/** Changes by the unit that they belong to, in order of the units. */
export const byUnit = <C>(changes: readonly C[], unitOf: (change: C) => string): (readonly [string, readonly C[]])[] =>
  [...Map.groupBy(changes, unitOf)].toSorted(([a], [b]) => compare(a, b));

/** How many units a message names; the refusal of each unit names the others. */
const NAMED = 10;

/**
 * Holds a run whole that would take something from more units than `maxUnits`. One wrong tag empties many zones or
 * services at once, and each of them by less than its own limit. `kind` is what the units are, in the plural.
 */
export const refuseManyUnits = <C extends Change>(
  controller: string,
  kind: string,
  units: readonly string[],
  maxUnits: number,
): Refusal<C>[] => {
  if (units.length <= maxUnits) return [];
  const which = [...units.slice(0, NAMED), ...(units.length > NAMED ? ['…'] : [])].join(', ');
  const why = `${units.length} ${kind} would lose something in one run: ${which}; guard.maxUnits allows ${maxUnits}, so that nothing of this run is done`;
  return [{ unit: controller, reason: reason('TOO_MANY_UNITS', why), blocks: () => true }];
};
