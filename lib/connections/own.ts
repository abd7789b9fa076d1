/** Whose the services are that an event names: what a look tells of it, and what an event may concern. Pure. */
import { idsOf, selects } from '../config/selector.ts';
import type { MayOwn, Named, Owned } from '../core/own-things.ts';
import { namedServices } from './scope.ts';
import type { ConnectionsConfig, ObservedConnections } from './types.ts';

/** What a look found of each rule set. One at some services does not tell of all that a rule set selects. */
export const ownedBy = ({ ruleSets }: ConnectionsConfig, { services, complete }: ObservedConnections): Owned[] =>
  ruleSets.map((ruleSet) => ({
    entry: ruleSet.name,
    ids: services.filter((service) => selects(ruleSet.services, service)).map(({ id }) => id),
    isWhole: complete,
  }));

/** May an event be about something of ours? One that names an endpoint alone may be about any service. */
export const mayConcern = ({ ruleSets }: ConnectionsConfig, { ids, arrives }: Named, mayOwn: MayOwn): boolean =>
  namedServices({ ids }) === 'all' ||
  ruleSets.some(({ name, services }) => {
    const listed = idsOf(services);
    return listed ? ids.some((id) => listed.includes(id)) : arrives || mayOwn(name, ids);
  });
