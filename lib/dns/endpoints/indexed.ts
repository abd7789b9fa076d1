/** Endpoints as plans look them up, so that a plan of many zones looks at each of many endpoints once. Pure. */
import type { Endpoint, EndpointInterface } from '../../aws/types.ts';
import { idsOf, tagsOf } from '../../config/selector.ts';
import { canonicalAddress } from '../../net/ip.ts';
import { endpointIn, isEndpointName } from './names.ts';
import { follows, isServiceSelector } from './selection.ts';
import type { Follower, Lead, ObservedEndpoints } from './types.ts';

type Selecting = Pick<Follower, 'endpoint'>;

/** The endpoints that a follower selects, in the order in which AWS listed them. */
export type Select = (follower: Selecting) => readonly Endpoint[];

/** What the endpoints of one look are found by. */
export interface EndpointIndex {
  readonly byId: ReadonlyMap<string, Endpoint>;
  readonly select: Select;
  /** Those of an endpoint's interfaces that were seen. */
  readonly facesOf: (endpoint: Endpoint) => readonly EndpointInterface[];
  /** The endpoints that something leads to: by a name of theirs, or an address. */
  readonly ledTo: (lead: Lead) => readonly Endpoint[];
  /** By VPC: those whose private DNS is on, and that are in service. */
  readonly privateDnsIn: ReadonlyMap<string, readonly Endpoint[]>;
  /** Ids of the hosted zones in which AWS keeps the endpoints' names, as it tells with each name. */
  readonly nameZones: ReadonlySet<string>;
}

/** What was observed, and its endpoints by what they are found by. */
export type Indexed<T extends ObservedEndpoints = ObservedEndpoints> = T & { readonly index: EndpointIndex };

/** The same with its index. */
export const indexed = <T extends ObservedEndpoints>(observed: T): Indexed<T> => ({
  ...observed,
  index: indexOf(observed),
});

const indexOf = ({ endpoints, interfaces }: ObservedEndpoints): EndpointIndex => {
  const byId = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint]));
  const faces = new Map(interfaces.map((face) => [face.id, face]));
  const facesOf = ({ interfaceIds }: Endpoint): EndpointInterface[] =>
    interfaceIds.flatMap((id) => faces.get(id) ?? []);
  const owners = gather(endpoints, (endpoint) => facesOf(endpoint).flatMap(addressesIn));
  const inService = endpoints.filter(({ privateDns, state }) => privateDns !== 'off' && state === 'available');
  return {
    ...{ byId, facesOf, select: selectAmong(endpoints) },
    ledTo: (lead) => {
      if ('name' in lead) return [byId.get(endpointIn(lead.name) ?? '')].filter((one) => one !== undefined);
      return [...new Set(lead.addresses.flatMap((address) => owners.get(canonicalAddress(address)) ?? []))];
    },
    privateDnsIn: Map.groupBy(inService, ({ vpcId }) => vpcId),
    nameZones: new Set(
      endpoints.flatMap(({ dnsEntries }) => dnsEntries.flatMap((one) => (isEndpointName(one.name) ? one.zoneId : []))),
    ),
  };
};

const addressesIn = ({ ipv4, ipv6 }: EndpointInterface): string[] => [...ipv4, ...ipv6].map(canonicalAddress);

const gather = <T>(all: readonly T[], keysOf: (one: T) => readonly string[]): ReadonlyMap<string, readonly T[]> => {
  const pairs = all.flatMap((one) => [...new Set(keysOf(one))].map((key) => ({ key, one })));
  const grouped = Map.groupBy(pairs, ({ key }) => key);
  return new Map([...grouped].map(([key, found]) => [key, found.map(({ one }) => one)]));
};

const tagKey = ([key, value]: readonly [string, string]): string => JSON.stringify([key, value]);

const serviceKey = (service: string, vpc: string): string => `${service} ${vpc}`;

/** Looks endpoints up by id, by service and VPC, and by the rarest of the tags that a selector names. */
export const selectAmong = (endpoints: readonly Endpoint[]): Select => {
  const byId = Map.groupBy(endpoints, ({ id }) => id);
  const byService = Map.groupBy(endpoints, ({ serviceName, vpcId }) => serviceKey(serviceName, vpcId));
  const byTag = Map.groupBy(
    endpoints.flatMap((endpoint) => Object.entries(endpoint.tags).map((tag) => ({ key: tagKey(tag), endpoint }))),
    ({ key }) => key,
  );
  const near = ({ endpoint: selector }: Selecting): readonly Endpoint[] => {
    if (isServiceSelector(selector)) return byService.get(serviceKey(selector.service, selector.vpc)) ?? [];
    const ids = idsOf(selector);
    if (ids) return [...new Set(ids)].flatMap((id) => byId.get(id) ?? []);
    const tagged = Object.entries(tagsOf(selector) ?? {}).map((tag) => byTag.get(tagKey(tag)) ?? []);
    const [rarest] = tagged.toSorted((a, b) => a.length - b.length);
    return rarest?.map(({ endpoint }) => endpoint) ?? endpoints;
  };
  return (follower) => near(follower).filter((endpoint) => follows(follower, endpoint));
};
