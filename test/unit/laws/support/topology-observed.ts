/** What the routes controller would observe of a random network, and what becomes of it when changes are made. */
import type { Account } from '@waykeeper/local-cloud/state';
import type { Attachment, LoadBalancerEndpoint, RouteTable } from '../../../../lib/aws/types.ts';
import type { ObservedRoutes, RouteChange } from '../../../../lib/routes/types.ts';
import { checks, eni, instance, secondsAgo, subnet } from '../../../support/aws.ts';
import { network, written } from '../../../support/routing.ts';
import { blocksOf } from './random-topology.ts';

const tablesOf = ({ ec2 }: Account): RouteTable[] =>
  Object.values(ec2.routeTables).map(({ id, vpcId, associations, routes, tags }) => ({
    ...{ id, vpcId, tags, main: associations.some(({ main }) => main) },
    subnetIds: associations.flatMap(({ subnetId }) => subnetId ?? []),
    gatewayIds: associations.flatMap(({ gatewayId }) => gatewayId ?? []),
    routes: routes.map(({ destination, target, origin }) => ({
      destination,
      target,
      origin,
      state: 'active' as const,
    })),
  }));

const azIdOf = (az: string): string => (az === 'eu-west-2a' ? 'euw2-az1' : 'euw2-az2');

const YESTERDAY = secondsAgo(86_400);

/** Of a core network's attachment EC2 does not tell whether it is in appliance mode. */
const attachmentsOf = ({ ec2 }: Account): Attachment[] => [
  ...Object.values(ec2.transitGatewayAttachments).map(({ id, vpcId, subnetIds, applianceMode }) => ({
    ...{ id, vpcId, subnetIds, applianceMode },
  })),
  ...Object.values(ec2.coreNetworkAttachments).map(({ id, vpcId, subnetIds }) => ({
    ...{ id, vpcId, subnetIds, applianceMode: false },
  })),
];

const endpointsOf = ({ ec2 }: Account, failed: string | undefined): LoadBalancerEndpoint[] =>
  Object.values(ec2.endpoints).map(({ id, vpcId, subnetIds }) => ({
    ...{ kind: 'loadBalancer', id, vpcId, subnetId: subnetIds[0] ?? '', createdAt: YESTERDAY, tags: {} },
    state: id === failed ? 'failed' : 'available',
  }));

/** What is observed while both firewalls are healthy, or one of them is not. All routes were written long ago, by somebody. */
export const observedOf = (account: Account, failed: string | undefined): ObservedRoutes => {
  const tables = tablesOf(account);
  const instances = Object.keys(account.ec2.instances);
  return network({
    tables,
    writers: written(tables),
    attachments: attachmentsOf(account),
    subnets: Object.values(account.ec2.subnets).map(({ id, az, ...cidrs }) =>
      subnet(id, blocksOf(cidrs), { azId: azIdOf(az) }),
    ),
    interfaces: instances.map((id) => {
      const own = id.replace('i-', 'eni-');
      const subnetId = `subnet-${own}`;
      return eni(own, { subnetId, azId: azIdOf(account.ec2.subnets[subnetId]?.az ?? ''), ipv6: true });
    }),
    endpoints: endpointsOf(account, failed),
    instances: instances.map((id) =>
      instance(id, { state: id.replace('i-', 'eni-') === failed ? 'stopped' : 'running', launchedAt: YESTERDAY }),
    ),
    checks: instances.map((id) => checks(id)),
    passing: instances.map((instanceId) => ({ instanceId, since: YESTERDAY })),
    alarms: [],
  });
};

/** Leads a route of the account elsewhere, as ReplaceRoute does: the static one of its destination. */
export const lead = ({ ec2 }: Account, key: string, target: string): void => {
  const at = key.indexOf('/');
  const route = ec2.routeTables[key.slice(0, at)]?.routes.find(
    ({ destination, origin }) => destination === key.slice(at + 1) && origin !== 'EnableVgwRoutePropagation',
  );
  if (!route) throw new Error(`${key} is not there`);
  route.target = target;
};

/** Makes the changes of a plan. */
export const make = (account: Account, changes: readonly RouteChange[]): void => {
  for (const change of changes) {
    if (change.action === 'replace') lead(account, change.key, change.after.target);
    const tags = 'tagKey' in change ? account.ec2.routeTables[change.tableId]?.tags : undefined;
    if (tags && 'tagKey' in change && change.value !== undefined) tags[change.tagKey] = change.value;
    if (tags && 'tagKey' in change && change.value === undefined) delete tags[change.tagKey];
  }
};
