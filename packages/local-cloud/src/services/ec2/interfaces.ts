/** Network interfaces: what is there, and changing, making and removing them. */
import type {
  CreateNetworkInterfaceRequest,
  CreateNetworkInterfaceResult,
  DeleteNetworkInterfaceRequest,
  DescribeNetworkInterfacesRequest,
  DescribeNetworkInterfacesResult,
  ModifyNetworkInterfaceAttributeRequest,
  NetworkInterface,
} from '@aws-sdk/client-ec2';
import type { Call } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import { familyOf, firstFree, inCidr } from './addresses.ts';
import { azId } from './azs.ts';
import { derivedId, derivedMac } from './derive.ts';
import { type Filters, matching, PAGE_5_1000, page, refuseIdsWithPages } from './describe.ts';
import { findNetworkInterface, findSubnet } from './find.ts';
import { required, select } from './resources.ts';
import type { Ec2State, NetworkInterface as Interface, Subnet } from './state.ts';
import { tagList, tagsFor, tagsOf } from './tags.ts';

/** Requester-managed interfaces belong to an AWS service: nobody else attaches, detaches or deletes them. */
const isRequesterManaged = (item: Interface): boolean => item.type !== 'interface';

const statusOf = (item: Interface): 'in-use' | 'available' => (item.attachment ? 'in-use' : 'available');

const filtersFor = ({ account }: Call): Filters<Interface> => {
  const azOf = (item: Interface) => account.ec2.subnets[item.subnetId]?.az ?? '';
  return {
    'addresses.private-ip-address': (item) => [item.privateIp, ...(item.secondary ?? []).map(({ ip }) => ip)],
    'addresses.primary': () => ['true'],
    'association.public-ip': (item) => [item.publicIp],
    'attachment.attachment-id': (item) => [item.attachment?.id],
    'attachment.device-index': (item) => [item.attachment && String(item.attachment.deviceIndex)],
    'attachment.instance-id': (item) => [item.attachment?.instanceId],
    'attachment.instance-owner-id': (item) => [ownerOfAttachment(item, account.id)],
    'attachment.status': (item) => [item.attachment && 'attached'],
    'availability-zone': (item) => [azOf(item)],
    'availability-zone-id': (item) => [azId(azOf(item))],
    description: (item) => [item.description],
    'group-id': (item) => item.groups,
    'interface-type': (item) => [item.type],
    'ipv6-addresses.ipv6-address': (item) => item.ipv6,
    'mac-address': (item) => [derivedMac(item.id)],
    'network-interface-id': (item) => [item.id],
    'owner-id': () => [account.id],
    'private-ip-address': (item) => [item.privateIp],
    'requester-managed': (item) => [String(isRequesterManaged(item))],
    'source-dest-check': (item) => [String(item.sourceDestCheck)],
    status: (item) => [statusOf(item)],
    'subnet-id': (item) => [item.subnetId],
    'vpc-id': (item) => [item.vpcId],
  };
};

/** Throws InvalidNetworkInterfaceID.NotFound for the whole call, and InvalidParameterCombination (ids with MaxResults). */
export const describeNetworkInterfaces = (
  input: DescribeNetworkInterfacesRequest,
  call: Call,
): DescribeNetworkInterfacesResult => {
  refuseIdsWithPages(input.NetworkInterfaceIds, 'networkInterfaceIdSet', input);
  const chosen = select(call.account.ec2.networkInterfaces, input.NetworkInterfaceIds, 'network-interface');
  const { items, NextToken } = page(matching(chosen, input.Filters, filtersFor(call), tagsOf), input, PAGE_5_1000);
  return { NetworkInterfaces: items.map((item) => interfaceView(item, call)), NextToken };
};

const ownerOfAttachment = (item: Interface, accountId: string): string | undefined =>
  item.attachment && (item.attachment.instanceId ? accountId : 'amazon-aws');

/** An interface as the API shows it. */
export const interfaceView = (item: Interface, { account }: Call): NetworkInterface => {
  const az = account.ec2.subnets[item.subnetId]?.az ?? '';
  const association = item.publicIp
    ? { PublicIp: item.publicIp, IpOwnerId: account.id, AllocationId: derivedId('eipalloc', item.id) }
    : undefined;
  return {
    NetworkInterfaceId: item.id,
    // The wire says `nat_gateway` where the SDK's enum says `natGateway`.
    InterfaceType: item.type as never,
    Status: statusOf(item),
    Description: item.description,
    VpcId: item.vpcId,
    SubnetId: item.subnetId,
    AvailabilityZone: az,
    AvailabilityZoneId: azId(az),
    OwnerId: item.ownerId ?? account.id,
    RequesterManaged: isRequesterManaged(item),
    RequesterId: isRequesterManaged(item) ? derivedId('AROA', item.type) : undefined,
    SourceDestCheck: item.sourceDestCheck,
    MacAddress: derivedMac(item.id),
    Groups: item.groups.map((id) => ({ GroupId: id, GroupName: id })),
    PrivateIpAddress: item.privateIp,
    PrivateIpAddresses: [
      ...(item.privateIp ? [{ Primary: true, PrivateIpAddress: item.privateIp, Association: association }] : []),
      ...(item.secondary ?? []).map(({ ip, publicIp }) => ({
        Primary: false,
        PrivateIpAddress: ip,
        ...(publicIp === undefined ? {} : { Association: { PublicIp: publicIp, IpOwnerId: account.id } }),
      })),
    ],
    Ipv6Addresses: item.ipv6.map((address) => ({ Ipv6Address: address })),
    Association: association,
    Attachment: attachmentView(item, account.id),
    TagSet: tagList(item.tags),
  };
};

