/** Calls of EC2 about the endpoints that names follow, and about private DNS names of endpoint services. */
import type { Config } from '../../lib/config/types.ts';
import { isZonal } from '../../lib/dns/zones/claims.ts';
import { ALL_OF_EC2, arn, isAssociating, type Permission, selected, when } from './permission.ts';

const DESCRIBES = 'EC2 knows no resource for descriptions';

const needsAddresses = ({ dns: { zones, answers } }: Config): boolean =>
  zones.some(({ records }) => records.some(({ to }) => to === 'addresses')) ||
  answers.some(({ from }) => from.as === 'addresses');

const needsVpcs = ({ dns: { zones, forwarders } }: Config): boolean =>
  zones.some(({ vpcs }) => vpcs.length > 0) ||
  forwarders.some(({ from, publish }) => 'vpcResolver' in from || publish.some((one) => 'resolverRule' in one));

/** Names of zones are asked, by name servers of the config or from within a VPC. */
const isAsking = ({ dns }: Config): boolean =>
  dns.zones.length > 0 && (dns.resolvers.length > 0 || dns.network !== undefined);

/** What the dns controller calls. */
export const ENDPOINTS: readonly Permission[] = [
  {
    sid: 'ReadEndpoints',
    callers: ['dns'],
    access: 'read',
    actions: ['ec2:DescribeVpcEndpoints'],
    wide: DESCRIBES,
    on: ({ dns: { zones, answers } }) => when(zones.length + answers.length > 0, ALL_OF_EC2),
  },
  {
    sid: 'ReadAddresses',
    callers: ['dns'],
    access: 'read',
    actions: ['ec2:DescribeNetworkInterfaces'],
    wide: DESCRIBES,
    on: (config) => when(needsAddresses(config) || isAssociating(config) || isAsking(config), ALL_OF_EC2),
  },
  {
    sid: 'ReadAvailabilityZones',
    callers: ['dns'],
    access: 'read',
    actions: ['ec2:DescribeAvailabilityZones'],
    wide: DESCRIBES,
    on: ({ dns }) => when(dns.zones.some(isZonal), ALL_OF_EC2),
  },
  {
    sid: 'ReadVpcs',
    callers: ['dns'],
    access: 'read',
    actions: ['ec2:DescribeVpcs'],
    wide: DESCRIBES,
    on: (config) => when(needsVpcs(config), ALL_OF_EC2),
  },
  {
    sid: 'ReadReach',
    callers: ['dns'],
    access: 'read',
    actions: ['ec2:DescribeRouteTables', 'ec2:DescribeSecurityGroupRules'],
    wide: DESCRIBES,
    on: (config) => when(isAssociating(config), ALL_OF_EC2),
  },
  {
    sid: 'ReadPrefixLists',
    callers: ['dns'],
    access: 'read',
    actions: ['ec2:GetManagedPrefixListEntries'],
    wide: 'which prefix lists the rules of security groups name is not in the config, nor whose they are',
    on: (config) =>
      when(isAssociating(config), {
        resources: [arn(`arn:aws:ec2:\${AWS::Region}:*:prefix-list/*`)],
      }),
  },
  {
    sid: 'ReadSubnetsOfVpcs',
    callers: ['dns'],
    access: 'read',
    actions: ['ec2:DescribeSubnets'],
    wide: DESCRIBES,
    on: (config) => when(isAssociating(config) || (config.dns.network !== undefined && isAsking(config)), ALL_OF_EC2),
  },
  {
    sid: 'ReadOfferedNames',
    callers: ['dns'],
    access: 'read',
    actions: ['ec2:DescribeVpcEndpointServices'],
    wide: DESCRIBES,
    on: (config) => when(isAssociating(config) || isAsking(config), ALL_OF_EC2),
  },
  {
    sid: 'ReadPrivateNames',
    callers: ['dns'],
    access: 'read',
    actions: ['ec2:DescribeVpcEndpointServiceConfigurations'],
    wide: DESCRIBES,
    on: ({ dns }) => when(dns.verifications.length > 0, ALL_OF_EC2),
  },
  {
    sid: 'VerifyPrivateNames',
    callers: ['dns'],
    access: 'write',
    actions: ['ec2:StartVpcEndpointServicePrivateDnsVerification'],
    on: ({ dns }) =>
      selected(
        'vpc-endpoint-service',
        dns.verifications.map(({ service }) => service),
      ),
  },
];
