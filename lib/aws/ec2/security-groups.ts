/** Whom security groups let in. */
import { DescribeSecurityGroupRulesCommand, GetManagedPrefixListEntriesCommand } from '@aws-sdk/client-ec2';
import { isNotFound } from '../errors.ts';
import type { Admission, Ingress } from '../types.ts';
import { filterable, listAll } from './client.ts';

/** Whom the inbound rules of the given groups let in by address: the range that a rule names, or each of its prefix list. */
export const describeAdmissions = async (groupIds: readonly string[]): Promise<Admission[]> => {
  const rules = await describeIngress(groupIds);
  const ids = [...new Set(rules.flatMap(({ prefixList }) => prefixList ?? []))];
  const lists = new Map(await Promise.all(ids.map(async (id) => [id, await rangesOf(id)] as const)));
  return rules.flatMap(({ cidr, prefixList = '', ...rule }) => {
    const ranges = cidr === undefined ? (lists.get(prefixList) ?? []) : [cidr];
    return ranges.map((range) => ({ ...rule, cidr: range }));
  });
};

/** Most entries of a prefix list on one page (EC2 API reference). */
const ENTRIES = 100;

/** What a prefix list names, of AWS or of whoever shares it; one that is gone names nothing. */
const rangesOf = async (PrefixListId: string): Promise<string[]> => {
  try {
    const entries = await listAll(
      (page) => new GetManagedPrefixListEntriesCommand({ PrefixListId, ...page }),
      (page) => page.Entries,
      ENTRIES,
    );
    return entries.flatMap(({ Cidr }) => Cidr ?? []);
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
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
    .map(({ GroupId = '', IpProtocol = '', FromPort = -1, ToPort = -1, CidrIpv4, CidrIpv6, PrefixListId }) => {
      const cidr = CidrIpv4 ?? CidrIpv6;
      const rule = { groupId: GroupId, protocol: IpProtocol, from: FromPort, to: ToPort };
      if (cidr !== undefined) return { ...rule, cidr };
      return PrefixListId === undefined ? rule : { ...rule, prefixList: PrefixListId };
    });
};
