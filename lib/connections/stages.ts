/** In which order connections are decided, and what goes into one call. Pure. */
import type { ConnectionChange } from './types.ts';

/** Rejecting comes first: an account that loses a connection may have a place for another one. */
const STAGES: readonly (readonly ConnectionChange['action'][])[] = [['reject', 'revoke', 'watch', 'allow'], ['accept']];

/** One call rejects what waits and what is established. */
const callOf = ({ action, serviceId }: ConnectionChange): string =>
  `${serviceId} ${action === 'revoke' ? 'reject' : action}`;

/** Accepting waits for what is rejected of the same service, and for nothing else. */
export const connectionLane = ({ action, key, serviceId }: ConnectionChange): string =>
  action === 'watch' || action === 'allow' ? key : serviceId;

/** One batch for each service and kind of call. */
export const connectionStages = (changes: readonly ConnectionChange[]): ConnectionChange[][][] =>
  STAGES.map((actions) => [
    ...Map.groupBy(
      changes.filter(({ action }) => actions.includes(action)),
      callOf,
    ).values(),
  ]).filter((stage) => stage.length > 0);
