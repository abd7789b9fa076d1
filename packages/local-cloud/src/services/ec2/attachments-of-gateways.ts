/** Transit gateways' attachments to VPCs: reads only. */
import type {
  DescribeTransitGatewayVpcAttachmentsRequest,
  DescribeTransitGatewayVpcAttachmentsResult,
} from '@aws-sdk/client-ec2';
import type { Call } from '../../service.ts';
import type { TransitGatewayAttachment } from './attachment-state.ts';
import { type Filters, matching, PAGE_5_1000, page } from './describe.ts';
import { select } from './resources.ts';
import { tagList, tagsOf } from './tags.ts';

const FILTERS: Filters<TransitGatewayAttachment> = {
  state: () => ['available'],
  'transit-gateway-attachment-id': ({ id }) => [id],
  'transit-gateway-id': ({ transitGatewayId }) => [transitGatewayId],
  'vpc-id': ({ vpcId }) => [vpcId],
};

/** Throws InvalidTransitGatewayAttachmentID.NotFound. */
export const describeTransitGatewayVpcAttachments = (
  input: DescribeTransitGatewayVpcAttachmentsRequest,
  call: Call,
): DescribeTransitGatewayVpcAttachmentsResult => {
  const ids = input.TransitGatewayAttachmentIds;
  const chosen = select(call.account.ec2.transitGatewayAttachments, ids, 'transit-gateway-attachment');
  const { items, NextToken } = page(matching(chosen, input.Filters, FILTERS, tagsOf), input, PAGE_5_1000);
  const shown = items.map((it) => ({
    TransitGatewayAttachmentId: it.id,
    TransitGatewayId: it.transitGatewayId,
    VpcId: it.vpcId,
    VpcOwnerId: call.account.id,
    State: 'available' as const,
    SubnetIds: it.subnetIds,
    CreationTime: new Date(it.createdAt),
    Options: {
      DnsSupport: 'enable' as const,
      Ipv6Support: 'disable' as const,
      ApplianceModeSupport: it.applianceMode ? ('enable' as const) : ('disable' as const),
    },
    Tags: tagList(it.tags),
  }));
  return { TransitGatewayVpcAttachments: shown, NextToken };
};
