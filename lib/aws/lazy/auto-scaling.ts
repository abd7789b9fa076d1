/** The Auto Scaling client, in a file of its own: see docs/architecture.md. */
import { AutoScalingClient, DescribeAutoScalingInstancesCommand } from '@aws-sdk/client-auto-scaling';
import { clientDefaults } from '../clients.ts';

const autoScaling = new AutoScalingClient(clientDefaults);

/** The instances of these ids, at most 50, that belong to a group. */
export const callDescribeAutoScalingInstances = (InstanceIds: string[]) =>
  autoScaling.send(new DescribeAutoScalingInstancesCommand({ InstanceIds }));
