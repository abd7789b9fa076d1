/** Which endpoint a zone follows and what its records should be: the judgement of the dns controller. Pure. */
import type { AliasTarget, DnsEntry, Endpoint, RecordSet } from '../aws/types.ts';
import type { ZoneClaim, ZoneEndpoint } from '../config/schema.ts';
import { type Reason, reason } from '../plan.ts';
import { selects } from '../selector.ts';
import { normalName } from './names.ts';

/** The endpoint that a zone follows, or why it follows none and keeps its last good value. */
export type Followed = { readonly endpoint: Endpoint; readonly alias: AliasTarget } | { readonly reason: Reason };

type ServiceSelector = Extract<ZoneEndpoint, { readonly service: string }>;

export const isServiceSelector = (selector: ZoneEndpoint): selector is ServiceSelector => 'service' in selector;

const matches = (claim: ZoneClaim, endpoint: Endpoint): boolean => {
  if (endpoint.requesterManaged) return false;
  const { endpoint: selector } = claim;
  if (!isServiceSelector(selector)) return selects(selector, endpoint);
  return endpoint.serviceName === selector.service && endpoint.vpcId === selector.vpc;
};

/**
 * The Regional name, found by its form, since AWS promises no order: its first label is `<endpoint id>-<suffix>`, where
 * a zonal one goes on with the Availability Zone's name. S3's begin with `*.`; private names have another form.
 */
export const regionalEntry = ({ id, dnsEntries }: Endpoint): DnsEntry | undefined =>
  dnsEntries.find(({ name }) => {
    const [first = ''] = normalName(name).replace(/^\*\./, '').split('.');
    return first.startsWith(`${id}-`) && /^[0-9a-z]+$/.test(first.slice(id.length + 1));
  });

/** Is this an alias to some interface endpoint's name? Only such ones are replaced. */
export const isEndpointAlias = ({ alias, setIdentifier }: RecordSet): boolean =>
  alias !== undefined &&
  setIdentifier === undefined &&
  /^(?:\*\.)?vpce-.+\.vpce\.amazonaws\.com/.test(normalName(alias.name));

export const sameAlias = (a: AliasTarget, b: AliasTarget): boolean =>
  a.zoneId === b.zoneId &&
  normalName(a.name) === normalName(b.name) &&
  a.evaluateTargetHealth === b.evaluateTargetHealth;

/**
 * The endpoint that the zone's claimed records should point at: the one that most of them point at now while it is
 * available, otherwise the newest available one.
 */
export const follow = (claim: ZoneClaim, endpoints: readonly Endpoint[], records: readonly RecordSet[]): Followed => {
  const selected = endpoints.filter((endpoint) => matches(claim, endpoint));
  if (selected.length === 0)
    return { reason: reason('NO_ENDPOINT', 'its selector finds no endpoint; the last good value stays') };
  const usable = selected.flatMap((endpoint) => {
    const entry = endpoint.state === 'available' ? regionalEntry(endpoint) : undefined;
    return entry ? [{ endpoint, alias: { zoneId: entry.zoneId, name: entry.name, evaluateTargetHealth: false } }] : [];
  });
  const [best] = usable.toSorted(
    (a, b) => pointing(b.alias, records) - pointing(a.alias, records) || newer(a.endpoint, b.endpoint),
  );
  if (best) return best;
  const states = selected
    .map(({ id, state }) => `${id} is ${state}`)
    .sort()
    .join(', ');
  return {
    reason: reason('NO_ENDPOINT_AVAILABLE', `no selected endpoint is available (${states}); the last good value stays`),
  };
};

const pointing = (target: AliasTarget, records: readonly RecordSet[]): number =>
  records.filter(({ alias }) => alias && normalName(alias.name) === normalName(target.name)).length;

const newer = (a: Endpoint, b: Endpoint): number => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1);
