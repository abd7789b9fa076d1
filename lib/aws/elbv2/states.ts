/** What load balancers make of targets, as the SDK's models list it. Pure. */
import type { State } from '../states.ts';

export const TARGET_STATES = [
  'healthy',
  'unhealthy',
  'unhealthy.draining',
  'initial',
  'draining',
  'unused',
  'unavailable',
] as const;
export type TargetState = State<(typeof TARGET_STATES)[number]>;
