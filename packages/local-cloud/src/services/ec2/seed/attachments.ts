/** Puts attachments of VPCs straight into an account: those of transit gateways, and those of Cloud WAN core networks. */
import type { Account } from '../../../account.ts';
import { firstFree } from '../addresses.ts';
import { derivedId } from '../derive.ts';
import { findSubnet } from '../find.ts';
import { SEED_TIME, type Seed } from './network.ts';

interface AttachmentSeed extends Seed {
  readonly vpc: string;
  readonly subnets: readonly string[];
  readonly applianceMode?: boolean;
}

/** A transit gateway's attachment to a VPC, with an interface in each of the subnets. */
export const addTransitGatewayAttachment = (
  account: Account,
  seed: AttachmentSeed & { readonly transitGateway: string },
): void => {
  const { id, transitGateway, vpc, subnets, applianceMode = false, tags = {} } = seed;
  account.ec2.transitGatewayAttachments[id] = {
    ...{ id, transitGatewayId: transitGateway, vpcId: vpc, subnetIds: [...subnets], applianceMode },
    ...{ createdAt: SEED_TIME, tags: { ...tags } },
  };
  addInterfaces(account, seed, `Network Interface for Transit Gateway Attachment ${id}`);
};

/**
 * A core network's attachment to a VPC. Network Manager tells of it, and is not simulated: EC2 shows its interfaces alone. That
 * these are of the type `transit_gateway` is a guess: EC2 lists no other that fits, and the service that makes the interfaces of
 * transit gateways is one of Cloud WAN's, too (Cloud WAN guide, "AWS Cloud WAN service-linked roles").
 */
export const addCoreNetworkAttachment = (
  account: Account,
  seed: AttachmentSeed & { readonly coreNetworkArn: string },
): void => {
  const { id, coreNetworkArn, vpc, subnets, applianceMode = false } = seed;
  account.ec2.coreNetworkAttachments[id] = { id, coreNetworkArn, vpcId: vpc, subnetIds: [...subnets], applianceMode };
  addInterfaces(account, seed, `Network Interface for Core Network Attachment ${id}`);
};

const addInterfaces = (account: Account, { id: attachment, subnets }: AttachmentSeed, description: string): void => {
  for (const subnetId of subnets) {
    const { vpcId, cidr } = findSubnet(account, subnetId);
    const taken = new Set(Object.values(account.ec2.networkInterfaces).flatMap(({ privateIp }) => privateIp ?? []));
    const privateIp = firstFree(cidr, taken);
    const id = derivedId('eni', attachment, subnetId);
    const own = { id: derivedId('ela-attach', id), deviceIndex: 1, deleteOnTermination: false, at: SEED_TIME };
    account.ec2.networkInterfaces[id] = {
      ...{ id, vpcId, subnetId, type: 'transit_gateway', description, ipv6: [], groups: [], sourceDestCheck: false },
      ...(privateIp === undefined ? {} : { privateIp }),
      ...{ attachment: own, tags: {} },
    };
  }
};
