/** What network appliances are made of: interfaces, instances and their status checks. */
import {
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkInterfacesCommand,
  type NetworkInterface as Ec2NetworkInterface,
  type InstanceStatusEvent,
  ModifyNetworkInterfaceAttributeCommand,
} from '@aws-sdk/client-ec2';
import { chunks } from '../../std/lists.ts';
import { read, write } from '../clients.ts';
import { readState } from '../states.ts';
import type { Instance, InstanceChecks, NatGateway, NetworkInterface, Wanted } from '../types.ts';
import { ec2, filtersFor, listAll, tagsOf } from './client.ts';
import { CHECK_STATES, INSTANCE_STATES, INTERFACE_STATES, NAT_GATEWAY_STATES } from './states.ts';

/** DescribeInstanceStatus takes at most this many ids. */
const STATUS_IDS = 100;

export const describeNetworkInterfaces = async (wanted: Wanted): Promise<NetworkInterface[]> => {
  const Filters = filtersFor('network-interface-id', wanted);
  const found = await listAll(
    (page) => new DescribeNetworkInterfacesCommand({ Filters, ...page }),
    ({ NetworkInterfaces }) => NetworkInterfaces,
  );
  return found.map(toInterface);
};

const toInterface = (it: Ec2NetworkInterface): NetworkInterface => ({
  id: it.NetworkInterfaceId ?? '',
  ...(it.OwnerId === undefined ? {} : { ownerId: it.OwnerId }),
  vpcId: it.VpcId ?? '',
  subnetId: it.SubnetId ?? '',
  azId: it.AvailabilityZoneId ?? '',
  status: readState(INTERFACE_STATES, it.Status),
  ...(it.Attachment?.InstanceId === undefined ? {} : { instanceId: it.Attachment.InstanceId }),
  ...(it.Attachment?.AttachTime === undefined ? {} : { attachedAt: it.Attachment.AttachTime.getTime() }),
  sourceDestCheck: it.SourceDestCheck ?? true,
  ...publicOf(it),
  privateIps: [
    ...(it.PrivateIpAddress === undefined ? [] : [it.PrivateIpAddress]),
    ...(it.PrivateIpAddresses ?? []).flatMap(({ Primary, PrivateIpAddress: ip }) => (Primary || !ip ? [] : [ip])),
  ],
  ipv6: (it.Ipv6Addresses ?? []).length > 0,
  tags: tagsOf(it.TagSet),
});

/** An Elastic IP may be that of a secondary private address alone. */
const publicOf = ({ Association, PrivateIpAddresses = [] }: Ec2NetworkInterface): { readonly publicIp?: string } => {
  const all = [Association, ...PrivateIpAddresses.map((address) => address.Association)];
  const found = all.find((association) => association?.PublicIp !== undefined);
  return found?.PublicIp === undefined ? {} : { publicIp: found.PublicIp };
};

/** The instances of the given ids that exist. */
export const describeInstances = async (ids: readonly string[]): Promise<Instance[]> => {
  const Filters = filtersFor('instance-id', { ids });
  const found = await listAll(
    (page) => new DescribeInstancesCommand({ Filters, ...page }),
    ({ Reservations }) => Reservations?.flatMap(({ Instances }) => Instances ?? []),
  );
  return found.map((instance) => ({
    id: instance.InstanceId ?? '',
    state: readState(INSTANCE_STATES, instance.State?.Name),
    launchedAt: instance.LaunchTime?.getTime() ?? 0,
    ...(instance.InstanceLifecycle === 'spot' ? { spot: true as const } : {}),
    tags: tagsOf(instance.Tags),
  }));
};

/** The status checks of existing instances. One unknown id fails the whole call: ask DescribeInstances first. */
export const describeInstanceChecks = async (ids: readonly string[]): Promise<InstanceChecks[]> => {
  const answers = await Promise.all(
    chunks(ids, STATUS_IDS).map((InstanceIds) =>
      read(ec2.send(new DescribeInstanceStatusCommand({ InstanceIds, IncludeAllInstances: true }))),
    ),
  );
  return answers.flatMap(({ InstanceStatuses }) =>
    (InstanceStatuses ?? []).map((status) => ({
      instanceId: status.InstanceId ?? '',
      system: readState(CHECK_STATES, status.SystemStatus?.Status),
      instance: readState(CHECK_STATES, status.InstanceStatus?.Status),
      ...(status.AttachedEbsStatus?.Status === undefined
        ? {}
        : { attachedEbs: readState(CHECK_STATES, status.AttachedEbsStatus.Status) }),
      events: (status.Events ?? []).filter(isAhead).map(({ Code = '', Description = '', NotBefore }) => ({
        ...{ code: Code, description: Description },
        notBefore: NotBefore?.getTime() ?? 0,
      })),
    })),
  );
};

/** What is over stays listed for up to a week, and says so at the beginning of its description. */
const isAhead = ({ Description = '' }: InstanceStatusEvent): boolean =>
  !/^\[(?:Completed|Canceled)\]/.test(Description);

/** The NAT gateways of the given ids that exist; deleted ones stay visible for about an hour. */
export const describeNatGateways = async (ids: readonly string[]): Promise<NatGateway[]> => {
  const Filter = filtersFor('nat-gateway-id', { ids });
  const found = await listAll(
    (page) => new DescribeNatGatewaysCommand({ Filter, ...page }),
    ({ NatGateways }) => NatGateways,
  );
  return found.map((gateway) => ({
    id: gateway.NatGatewayId ?? '',
    vpcId: gateway.VpcId ?? '',
    subnetId: gateway.SubnetId ?? '',
    state: readState(NAT_GATEWAY_STATES, gateway.State),
    createdAt: gateway.CreateTime?.getTime() ?? 0,
  }));
};

/** An interface that checks source and destination drops what it should forward. */
export const turnOffSourceDestCheck = async (interfaceId: string): Promise<void> => {
  const command = new ModifyNetworkInterfaceAttributeCommand({
    NetworkInterfaceId: interfaceId,
    SourceDestCheck: { Value: false },
  });
  await write(ec2.send(command));
};
