/** Which record sets follow an endpoint as those of the config do. They carry no owner mark, so that what they hold has to tell. Pure. */
import type { RecordSet } from '../../aws/types.ts';
import type { RecordClaim } from '../../config/types.ts';
import { normalName } from '../../net/dns-name.ts';
import { canonicalAddress, isPrivateIpv4 } from '../../net/ip.ts';
import { isVpceName } from '../../net/partitions.ts';
import type { EndpointIndex } from '../endpoints/indexed.ts';
import { isEndpointName } from '../endpoints/names.ts';

/** What the endpoints that are observed have. */
export type KnownEndpoints = Pick<EndpointIndex, 'addresses' | 'nameZones'>;

/**
 * Is this an alias to some interface endpoint's name? Only such ones are replaced. It is known by the name's form and end, and
 * where AWS may have given endpoints another end by the hosted zone that it leads into.
 */
export const isEndpointAlias = (
  { alias, setIdentifier }: RecordSet,
  { nameZones }: Pick<KnownEndpoints, 'nameZones'>,
): boolean => {
  if (!alias || setIdentifier !== undefined) return false;
  const name = normalName(alias.name);
  return isEndpointName(name) && (isVpceName(name) || nameZones.has(alias.zoneId));
};

/**
 * Does the set follow an endpoint as the sets of this claim do? Everything else is foreign. A set of addresses does when it
 * has the claim's TTL and addresses such as interfaces have, or an address that is `known`: of an endpoint that is observed.
 */
export const isOurs = (set: RecordSet, claim: RecordClaim, known: KnownEndpoints): boolean =>
  isEndpointAlias(set, known) || isAddressSet(set, claim, known);

const isAddressSet = (set: RecordSet, claim: RecordClaim, { addresses }: KnownEndpoints): boolean =>
  claim.to === 'addresses' &&
  set.values !== undefined &&
  set.setIdentifier === undefined &&
  set.healthCheckId === undefined &&
  ((set.ttl === claim.ttl && set.values.every(isInternal)) ||
    set.values.some((value) => addresses.has(canonicalAddress(value))));

/** An interface's IPv4 address is a private one; its IPv6 address can be any. */
const isInternal = (address: string): boolean => address.includes(':') || isPrivateIpv4(address);
