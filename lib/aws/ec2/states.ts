/** The states of EC2's things, as the SDK's models list them; spelled as on the wire. Pure. */
import type { State } from '../states.ts';

export const SERVICE_STATES = ['pending', 'available', 'deleting', 'deleted', 'failed'] as const;
export type ServiceState = State<(typeof SERVICE_STATES)[number]>;

export const ENDPOINT_STATES = [
  'pendingAcceptance',
  'pending',
  'available',
  'deleting',
  'deleted',
  'rejected',
  'failed',
  'expired',
  'partial',
] as const;
/** Of an endpoint, and of the connection that its service's owner sees. */
export type EndpointState = State<(typeof ENDPOINT_STATES)[number]>;

export const ADDRESS_TYPES = ['ipv4', 'ipv6', 'dualstack'] as const;
/** What an endpoint has addresses of. AWS need not name it. */
export type AddressType = State<(typeof ADDRESS_TYPES)[number]>;

export const NOTIFICATION_STATES = ['enabled', 'disabled'] as const;
export type NotificationState = State<(typeof NOTIFICATION_STATES)[number]>;

export const PRIVATE_NAME_STATES = ['pendingVerification', 'verified', 'failed'] as const;
/** How far the proof of a private DNS name is. */
export type PrivateNameState = State<(typeof PRIVATE_NAME_STATES)[number]>;

export const ROUTE_STATES = ['active', 'blackhole', 'filtered'] as const;
export type RouteState = State<(typeof ROUTE_STATES)[number]>;

export const ROUTE_ORIGINS = ['CreateRouteTable', 'CreateRoute', 'EnableVgwRoutePropagation', 'Advertisement'] as const;
/** What made a route: the table itself (`local`), a call, a virtual private gateway, or a route server. */
export type RouteOrigin = State<(typeof ROUTE_ORIGINS)[number]>;

export const INTERFACE_STATES = ['available', 'associated', 'attaching', 'in-use', 'detaching'] as const;
export type InterfaceState = State<(typeof INTERFACE_STATES)[number]>;

export const INSTANCE_STATES = ['pending', 'running', 'shutting-down', 'terminated', 'stopping', 'stopped'] as const;
export type InstanceState = State<(typeof INSTANCE_STATES)[number]>;

export const CHECK_STATES = ['ok', 'impaired', 'insufficient-data', 'not-applicable', 'initializing'] as const;
/** What a status check of an instance says. */
export type CheckState = State<(typeof CHECK_STATES)[number]>;

export const NAT_GATEWAY_STATES = ['pending', 'available', 'failed', 'deleting', 'deleted'] as const;
export type NatGatewayState = State<(typeof NAT_GATEWAY_STATES)[number]>;
