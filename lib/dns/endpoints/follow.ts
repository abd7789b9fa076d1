/** Which endpoint a zone follows: the judgement of the dns controller. Pure. */
import type { AliasTarget, DnsEntry, Endpoint, RecordSet } from '../../aws/types.ts';
import { selects } from '../../config/selector.ts';
import type { ZoneClaim, ZoneEndpoint } from '../../config/types.ts';
import { type Reason, reason } from '../../core/plan.ts';
import { normalName } from '../../net/dns-name.ts';
import { compare } from '../../std/lists.ts';
import type { ObservedDns } from '../zones/types.ts';

/** The endpoint that a zone follows, or why it follows none and keeps its last good value. */
export type Followed = { readonly endpoint: Endpoint; readonly alias: AliasTarget } | { readonly reason: Reason };

type Usable = Extract<Followed, { readonly endpoint: Endpoint }>;

type ServiceSelector = Extract<ZoneEndpoint, { readonly service: string }>;

export const isServiceSelector = (selector: ZoneEndpoint): selector is ServiceSelector => 'service' in selector;

/** Does an entry select this endpoint? */
export const follows = ({ endpoint: selector }: Pick<ZoneClaim, 'endpoint'>, endpoint: Endpoint): boolean => {
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

/** The name for one Availability Zone, which is told by the zone's name in this account. */
export const zonalEntry = ({ id, dnsEntries }: Endpoint, azName: string): DnsEntry | undefined =>
  dnsEntries.find(({ name }) => {
    const first = firstLabel(name);
    return first.startsWith(`${id}-`) && /^[0-9a-z]+-(.+)$/.exec(first.slice(id.length + 1))?.[1] === azName;
  });

export const hasZonalEntries = ({ id, dnsEntries }: Endpoint): boolean =>
  dnsEntries.some(({ name }) => {
    const first = firstLabel(name);
    return first.startsWith(`${id}-`) && first.slice(id.length + 1).includes('-');
  });

export const aliasTo = ({ zoneId, name }: DnsEntry): AliasTarget => ({ zoneId, name, evaluateTargetHealth: false });

/** Is this an alias to some interface endpoint's name? Only such ones are replaced. */
export const isEndpointAlias = ({ alias, setIdentifier }: RecordSet): boolean =>
  alias !== undefined &&
  setIdentifier === undefined &&
  /^(?:\*\.)?vpce-.+\.vpce\.amazonaws\.com(?:\.cn)?$/.test(normalName(alias.name));

export const sameAlias = (a: AliasTarget, b: AliasTarget): boolean =>
  a.zoneId === b.zoneId &&
  normalName(a.name) === normalName(b.name) &&
  a.evaluateTargetHealth === b.evaluateTargetHealth;

/**
 * The endpoint that the zone's claimed records should lead to. `current`: the one that most of them lead to now while it
 * is available, otherwise the newest available one. `newest`: the newest whose Regional name resolves, otherwise as before.
 */
export const follow = (
  claim: Pick<ZoneClaim, 'endpoint' | 'prefer'>,
  observed: ObservedDns,
  records: readonly RecordSet[],
): Followed => {
  const selected = observed.endpoints.filter((endpoint) => follows(claim, endpoint));
  if (selected.length === 0)
    return { reason: reason('NO_ENDPOINT', 'its selector finds no endpoint; the last good value stays') };
  const usable = selected.flatMap(usableOf).sort((a, b) => newer(a.endpoint, b.endpoint));
  const resolving = usable.find(({ alias }) => observed.resolving.includes(normalName(alias.name)));
  const counted = usable.map((one) => ({ one, count: pointing(one, observed, records) }));
  const [best] = counted.toSorted((a, b) => b.count - a.count);
  const inUse = best && best.count > 0 ? best.one : undefined;
  // One failed lookup must not move the records back to an older endpoint.
  const isNewer = resolving && (!inUse || newer(resolving.endpoint, inUse.endpoint) < 0);
  if (claim.prefer === 'newest' && isNewer) return resolving;
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

/** How many of the records lead to an endpoint: by its Regional name, a zonal one, or one of its addresses. */
const pointing = ({ endpoint }: Usable, { interfaces }: ObservedDns, records: readonly RecordSet[]): number => {
  const addresses = new Set(
    interfaces.filter(({ id }) => endpoint.interfaceIds.includes(id)).flatMap(({ ipv4, ipv6 }) => [...ipv4, ...ipv6]),
  );
  return records.filter(({ alias, values }) =>
    alias ? firstLabel(alias.name).startsWith(`${endpoint.id}-`) : (values ?? []).some((value) => addresses.has(value)),
  ).length;
};

const newer = (a: Endpoint, b: Endpoint): number => b.createdAt - a.createdAt || compare(a.id, b.id);

/** The endpoints that `prefer: newest` may have to choose between: their Regional names must resolve first. */
export const rivals = (claim: ZoneClaim, endpoints: readonly Endpoint[]): string[] => {
  if (claim.prefer !== 'newest') return [];
  const usable = endpoints.filter((endpoint) => follows(claim, endpoint)).flatMap(usableOf);
  return usable.length < 2 ? [] : usable.map(({ alias }) => normalName(alias.name));
};