const attachmentView = (item: Interface, accountId: string): NetworkInterface['Attachment'] =>
  item.attachment && {
    AttachmentId: item.attachment.id,
    AttachTime: new Date(item.attachment.at),
    DeleteOnTermination: item.attachment.deleteOnTermination,
    DeviceIndex: item.attachment.deviceIndex,
    InstanceId: item.attachment.instanceId,
    InstanceOwnerId: ownerOfAttachment(item, accountId),
    Status: 'attached',
  };

/** One attribute per call (AWS-FACTS B.2); throws InvalidParameterCombination otherwise. */
export const modifyNetworkInterfaceAttribute = (input: ModifyNetworkInterfaceAttributeRequest, call: Call): void => {
  const item = findNetworkInterface(call.account, input.NetworkInterfaceId);
  const { NetworkInterfaceId, DryRun, ...attributes } = input;
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  const [name] = given[0] ?? [];
  if (given.length !== 1) {
    const found = given.length === 0 ? 'none' : given.map(([key]) => key).join(', ');
    throw new AwsError('InvalidParameterCombination', `Expected exactly one attribute to change, found ${found}.`);
  }
  if (input.SourceDestCheck) item.sourceDestCheck = required(input.SourceDestCheck.Value, 'SourceDestCheck.Value');
  else if (input.Description) item.description = input.Description.Value ?? '';
  else if (input.Groups) item.groups = [...input.Groups];
  else if (input.Attachment) modifyAttachment(item, input.Attachment);
  else throw new AwsError('UnsupportedOperation', `The local cloud does not simulate a change of ${name}.`);
};

const modifyAttachment = (
  item: Interface,
  change: NonNullable<ModifyNetworkInterfaceAttributeRequest['Attachment']>,
): void => {
  if (!item.attachment || item.attachment.id !== change.AttachmentId) {
    throw new AwsError('InvalidAttachmentID.NotFound', `The attachment ID '${change.AttachmentId}' does not exist`);
  }
  item.attachment.deleteOnTermination = required(change.DeleteOnTermination, 'Attachment.DeleteOnTermination');
};

/** Every address in use in a subnet. */
const taken = (ec2: Ec2State, subnetId: string): Set<string> => {
  const items = Object.values(ec2.networkInterfaces).filter((item) => item.subnetId === subnetId);
  return new Set(items.flatMap((item) => [...(item.privateIp ? [item.privateIp] : []), ...item.ipv6]));
};

/**
 * The address that was asked for, or the subnet's first free one of that family. Throws InvalidIPAddress.InUse, InvalidParameterValue (outside
 * the subnet) and InsufficientFreeAddressesInSubnet.
 */
export const takeAddress = (ec2: Ec2State, subnet: Subnet, family: 4 | 6, wanted?: string): string => {
  const cidr = family === 4 ? subnet.cidr : subnet.ipv6Cidr;
  if (cidr === undefined) {
    throw new AwsError('InvalidParameterValue', `The subnet '${subnet.id}' has no IPv6 CIDR block.`);
  }
  const used = taken(ec2, subnet.id);
  const address = wanted ?? firstFree(cidr, used);
  if (address === undefined) {
    throw new AwsError('InsufficientFreeAddressesInSubnet', `The subnet '${subnet.id}' has no free addresses.`);
  }
  if (familyOf(address) !== family || !inCidr(cidr, address)) {
    throw new AwsError(
      'InvalidParameterValue',
      `Address ${address} does not fall within the subnet's address range ${cidr}`,
    );
  }
  if (used.has(address)) throw new AwsError('InvalidIPAddress.InUse', `Address ${address} is in use.`);
  return address;
};

/** Throws what takeAddress throws, and InvalidSubnetID.NotFound. */
export const createNetworkInterface = (
  input: CreateNetworkInterfaceRequest,
  call: Call,
): CreateNetworkInterfaceResult => {
  const { ec2 } = call.account;
  const subnet = findSubnet({ ec2 }, input.SubnetId);
  const wantedIpv6 = (input.Ipv6Addresses ?? []).map((entry) => required(entry.Ipv6Address, 'Ipv6Address'));
  const item: Interface = {
    id: call.newId('eni'),
    vpcId: subnet.vpcId,
    subnetId: subnet.id,
    type: 'interface',
    privateIp: takeAddress(ec2, subnet, 4, input.PrivateIpAddress),
    ipv6: wantedIpv6.map((address) => takeAddress(ec2, subnet, 6, address)),
    description: input.Description ?? '',
    groups: [...(input.Groups ?? [])],
    sourceDestCheck: true,
    tags: tagsFor('network-interface', input.TagSpecifications),
  };
  ec2.networkInterfaces[item.id] = item;
  return { NetworkInterface: interfaceView(item, call), ClientToken: input.ClientToken };
};

/** Throws InvalidParameterValue while the interface is attached. Routes to it stay, as blackholes. */
export const deleteNetworkInterface = (input: DeleteNetworkInterfaceRequest, call: Call): void => {
  const item = findNetworkInterface(call.account, input.NetworkInterfaceId);
  if (item.attachment) {
    throw new AwsError('InvalidParameterValue', `Network interface '${item.id}' is currently in use.`);
  }
  delete call.account.ec2.networkInterfaces[item.id];
};
