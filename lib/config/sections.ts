/** Which controllers a config gives something to do. */
import type { ControllerName } from '../core/plan.ts';
import type { Config } from './types.ts';

export const controllersIn = ({ connections, endpoints, dns, routes, gatewayEndpoints }: Config): ControllerName[] => [
  ...(connections.length > 0 || endpoints === 'tell' ? (['connections'] as const) : []),
  ...([dns.zones, dns.forwarders, dns.answers, dns.verifications].some(({ length }) => length > 0)
    ? (['dns'] as const)
    : []),
  ...(routes.length + gatewayEndpoints.length > 0 ? (['routes'] as const) : []),
];
