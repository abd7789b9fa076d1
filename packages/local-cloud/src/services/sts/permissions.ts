/** What STS's operations need (service authorization reference). */
import type * as shapes from '@aws-sdk/client-sts';
import type { Permissions } from '../../service.ts';

export const permissions: Permissions = {
  AssumeRole: {
    action: 'sts:AssumeRole',
    on: ({ RoleArn, ExternalId, RoleSessionName }: shapes.AssumeRoleRequest) => [
      {
        resource: String(RoleArn),
        context: { 'sts:ExternalId': ExternalId, 'sts:RoleSessionName': RoleSessionName },
      },
    ],
  },
  // Everybody may ask who they are, even where a policy denies it (API reference).
  GetCallerIdentity: { action: 'sts:GetCallerIdentity', on: () => [] },
};
