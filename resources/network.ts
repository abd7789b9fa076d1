/** What a function needs to run in a VPC. */

/** Subnets and security groups of a function, as the config names them. */
interface Network {
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
}

/** As osls wants it. */
export const vpcOf = ({ subnets, securityGroups }: Network) => ({
  vpc: { subnetIds: [...subnets], securityGroupIds: [...securityGroups] },
});

/** Lambda itself makes and removes the function's interfaces in the VPC; none of this can be narrowed. */
export const VPC_ACTIONS: readonly string[] = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];
