/** Attaching network interfaces to instances, and detaching them. Both happen at once here; AWS takes a few seconds. */
import type {
  AttachNetworkInterfaceRequest,
  AttachNetworkInterfaceResult,
  DetachNetworkInterfaceRequest,
} from '@aws-sdk/client-ec2';
import type { Call } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import { findInstance, findNetworkInterface } from './find.ts';
import { required } from './resources.ts';
import type { Ec2State, NetworkInterface } from './state.ts';

/** The interfaces of an instance in the order of their device indexes. */
export const interfacesOf = (ec2: Ec2State, instanceId: string): NetworkInterface[] =>
  Object.values(ec2.networkInterfaces)
    .filter((item) => item.attachment?.instanceId === instanceId)
    .sort((a, b) => (a.attachment?.deviceIndex ?? 0) - (b.attachment?.deviceIndex ?? 0));

/** Throws InvalidParameterValue (interface or device index in use), InvalidParameterCombination (another AZ) and IncorrectState. */
export const attachNetworkInterface = (
  input: AttachNetworkInterfaceRequest,
  call: Call,
): AttachNetworkInterfaceResult => {
  const { ec2 } = call.account;
  const item = findNetworkInterface({ ec2 }, input.NetworkInterfaceId);
  const instance = findInstance({ ec2 }, input.InstanceId);
  const deviceIndex = required(input.DeviceIndex, 'deviceIndex');
  if (item.attachment) throw new AwsError('InvalidParameterValue', `Interface: [${item.id}] in use.`);
  if (ec2.subnets[item.subnetId]?.az !== ec2.subnets[instance.subnetId]?.az) {
    throw new AwsError(
      'InvalidParameterCombination',
      'You may not attach a network interface to an instance if they are not in the same availability zone',
    );
  }
  if (interfacesOf(ec2, instance.id).some((other) => other.attachment?.deviceIndex === deviceIndex)) {
    throw new AwsError(
      'InvalidParameterValue',
      `Instance '${instance.id}' already has an interface attached at device index '${deviceIndex}'.`,
    );
  }
  if (instance.state !== 'running' && instance.state !== 'stopped') {
    throw new AwsError(
      'IncorrectState',
      `Instance '${instance.id}' is ${instance.state}; expected running or stopped.`,
    );
  }
  const id = call.newId('eni-attach');
  item.attachment = { id, instanceId: instance.id, deviceIndex, deleteOnTermination: false, at: call.now };
  return { AttachmentId: id, NetworkCardIndex: 0 };
};

/** Throws InvalidAttachmentID.NotFound, and OperationNotPermitted for a primary interface or one of an AWS service. */
export const detachNetworkInterface = (input: DetachNetworkInterfaceRequest, call: Call): void => {
  const id = required(input.AttachmentId, 'attachmentId');
  const item = Object.values(call.account.ec2.networkInterfaces).find(({ attachment }) => attachment?.id === id);
  if (!item?.attachment) {
    throw new AwsError('InvalidAttachmentID.NotFound', `The attachment ID '${id}' does not exist`);
  }
  if (!item.attachment.instanceId) {
    throw new AwsError('OperationNotPermitted', `You are not allowed to manage '${id}' attachments.`);
  }
  if (item.attachment.deviceIndex === 0) {
    throw new AwsError('OperationNotPermitted', 'The network interface at device index 0 cannot be detached.');
  }
  delete item.attachment;
};
