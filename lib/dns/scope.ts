/** Which entries of the config are in the scope of a run, and which endpoints they need. Pure. */
import type { WantedEndpoints } from '../aws/ec2/endpoints.ts';
import { judge } from '../aws/states.ts';
import type { Endpoint } from '../aws/types.ts';
import { idsOf, inScope, readsFor } from '../config/selector.ts';
import type { Forwarder, Selector, Verification } from '../config/types.ts';
import type { Scope } from '../core/plan.ts';
import { follows, isServiceSelector } from './endpoints/selection.ts';
import type { Follower } from './endpoints/types.ts';

/** Few selectors are read one by one; many would cost more than one listing of all endpoints. */
const FEW = 2;

/**
 * The fewest reads that find what the followers select. An empty read lists all endpoints, which
 * alone tells which are unknown.
 */
export const endpointReads = (followers: readonly Follower[], all: boolean): WantedEndpoints[] => {
  if (followers.length === 0) return [];
  const selectors = followers.map(({ endpoint }) => endpoint);
  const byService = new Map(
    selectors.filter(isServiceSelector).map(({ service, vpc }) => [`${service} ${vpc}`, { service, vpc }]),
  );
  const plain = selectors.filter((selector): selector is Selector => !isServiceSelector(selector));
  const reads = [...readsFor(plain), ...byService.values()];
  return all || reads.length > FEW ? [{}] : reads;
};

/** Followers that the scope can concern as far as the config tells: rather too many, and all of one key or none. */
export const candidates = (followers: readonly Follower[], scope: Scope): Follower[] => {
  const keys = new Set(followers.filter((follower) => mayConcern(follower, scope)).map(({ key }) => key));
  return followers.filter(({ key }) => keys.has(key));
};

const ENDPOINT = /^vpce-(?!svc-)/;

const mayConcern = ({ key, endpoint }: Follower, scope: Scope): boolean => {
  if (scope === 'all' || scope.ids.includes(key)) return true;
  if (!isServiceSelector(endpoint) && idsOf(endpoint)) return inScope(scope, endpoint);
  return scope.ids.some((id) => ENDPOINT.test(id));
};

/**
 * Of the candidates, those that the scope does concern, now that the endpoints are known. Where it is `lost` whose an endpoint was,
 * every candidate is concerned; one that is in service and that nobody selects is nobody's.
 */
export const concerned = (
  followers: readonly Follower[],
  scope: Scope,
  endpoints: readonly Endpoint[],
  lost: boolean,
): Follower[] => {
  if (scope === 'all' || lost) return [...followers];
  const named = scope.ids.filter((id) => ENDPOINT.test(id));
  const known = namedAmong(endpoints, named);
  const keys = new Set(
    followers
      .filter((one) => scope.ids.includes(one.key) || named.some((id) => isSelected(one, id, known)))
      .map(({ key }) => key),
  );
  return followers.filter(({ key }) => keys.has(key));
};

/** The endpoints of the scope that are gone, or on their way, and that no candidate selects: nobody can tell any more whose they were. */
export const goneAmong = (
  followers: readonly Follower[],
  scope: Scope,
  endpoints: readonly Endpoint[],
  states: ReadonlyMap<string, Endpoint['state']>,
): string[] => unselected(followers, scope, endpoints).filter((id) => mayBeGone(states.get(id) ?? 'deleted'));

/** Is it on its way out, or never to be in service? */
const mayBeGone = judge<Endpoint['state']>()(
  {
    pendingAcceptance: false,
    pending: false,
    available: false,
    partial: false,
    deleting: true,
    deleted: true,
    failed: true,
    rejected: true,
    expired: true,
  },
  true,
);

/** The endpoints of the scope that no candidate selects. Without candidates it does not matter what they are. */
export const unselected = (followers: readonly Follower[], scope: Scope, endpoints: readonly Endpoint[]): string[] => {
  if (scope === 'all' || followers.length === 0) return [];
  const named = namedAmong(endpoints, scope.ids);
  return scope.ids.filter((id) => ENDPOINT.test(id) && !followers.some((one) => isSelected(one, id, named)));
};

const namedAmong = (endpoints: readonly Endpoint[], ids: readonly string[]): Endpoint[] => {
  const named = new Set(ids);
  return endpoints.filter(({ id }) => named.has(id));
};

const isSelected = (follower: Follower, id: string, endpoints: readonly Endpoint[]): boolean =>
  endpoints.some((endpoint) => endpoint.id === id && follows(follower, endpoint)) || listsId(follower, id);

/** The ids of endpoints that the config itself names as the followers'. */
export const listedBy = (followers: readonly Follower[]): string[] =>
  followers.flatMap(({ endpoint }) => (isServiceSelector(endpoint) ? [] : (idsOf(endpoint) ?? [])));

/** Does the config itself name the endpoint as the follower's? */
export const listsId = ({ endpoint }: Follower, id: string): boolean =>
  !isServiceSelector(endpoint) && (idsOf(endpoint)?.includes(id) ?? false);

/** The forwarders whose source, Resolver rule or zone the scope names. */
export const concernedForwarders = (forwarders: readonly Forwarder[], scope: Scope): Forwarder[] =>
  forwarders.filter(({ from, publish }) => {
    const ids = [
      ...('resolverEndpoint' in from ? [from.resolverEndpoint] : []),
      ...publish.flatMap((publisher) =>
        'resolverRule' in publisher ? publisher.resolverRule : 'record' in publisher ? publisher.zone : [],
      ),
    ];
    return scope === 'all' || ids.some((id) => scope.ids.includes(id));
  });

/** The verifications whose zone or service the scope names; any service may be one that is selected by tags. */
export const concernedVerifications = (entries: readonly Verification[], scope: Scope): Verification[] =>
  entries.filter(
    ({ zone, service }) =>
      scope === 'all' ||
      scope.ids.includes(zone) ||
      ('tags' in service ? scope.ids.some((id) => id.startsWith('vpce-svc-')) : inScope(scope, service)),
  );
