/** What a function needs to run in a VPC. */
import { arn, EC2_HERE } from './iam/permission.ts';
import type { Statement } from './iam/policy.ts';
import { here } from './names.ts';

/** Subnets and security groups of a function, as the config names them. */
export interface Network {
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
}

/** As osls wants it. */
export const vpcOf = ({ subnets, securityGroups }: Network) => ({
  vpc: { subnetIds: [...subnets], securityGroupIds: [...securityGroups] },
});

/** Subnets and security groups may be shared by another account. */
const shared = (kind: string, id: string) => arn(`arn:aws:ec2:\${AWS::Region}:*:${kind}/${id}`);

const ATTACHES = ['ec2:AssignPrivateIpAddresses', 'ec2:DeleteNetworkInterface', 'ec2:UnassignPrivateIpAddresses'];

/**
 * Lambda itself makes and removes a function's interfaces in the VPC, with the function's role. The function's own code gets
 * none of it: the deny holds for calls in whose context Lambda names the function ("Using source function ARN to control
 * function access behavior", Lambda developer guide), and not for what it needs itself (`ownActions`).
 *
 * | action                                  | resources                                                                     |
 * | --------------------------------------- | ----------------------------------------------------------------------------- |
 * | making an interface                     | these subnets and security groups                                             |
 * | removing one, changing its addresses    | all of EC2 here: which interface it will be is not known ahead, and AWS asks for this form ("Giving Lambda functions access to resources in an Amazon VPC") |
 * | descriptions                            | `*`: EC2 knows no resource for them                                           |
 */
export const vpcStatements = (
  networks: readonly Network[],
  functionArns: readonly unknown[],
  ownActions: readonly string[],
): readonly Statement[] => {
  const ids = (of: (network: Network) => readonly string[]): string[] => [...new Set(networks.flatMap(of))].sort();
  const describes = ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'];
  const denied = [...ATTACHES, 'ec2:CreateNetworkInterface', ...describes.filter((one) => !ownActions.includes(one))];
  return [
    {
      Sid: 'LambdaMakesInterfaces',
      Effect: 'Allow',
      Action: 'ec2:CreateNetworkInterface',
      Resource: [
        here('ec2', 'network-interface/*'),
        ...ids(({ subnets }) => subnets).map((id) => shared('subnet', id)),
        ...ids(({ securityGroups }) => securityGroups).map((id) => shared('security-group', id)),
      ],
    },
    { Sid: 'LambdaRemovesInterfaces', Effect: 'Allow', Action: ATTACHES, Resource: here('ec2', '*/*') },
    {
      Sid: 'LambdaReadsInterfaces',
      Effect: 'Allow',
      Action: describes,
      Resource: '*',
      Condition: EC2_HERE,
    },
    {
      Sid: 'NotTheFunctionItself',
      Effect: 'Deny',
      Action: denied.toSorted(),
      Resource: '*',
      Condition: { ArnEquals: { 'lambda:SourceFunctionArn': functionArns } },
    },
  ];
};
