/** Reads the selected endpoint services and all that their rules ask about. */

import { ownRegion } from '../aws/ec2/client.ts';
import { describeConnections, describeEndpointServices } from '../aws/ec2/endpoint-services.ts';
import { describeLoadBalancerZones, describeNotifications, describePrincipals } from '../aws/ec2/sharing.ts';
import type { EndpointConnection, EndpointService } from '../aws/types.ts';
import { idsOf, readSelected } from '../config/selector.ts';
import type { ConnectionRuleSet } from '../config/types.ts';
import { log } from '../core/log.ts';
import type { Scope } from '../core/plan.ts';
import { type Found, type Read, readEach, readOrUnseen } from '../core/read.ts';
import type { PlaceAccounts } from './organization.ts';
import { type ConnectionClaims, claimantsOf } from './plan.ts';
import { accountsToLookUp, combine } from './policy.ts';
import type { ObservedConnections } from './types.ts';
import { NOTIFICATIONS, permissionsKey } from './watch.ts';

/** A message may name anything; one that names more than a filter takes means everything. */
const MAX_NAMED = 200;

/**
 * Throws when the services cannot be read. Connections that cannot be read are `unseen` for each of their services; what
 * else cannot be, under a key of its own.
 */
export const observeConnections = async (
  claims: ConnectionClaims,
  placeAccounts: PlaceAccounts,
  scope: Scope,
  now: number,
): Promise<ObservedConnections> => {
  const [region, { services, complete }] = await Promise.all([ownRegion(), readServices(claims.ruleSets, scope)]);
  const ids = services.map(({ id }) => id);
  const watched = claims.topicArn === undefined ? [] : ids;
  const [connections, notifications, principals, zones] = await Promise.all([
    ofAll(ids, ids, describeConnections),
    ofAll(watched, [NOTIFICATIONS], describeNotifications),
    readPrincipals(claims.ruleSets, services),
    ofAll(complete ? balancersOf(services) : [], ['load balancers'], describeLoadBalancerZones),
  ]);
  const accounts = accountsIn(claims.ruleSets, services, connections.value ?? [], region);
  const placed = await placeAccounts(accounts);
  return {
    now,
    region,
    complete,
    services,
    connections: connections.value ?? [],
    notifications: notifications.value ?? [],
    principals: Object.fromEntries(principals.found),
    loadBalancerZones: zones.value ?? {},
    units: placed.units,
    unseen: [...connections.unseen, ...notifications.unseen, ...principals.unseen, ...zones.unseen, ...placed.unseen],
  };
};

/** One read of all the ids; of none nothing is read. */
const ofAll = async <T>(
  ids: readonly string[],
  keys: readonly string[],
  read: (ids: readonly string[]) => Promise<T>,
): Promise<Read<T>> => (ids.length === 0 ? { unseen: [] } : readOrUnseen(keys, () => read(ids)));

interface Services {
  readonly services: readonly EndpointService[];
  readonly complete: boolean;
}

/** One read by id for the services that an event names; everything that is selected otherwise. */
const readServices = async (ruleSets: readonly ConnectionRuleSet[], scope: Scope): Promise<Services> => {
  const named = serviceIds(scope);
  if (named === 'all') {
    const services = await readSelected(
      ruleSets.map(({ services }) => services),
      describeEndpointServices,
    );
    return { services, complete: true };
  }
  // One that only ids select needs no read to be known as foreign.
  const possible = named.filter((id) => ruleSets.some(({ services }) => idsOf(services)?.includes(id) ?? true));
  const found = possible.length > 0 ? await describeEndpointServices({ ids: possible }) : [];
  const services = found.filter((service) => claimantsOf(ruleSets, service).length > 0);
  const ignored = named.filter((id) => !services.some((service) => service.id === id));
  if (ignored.length > 0)
    log.info('message about endpoint services that nothing selects ignored', { services: ignored });
  return { services, complete: false };
};

/** An event that names an endpoint but no service may be about any of them. */
const serviceIds = (scope: Scope): 'all' | readonly string[] => {
  if (scope === 'all' || scope.ids.length > MAX_NAMED) return 'all';
  return scope.ids.length > 0 && scope.ids.every((id) => id.startsWith('vpce-svc-')) ? scope.ids : 'all';
};

const balancersOf = (services: readonly EndpointService[]): string[] => [
  ...new Set(services.flatMap(({ loadBalancers }) => loadBalancers)),
];

/** By service id. Allowed principals are read only of services to which the rules may add some. */
const readPrincipals = (
  ruleSets: readonly ConnectionRuleSet[],
  services: readonly EndpointService[],
): Promise<Found<[string, readonly string[]]>> =>
  readEach(
    services.filter((service) => claimantsOf(ruleSets, service).some((each) => each.permissions === 'add')),
    ({ id }) => permissionsKey(id),
    async ({ id }) => [id, await describePrincipals(id)],
  );

const accountsIn = (
  ruleSets: readonly ConnectionRuleSet[],
  services: readonly EndpointService[],
  connections: readonly EndpointConnection[],
  region: string,
): string[] => {
  const accounts = services.flatMap((service) => {
    const policy = combine(claimantsOf(ruleSets, service));
    const mine = connections.filter(({ serviceId }) => serviceId === service.id);
    return policy ? accountsToLookUp(mine, policy, region) : [];
  });
  return [...new Set(accounts)].sort();
};
