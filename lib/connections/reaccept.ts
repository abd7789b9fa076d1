/** The way back from a mistaken reject or revoke: a person asks for connections to be accepted again. Pure. */
import type { EndpointConnection } from '../aws/types.ts';
import type { Finding, Skip } from '../core/plan.ts';
import { finding, reason } from './codes.ts';
import { connectionKey } from './keys.ts';
import type { ConnectionChange, ObservedConnections } from './types.ts';

const isRejected = ({ state }: EndpointConnection): boolean => state === 'rejected';

/** Those of the keys whose connections are still rejected. */
export const stillRejected = (keys: readonly string[], connections: readonly EndpointConnection[]): string[] => {
  const rejected = new Set(connections.filter(isRejected).map(connectionKey));
  return keys.filter((key) => rejected.has(key));
};

/** A rejected connection as the rules judge it where somebody asks for it: as if it waited. */
export const asWaiting = (connection: EndpointConnection): EndpointConnection =>
  isRejected(connection) ? { ...connection, state: 'pendingAcceptance' } : connection;

/** What undoes the decision on a connection. */
export const wayBack = (connection: Pick<EndpointConnection, 'serviceId' | 'endpointId'>): string =>
  `reconcile {"reaccept":["${connectionKey(connection)}"]}`;

interface Planned {
  readonly changes: readonly ConnectionChange[];
  readonly skips: readonly Skip[];
}

/** Why connections that a person asks for are not accepted again. With any of these nothing is written at all. */
export const refusedToReaccept = (
  { reaccept, connections }: ObservedConnections,
  { changes, skips }: Planned,
): Finding[] => {
  const isAccepted = (change: ConnectionChange): boolean =>
    change.action === 'accept' && change.before.state === 'rejected';
  const accepted = new Set(changes.filter(isAccepted).map(({ key }) => key));
  return reaccept
    .filter((key) => !accepted.has(key))
    .map((key) => {
      const found = connections.find((one) => connectionKey(one) === key);
      return finding(key, reason('NOT_REACCEPTED', `${key} is not accepted again: ${whyNot(key, found, skips)}`));
    });
};

const whyNot = (key: string, found: EndpointConnection | undefined, skips: readonly Skip[]): string => {
  const left = skips.find((skip) => skip.key === key) ?? skips.find((skip) => key.startsWith(`${skip.key}/`));
  if (!found) return left?.reason.message ?? 'no service that a rule set selects has such a connection';
  return isRejected(found) && left ? left.reason.message : `it is ${found.state}, and only a rejected one can be`;
};
