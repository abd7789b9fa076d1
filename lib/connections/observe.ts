/** Reads the selected endpoint services and the connections to them. */
import { describeConnections, describeEndpointServices } from '../aws/endpoint-services.ts';
import type { ConnectionRuleSet } from '../config/schema.ts';
import { unseen } from '../errors.ts';
import type { Scope } from '../plan.ts';
import { inScope, readSelected } from '../selector.ts';
import type { ObservedConnections } from './types.ts';

const NOTHING = { services: [], connections: [], unseen: [], complete: false } as const;

/** Throws when the services cannot be read; connections that cannot be read are `unseen` for each of their services. */
export const observeConnections = async (
  ruleSets: readonly ConnectionRuleSet[],
  scope: Scope,
  now: number,
): Promise<ObservedConnections> => {
  const named = serviceIds(scope);
  const selectors = ruleSets.map(({ services }) => services).filter((selector) => inScope(named, selector));
  if (selectors.length === 0) return { now, ...NOTHING };
  const selected = await readSelected(selectors, describeEndpointServices);
  const services = named === 'all' ? selected : selected.filter(({ id }) => named.ids.includes(id));
  const complete = named === 'all';
  if (services.length === 0) return { now, ...NOTHING, complete };
  try {
    const connections = await describeConnections(services.map(({ id }) => id));
    return { now, services, connections, unseen: [], complete };
  } catch (error) {
    return { now, services, connections: [], unseen: services.map(({ id }) => unseen(id, error)), complete };
  }
};

/** An event that names an endpoint but no service may be about any of them. */
const serviceIds = (scope: Scope): Scope => {
  const ids = scope === 'all' ? [] : scope.ids.filter((id) => id.startsWith('vpce-svc-'));
  return ids.length ? { ids } : 'all';
};
