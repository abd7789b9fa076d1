/** A world of endpoint services, ours by a tag, and what people and AWS do to it. */
import type { EndpointConnection, EndpointService } from '../../../../lib/aws/types.ts';
import { mayConcern, ownedBy } from '../../../../lib/connections/own.ts';
import { planConnections } from '../../../../lib/connections/plan.ts';
import { claimantsOf, namedServices } from '../../../../lib/connections/scope.ts';
import type { ConnectionChange, ObservedConnections } from '../../../../lib/connections/types.ts';
import type { Scope } from '../../../../lib/core/plan.ts';
import { connection, service } from '../../../support/aws.ts';
import { connectionsConfig, ruleSet } from '../../../support/configs.ts';
import { isDecision, sharing } from '../../../support/sharing.ts';
import { chance, type Draw, oneOf } from './random.ts';
import { called, type Happening, type Played } from './warm-process.ts';

export interface ConnectionsWorld {
  readonly services: Map<string, EndpointService>;
  readonly connections: Map<string, EndpointConnection>;
}

const CLAIMS = connectionsConfig(ruleSet(), ruleSet({ name: 'listed', services: { id: 'vpce-svc-0listed' } }));
const OURS = { waykeeper: 'payments' };

export const connectionsWorld = (): ConnectionsWorld => ({
  services: new Map(
    [service({ id: 'vpce-svc-0a' }), service({ id: 'vpce-svc-0x', tags: {} })].map((one) => [one.id, one]),
  ),
  connections: new Map(),
});

const observe = (world: ConnectionsWorld, scope: Scope, now: number): ObservedConnections => {
  const named = namedServices(scope);
  const services = [...world.services.values()]
    .filter(({ id }) => named === 'all' || named.includes(id))
    .filter((one) => claimantsOf(CLAIMS.ruleSets, one).length > 0);
  const ids = services.map(({ id }) => id);
  const connections = [...world.connections.values()].filter(({ serviceId }) => ids.includes(serviceId));
  return sharing({ now, services, connections, complete: named === 'all' });
};

export const playedConnections: Played<ConnectionsWorld, ObservedConnections, ConnectionChange> = {
  name: 'connections',
  judgement: {
    ownedBy: (observed) => ownedBy(CLAIMS, observed),
    mayConcern: (named, mayOwn) => mayConcern(CLAIMS, named, mayOwn),
    plan: (observed) => planConnections(CLAIMS, observed),
  },
  observe,
  apply: ({ connections }, changes) => {
    for (const { endpointId, after } of changes.filter(isDecision)) {
      const found = connections.get(endpointId);
      if (found) connections.set(endpointId, { ...found, state: after.state });
    }
  },
  stateOf: ({ connections }) => [...connections.values()].map(({ endpointId, state }) => `${endpointId} is ${state}`),
  ownIn: ({ services }) =>
    new Set(['vpce-svc-0listed', ...[...services.values()].flatMap(({ id, tags }) => (tags.waykeeper ? [id] : []))]),
};

const ec2 = (eventName: string, request: unknown, response?: unknown): string =>
  called('aws.ec2', eventName, request, response);

const KINDS = ['create', 'tag', 'untag', 'ask', 'modify', 'delete'] as const;

/** `at` makes new ids. */
export const inConnections = (g: Draw, world: ConnectionsWorld, at: number): Happening<ConnectionsWorld> => {
  const id = oneOf(g, 'vpce-svc-0listed', ...world.services.keys());
  const what = oneOf(g, ...KINDS);
  const tag = (tags: EndpointService['tags']) => (of: ConnectionsWorld) => {
    const found = of.services.get(id);
    if (found) of.services.set(id, { ...found, tags });
  };
  const tagging = { resourcesSet: { items: [{ resourceId: id }] } };
  switch (what) {
    case 'create': {
      const made = chance(g, 10) ? 'vpce-svc-0listed' : `vpce-svc-0${at}n`;
      const tags = chance(g, 50) ? OURS : {};
      return {
        what,
        body: ec2('CreateVpcEndpointServiceConfiguration', {}, { serviceConfiguration: { serviceId: made } }),
        change: ({ services }) => void services.set(made, service({ id: made, tags })),
      };
    }
    case 'tag':
      return { what, body: ec2('CreateTags', tagging), change: tag(OURS) };
    case 'untag':
      return { what, body: ec2('DeleteTags', tagging), change: tag({}) };
    case 'ask': {
      const endpointId = `vpce-0${at}`;
      return {
        what,
        body: JSON.stringify({ Type: 'Notification', Subject: 'Connect', Message: `${endpointId} asks ${id}` }),
        change: ({ connections, services }) => {
          if (services.has(id)) connections.set(endpointId, connection({ serviceId: id, endpointId }));
        },
      };
    }
    case 'modify':
      return {
        what,
        body: ec2('ModifyVpcEndpointServicePermissions', {
          ModifyVpcEndpointServicePermissionsRequest: { ServiceId: id },
        }),
        change: () => undefined,
      };
    case 'delete':
      return {
        what,
        body: ec2('DeleteVpcEndpointServiceConfigurations', { ServiceId: [id] }),
        change: ({ services }) => void (services.size > 1 && services.delete(id)),
      };
  }
};
