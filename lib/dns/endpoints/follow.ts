/** Which endpoint is followed, and by which name. Pure. */
import { isUnlisted } from '../../aws/states.ts';
import type { AliasTarget, DnsEntry, Endpoint } from '../../aws/types.ts';
import { selects } from '../../config/selector.ts';
import type { ZoneEndpoint } from '../../config/types.ts';
import type { Reason } from '../../core/plan.ts';
import { normalName } from '../../net/dns-name.ts';
import { compare } from '../../std/lists.ts';
import { reason } from '../codes.ts';
import type { Follower, Lead, ObservedEndpoints } from './types.ts';

/** The endpoint that is followed, or why none is and the last good value stays. */
export type Followed = { readonly endpoint: Endpoint; readonly alias: AliasTarget } | { readonly reason: Reason };

type Usable = Extract<Followed, { readonly endpoint: Endpoint }>;

type ServiceSelector = Extract<ZoneEndpoint, { readonly service: string }>;

/** Does it name a service in a VPC, as opposed to ids or tags? */
export const isServiceSelector = (selector: ZoneEndpoint): selector is ServiceSelector => 'service' in selector;

/** Does a follower select this endpoint? */
export const follows = ({ endpoint: selector }: Pick<Follower, 'endpoint'>, endpoint: Endpoint): boolean => {
  if (endpoint.requesterManaged) return false;
  if (!isServiceSelector(selector)) return selects(selector, endpoint);
  return endpoint.serviceName === selector.service && endpoint.vpcId === selector.vpc;
};

/** The first label of an endpoint's name, without the star that S3's begin with. */
const firstLabel = (name: string): string => normalName(name).replace(/^\*\./, '').split('.')[0] ?? '';

/**
 * The Regional name, found by its form, since AWS promises no order: its first label is `<endpoint id>-<suffix>`, where
 * a zonal one goes on with the Availability Zone's name. S3's begin with `*.`; private names have another form.
 */
export const regionalEntry = ({ id, dnsEntries }: Endpoint): DnsEntry | undefined =>
  dnsEntries.find(({ name }) => {
    const first = firstLabel(name);
    return first.startsWith(`${id}-`) && /^[0-9a-z]+$/.test(first.slice(id.length + 1));
  });

/** The name for one Availability Zone, which its name in this account tells. */
export const zonalEntry = ({ id, dnsEntries }: Endpoint, azName: string): DnsEntry | undefined =>
  dnsEntries.find(({ name }) => {
    const first = firstLabel(name);
    return first.startsWith(`${id}-`) && /^[0-9a-z]+-(.+)$/.exec(first.slice(id.length + 1))?.[1] === azName;
  });

/** Does the endpoint show a name for any Availability Zone? */
export const hasZonalEntries = ({ id, dnsEntries }: Endpoint): boolean =>
  dnsEntries.some(({ name }) => {
    const first = firstLabel(name);
    return first.startsWith(`${id}-`) && first.slice(id.length + 1).includes('-');
  });

/** The alias to one of an endpoint's names. An endpoint has no health that Route 53 could evaluate. */
export const aliasTo = ({ zoneId, name }: DnsEntry): AliasTarget => ({ zoneId, name, evaluateTargetHealth: false });

/**
 * The endpoint that a follower is to lead to; `leads` is where it leads now.
 *
 * | prefer  | selected                                   | followed                                  |
 * | ------- | ------------------------------------------ | ----------------------------------------- |
 * | either  | none                                       | none: `NO_ENDPOINT`                       |
 * | either  | none available                             | none: `NO_ENDPOINT_AVAILABLE`             |
 * | either  | the leads lead to one in an unknown state  | none: `STATE_UNKNOWN`                     |
 * | current | one that most of the leads lead to         | that one                                  |
 * | current | none that any of the leads leads to        | the newest                                |
 * | newest  | one that resolves, newer than that in use  | the newest whose Regional name resolves   |
 * | newest  | none such                                  | as with `current`                         |
 */
export const follow = (
  follower: Pick<Follower, 'endpoint' | 'prefer'>,
  observed: Pick<ObservedEndpoints, 'endpoints' | 'interfaces' | 'resolving'>,
  leads: readonly Lead[],
): Followed => {
  const selected = observed.endpoints.filter((endpoint) => follows(follower, endpoint));
  if (selected.length === 0)
    return { reason: reason('NO_ENDPOINT', 'its selector finds no endpoint; the last good value stays') };
  const usable = selected.flatMap(usableOf).sort((a, b) => newer(a.endpoint, b.endpoint));
  const resolving = usable.find(({ alias }) => observed.resolving.includes(normalName(alias.name)));
  const counted = usable.map((one) => ({ one, count: pointing(one.endpoint, observed, leads) }));
  const [best] = counted.toSorted((a, b) => b.count - a.count);
  const inUse = best && best.count > 0 ? best.one : undefined;
  const doubtful = selected.find((one) => isUnlisted(one.state) && pointing(one, observed, leads) > 0);
  if (doubtful && !inUse) {
    const why = `${doubtful.id} is in a state that this version does not know: ${doubtful.state}; what leads to it stays`;
    return { reason: reason('STATE_UNKNOWN', why) };
  }
  // One failed lookup must not move the records back to an older endpoint.
  const isNewer = resolving && (!inUse || newer(resolving.endpoint, inUse.endpoint) < 0);
  if (follower.prefer === 'newest' && isNewer) return resolving;
  if (best) return best.one;
  const states = selected
    .map(({ id, state }) => `${id} is ${state}`)
    .sort()
    .join(', ');
  return {
    reason: reason('NO_ENDPOINT_AVAILABLE', `no selected endpoint is available (${states}); the last good value stays`),
  };
};

const usableOf = (endpoint: Endpoint): Usable[] => {
  const entry = endpoint.state === 'available' ? regionalEntry(endpoint) : undefined;
  return entry ? [{ endpoint, alias: aliasTo(entry) }] : [];
};

/** How many of the leads lead to an endpoint: by its Regional name, a zonal one, or one of its addresses. */
const pointing = (
  endpoint: Endpoint,
  { interfaces }: Pick<ObservedEndpoints, 'interfaces'>,
  leads: readonly Lead[],
): number => {
  const own = new Set(
    interfaces.filter(({ id }) => endpoint.interfaceIds.includes(id)).flatMap(({ ipv4, ipv6 }) => [...ipv4, ...ipv6]),
  );
  return leads.filter((lead) =>
    'name' in lead
      ? firstLabel(lead.name).startsWith(`${endpoint.id}-`)
      : lead.addresses.some((address) => own.has(address)),
  ).length;
};

const newer = (a: Endpoint, b: Endpoint): number => b.createdAt - a.createdAt || compare(a.id, b.id);

/** The endpoints that `prefer: newest` may have to choose between: their Regional names must resolve first. */
export const rivals = (follower: Follower, endpoints: readonly Endpoint[]): string[] => {
  if (follower.prefer !== 'newest') return [];
  const usable = endpoints.filter((endpoint) => follows(follower, endpoint)).flatMap(usableOf);
  return usable.length < 2 ? [] : usable.map(({ alias }) => normalName(alias.name));
};
