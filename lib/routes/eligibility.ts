/** Why an appliance could not carry a path set, whether it is needed now or not. Pure. */
import { type Reason, reason } from '../core/plan.ts';
import { isEdge, servedBy } from './path-sets.ts';
import { targetFor } from './targets.ts';
import type { ApplianceState, Claim, ObservedRoutes, PathSet, Target } from './types.ts';

type Network = Pick<ObservedRoutes, 'tables' | 'subnets'>;

/** Why an appliance cannot carry a path set, on the first leg that says so. */
export const ineligible = (state: ApplianceState, pathSet: PathSet, network: Network): Reason | undefined => {
  for (const claim of pathSet.claims) {
    const found = unfit(targetFor(state, claim.role), claim, pathSet, network);
    if (found) return { ...found, message: `${state.name}: ${found.message}` };
  }
  return undefined;
};

const unfit = (target: Target | undefined, claim: Claim, { group }: PathSet, network: Network): Reason | undefined => {
  const { table, role } = claim;
  if (!target) return reason('NO_INTERFACE', `it has no single target${role ? ` for ${role}` : ''}`);
  if (target.vpcId !== table.vpcId) {
    return reason('OTHER_VPC', `${target.id} is in ${target.vpcId}, table ${table.id} in ${table.vpcId}`);
  }
  const own = target.kind === 'interface' ? unfitInterface(target, claim, group.fixSourceDestCheck) : undefined;
  const managed = target.kind === 'interface' ? undefined : unfitManaged(target, claim);
  return own ?? managed ?? looped(target, claim, network);
};

const looped = ({ id, subnetId }: Target, { table }: Claim, { tables, subnets }: Network): Reason | undefined => {
  const loops = !isEdge(table) && servedBy(table, tables, subnets).includes(subnetId);
  return loops ? reason('LOOP', `${id} is in a subnet that ${table.id} itself serves`) : undefined;
};

const isIpv6 = (destination: string): boolean => destination.includes(':');

const unfitInterface = (
  face: Target & { kind: 'interface' },
  { table, destination }: Claim,
  fixCheck: boolean,
): Reason | undefined => {
  const { id } = face;
  if (face.status !== 'in-use' || !face.instanceId) return reason('DETACHED', `${id} is not attached (${face.status})`);
  if (face.sourceDestCheck && !fixCheck) {
    return reason('SOURCE_DEST_CHECK', `${id} checks source and destination, and drops what it should forward`);
  }
  if (isIpv6(destination) && !face.ipv6) return reason('NO_IPV6', `${id} has no IPv6 address for ${destination}`);
  const internet = table.gatewayIds.some((gateway) => gateway.startsWith('igw-'));
  return internet && !isIpv6(destination) && !face.publicIp
    ? reason('NO_PUBLIC_IP', `${id} has no public address, which internet gateway table ${table.id} needs`)
    : undefined;
};

/** Endpoints and NAT gateways, which AWS runs. */
const unfitManaged = (
  target: Exclude<Target, { kind: 'interface' }>,
  { table, destination }: Claim,
): Reason | undefined => {
  const { id, state } = target;
  if (state !== 'available') return reason('NOT_AVAILABLE', `${id} is ${state}`);
  if (target.kind === 'natGateway') {
    if (isEdge(table)) return reason('EDGE_TARGET', `edge table ${table.id} takes no NAT gateway`);
    return isIpv6(destination) ? reason('NO_IPV6', `${id} takes no IPv6 such as ${destination}`) : undefined;
  }
  // AWS's documents disagree on whether such a table passes traffic to a Gateway Load Balancer endpoint or drops it.
  return table.gatewayIds.some((gateway) => gateway.startsWith('vgw-'))
    ? reason('VGW_ENDPOINT', `${table.id} is a virtual private gateway's, which may drop what it sends to ${id}`)
    : undefined;
};
