/** Who may connect to an endpoint service. */
import type {
  DescribeVpcEndpointServicePermissionsRequest,
  DescribeVpcEndpointServicePermissionsResult,
  ModifyVpcEndpointServicePermissionsRequest,
  ModifyVpcEndpointServicePermissionsResult,
  PrincipalType,
} from '@aws-sdk/client-ec2';
import type { Call } from '../../../service.ts';
import { AwsError } from '../../../wire/error.ts';
import { type Filters, matching, PAGE_CAPPED_1000, page } from '../describe.ts';
import { findEndpointService } from '../find.ts';
import type { Permission } from '../state.ts';

/** Account, user and role ARNs; paths are not supported (AWS-FACTS B.1). */
const PRINCIPALS: readonly [RegExp, PrincipalType][] = [
  [/^\*$/, 'All'],
  [/^arn:aws[a-z-]*:iam::\d{12}:root$/, 'Account'],
  [/^arn:aws[a-z-]*:iam::\d{12}:user\/[^/]+$/, 'User'],
  [/^arn:aws[a-z-]*:iam::\d{12}:role\/[^/]+$/, 'Role'],
];

/** The kind of principal that an ARN names; throws InvalidPrincipal for any other text. */
const principalType = (principal: string): PrincipalType => {
  const found = PRINCIPALS.find(([pattern]) => pattern.test(principal));
  if (!found)
    throw new AwsError(
      'InvalidPrincipal',
      `Invalid principal '${principal}': expected '*' or the ARN of an account, user or role without a path`,
    );
  return found[1];
};

/** One principal that there is not refuses the whole call (AWS-FACTS H). */
const refuseClosed = (principals: readonly string[], closed: readonly string[]): void => {
  const found = principals.find((principal) => closed.includes(principal.split(':')[4] ?? ''));
  if (found !== undefined) throw new AwsError('InvalidPrincipal', `Invalid Principal: '${found}'`);
};

const FILTERS: Filters<Permission> = {
  principal: ({ principal }) => [principal],
  'principal-type': ({ principal }) => [principalType(principal)],
};

/** Throws InvalidVpcEndpointServiceId.NotFound. */
export const describeVpcEndpointServicePermissions = (
  input: DescribeVpcEndpointServicePermissionsRequest,
  call: Call,
): DescribeVpcEndpointServicePermissionsResult => {
  const service = findEndpointService(call.account, input.ServiceId);
  const { items, NextToken } = page(matching(service.permissions, input.Filters, FILTERS), input, PAGE_CAPPED_1000);
  const views = items.map((permission) => permissionView(permission, service.id));
  return { AllowedPrincipals: views.map((view) => ({ ...view, Tags: [] })), NextToken };
};

const permissionView = ({ id, principal }: Permission, ServiceId: string) => ({
  ServicePermissionId: id,
  Principal: principal,
  PrincipalType: principalType(principal),
  ServiceId,
});

/** Adding what is there and removing what is not change nothing. Connections that were accepted stay (AWS-FACTS B.1). */
export const modifyVpcEndpointServicePermissions = (
  input: ModifyVpcEndpointServicePermissionsRequest,
  call: Call,
): ModifyVpcEndpointServicePermissionsResult => {
  const service = findEndpointService(call.account, input.ServiceId);
  const removed = input.RemoveAllowedPrincipals ?? [];
  const wanted = [...new Set(input.AddAllowedPrincipals ?? [])];
  for (const principal of [...wanted, ...removed]) principalType(principal);
  refuseClosed(wanted, call.account.ec2.closedAccounts);
  const kept = service.permissions.filter(({ principal }) => !removed.includes(principal));
  const added = wanted
    .filter((principal) => !kept.some((permission) => permission.principal === principal))
    .map((principal) => ({ id: call.newId('vpce-svc-perm'), principal }));
  service.permissions = [...kept, ...added];
  return { AddedPrincipals: added.map((permission) => permissionView(permission, service.id)), ReturnValue: true };
};
