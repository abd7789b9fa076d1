/** Keys of what the connections controller plans and of what it could not read. Pure. */
import type { EndpointConnection } from '../aws/types.ts';

/** The key of a connection, and of what is decided on it. */
export const connectionKey = ({
  serviceId,
  endpointId,
}: Pick<EndpointConnection, 'serviceId' | 'endpointId'>): string => `${serviceId}/${endpointId}`;

/** Keys of `unseen` for what is read beside the connections. */
export const NOTIFICATIONS = 'notifications';
export const OWN_ENDPOINTS = 'endpoints';
export const permissionsKey = (serviceId: string): string => `${serviceId}/permissions`;
