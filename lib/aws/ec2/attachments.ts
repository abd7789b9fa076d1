/** Where transit gateways enter VPCs. */
import { DescribeTransitGatewayVpcAttachmentsCommand } from '@aws-sdk/client-ec2';
import type { Attachment } from '../types.ts';
import { listAll } from './client.ts';

/** States in which an attachment passes traffic, or is about to. */
const LIVE = ['available', 'initiating', 'modifying', 'pending', 'rollingBack'];

/** The transit gateway attachments of the given VPCs. Those of Cloud WAN are another API's. */
export const describeAttachments = async (vpcIds: readonly string[]): Promise<Attachment[]> => {
  const Filters = [
    { Name: 'vpc-id', Values: [...vpcIds] },
    { Name: 'state', Values: LIVE },
  ];
  const found = await listAll(
    (page) => new DescribeTransitGatewayVpcAttachmentsCommand({ Filters, ...page }),
    ({ TransitGatewayVpcAttachments }) => TransitGatewayVpcAttachments,
  );
  return found.map((it) => ({
    id: it.TransitGatewayAttachmentId ?? '',
    vpcId: it.VpcId ?? '',
    subnetIds: it.SubnetIds ?? [],
    applianceMode: it.Options?.ApplianceModeSupport === 'enable',
  }));
};
