/** What EC2 stores of the attachments of transit gateways; state.ts holds them. */

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
