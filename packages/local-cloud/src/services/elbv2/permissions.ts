/** What Elastic Load Balancing's operations need (service authorization reference): reads know no resource. */
import { type Permissions, withoutResource } from '../../iam/permission.ts';

export const permissions: Permissions = withoutResource('elasticloadbalancing', ['DescribeTargetHealth']);
