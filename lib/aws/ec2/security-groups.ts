/** Whom security groups let in. */
import { DescribeSecurityGroupRulesCommand } from '@aws-sdk/client-ec2';
import type { Admission } from '../types.ts';
import { filterable, listAll } from './client.ts';

/** The inbound rules of the given groups that name a range of addresses. */
export const describeAdmissions = async (groupIds: readonly string[]): Promise<Admission[]> => {
  const lists = await Promise.all(
    filterable(groupIds).map((Values) =>
      listAll(
        (page) => new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'group-id', Values }], ...page }),
        ({ SecurityGroupRules }) => SecurityGroupRules,
      ),
    ),
  );
  return lists
    .flat()
    .filter(({ IsEgress }) => !IsEgress)
    .flatMap(({ GroupId = '', IpProtocol = '', FromPort = -1, ToPort = -1, CidrIpv4, CidrIpv6 }) => {
      const cidr = CidrIpv4 ?? CidrIpv6;
      return cidr === undefined ? [] : [{ groupId: GroupId, protocol: IpProtocol, from: FromPort, to: ToPort, cidr }];
    });
};
