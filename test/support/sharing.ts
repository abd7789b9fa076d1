/** A world with one endpoint service that is in good order, and what the planner makes of it. */
import type { EndpointConnection } from '../../lib/aws/types.ts';
import { planConnections } from '../../lib/connections/plan.ts';
import type { ConnectionChange, DecisionChange, ObservedConnections } from '../../lib/connections/types.ts';
import type { Plan } from '../../lib/core/plan.ts';
import { connection, loadBalancer, NOW, notification, service } from './aws.ts';
import { connectionsConfig, type RuleSetInput, ruleSet } from './configs.ts';
import { lines } from './lines.ts';

/** Every service is watched, and its load balancer is in its Availability Zones, unless the test says otherwise. */
export const sharing = (given: Partial<ObservedConnections> = {}): ObservedConnections => {
  const services = given.services ?? [service()];
  return {
    now: NOW,
    region: 'eu-west-2',
    unseen: [],
    services,
    connections: [connection()],
    notifications: services.map(({ id }) => notification({ id: `vpce-nfn-${id}`, serviceId: id })),
    principals: {},
    loadBalancerAzs: { [loadBalancer()]: ['euw2-az1', 'euw2-az2'] },
    units: {},
    ownEndpoints: [],
    consumedServices: [],
    complete: true,
    reaccept: [],
    ...given,
  };
};

export const planFor = (
  world: Partial<ObservedConnections>,
  ...ruleSets: readonly RuleSetInput[]
): Plan<ConnectionChange> =>
  planConnections(connectionsConfig(...(ruleSets.length > 0 ? ruleSets : [ruleSet()])), sharing(world));

/** What becomes of one connection, as a line. */
export const decided = (
  given: Partial<EndpointConnection>,
  rules: Partial<RuleSetInput> = {},
  world: Partial<ObservedConnections> = {},
): string[] => lines({ ...planFor({ connections: [connection(given)], ...world }, ruleSet(rules)), findings: [] });

export const isDecision = (change: ConnectionChange): change is DecisionChange =>
  change.action === 'accept' || change.action === 'reject' || change.action === 'revoke';
