/** What CloudTrail's operations need (service authorization reference): the event history knows no resource. */
import { withoutResource } from '../../iam/permission.ts';
import type { Permissions } from '../../service.ts';

export const permissions: Permissions = withoutResource('cloudtrail', ['LookupEvents']);
