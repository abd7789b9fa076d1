/** Which entries of the config a run has to look at, and which endpoints they need. Pure. */
import type { Endpoint } from '../aws/types.ts';
import type { Forwarder, Selector, ZoneClaim } from '../config/schema.ts';
import type { Scope } from '../plan.ts';
import { idsOf, inScope, readsFor } from '../selector.ts';
import { follows, isServiceSelector } from './desired.ts';

/** What to narrow a listing of endpoints to; an empty one lists all. */
export interface EndpointRead {
  readonly ids?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly service?: string;
  readonly vpc?: string;
}

/** Few selectors are read one by one; many would cost more than one listing of all endpoints. */
const FEW = 2;

/** The fewest reads that find what the entries select. Only all endpoints tell which are unknown. */
export const endpointReads = (claims: readonly ZoneClaim[], all: boolean): EndpointRead[] => {
  const selectors = claims.map(({ endpoint }) => endpoint);
  const byService = new Map(
    selectors.filter(isServiceSelector).map(({ service, vpc }) => [`${service} ${vpc}`, { service, vpc }]),
  );
  const plain = selectors.filter((selector): selector is Selector => !isServiceSelector(selector));
  const reads = [...readsFor(plain), ...byService.values()];
  return all || reads.length > FEW ? [{}] : reads;
};

/** Entries that the scope can concern as far as the config tells: in doubt more. */
export const candidates = (claims: readonly ZoneClaim[], scope: Scope): ZoneClaim[] => {
  const zones = new Set(claims.filter((claim) => mayConcern(claim, scope)).map(({ zone }) => zone));
  return claims.filter(({ zone }) => zones.has(zone));
};

const ENDPOINT = /^vpce-(?!svc-)/;

const mayConcern = ({ zone, endpoint }: ZoneClaim, scope: Scope): boolean => {
  if (scope === 'all' || scope.ids.includes(zone)) return true;
  if (!isServiceSelector(endpoint) && idsOf(endpoint)) return inScope(scope, endpoint);
  return scope.ids.some((id) => ENDPOINT.test(id));
};

/**
 * Of the candidates, those of zones that the scope does concern, now that the endpoints are known. An endpoint that no
 * entry selects any more is gone or has lost its tags: whose it was cannot be told, so every candidate is concerned.
 */
export const concerned = (claims: readonly ZoneClaim[], scope: Scope, endpoints: readonly Endpoint[]): ZoneClaim[] => {
  if (scope === 'all') return [...claims];
  const named = scope.ids.filter((id) => ENDPOINT.test(id));
  const selected = (claim: ZoneClaim, id: string): boolean =>
    endpoints.some((endpoint) => endpoint.id === id && follows(claim, endpoint)) || listsId(claim, id);
  if (named.some((id) => !claims.some((claim) => selected(claim, id)))) return [...claims];
  const zones = new Set(
    claims
      .filter((claim) => scope.ids.includes(claim.zone) || named.some((id) => selected(claim, id)))
      .map(({ zone }) => zone),
  );
  return claims.filter(({ zone }) => zones.has(zone));
};

/** The forwarders whose source, Resolver rule or zone the scope names. */
export const concernedForwarders = (forwarders: readonly Forwarder[], scope: Scope): Forwarder[] =>
  forwarders.filter(({ from, publish }) => {
    const ids = [
      ...('resolverEndpoint' in from ? [from.resolverEndpoint] : []),
      ...publish.flatMap((place) =>
        'resolverRule' in place ? place.resolverRule : 'record' in place ? place.zone : [],
      ),
    ];
    return scope === 'all' || ids.some((id) => scope.ids.includes(id));
  });

const listsId = ({ endpoint }: ZoneClaim, id: string): boolean =>
  !isServiceSelector(endpoint) && (idsOf(endpoint)?.includes(id) ?? false);
