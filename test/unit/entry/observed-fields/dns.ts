/** What changes the fields that the dns controller observes. */
import type * as aws from '../../../../lib/aws/types.ts';
import type { ObservedEndpoints } from '../../../../lib/dns/endpoints/types.ts';
import type { ObservedRule } from '../../../../lib/dns/publishing/types.ts';
import { BY_AWS, DECIDED, FIXED, sweep, TAGGED, type Table, wakes } from './cause.ts';

const ENDPOINT_CHANGED = [wakes('ModifyVpcEndpoint')];
const RECORDS = [wakes('ChangeResourceRecordSets')];
const RULE_CHANGED = [wakes('UpdateResolverRule')];
const ADDRESSES = wakes('AssociateResolverEndpointIpAddress', 'DisassociateResolverEndpointIpAddress');
const VPCS = [wakes('AssociateVPCWithHostedZone', 'DisassociateVPCFromHostedZone')];
const VERIFYING = [
  wakes(
    'CreateVpcEndpointServiceConfiguration',
    'ModifyVpcEndpointServiceConfiguration',
    'StartVpcEndpointServicePrivateDnsVerification',
  ),
];
const OBJECT = [sweep('a trail logs objects only where somebody pays for data events', 'PutObject', 'DeleteObject')];
const OTHERS_ZONES = [
  sweep(
    'they matter only where a VPC is to be associated, which waits for them',
    'CreateHostedZone',
    'DeleteHostedZone',
  ),
];

interface OfDns {
  readonly Endpoint: aws.Endpoint;
  readonly DnsEntry: aws.DnsEntry;
  readonly ProfileVpc: aws.ProfileVpc;
  readonly ProfileResource: aws.ProfileResource;
  readonly Admission: aws.Admission;
  readonly VpcEndpoints: aws.VpcEndpoints;
  readonly EndpointInterface: aws.EndpointInterface;
  readonly ObservedEndpoints: Pick<ObservedEndpoints, 'resolving' | 'lookups'>;
  readonly AvailabilityZone: aws.AvailabilityZone;
  readonly PrivateName: aws.PrivateName;
  readonly HostedZone: aws.HostedZone;
  readonly ZoneVpc: aws.ZoneVpc;
  readonly VpcZone: aws.VpcZone;
  readonly RecordSet: aws.RecordSet;
  readonly AliasTarget: aws.AliasTarget;
  readonly ResolverEndpoint: aws.ResolverEndpoint;
  readonly ResolverAddress: aws.ResolverAddress;
  readonly ResolverRule: ObservedRule;
  readonly ResolverTarget: aws.ResolverTarget;
  readonly StoredText: aws.StoredText;
  readonly Vpc: aws.Vpc;
}

const endpoints: Pick<Table<OfDns>, 'Endpoint' | 'DnsEntry' | 'EndpointInterface' | 'ObservedEndpoints'> = {
  Endpoint: {
    id: [wakes('CreateVpcEndpoint', 'DeleteVpcEndpoints')],
    vpcId: FIXED,
    serviceName: FIXED,
    state: [wakes('CreateVpcEndpoint', 'DeleteVpcEndpoints'), sweep(BY_AWS), DECIDED],
    createdAt: FIXED,
    requesterManaged: FIXED,
    recordTypes: ENDPOINT_CHANGED,
    dnsEntries: ENDPOINT_CHANGED,
    interfaceIds: [...ENDPOINT_CHANGED, sweep(BY_AWS)],
    groupIds: ENDPOINT_CHANGED,
    privateDns: ENDPOINT_CHANGED,
    tags: TAGGED,
  },
  DnsEntry: { name: ENDPOINT_CHANGED, zoneId: ENDPOINT_CHANGED },
  EndpointInterface: { id: ENDPOINT_CHANGED, azId: FIXED, ipv4: ENDPOINT_CHANGED, ipv6: ENDPOINT_CHANGED },
  ObservedEndpoints: {
    resolving: [...ENDPOINT_CHANGED, sweep(BY_AWS)],
    lookups: [wakes('Autoshift In Progress', 'Autoshift Completed'), ...ENDPOINT_CHANGED, sweep(BY_AWS)],
  },
};

/** Read while a VPC is to be associated, which the next sweep tries again, and once an hour for what stands there. */
const AROUND_VPCS =
  'it is looked at again by each sweep while a VPC waits for it, and within the hour for one that does not';
