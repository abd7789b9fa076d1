/** Which endpoint is followed, and by which name. Pure. */
import { isUnlisted } from '../../aws/states.ts';
import type { Endpoint } from '../../aws/types.ts';
import { idsOf } from '../../config/selector.ts';
import type { Reason } from '../../core/plan.ts';
import { normalName } from '../../net/dns-name.ts';
import { compare } from '../../std/lists.ts';
import { reason } from '../codes.ts';
import type { Indexed, Select } from './indexed.ts';
import { leadsTo } from './leads.ts';
import { aliasTo, regionalEntry } from './names.ts';
import { isServiceSelector } from './selection.ts';
import { candidatesAmong } from './subject.ts';
import type { Follower, Lead, ObservedEndpoints, Usable } from './types.ts';

/** The endpoint that is followed, or why none is and the last good value stays. */
export type Followed = Usable | { readonly reason: Reason };

/**
 * The endpoint that a follower is to lead to; `leads` is where it leads now.
 *
 * | prefer  | selected                                   | followed                                  |
 * | ------- | ------------------------------------------ | ----------------------------------------- |
 * | either  | none                                       | none: `NO_ENDPOINT`                       |
 * | either  | none, and an id is one of another type     | none: `NOT_AN_INTERFACE`                  |
 * | either  | none available                             | none: `NO_ENDPOINT_AVAILABLE`             |
 * | either  | all that come into question have no        | none: `NO_INTERFACES`                     |
 * |         | interface                                  |                                           |
 * | either  | the leads lead to one in an unknown state  | none: `STATE_UNKNOWN`                     |
 * | either  | none of what the leads lead to, of several | none: `AMBIGUOUS_ENDPOINT` (subject.ts)   |
 * | current | one that most of the leads lead to; of as  | that one                                  |
 * |         | many one that more lead to by name         |                                           |
 * | current | none that any of the leads leads to        | the newest                                |
 * | newest  | one that resolves, newer than that in use  | the newest whose Regional name resolves   |
 * | newest  | none such                                  | as with `current`                         |
 */
export const follow = (
  follower: Pick<Follower, 'endpoint' | 'prefer'>,
  observed: Indexed,
  leads: readonly Lead[],
): Followed => {
  const { index } = observed;
  const selected = index.select(follower);
  if (selected.length === 0) return { reason: noneOf(follower, observed) };
  const all = selected.flatMap(usableOf).sort((a, b) => newer(a.endpoint, b.endpoint));
  const candidates = candidatesAmong(follower, all, leads, index);
  const called = 'usable' in candidates ? candidates.usable : [];
  const usable = called.filter(({ endpoint }) => endpoint.interfaceIds.length > 0);
  const resolving = usable.find(({ alias }) => observed.resolving.includes(normalName(alias.name)));
  const named = leads.filter((lead) => 'name' in lead);
  const counted = usable.map((one) => ({
    one,
    named: leadsTo(one.endpoint, index, named),
    count: leadsTo(one.endpoint, index, leads),
  }));
  // Addresses may be another's, whose set leads somewhere, too: of as many leads those win that name an endpoint.
  const [best] = counted.toSorted((a, b) => b.count - a.count || b.named - a.named);
  const inUse = best && best.count > 0 ? best.one : undefined;
  const doubtful = selected.find((one) => isUnlisted(one.state) && leadsTo(one, index, leads) > 0);
  if (doubtful && !inUse) {
    const why = `${doubtful.id} is in a state that this version does not know: ${doubtful.state}; what leads to it stays`;
    return { reason: reason('STATE_UNKNOWN', why) };
  }
  if ('reason' in candidates) return candidates;
  // One failed lookup must not move the records back to an older endpoint.
  const isNewer = resolving && (!inUse || newer(resolving.endpoint, inUse.endpoint) < 0);
  if (follower.prefer === 'newest' && isNewer) return resolving;
  if (best) return best.one;
  if (called.length > 0) return { reason: withoutInterfaces(called) };
  const states = selected
    .map(({ id, state }) => `${id} is ${state}`)
    .sort()
    .join(', ');
  return {
    reason: reason('NO_ENDPOINT_AVAILABLE', `no selected endpoint is available (${states}); the last good value stays`),
  };
};

const withoutInterfaces = (all: readonly Usable[]): Reason => {
  const ids = all.map(({ endpoint }) => endpoint.id).sort();
  return reason('NO_INTERFACES', `no interface exists of ${ids.join(', ')}, in no subnet; the last good value stays`);
};

const noneOf = (
  { endpoint: selector }: Pick<Follower, 'endpoint'>,
  { otherTypes }: Pick<ObservedEndpoints, 'otherTypes'>,
): Reason => {
  const [id] = isServiceSelector(selector)
    ? []
    : (idsOf(selector) ?? []).filter((one) => Object.hasOwn(otherTypes, one));
  if (id === undefined) return reason('NO_ENDPOINT', 'its selector finds no endpoint; the last good value stays');
  const why = `${id} is an endpoint of type ${otherTypes[id]}, and records lead to those of type Interface alone`;
  return reason('NOT_AN_INTERFACE', `${why}; the last good value stays`);
};

const usableOf = (endpoint: Endpoint): Usable[] => {
  const entry = endpoint.state === 'available' ? regionalEntry(endpoint) : undefined;
  return entry ? [{ endpoint, alias: aliasTo(entry) }] : [];
};

const newer = (a: Endpoint, b: Endpoint): number => b.createdAt - a.createdAt || compare(a.id, b.id);

/** The endpoints that `prefer: newest` may have to choose between: their Regional names must resolve first. */
export const rivals = (follower: Follower, select: Select): string[] => {
  if (follower.prefer !== 'newest') return [];
  const usable = select(follower).flatMap(usableOf);
  return usable.length < 2 ? [] : usable.map(({ alias }) => normalName(alias.name));
};
