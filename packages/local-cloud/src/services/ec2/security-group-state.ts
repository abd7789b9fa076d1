/** What EC2 holds of security groups, and of the prefix lists that their rules may name. */

/** A managed prefix list: of AWS, of this account, or shared by another one. */
export interface PrefixList {
  readonly id: string;
  readonly ownerId: string;
  readonly cidrs: readonly string[];
}

/** Whom a security group lets in. Its outbound rules are not simulated. */
export interface SecurityGroup {
  readonly id: string;
  readonly vpcId: string;
  ingress: IngressRule[];
}

/** `protocol` is `tcp`, `udp`, … or `-1` for all; ports are -1 where all are meant. One of the last three says who. */
export interface IngressRule {
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
  readonly cidr?: string;
  readonly prefixList?: string;
  readonly group?: string;
}
