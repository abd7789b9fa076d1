/** Whom security groups let in. */
import { DescribeSecurityGroupRulesCommand } from '@aws-sdk/client-ec2';
import type { Admission, Ingress } from '../types.ts';
import { filterable, listAll } from './client.ts';

/** The inbound rules of the given groups that name a range of addresses. */
export const describeAdmissions = async (groupIds: readonly string[]): Promise<Admission[]> => {
  const rules = await describeIngress(groupIds);
  return rules.flatMap(({ cidr, ...rule }) => (cidr === undefined ? [] : [{ ...rule, cidr }]));
};

/** All inbound rules of the given groups. */
export const describeIngress = async (groupIds: readonly string[]): Promise<Ingress[]> => {
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
    .map(({ GroupId = '', IpProtocol = '', FromPort = -1, ToPort = -1, CidrIpv4, CidrIpv6 }) => {
      const cidr = CidrIpv4 ?? CidrIpv6;
      const rule = { groupId: GroupId, protocol: IpProtocol, from: FromPort, to: ToPort };
      return cidr === undefined ? rule : { ...rule, cidr };
    });
};
