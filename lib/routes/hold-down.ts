/** Has an appliance been healthy for long enough? Pure. */
import type { RouteGroup } from '../config/types.ts';
import type { Situation } from './state.ts';
import type { ApplianceState } from './types.ts';

/** Where no source tells since when, a person who asks for failback says so. */
export const isPastHoldDown = (
  { health }: ApplianceState,
  { name, holdDownSeconds }: RouteGroup,
  { now, failback: asked }: Pick<Situation, 'now' | 'failback'>,
): boolean => {
  if (health.verdict !== 'healthy') return false;
  return health.since === undefined ? asked.includes(name) : now - health.since >= holdDownSeconds * 1_000;
};
