/** What Auto Scaling's operations need (service authorization reference): reads know no resource. */
import { withoutResource } from '../../iam/permission.ts';
import type { Permissions } from '../../service.ts';

export const permissions: Permissions = withoutResource('autoscaling', ['DescribeAutoScalingInstances']);
