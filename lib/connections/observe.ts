/** Reads the selected endpoint services and all that their rules ask about. */

import { ownRegion } from '../aws/ec2/client.ts';
import { describeConsumedServices, describeOwnEndpoints } from '../aws/ec2/consumed-services.ts';
import { describeConnections, describeEndpointServices } from '../aws/ec2/endpoint-services.ts';
import { describeLoadBalancerAzs, describeNotifications, describePrincipals } from '../aws/ec2/sharing.ts';
import type { ConsumedService, EndpointConnection, EndpointService, OwnEndpoint } from '../aws/types.ts';
import { readSelected } from '../config/selector.ts';
import type { ConnectionRuleSet } from '../config/types.ts';
import { inTime } from '../core/in-time.ts';
import { log } from '../core/log.ts';
import type { Scope } from '../core/plan.ts';
import { type Found, type Read, readEach, readOrUnseen } from '../core/read.ts';
import { accountsToLookUp } from './accounts.ts';
import { connectionKey, NOTIFICATIONS, OWN_ENDPOINTS, permissionsKey } from './keys.ts';
import type { PlaceAccounts } from './organization.ts';
import { servicesToRead } from './own-endpoints.ts';
import { combine } from './policy.ts';
import { asWaiting } from './reaccept.ts';
import { claimantsOf, namedServices, possiblyClaimed } from './scope.ts';
import { reasonNotToServe } from './service-state.ts';
import type { ConnectionsConfig, ObservedConnections, Situation } from './types.ts';

/** A read that hangs holds up nobody who does not need it. Ms. */
const LIMIT_MS = 8_000;
/** Ms for the services, without which there is no run. */
const SERVICES_LIMIT_MS = 20_000;

/**
 * Throws when the services cannot be read. Connections that cannot be read are `unseen` for each of their services; what
 * else cannot be, under a key of its own.
 */
export const observeConnections = async (
  { ruleSets, topicArn, tellsOfEndpoints }: ConnectionsConfig,
  placeAccounts: PlaceAccounts,
  reaccept: readonly string[],
  scope: Scope,
  now: number,
): Promise<ObservedConnections> => {
  const [region, { services, complete }] = await Promise.all([
    ownRegion(),
    inTime(() => readServices(ruleSets, scope), { limitMs: SERVICES_LIMIT_MS }),
  ]);
  const serving = services.filter((service) => !reasonNotToServe(service));
  const ids = serving.map(({ id }) => id);
  const watched = topicArn === undefined ? [] : ids;
  const [connections, notifications, principals, azs, own] = await Promise.all([
    ofAll(ids, ids, describeConnections),
    ofAll(watched, [NOTIFICATIONS], describeNotifications),
    readPrincipals(ruleSets, serving),
    ofAll(complete ? balancersOf(serving) : [], ['load balancers'], describeLoadBalancerAzs),
    readOwnEndpoints(tellsOfEndpoints && complete, region),
  ]);
  const judged = (connections.value ?? []).map((one) => (reaccept.includes(connectionKey(one)) ? asWaiting(one) : one));
  const accounts = accountsIn(ruleSets, services, judged, { region, now });
  const placed = await placeAccounts(accounts);
  return {
    now,
    region,
    complete,
    reaccept,
    services,
    connections: connections.value ?? [],
    notifications: notifications.value ?? [],
    principals: Object.fromEntries(principals.found),
    loadBalancerAzs: azs.value ?? {},
    ownEndpoints: own.value?.endpoints ?? [],
    consumedServices: own.value?.services ?? [],
    units: placed.units,
    ...(placed.organization ? { organization: placed.organization } : {}),
    unseen: [connections, notifications, principals, azs, own, placed].flatMap(({ unseen }) => unseen),
  };
};

/** The account's own endpoints, and of those without private DNS what their services offer. */
const readOwnEndpoints = (asked: boolean, region: string): Promise<Read<OwnEndpoints>> =>
  readOrUnseen([OWN_ENDPOINTS], async () => {
    if (!asked) return { endpoints: [], services: [] };
    const endpoints = await inTime(describeOwnEndpoints, { limitMs: LIMIT_MS });
    const names = servicesToRead(endpoints, region);
    if (names.length === 0) return { endpoints, services: [] };
    return { endpoints, services: await inTime(() => describeConsumedServices(names), { limitMs: LIMIT_MS }) };
  });

interface OwnEndpoints {
  readonly endpoints: readonly OwnEndpoint[];
  readonly services: readonly ConsumedService[];
}

/** One read of all the ids; of none nothing is read. */
const ofAll = async <T>(
  ids: readonly string[],
  keys: readonly string[],
  read: (ids: readonly string[]) => Promise<T>,
): Promise<Read<T>> =>
  ids.length === 0 ? { unseen: [] } : readOrUnseen(keys, () => inTime(() => read(ids), { limitMs: LIMIT_MS }));

interface Services {
  readonly services: readonly EndpointService[];
  readonly complete: boolean;
}

/** One read by id for the services that an event names; everything that is selected otherwise. */
const readServices = async (ruleSets: readonly ConnectionRuleSet[], scope: Scope): Promise<Services> => {
  const named = namedServices(scope);
  if (named === 'all') {
    const services = await readSelected(
      ruleSets.map(({ services }) => services),
      describeEndpointServices,
    );
    return { services, complete: true };
  }
  const possible = possiblyClaimed(ruleSets, named);
  const found = possible.length > 0 ? await describeEndpointServices({ ids: possible }) : [];
  const services = found.filter((service) => claimantsOf(ruleSets, service).length > 0);
  const ignored = named.filter((id) => !services.some((service) => service.id === id));
  if (ignored.length > 0)
    log.info('message about endpoint services that nothing selects ignored', { services: ignored });
  return { services, complete: false };
};

const balancersOf = (services: readonly EndpointService[]): string[] => [
  ...new Set(services.flatMap(({ loadBalancers }) => loadBalancers)),
];

/** By service id. Allowed principals are read of services to which the rules may add some, and of those that let in whoever is one. */
const readPrincipals = (
  ruleSets: readonly ConnectionRuleSet[],
  services: readonly EndpointService[],
): Promise<Found<[string, readonly string[]]>> =>
  readEach(
    services.filter(
      (service) =>
        !service.acceptanceRequired || claimantsOf(ruleSets, service).some((each) => each.permissions === 'add'),
    ),
    ({ id }) => permissionsKey(id),
    async ({ id }) => [id, await inTime(() => describePrincipals(id), { limitMs: LIMIT_MS })],
  );

const accountsIn = (
  ruleSets: readonly ConnectionRuleSet[],
  services: readonly EndpointService[],
  connections: readonly EndpointConnection[],
  situation: Situation,
): string[] => {
  const byService = Map.groupBy(connections, ({ serviceId }) => serviceId);
  const accounts = services.flatMap((service) => {
    const policy = combine(claimantsOf(ruleSets, service));
    return policy ? accountsToLookUp(byService.get(service.id) ?? [], policy, situation) : [];
  });
  return [...new Set(accounts)].sort();
};
