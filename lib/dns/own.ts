/** Whose the endpoints are that an event names: what a look tells of it, and what an event may concern. Pure. */
import type { Forwarder, Verification } from '../config/types.ts';
import type { MayOwn, Named, Owned } from '../core/own-things.ts';
import type { ObservedBase, Scope } from '../core/plan.ts';
import { selectAmong } from './endpoints/indexed.ts';
import type { Follower, ObservedEndpoints } from './endpoints/types.ts';
import { candidates, concernedForwarders, concernedVerifications, listsId } from './scope.ts';

/** What a look found of each entry whose endpoints it read: all that the entry follows, whatever state they are in. */
export const ownedBy = (
  followers: readonly Follower[],
  scope: Scope,
  { endpoints, unseen }: Pick<ObservedEndpoints, 'endpoints'> & Pick<ObservedBase, 'unseen'>,
): Owned[] => {
  const unread = new Set(unseen.map(({ key }) => key));
  const looked = candidates(followers, scope).filter(({ key }) => !unread.has(key));
  const select = selectAmong(endpoints);
  return [...Map.groupBy(looked, ({ key }) => key)].map(([entry, all]) => ({
    entry,
    ids: new Set(all.flatMap(select).map(({ id }) => id)),
    isWhole: true,
  }));
};

/** What of the config an event may be about beside endpoints. */
interface NamedEntries {
  readonly forwarders: readonly Forwarder[];
  readonly verifications: readonly Verification[];
}

/** May an event be about something of ours? The config names zones, rules and Resolver endpoints. */
export const mayConcern = (
  { forwarders, verifications }: NamedEntries,
  followers: readonly Follower[],
  { ids, arrives }: Named,
  mayOwn: MayOwn,
): boolean => {
  const isNamed = (one: Follower): boolean => ids.some((id) => id === one.key || listsId(one, id));
  return (
    concernedForwarders(forwarders, { ids }).length > 0 ||
    concernedVerifications(verifications, { ids }).length > 0 ||
    candidates(followers, { ids }).some((one) => arrives || isNamed(one) || mayOwn(one.key, ids))
  );
};
