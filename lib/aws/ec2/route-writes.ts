/** Points routes at other targets. */
import { EC2Client, ReplaceRouteCommand } from '@aws-sdk/client-ec2';
import { clientDefaults, REAL_TIME, writeOrRetry } from '../clients.ts';
import { createBucket, paced } from '../pacing.ts';
import { patient } from '../patience.ts';
import { QUOTAS } from '../quotas.ts';

/** An existing route, and the target that it is to get. */
interface Repointing {
  readonly tableId: string;
  readonly destination: string;
  readonly target: string;
}

/** What it throttles waits for its turn in the bucket. */
const replacing = new EC2Client({ ...clientDefaults, retryStrategy: patient({ ...REAL_TIME, throttles: false }) });
const bucket = createBucket(QUOTAS.replaceRoute, REAL_TIME);

/**
 * Points existing routes at other targets, each an atomic swap without a gap; one that is missing is not created. None is moved
 * before EC2 takes all of them. Gives for each how it ended, and rejects with `OUT_OF_TIME` where there was no time for them.
 */
export const replaceRoutes = (routes: readonly Repointing[]): Promise<PromiseSettledResult<unknown>[]> =>
  paced(
    bucket,
    routes.map((route) => (repeated) => writeOrRetry(repeated, replacing.send(replacement(route)))),
  );

const replacement = ({ tableId, destination, target }: Repointing): ReplaceRouteCommand => {
  const to = destination.startsWith('pl-')
    ? { DestinationPrefixListId: destination }
    : destination.includes(':')
      ? { DestinationIpv6CidrBlock: destination }
      : { DestinationCidrBlock: destination };
  return new ReplaceRouteCommand({ RouteTableId: tableId, ...to, ...targetField(target) });
};

/** The member of the request that a target belongs in; `local` resets a local route. */
const targetField = (target: string) => {
  if (target === 'local') return { LocalTarget: true };
  switch (target.split('-')[0]) {
    case 'igw':
      return { GatewayId: target };
    case 'nat':
      return { NatGatewayId: target };
    case 'vpce':
      return { VpcEndpointId: target };
    default:
      return { NetworkInterfaceId: target };
  }
};
