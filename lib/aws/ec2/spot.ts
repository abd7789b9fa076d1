/** What EC2 Spot is about to do with instances. */
import { DescribeSpotInstanceRequestsCommand } from '@aws-sdk/client-ec2';
import { listAll } from './client.ts';

/** The status codes of the requests that these instances came from: `fulfilled`, `marked-for-termination`, … */
export const describeSpotStates = async (
  ids: readonly string[],
): Promise<{ readonly instanceId: string; readonly state: string }[]> => {
  const Filters = [{ Name: 'instance-id', Values: [...ids] }];
  const found = await listAll(
    (page) => new DescribeSpotInstanceRequestsCommand({ Filters, ...page }),
    ({ SpotInstanceRequests }) => SpotInstanceRequests,
  );
  return found.map(({ InstanceId = '', Status }) => ({ instanceId: InstanceId, state: Status?.Code ?? '' }));
};
