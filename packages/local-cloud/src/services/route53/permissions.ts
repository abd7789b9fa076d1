/** What Route 53's operations need (service authorization reference; Developer Guide, "Using IAM policy conditions"). */
import type * as shapes from '@aws-sdk/client-route-53';
import { withoutResource } from '../../iam/permission.ts';
import type { Needed, Permission, Permissions } from '../../service.ts';
import { normalName } from './names.ts';

interface OnZone {
  readonly HostedZoneId?: string;
  readonly Id?: string;
}

const zoneArn = (id: string | undefined): string =>
  `arn:aws:route53:::hostedzone/${String(id).replace(/^\/?hostedzone\//, '')}`;

const onZone = (operation: string): Permission => ({
  action: `route53:${operation}`,
  on: ({ HostedZoneId, Id }: OnZone) => [{ resource: zoneArn(HostedZoneId ?? Id) }],
});

const distinct = (values: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(values.filter((value) => value !== undefined)),
];

/** Lower case, without the trailing dot, with octal escapes. */
const nameInCondition = (name: string): string => normalName(name).replace(/\.$/, '');

const changes = (input: shapes.ChangeResourceRecordSetsRequest): readonly Needed[] => {
  const all = input.ChangeBatch?.Changes ?? [];
  const sets = all.map(({ ResourceRecordSet }) => ResourceRecordSet);
  const context = {
    'route53:ChangeResourceRecordSetsActions': distinct(all.map(({ Action }) => Action)),
    'route53:ChangeResourceRecordSetsNormalizedRecordNames': distinct(
      sets.map((set) => nameInCondition(String(set?.Name))),
    ),
    'route53:ChangeResourceRecordSetsRecordTypes': distinct(sets.map((set) => set?.Type)),
  };
  return [{ resource: zoneArn(input.HostedZoneId), context }];
};

const vpcsContext = (id: string | undefined, region: string | undefined) => ({
  'route53:VPCs': id === undefined ? [] : [`VPCId=${id},VPCRegion=${region}`],
});

/** What concerns a zone's VPCs may be asked only by those who may see VPCs (Developer Guide, "API permissions reference"). */
const seesVpcs = (region: string | undefined): Needed => ({
  action: 'ec2:DescribeVpcs',
  resource: '*',
  context: { 'ec2:Region': region, 'aws:RequestedRegion': region },
});

const onVpc = (operation: string): Permission => ({
  action: `route53:${operation}`,
  on: ({ HostedZoneId, VPC }: shapes.AssociateVPCWithHostedZoneRequest) => [
    { resource: zoneArn(HostedZoneId), context: vpcsContext(VPC?.VPCId, VPC?.VPCRegion) },
    seesVpcs(VPC?.VPCRegion),
  ],
});

const tagged = (type: string | undefined, id: string | undefined): Needed => ({
  resource: type === 'healthcheck' ? `arn:aws:route53:::healthcheck/${id}` : zoneArn(id),
});

export const permissions: Permissions = {
  ...withoutResource('route53', ['ListHostedZones', 'ListHostedZonesByName']),
  AssociateVPCWithHostedZone: onVpc('AssociateVPCWithHostedZone'),
  ChangeResourceRecordSets: { action: 'route53:ChangeResourceRecordSets', on: changes },
  ChangeTagsForResource: {
    action: 'route53:ChangeTagsForResource',
    on: (input: shapes.ChangeTagsForResourceRequest) => [tagged(input.ResourceType, input.ResourceId)],
  },
  CreateHostedZone: {
    action: 'route53:CreateHostedZone',
    on: ({ VPC }: shapes.CreateHostedZoneRequest) => [
      { resource: '*', context: vpcsContext(VPC?.VPCId, VPC?.VPCRegion) },
      ...(VPC ? [seesVpcs(VPC.VPCRegion)] : []),
    ],
  },
  DeleteHostedZone: onZone('DeleteHostedZone'),
  DisassociateVPCFromHostedZone: onVpc('DisassociateVPCFromHostedZone'),
  GetChange: {
    action: 'route53:GetChange',
    on: ({ Id }: shapes.GetChangeRequest) => [
      { resource: `arn:aws:route53:::change/${String(Id).replace(/^\/?change\//, '')}` },
    ],
  },
  GetHostedZone: onZone('GetHostedZone'),
  ListHostedZonesByVPC: {
    action: 'route53:ListHostedZonesByVPC',
    on: (input: shapes.ListHostedZonesByVPCRequest) => [
      { resource: '*', context: vpcsContext(input.VPCId, input.VPCRegion) },
      seesVpcs(input.VPCRegion),
    ],
  },
  ListResourceRecordSets: onZone('ListResourceRecordSets'),
  ListTagsForResource: {
    action: 'route53:ListTagsForResource',
    on: (input: shapes.ListTagsForResourceRequest) => [tagged(input.ResourceType, input.ResourceId)],
  },
  ListTagsForResources: {
    action: 'route53:ListTagsForResources',
    on: (input: shapes.ListTagsForResourcesRequest) =>
      (input.ResourceIds ?? []).map((id) => tagged(input.ResourceType, id)),
  },
};
