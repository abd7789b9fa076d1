/** What AWS Organizations' operations need (service authorization reference). */
import type * as shapes from '@aws-sdk/client-organizations';
import type { Permissions } from '../../service.ts';

export const permissions: Permissions = {
  ListParents: {
    action: 'organizations:ListParents',
    on: ({ ChildId = '' }: shapes.ListParentsRequest, { account }) => {
      const owner = account.organizations.organization?.managementAccountId ?? account.id;
      const type = ChildId.startsWith('ou-') ? 'ou' : 'account';
      return [{ resource: `arn:aws:organizations::${owner}:${type}/o-local00000/${ChildId}` }];
    },
  },
};
