/** Where transit gateways and Cloud WAN core networks enter VPCs. */
import {
  DescribeNetworkInterfacesCommand,
  DescribeTransitGatewayVpcAttachmentsCommand,
  type NetworkInterface,
} from '@aws-sdk/client-ec2';
import type { Attachment } from '../types.ts';
import { listAll } from './client.ts';

/** States in which an attachment passes traffic, or is about to. */
const LIVE = ['available', 'initiating', 'modifying', 'pending', 'rollingBack'];

/** As the interface of a transit gateway's attachment is described: "Network Interface for Transit Gateway Attachment tgw-attach-…". */
const OF_TRANSIT_GATEWAY = /\btgw-attach-/;

/**
 * The attachments of the given VPCs. Their interfaces are asked for first: most VPCs have none, and are done. One that is no
 * transit gateway's is a core network's, of which EC2 tells no more: whether it is in appliance mode only Network Manager knows,
 * whose API is in another Region, and on which no failover of this one may hang. So it counts as not in appliance mode.
 */
export const describeAttachments = async (vpcIds: readonly string[]): Promise<Attachment[]> => {
  const ofVpcs = { Name: 'vpc-id', Values: [...vpcIds] };
  const Filters = [ofVpcs, { Name: 'interface-type', Values: ['transit_gateway'] }];
  const interfaces = await listAll(
    (page) => new DescribeNetworkInterfacesCommand({ Filters, ...page }),
    ({ NetworkInterfaces }) => NetworkInterfaces,
  );
  if (interfaces.length === 0) return [];
  const others = interfaces.filter(({ Description = '' }) => !OF_TRANSIT_GATEWAY.test(Description));
  return [...(await ofTransitGateways(ofVpcs)), ...others.map(ofCoreNetwork)];
};

const ofTransitGateways = async (ofVpcs: { Name: string; Values: string[] }): Promise<Attachment[]> => {
  const Filters = [ofVpcs, { Name: 'state', Values: LIVE }];
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

const ofCoreNetwork = ({ NetworkInterfaceId, VpcId, SubnetId }: NetworkInterface): Attachment => ({
  id: NetworkInterfaceId ?? '',
  vpcId: VpcId ?? '',
  subnetIds: SubnetId === undefined ? [] : [SubnetId],
  applianceMode: false,
});
