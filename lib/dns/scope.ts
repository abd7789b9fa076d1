/** Which entries of the config a run has to look at, and which endpoints they need. Pure. */
import type { Endpoint } from '../aws/types.ts';
import { idsOf, inScope, readsFor } from '../config/selector.ts';
import type { Forwarder, Selector, ZoneClaim } from '../config/types.ts';
import type { Scope } from '../core/plan.ts';
import { follows, isServiceSelector } from './endpoints/follow.ts';

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
 * Of the candidates, those of zones that the scope does concern, now that the endpoints are known. Whose an endpoint was
 * that is gone cannot be told, so that every candidate is concerned; one in any other of the `states` is nobody's.
 */
export const concerned = (
  claims: readonly ZoneClaim[],
  scope: Scope,
  endpoints: readonly Endpoint[],
  states: ReadonlyMap<string, string>,
): ZoneClaim[] => {
  if (scope === 'all') return [...claims];
  if (unselected(claims, scope, endpoints).some((id) => GONE.has(states.get(id) ?? 'deleted'))) return [...claims];
  const named = scope.ids.filter((id) => ENDPOINT.test(id));
  const zones = new Set(
    claims
      .filter((claim) => scope.ids.includes(claim.zone) || named.some((id) => isSelected(claim, id, endpoints)))
      .map(({ zone }) => zone),
  );
  return claims.filter(({ zone }) => zones.has(zone));
};

/** On its way out, or never to be in service (AWS's states of a VPC endpoint). */
const GONE = new Set(['deleting', 'deleted', 'failed', 'rejected', 'expired']);

/** The endpoints of the scope that no candidate selects. Without candidates it does not matter what they are. */
export const unselected = (claims: readonly ZoneClaim[], scope: Scope, endpoints: readonly Endpoint[]): string[] => {
  if (scope === 'all' || claims.length === 0) return [];
  return scope.ids.filter((id) => ENDPOINT.test(id) && !claims.some((claim) => isSelected(claim, id, endpoints)));
};

const isSelected = (claim: ZoneClaim, id: string, endpoints: readonly Endpoint[]): boolean =>
  endpoints.some((endpoint) => endpoint.id === id && follows(claim, endpoint)) || listsId(claim, id);

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
