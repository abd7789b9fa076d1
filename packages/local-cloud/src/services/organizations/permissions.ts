/** What AWS Organizations' operations need (service authorization reference). */
import type * as shapes from '@aws-sdk/client-organizations';
import { withoutResource } from '../../iam/permission.ts';
import type { Permissions } from '../../service.ts';

export const permissions: Permissions = {
  ...withoutResource('organizations', ['ListRoots']),
  ListParents: {
    action: 'organizations:ListParents',
    on: ({ ChildId = '' }: shapes.ListParentsRequest, { account }) => {
      const { organization } = account.organizations;
      const owner = organization?.managementAccountId ?? account.id;
      const type = ChildId.startsWith('ou-') ? 'ou' : 'account';
      return [{ resource: `arn:aws:organizations::${owner}:${type}/${organization?.id ?? 'o-none000000'}/${ChildId}` }];
    },
  },
};
