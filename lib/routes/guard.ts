/** How many routes a run may move that need not move. Pure. */
import type { Guard } from '../config/types.ts';
import { type Refusal, reason } from '../core/plan.ts';
import type { RouteChange } from './types.ts';

/** Failovers are never blocked; failback and mending beyond `maxVoluntary` are. */
export const guardRoutes = (
  { maxVoluntary }: Guard['routes'],
  changes: readonly RouteChange[],
): Refusal<RouteChange> | undefined => {
  const isVoluntary = (change: RouteChange): boolean => change.action === 'replace' && change.voluntary;
  const count = changes.filter(isVoluntary).length;
  if (count <= maxVoluntary) return undefined;
  const why = `${count} routes would be moved voluntarily in one run; guard.routes.maxVoluntary allows ${maxVoluntary}`;
  return { reason: reason('TOO_MANY_CHANGES', why), blocks: isVoluntary };
};
