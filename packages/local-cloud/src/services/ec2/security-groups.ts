/** Security groups: whom they let in, as far as it is read. */
import type {
  DescribeSecurityGroupRulesRequest,
  DescribeSecurityGroupRulesResult,
  GetManagedPrefixListEntriesRequest,
  GetManagedPrefixListEntriesResult,
  SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import type { Account } from '../../account.ts';
import { find } from '../../find.ts';
import type { Call } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import { derivedId } from './derive.ts';
import { type Filters, matching, PAGE_5_100, PAGE_5_1000, page } from './describe.ts';
import type { IngressRule, PrefixList, SecurityGroup } from './security-group-state.ts';

/** The group that a VPC's things are in which were given none: it lets in its own members alone. */
export const defaultGroup = (vpcId: string): string => derivedId('sg', vpcId, 'default');

const FILTERS: Filters<SecurityGroupRule> = {
  'group-id': ({ GroupId }) => [GroupId],
  'security-group-rule-id': ({ SecurityGroupRuleId }) => [SecurityGroupRuleId],
};

/** Of groups that are not there it tells nothing. */
export const describeSecurityGroupRules = (
  input: DescribeSecurityGroupRulesRequest,
  { account }: Call,
): DescribeSecurityGroupRulesResult => {
  const all = Object.values(account.ec2.securityGroups).flatMap((group) =>
    group.ingress.map((rule) => ruleView(rule, group, account.id)),
  );
  const { items, NextToken } = page(matching(all, input.Filters, FILTERS), input, PAGE_5_1000);
  return { SecurityGroupRules: items, NextToken };
};

const ruleView = (rule: IngressRule, { id }: SecurityGroup, owner: string): SecurityGroupRule => ({
  SecurityGroupRuleId: derivedId('sgr', id, JSON.stringify(rule)),
  GroupId: id,
  GroupOwnerId: owner,
  IsEgress: false,
  IpProtocol: rule.protocol,
  FromPort: rule.from,
  ToPort: rule.to,
  ...(rule.cidr === undefined ? {} : rule.cidr.includes(':') ? { CidrIpv6: rule.cidr } : { CidrIpv4: rule.cidr }),
  ...(rule.prefixList === undefined ? {} : { PrefixListId: rule.prefixList }),
  ...(rule.group === undefined ? {} : { ReferencedGroupInfo: { GroupId: rule.group } }),
});

/** Throws InvalidPrefixListID.NotFound. */
const findPrefixList = ({ ec2 }: Account, id: string | undefined): PrefixList =>
  find(ec2.prefixLists, String(id), () => {
    return new AwsError('InvalidPrefixListID.NotFound', `The prefix list ID '${id}' does not exist`);
  });

export const getManagedPrefixListEntries = (
  input: GetManagedPrefixListEntriesRequest,
  { account }: Call,
): GetManagedPrefixListEntriesResult => {
  const { cidrs } = findPrefixList(account, input.PrefixListId);
  const { items, NextToken } = page(cidrs, input, PAGE_5_100);
  return { Entries: items.map((Cidr) => ({ Cidr })), NextToken };
};
