/** The Elastic Load Balancing client, in a file of its own: see docs/architecture.md. */
import { DescribeTargetHealthCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { clientDefaults } from '../clients.ts';

const loadBalancing = new ElasticLoadBalancingV2Client(clientDefaults);

export const callDescribeTargetHealth = (targetGroup: string) =>
  loadBalancing.send(new DescribeTargetHealthCommand({ TargetGroupArn: targetGroup }));
