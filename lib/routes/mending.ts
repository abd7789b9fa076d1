/** When a path set that is split over good appliances is brought together. Pure. */
import type { Reason } from '../core/plan.ts';
import { reason } from './codes.ts';
import { heldBy } from './failback.ts';
import { movedFor, toldOf } from './history.ts';
import { isPastHoldDown } from './hold-down.ts';
import type { PathSetState } from './state.ts';
import type { ApplianceState, Choice } from './types.ts';

/**
 * Towards where our tag says that the routes were moved, or where failback would bring them from there at once. Without one somebody may be at work on them: only when the last write
 * is older than the hold-down, or when a person asks, they go to the one that would take over.
 */
export const mend = (to: ApplianceState, away: Reason, state: PathSetState): Choice => {
  const { pathSet, situation } = state;
  const { name, holdDownSeconds } = pathSet.group;
  const tagged = taggedTarget(state);
  if (tagged) return together(isDueInstead(to, tagged, state) ? to : tagged, away);
  const { unknown, writers } = toldOf(state);
  if (situation.failback.includes(name)) return together(to, away);
  const last = Math.max(...writers.map(({ at }) => at));
  if (unknown.length > 0) {
    const why = `${away.message}; when they were written last no event tells, so that they stay`;
    return { kind: 'stay', reason: reason('MEND_WAITS', why), asks: { routes: unknown, instances: [] } };
  }
  if (situation.now - last >= holdDownSeconds * 1_000) return together(to, away);
  const why = `${away.message}; they were written at ${new Date(last).toISOString()}, and are brought together after the hold-down`;
  return { kind: 'stay', reason: reason('MEND_WAITS', why) };
};

/** Would failback bring the set there at once, if it was mended towards the tag first? */
const isDueInstead = (to: ApplianceState, tagged: ApplianceState, state: PathSetState): boolean =>
  state.ranked.indexOf(to) < state.ranked.indexOf(tagged) &&
  to.ambiguous === undefined &&
  isPastHoldDown(to, state.pathSet.group, state.situation) &&
  heldBy(state) === undefined;

const together = (to: ApplianceState, away: Reason): Choice => ({
  kind: 'move',
  to,
  voluntary: true,
  reason: { ...away, message: `${away.message}; ${to.name} takes over` },
});

/** Where the latest of our tags says that the routes were moved, if that can take them. */
const taggedTarget = (state: PathSetState): ApplianceState | undefined => {
  const { pathSet, candidates, situation } = state;
  const tables = new Set(pathSet.routes.map(({ table }) => table));
  const tags = [...tables].flatMap((table) => movedFor(pathSet, table) ?? []);
  const [latest] = tags.toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  const fit = candidates.filter(
    ({ name, drained, health }) =>
      latest?.to.includes(name) === true && drained === undefined && health.verdict === 'healthy',
  );
  return fit.find((one) => isPastHoldDown(one, pathSet.group, situation)) ?? fit[0];
};
