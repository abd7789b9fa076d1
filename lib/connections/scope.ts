/** Which endpoint services an event is about, and which rule sets a service concerns. Pure. */
import { type EndpointService, FILTER_VALUES } from '../aws/types.ts';
import { idsOf, selects } from '../config/selector.ts';
import type { ConnectionRuleSet } from '../config/types.ts';
import type { Scope, Unit } from '../core/plan.ts';

/** The rule sets that select a service. */
export const claimantsOf = (
  ruleSets: readonly ConnectionRuleSet[],
  service: EndpointService,
): readonly ConnectionRuleSet[] => ruleSets.filter(({ services }) => selects(services, service));

/** What is decided by each rule set: all that concerns the services that it selects. */
export const connectionUnits = (
  ruleSets: readonly ConnectionRuleSet[],
  services: readonly EndpointService[],
): readonly Unit[] =>
  ruleSets.map((ruleSet) => {
    const selected = services.filter((service) => selects(ruleSet.services, service)).map(({ id }) => id);
    return { name: ruleSet.name, keys: [`connections/${ruleSet.name}`, ...selected] };
  });

/**
 * The services that a scope names, or all: an event that names an endpoint but no service may be about any of them, and
 * one that names more than a filter takes means everything.
 */
export const namedServices = (scope: Scope): 'all' | readonly string[] => {
  if (scope === 'all' || scope.ids.length > FILTER_VALUES) return 'all';
  return scope.ids.length > 0 && scope.ids.every((id) => id.startsWith('vpce-svc-')) ? scope.ids : 'all';
};

/** Of the named services those that may be claimed. Where only ids select, others need no read to be known as foreign. */
export const possiblyClaimed = (ruleSets: readonly ConnectionRuleSet[], named: readonly string[]): string[] =>
  named.filter((id) => ruleSets.some(({ services }) => idsOf(services)?.includes(id) ?? true));
