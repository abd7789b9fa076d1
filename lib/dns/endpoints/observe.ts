/** Reads the endpoints that are followed, and what record sets and answers are made from. */

import { type AnyEndpoint, describeAnyEndpoints } from '../../aws/ec2/endpoint-states.ts';
import { describeEndpoints, type WantedEndpoints } from '../../aws/ec2/endpoints.ts';
import { describeAvailabilityZones, describeEndpointInterfaces } from '../../aws/ec2/network.ts';
import type { AvailabilityZone, Endpoint, EndpointInterface } from '../../aws/types.ts';
import { inTime } from '../../core/in-time.ts';
import { type Found, readOrUnseen } from '../../core/read.ts';
import type { DnsCode } from '../codes.ts';
import { rivals } from './follow.ts';
import { type Select, selectAmong } from './indexed.ts';
import type { Lookup } from './lookup.ts';
import { regionalEntry } from './names.ts';
import type { EndpointsRead, Follower, LookupResult, ObservedEndpoints } from './types.ts';

/** A read that hangs holds up nobody who does not need it. Ms. */
const LIMIT_MS = 8_000;

const INTERFACE = 'Interface';

/** The endpoints that some reads find, each once. Throws when they cannot be read, in time. */
export const readEndpoints = async (reads: readonly WantedEndpoints[]): Promise<Endpoint[]> => {
  const found = (await inTime(() => Promise.all(reads.map(describeEndpoints)), { limitMs: LIMIT_MS })).flat();
  return [...new Map(found.map((endpoint) => [endpoint.id, endpoint])).values()];
};

/** Those of the endpoints that exist, by id and of whatever type, most of which have been `read` already. */
export const readAny = async (
  ids: readonly string[],
  read: readonly Endpoint[],
): Promise<ReadonlyMap<string, AnyEndpoint>> => {
  const known = new Map(read.map(({ id, state }): [string, AnyEndpoint] => [id, { state, type: INTERFACE }]));
  const others = [...new Set(ids)].filter((id) => !known.has(id));
  return new Map([...known, ...(await inTime(() => describeAnyEndpoints(others), { limitMs: LIMIT_MS }))]);
};

/** Of those that exist the types by id, where it is another than that of endpoints which records can lead to. */
export const otherTypesAmong = (any: ReadonlyMap<string, AnyEndpoint>): Record<string, string> =>
  Object.fromEntries([...any].flatMap(([id, { type }]) => (type === INTERFACE ? [] : [[id, type]])));

/** Reads each part only where a follower needs it; what fails makes those `unseen` that need it, or their addresses. */
export const observeEndpoints = async (
  followers: readonly Follower[],
  read: Pick<ObservedEndpoints, 'endpoints' | 'allEndpoints' | 'otherTypes'>,
  lookup: Lookup,
): Promise<EndpointsRead> => {
  const { endpoints } = read;
  const addressed = followers.filter(({ needsAddresses }) => needsAddresses);
  const select = selectAmong(endpoints);
  const needed = followedBy(addressed, select);
  const names = [...new Set(followers.flatMap((follower) => rivals(follower, select)))];
  const [azs, interfaces, resolving] = await Promise.all([
    readAzs(followers.filter(({ needsAzs }) => needsAzs)),
    readOrUnseen(['interfaces'], () =>
      inTime(() => describeEndpointInterfaces(needed.flatMap((one) => one.interfaceIds)), { limitMs: LIMIT_MS }),
    ),
    Promise.all(names.map(async (name) => ((await lookup.resolves(name)) ? [name] : []))),
  ]);
  const faces = interfaces.value ?? [];
  const [interfacesUnread] = interfaces.unseen;
  const asked = interfacesUnread
    ? []
    : followedBy(
        addressed.filter(({ needsLookup }) => needsLookup),
        select,
      );
  const lookups = await Promise.all(asked.map((endpoint) => lookUp(endpoint, faces, lookup)));
  return {
    seen: {
      ...{ ...read, azs: azs.found, interfaces: faces },
      ...{ resolving: resolving.flat(), lookups: Object.fromEntries(lookups) },
    },
    unseen: azs.unseen,
    ...(interfacesUnread ? { interfacesUnread } : {}),
  };
};

const followedBy = (followers: readonly Follower[], select: Select): Endpoint[] => [
  ...new Set(followers.flatMap(select).filter(({ state }) => state === 'available')),
];

/** The keys under which followers are unseen, each once. */
export const keysOf = (followers: readonly Follower[]): string[] => [...new Set(followers.map(({ key }) => key))];

/** Every Region has some: an answer without any is none, and passes. */
const readAzs = async (needs: readonly Follower[]): Promise<Found<AvailabilityZone>> => {
  if (needs.length === 0) return { found: [], unseen: [] };
  const { value: found = [], unseen } = await readOrUnseen(keysOf(needs), () =>
    inTime(describeAvailabilityZones, { limitMs: LIMIT_MS }),
  );
  if (found.length > 0 || unseen.length > 0) return { found, unseen };
  const error = 'AWS answered without the Availability Zones of the Region';
  return {
    found,
    unseen: keysOf(needs).map((key) => ({ key, code: 'ZONES_UNSEEN' satisfies DnsCode, error, retryable: true })),
  };
};

const lookUp = async (
  endpoint: Endpoint,
  interfaces: readonly EndpointInterface[],
  lookup: Lookup,
): Promise<[string, LookupResult]> => {
  const own = interfaces.filter(({ id }) => endpoint.interfaceIds.includes(id));
  const expected = own.flatMap(({ ipv4, ipv6 }) => [...ipv4, ...ipv6]);
  return [endpoint.id, await lookup.addresses(regionalEntry(endpoint)?.name ?? '', expected)];
};