const GROUPS = [
  sweep(
    AROUND_VPCS,
    'AuthorizeSecurityGroupIngress',
    'ModifySecurityGroupRules',
    'RevokeSecurityGroupIngress',
    'ModifyManagedPrefixList',
  ),
];
const PROFILES = [sweep(AROUND_VPCS, 'AssociateProfile', 'DisassociateProfile')];
const PROFILE_RESOURCES = [sweep(AROUND_VPCS, 'AssociateResourceToProfile', 'DisassociateResourceFromProfile')];

const zones: Omit<Table<OfDns>, keyof typeof endpoints> = {
  Admission: { groupId: GROUPS, protocol: GROUPS, from: GROUPS, to: GROUPS, cidr: GROUPS },
  ProfileVpc: { profileId: PROFILES, vpcId: PROFILES },
  ProfileResource: { kind: FIXED, id: PROFILE_RESOURCES },
  VpcEndpoints: {
    interfaces: [wakes('CreateVpcEndpoint', 'ModifyVpcEndpoint', 'DeleteVpcEndpoints')],
    gateways: [wakes('CreateVpcEndpoint', 'DeleteVpcEndpoints')],
  },
  AvailabilityZone: { id: [sweep('a Region gets one more in years')], name: FIXED },
  PrivateName: {
    ...{
      serviceId: VERIFYING,
      serviceState: VERIFYING,
      state: VERIFYING,
      domain: VERIFYING,
      record: VERIFYING,
      value: VERIFYING,
    },
    tags: TAGGED,
  },
  HostedZone: {
    id: [sweep('the config names it by id: without it there is nothing to keep', 'DeleteHostedZone')],
    name: FIXED,
    private: FIXED,
    vpcs: VPCS,
    linkedService: FIXED,
  },
  ZoneVpc: { id: VPCS, region: FIXED },
  VpcZone: { zoneId: OTHERS_ZONES, name: FIXED, owner: FIXED },
  RecordSet: {
    ...{ name: RECORDS, type: RECORDS, ttl: RECORDS, values: RECORDS, alias: RECORDS },
    ...{ setIdentifier: RECORDS, healthCheckId: RECORDS },
  },
  AliasTarget: { zoneId: RECORDS, name: RECORDS, evaluateTargetHealth: RECORDS },
  ResolverEndpoint: {
    id: [wakes('DeleteResolverEndpoint')],
    vpcId: FIXED,
    direction: FIXED,
    plainDns: [wakes('UpdateResolverEndpoint')],
    addressCount: [ADDRESSES, wakes('UpdateResolverEndpoint')],
  },
  ResolverAddress: { ip: [ADDRESSES], status: [ADDRESSES, sweep(BY_AWS)] },
  ResolverRule: {
    id: [sweep('the config names it by id: without it there is nothing to keep', 'DeleteResolverRule')],
    domain: FIXED,
    type: FIXED,
    ...{ status: RULE_CHANGED, targets: RULE_CHANGED, modifiedAt: RULE_CHANGED },
    ownerId: FIXED,
    share: [
      sweep(
        'whose it is changes with a share alone, and then with its id',
        'AssociateResourceShare',
        'DisassociateResourceShare',
      ),
    ],
    vpcIds: [wakes('AssociateResolverRule', 'DisassociateResolverRule')],
    cidrs: [
      sweep(
        'the ranges of a VPC only grow, and no interface has a new address at once',
        'AssociateVpcCidrBlock',
        'DisassociateVpcCidrBlock',
      ),
    ],
  },
  ResolverTarget: { ip: RULE_CHANGED, port: RULE_CHANGED, protocol: RULE_CHANGED, serverName: RULE_CHANGED },
  StoredText: { text: OBJECT, version: OBJECT, modifiedAt: OBJECT },
  Vpc: {
    id: [sweep('the config names it by id: without it there is nothing to ask', 'DeleteVpc')],
    cidrs: [
      sweep(
        "a VPC's resolver is in its primary range, which is fixed",
        'AssociateVpcCidrBlock',
        'DisassociateVpcCidrBlock',
      ),
    ],
  },
};

/** What the dns controller observes. */
export const dns: Table<OfDns> = { ...endpoints, ...zones };
