/** What EC2 stores of the gateways of VPCs and of attachments; state.ts holds them. */

/** Where traffic from elsewhere enters a VPC. */
export interface TransitAttachment {
  readonly id: string;
  readonly vpcId: string;
  subnetIds: string[];
  applianceMode: boolean;
}

/** That of a Cloud WAN core network: Network Manager's, of which EC2 shows the interfaces alone. */
export interface CoreNetworkAttachment extends TransitAttachment {
  readonly coreNetworkArn: string;
}

/** That of a transit gateway. */
export interface TransitGatewayAttachment extends TransitAttachment {
  readonly transitGatewayId: string;
  readonly createdAt: number;
  tags: Record<string, string>;
}

/** A virtual private gateway: a route's target, or an edge table's gateway. */
export interface VpnGateway {
  readonly id: string;
  vpcId?: string;
  tags: Record<string, string>;
}

/** An internet gateway. */
export interface InternetGateway {
  readonly id: string;
  /** Absent while it is attached to no VPC. */
  vpcId?: string;
  tags: Record<string, string>;
}

/** A NAT gateway; its addresses are those of its interface. */
export interface NatGateway {
  readonly id: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly interfaceId: string;
  state: 'pending' | 'failed' | 'available' | 'deleting' | 'deleted';
  readonly createdAt: number;
  tags: Record<string, string>;
}
