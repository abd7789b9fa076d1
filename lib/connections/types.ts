/** What the connections controller looks at and what it may change. */
import type { EndpointConnection, EndpointService } from '../aws/types.ts';
import type { Change, ObservedBase } from '../plan.ts';

/** The selected services, with their connections. `claims` says which rule sets select a service, by name. */
export interface ObservedConnections extends ObservedBase {
  readonly services: readonly EndpointService[];
  readonly connections: readonly EndpointConnection[];
  /** Was every service looked at? If not, a rule set without a service may simply be out of scope. */
  readonly complete: boolean;
}

/** One connection to accept. `key` is `<service id>/<endpoint id>`. */
export interface ConnectionChange extends Change {
  readonly action: 'accept';
  readonly serviceId: string;
  readonly endpointId: string;
  readonly before: { readonly state: string; readonly owner: string };
  readonly after: { readonly state: string };
}
