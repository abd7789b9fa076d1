/** What EC2 stores of transit gateways' attachments and of virtual private gateways; state.ts holds them. */

/** Where a transit gateway enters a VPC. */
export interface TransitGatewayAttachment {
  readonly id: string;
  readonly transitGatewayId: string;
  readonly vpcId: string;
  subnetIds: string[];
  applianceMode: boolean;
  readonly createdAt: number;
  tags: Record<string, string>;
}

/** A virtual private gateway: a route's target, or an edge table's gateway. */
export interface VpnGateway {
  readonly id: string;
  vpcId?: string;
  tags: Record<string, string>;
}
