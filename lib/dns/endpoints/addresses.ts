/** Sets of plain addresses: which addresses an endpoint's set holds, and which sets are ours. Pure. */

import type { Endpoint, EndpointInterface, RecordSet } from '../../aws/types.ts';
import type { RecordClaim } from '../../config/types.ts';
import { type Reason, reason } from '../../core/plan.ts';
import { canonicalAddress, isPrivateIpv4 } from '../../net/ip.ts';
import type { Answers, ObservedDns } from '../zones/types.ts';

export type AddressType = 'A' | 'AAAA';

type AddressClaim = Extract<RecordClaim, { readonly to: 'addresses' }>;

/** What to publish, or why that cannot be told. `dropped` are withheld because they do not answer. */
export type Addresses =
  | { readonly values: Readonly<Record<AddressType, readonly string[]>>; readonly dropped: readonly string[] }
  | { readonly reason: Reason };

/** How often, and of how many servers, an address must be absent before it is dropped. */
const ROUNDS = 3;
const SERVERS = 2;

type Interfaces = Pick<ObservedDns, 'interfaces'>;

const interfacesOf = ({ interfaceIds }: Endpoint, { interfaces }: Interfaces): EndpointInterface[] =>
  interfaces.filter(({ id }) => interfaceIds.includes(id));

const hasAddress = ({ ipv4, ipv6 }: EndpointInterface): boolean => ipv4.length + ipv6.length > 0;

/** Does an answer of AWS lack some of the endpoint's interfaces, or an address? Another look will show them. */
export const isInPart = (endpoint: Endpoint, observed: Interfaces): boolean => {
  const found = interfacesOf(endpoint, observed);
  return found.length < endpoint.interfaceIds.length || !found.every(hasAddress);
};

/** The addresses of an endpoint's interfaces. An interface that cannot be seen leaves everything as it is. */
export const addressesOf = (
  endpoint: Endpoint,
  claim: AddressClaim,
  observed: ObservedDns,
  present: readonly RecordSet[],
): Addresses => {
  const found = interfacesOf(endpoint, observed);
  if (endpoint.interfaceIds.length === 0 || isInPart(endpoint, observed)) {
    const seen = `${found.filter(hasAddress).length} of ${endpoint.interfaceIds.length} with an address`;
    const why = `the interfaces of endpoint ${endpoint.id} could not all be seen (${seen}); the last good value stays`;
    return { reason: reason('INTERFACES_UNSEEN', why) };
  }
  const types = { A: pick(found, 'ipv4'), AAAA: pick(found, 'ipv6') };
  const answers = claim.answering ? observed.answers[endpoint.id] : undefined;
  const published = new Set(present.flatMap(({ values = [] }) => values.map(canonicalAddress)));
  const dropped = [types.A, types.AAAA].flatMap((all) => silent(all, answers, published));
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
const silent = (all: readonly string[], answers: Answers | undefined, published: ReadonlySet<string>): string[] => {
  if (!answers) return [];
  const named = new Set(answers.addresses.map(canonicalAddress));
  const absent = all.filter((address) => !named.has(address));
  const isOurs = all.some((address) => published.has(address));
  const withheld = absent.filter((address) => isOurs && !published.has(address));
  const enough = answers.rounds >= ROUNDS && answers.servers >= SERVERS && absent.length < all.length;
  const fresh = enough ? absent.filter((address) => !withheld.includes(address)) : [];
  return [...withheld, ...fresh.slice(0, Math.max(0, Math.floor(all.length / 2) - withheld.length))];
};

/**
 * With `answering`: why too few name servers could be asked to tell whether an address that is absent from their answers
 * still answers. Nothing where enough answered, or none is absent.
 */
export const answersUnseen = (
  endpoint: Endpoint,
  observed: Pick<ObservedDns, 'interfaces' | 'answers'>,
): Reason | undefined => {
  const answers = observed.answers[endpoint.id];
  if (!answers || answers.servers >= SERVERS) return undefined;
  const all = interfacesOf(endpoint, observed).flatMap(({ ipv4, ipv6 }) => [...ipv4, ...ipv6]);
  if (!isAnyAbsent(all, answers.addresses)) return undefined;
  const why = `${answers.servers} name servers answered for endpoint ${endpoint.id} in all ${answers.rounds} rounds, and ${SERVERS} are needed to tell which addresses answer`;
  return reason('ANSWERS_UNSEEN', `${why}; what is published stays, and an address that is not waits until it is seen`);
};

/** What to do about `ANSWERS_UNSEEN`. */
export const ANSWERS_REMEDY =
  'let the function reach port 53 of the name servers (UDP and TCP), or name at least two servers that it can reach in dns.resolvers';

/** May more rounds be needed to tell whether an address still answers? */
export const isAnyAbsent = (all: readonly string[], seen: readonly string[]): boolean => {
  const named = new Set(seen.map(canonicalAddress));
  return all.some((address) => !named.has(canonicalAddress(address)));
};

/**
 * Is this plain set one of ours? It carries no mark, so it must look like one: the claim's TTL and addresses such as
 * interfaces have, or an address of an endpoint that is looked at.
 */
export const isOurSet = (set: RecordSet, claim: RecordClaim, known: ReadonlySet<string>): boolean =>
  claim.to === 'addresses' &&
  set.values !== undefined &&
  set.setIdentifier === undefined &&
  set.healthCheckId === undefined &&
  ((set.ttl === claim.ttl && set.values.every(isInternal)) ||
    set.values.some((value) => known.has(canonicalAddress(value))));

/** An interface's IPv4 address is a private one; its IPv6 address can be any. */
const isInternal = (address: string): boolean => address.includes(':') || isPrivateIpv4(address);

export const sameSet = (a: RecordSet, b: RecordSet): boolean =>
  a.ttl === b.ttl && fingerprint(a) === fingerprint(b) && a.healthCheckId === b.healthCheckId;

const fingerprint = ({ values }: RecordSet): string => (values ?? []).map(canonicalAddress).sort().join(' ');
