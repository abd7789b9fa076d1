/** How many routes of a group a run may move that need not move. Pure. */
import type { Guard } from '../config/types.ts';
import { byUnit } from '../core/guard.ts';
import type { Refusal } from '../core/plan.ts';
import { counted } from '../std/words.ts';
import { reason } from './codes.ts';
import type { RouteChange, RouteMove } from './types.ts';

const isVoluntary = (change: RouteChange): change is RouteMove => change.action === 'replace' && change.voluntary;

/** The path set that a voluntary move is part of; nothing for a change that somebody waits for. */
export const voluntarySet = (change: RouteChange): string | undefined =>
  isVoluntary(change) ? `${change.group} ${change.pathSet}` : undefined;

/**
 * Failovers are never blocked; failback and mending beyond `maxVoluntary` routes of a group are, for that group alone.
 * `changes` are those of all rounds of the run.
 */
export const guardRoutes = (
  { maxVoluntary }: Guard['routes'],
  changes: readonly RouteChange[],
): Refusal<RouteChange>[] =>
  byUnit(changes.filter(isVoluntary), ({ group }) => group)
    .filter(([, of]) => of.length > maxVoluntary)
    .map(([unit, of]) => ({
      unit,
      reason: reason(
        'TOO_MANY_CHANGES',
        `${counted(of.length, 'route')} of ${unit} would be moved voluntarily in one run; guard.routes.maxVoluntary allows ${maxVoluntary}`,
      ),
      blocks: (change: RouteChange) => isVoluntary(change) && change.group === unit,
    }));
