/** Which addresses of an endpoint are to be published. Pure. */
import type { Endpoint, EndpointInterface } from '../../aws/types.ts';
import type { Reason, Unseen } from '../../core/plan.ts';
import { canonicalAddress } from '../../net/ip.ts';
import { type DnsCode, reason } from '../codes.ts';
import type { Indexed } from './indexed.ts';
import type { EndpointsRead, Follower, LookupResult } from './types.ts';

/** The record types that hold addresses. */
export type AddressType = 'A' | 'AAAA';

/** What to publish, or why that cannot be told. `dropped` are withheld because they do not answer. */
export type Addresses =
  | { readonly values: Readonly<Record<AddressType, readonly string[]>>; readonly dropped: readonly string[] }
  | { readonly reason: Reason };

/** In so many rounds, and at so many servers, an address must be absent before it is dropped. */
export const LOOKUP_ROUNDS = 3;
const SERVERS = 2;

type WithIndex = Pick<Indexed, 'index'>;

const hasAddress = ({ ipv4, ipv6 }: EndpointInterface): boolean => ipv4.length + ipv6.length > 0;

/** Does an answer of AWS lack some of the endpoint's interfaces, or an address? The next round will show them. */
const isInPart = (endpoint: Endpoint, { index }: WithIndex): boolean => {
  const found = index.facesOf(endpoint);
  return found.length < endpoint.interfaceIds.length || !found.every(hasAddress);
};

/**
 * What was seen in part or not at all: the endpoints that a follower gets addresses from and of which an answer held some
 * interfaces only, or the one reason why there was no answer. One without any interface is another matter: no later round would
 * find any. Where the follower is unseen already, that alone is told.
 */
export const partlySeen = (
  key: string,
  follower: Follower,
  { seen, unseen, interfacesUnread }: EndpointsRead<Indexed>,
): Unseen[] => {
  if (!follower.needsAddresses || unseen.some((one) => one.key === follower.key)) return [];
  const inPart = seen.index.select(follower).filter((one) => one.state === 'available' && isInPart(one, seen));
  if (interfacesUnread) return inPart.length > 0 ? [{ ...interfacesUnread, key }] : [];
  return inPart.map(({ id }) => {
    const error = `the interfaces of endpoint ${id} could not all be seen`;
    return { key, code: 'INTERFACES_UNSEEN' satisfies DnsCode, error, retryable: true };
  });
};

/**
 * The addresses of an endpoint's interfaces; where `answering`, without those that do not answer. `published` are the
 * addresses that stand where these are to stand. An interface that cannot be seen leaves everything as it is.
 */
export const addressesOf = (
  endpoint: Endpoint,
  { answering }: { readonly answering: boolean },
  observed: Pick<Indexed, 'index' | 'lookups'>,
  published: readonly string[],
): Addresses => {
  const found = observed.index.facesOf(endpoint);
  if (isInPart(endpoint, observed)) {
    const seen = `${found.filter(hasAddress).length} of ${endpoint.interfaceIds.length} with an address`;
    const why = `the interfaces of endpoint ${endpoint.id} could not all be seen (${seen}); the last good value stays`;
    return { reason: reason('INTERFACES_UNSEEN', why) };
  }
  // An interface may have addresses of a family that the endpoint's names do not answer with: nobody is sent there.
  const answered = (type: AddressType, family: 'ipv4' | 'ipv6'): string[] =>
    endpoint.recordTypes.includes(type) ? pick(found, family) : [];
  const types = { A: answered('A', 'ipv4'), AAAA: answered('AAAA', 'ipv6') };
  const lookup = answering ? observed.lookups[endpoint.id] : undefined;
  const present = new Set(published.map(canonicalAddress));
  const dropped = [types.A, types.AAAA].flatMap((all) => silent(all, lookup, present));
  const kept = (all: readonly string[]): string[] => all.filter((address) => !dropped.includes(address));
  return { values: { A: kept(types.A), AAAA: kept(types.AAAA) }, dropped };
};

const pick = (interfaces: readonly EndpointInterface[], family: 'ipv4' | 'ipv6'): string[] =>
  [...new Set(interfaces.flatMap((one) => one[family]).map(canonicalAddress))].sort();

/**
 * The addresses that no server named in any round. What a set of ours does not hold was dropped before, or is new: it stays
 * out until it is seen. Of the others at most so many are dropped that half of all stay, and none after too few answers or
 * when not one was named.
 */
const silent = (all: readonly string[], lookup: LookupResult | undefined, published: ReadonlySet<string>): string[] => {
  if (!lookup) return [];
  const named = new Set(lookup.addresses.map(canonicalAddress));
  const absent = all.filter((address) => !named.has(address));
  const isOurs = all.some((address) => published.has(address));
  const withheld = absent.filter((address) => isOurs && !published.has(address));
  const enough = lookup.rounds >= LOOKUP_ROUNDS && lookup.servers >= SERVERS && absent.length < all.length;
  const fresh = enough ? absent.filter((address) => !withheld.includes(address)) : [];
  return [...withheld, ...fresh.slice(0, Math.max(0, Math.floor(all.length / 2) - withheld.length))];
};

/**
 * With `answering`: why too few name servers could be asked to tell whether an address that is absent from their answers
 * still answers. Nothing where enough answered, or none is absent.
 */
export const lookupShortfall = (
  endpoint: Endpoint,
  observed: Pick<Indexed, 'index' | 'lookups'>,
): Reason<'ANSWERS_UNSEEN'> | undefined => {
  const lookup = observed.lookups[endpoint.id];
  if (!lookup || lookup.servers >= SERVERS) return undefined;
  const all = observed.index.facesOf(endpoint).flatMap(({ ipv4, ipv6 }) => [...ipv4, ...ipv6]);
  if (!isAnyAbsent(all, lookup.addresses)) return undefined;
  const why = `${lookup.servers} name servers answered for endpoint ${endpoint.id} in all ${lookup.rounds} rounds, and ${SERVERS} are needed to tell which addresses answer`;
  return reason('ANSWERS_UNSEEN', `${why}; what is published stays, and an address that is not waits until it is seen`);
};

/** May more rounds be needed to tell whether an address still answers? */
export const isAnyAbsent = (all: readonly string[], seen: readonly string[]): boolean => {
  const named = new Set(seen.map(canonicalAddress));
  return all.some((address) => !named.has(canonicalAddress(address)));
};
