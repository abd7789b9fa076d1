/** The simulated Auto Scaling: the lifecycle states of its instances, and nothing else. */
import * as client from '@aws-sdk/client-auto-scaling';
import type { Call, Service } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import { permissions } from './permissions.ts';

/** The API takes at most this many ids. */
const MOST_IDS = 50;

/** Ids that are in no group are left out. Throws ValidationError beyond 50 ids. */
const describeAutoScalingInstances = (
  { InstanceIds = [] }: client.DescribeAutoScalingInstancesType,
  { account }: Call,
): client.AutoScalingInstancesType => {
  if (InstanceIds.length > MOST_IDS) {
    throw new AwsError('ValidationError', `The number of instance ids that may be passed in is limited to ${MOST_IDS}`);
  }
  const all = Object.values(account.autoScaling.instances);
  const found = InstanceIds.length === 0 ? all : all.filter(({ id }) => InstanceIds.includes(id));
  return {
    AutoScalingInstances: found.map(({ id, group, state }) => ({
      ...{ InstanceId: id, AutoScalingGroupName: group, LifecycleState: state },
      ...{ AvailabilityZone: account.ec2.subnets[account.ec2.instances[id]?.subnetId ?? '']?.az ?? '' },
      ...{ HealthStatus: 'HEALTHY', ProtectedFromScaleIn: false },
    })),
  };
};

export const autoscaling: Service = {
  signingName: 'autoscaling',
  client,
  permissions,
  operations: { DescribeAutoScalingInstances: describeAutoScalingInstances },
};
