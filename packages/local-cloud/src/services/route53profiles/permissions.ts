/** What Route 53 Profiles's operations need (service authorization reference). */
import { withoutResource } from '../../iam/permission.ts';
import type { Permissions } from '../../service.ts';

export const permissions: Permissions = withoutResource('route53profiles', [
  'ListProfileAssociations',
  'ListProfileResourceAssociations',
]);
