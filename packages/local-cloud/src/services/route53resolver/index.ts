/** The simulated Route 53 Resolver: endpoints, their addresses, and rules. Its client on npm is old and carries no schemas, so it speaks plain JSON. */
import type { Service } from '../../service.ts';
import { schemalessClient } from '../../wire/schemaless.ts';
import { addressTransitions } from './addresses.ts';
import { associateRule, associationTransitions, disassociateRule, listAssociations } from './associations.ts';
import {
  associateAddress,
  createEndpoint,
  deleteEndpoint,
  disassociateAddress,
  getEndpoint,
  listAddresses,
  listEndpoints,
} from './endpoints.ts';
import { permissions } from './permissions.ts';
import { createRule, deleteRule, getRule, listRules, ruleTransitions, updateRule } from './rules.ts';

export const route53resolver: Service = {
  signingName: 'route53resolver',
  client: schemalessClient,
  permissions,
  operations: {
    AssociateResolverEndpointIpAddress: associateAddress,
    AssociateResolverRule: associateRule,
    CreateResolverEndpoint: createEndpoint,
    CreateResolverRule: createRule,
    DeleteResolverEndpoint: deleteEndpoint,
    DeleteResolverRule: deleteRule,
    DisassociateResolverEndpointIpAddress: disassociateAddress,
    DisassociateResolverRule: disassociateRule,
    GetResolverEndpoint: getEndpoint,
    GetResolverRule: getRule,
    ListResolverEndpointIpAddresses: listAddresses,
    ListResolverEndpoints: listEndpoints,
    ListResolverRuleAssociations: listAssociations,
    ListResolverRules: listRules,
    UpdateResolverRule: updateRule,
  },
  transitions: { ...addressTransitions, ...ruleTransitions, ...associationTransitions },
};
