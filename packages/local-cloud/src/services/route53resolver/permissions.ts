/** What Route 53 Resolver's operations need (service authorization reference). */

import { withoutResource } from '../../iam/permission.ts';
import { partitionName } from '../../partitions.ts';
import type { Call, Permission, Permissions } from '../../service.ts';

interface Named {
  readonly ResolverEndpointId?: string;
  readonly ResolverRuleId?: string;
}

/** A rule that another account shares has that account's id in its ARN. */
const arnOf = ({ account, caller }: Call, type: string, id: string): string => {
  const owner = account.resolver.rules[id]?.ownerId ?? account.id;
  return `arn:${partitionName(caller.region)}:route53resolver:${caller.region}:${owner}:${type}/${id}`;
};

const onEndpoint = (operation: string): Permission => ({
  action: `route53resolver:${operation}`,
  on: ({ ResolverEndpointId = '*' }: Named, call) => [
    { resource: arnOf(call, 'resolver-endpoint', ResolverEndpointId) },
  ],
});

const onRule = (operation: string): Permission => ({
  action: `route53resolver:${operation}`,
  on: ({ ResolverRuleId = '*' }: Named, call) => [{ resource: arnOf(call, 'resolver-rule', ResolverRuleId) }],
});

/** What is to be created has no id yet: any id must be allowed. */
const onNew = (operation: string, type: string): Permission => ({
  action: `route53resolver:${operation}`,
  on: (_, call) => [{ resource: arnOf(call, type, '*') }],
});

export const permissions: Permissions = {
  ...withoutResource('route53resolver', ['ListResolverEndpoints', 'ListResolverRuleAssociations', 'ListResolverRules']),
  AssociateResolverEndpointIpAddress: onEndpoint('AssociateResolverEndpointIpAddress'),
  AssociateResolverRule: onRule('AssociateResolverRule'),
  CreateResolverEndpoint: onNew('CreateResolverEndpoint', 'resolver-endpoint'),
  CreateResolverRule: onNew('CreateResolverRule', 'resolver-rule'),
  DeleteResolverEndpoint: onEndpoint('DeleteResolverEndpoint'),
  DeleteResolverRule: onRule('DeleteResolverRule'),
  DisassociateResolverEndpointIpAddress: onEndpoint('DisassociateResolverEndpointIpAddress'),
  DisassociateResolverRule: onRule('DisassociateResolverRule'),
  GetResolverEndpoint: onEndpoint('GetResolverEndpoint'),
  GetResolverRule: onRule('GetResolverRule'),
  ListResolverEndpointIpAddresses: onEndpoint('ListResolverEndpointIpAddresses'),
  UpdateResolverRule: onRule('UpdateResolverRule'),
};
