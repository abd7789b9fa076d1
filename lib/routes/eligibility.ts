/** Why an appliance could not carry a path set, whether it is needed now or not. Pure. */
import { isUnlisted, type Unlisted } from '../aws/states.ts';
import { bitsOf } from '../net/bits.ts';
import { type Ineligibility, reason } from './codes.ts';
import { isEdge, NAT64, type Network } from './network.ts';
import { hasFor, targetFor } from './targets.ts';
import type { ApplianceState, ClaimedRoute, PathSet, Target } from './types.ts';

/** Why an appliance cannot carry a path set, on the first leg that says so. */
export const ineligible = (state: ApplianceState, pathSet: PathSet, network: Network): Ineligibility | undefined =>
  firstUnfit(state, pathSet, network, ({ role, table }) => {
    const target = targetFor(state, role);
    if (!target) return reason('NO_INTERFACE', `it has no single target${role ? ` for ${role}` : ''}`);
    return anothers(target, table, state) ?? target;
  });

/** Why an appliance cannot go on carrying a path set that is on it, whichever of its interfaces the routes lead to. */
export const unfitToStay = (state: ApplianceState, pathSet: PathSet, network: Network): Ineligibility | undefined =>
  firstUnfit(
    state,
    pathSet,
    network,
    ({ role, route }) =>
      hasFor(state, role, route?.target ?? '') ?? reason('NO_INTERFACE', `it has no ${route?.target} for this leg`),
  );

const firstUnfit = (
  state: ApplianceState,
  pathSet: PathSet,
  network: Network,
  targetOf: (claimed: ClaimedRoute) => Target | Ineligibility,
): Ineligibility | undefined => {
  for (const claimed of pathSet.routes) {
    const target = targetOf(claimed);
    const found = 'code' in target ? target : unfit(target, claimed, pathSet, network);
    if (found) return { ...found, message: `${state.name}: ${found.message}` };
  }
  return undefined;
};

/** In a shared VPC an interface may be another account's than the table: of several finds such a one is none to go to. */
const anothers = (
  target: Target,
  { ownerId }: ClaimedRoute['table'],
  { ambiguous }: ApplianceState,
): Ineligibility | undefined => {
  const owner = target.kind === 'interface' ? target.ownerId : undefined;
  return ambiguous !== undefined && owner !== undefined && ownerId !== undefined && owner !== ownerId
    ? reason('OTHER_OWNER', `${target.id} is ${owner}'s, and one of several: ${ambiguous}`)
    : undefined;
};

const unfit = (
  target: Target,
  claimed: ClaimedRoute,
  { group }: PathSet,
  network: Network,
): Ineligibility | undefined => {
  const { table } = claimed;
  if (target.vpcId !== table.vpcId) {
    return reason('OTHER_VPC', `${target.id} is in ${target.vpcId}, table ${table.id} in ${table.vpcId}`);
  }
  const own = target.kind === 'interface' ? unfitInterface(target, claimed, group.fixSourceDestCheck) : undefined;
  const managed = target.kind === 'interface' ? undefined : unfitManaged(target, claimed);
  return own ?? managed ?? looped(target, claimed, network);
};

const looped = ({ id, subnetId }: Target, { table }: ClaimedRoute, network: Network): Ineligibility | undefined =>
  !isEdge(table) && network.serves(table, subnetId)
    ? reason('LOOP', `${id} is in a subnet that ${table.id} itself serves`)
    : undefined;

const unknownState = (id: string, state: Unlisted): Ineligibility =>
  reason('STATE_UNKNOWN', `${id} is in a state that this version does not know: ${state}`);

const isIpv6 = (destination: string): boolean => destination.includes(':');

/** Does a NAT gateway take this destination? */
export const isForNat = (destination: string): boolean =>
  !isIpv6(destination) || bitsOf(destination)?.startsWith(NAT64) === true;

const unfitInterface = (
  eni: Target & { kind: 'interface' },
  { table, destination }: ClaimedRoute,
  fixCheck: boolean,
): Ineligibility | undefined => {
  const { id } = eni;
  if (isUnlisted(eni.status)) return unknownState(id, eni.status);
  if (eni.status !== 'in-use' || !eni.instanceId) return reason('DETACHED', `${id} is not attached (${eni.status})`);
  if (eni.sourceDestCheck && !fixCheck) {
    return reason('SOURCE_DEST_CHECK', `${id} checks source and destination, and drops what it should forward`);
  }
  if (isIpv6(destination) && !eni.ipv6) return reason('NO_IPV6', `${id} has no IPv6 address for ${destination}`);
  const internet = table.gatewayIds.some((gateway) => gateway.startsWith('igw-'));
  return internet && !isIpv6(destination) && !eni.publicIp
    ? reason('NO_PUBLIC_IP', `${id} has no public address, which internet gateway table ${table.id} needs`)
    : undefined;
};

/** Why an endpoint or a NAT gateway, which AWS runs, cannot carry a route. */
const unfitManaged = (
  target: Exclude<Target, { kind: 'interface' }>,
  { table, destination }: ClaimedRoute,
): Ineligibility | undefined => {
  const { id, state } = target;
  if (isUnlisted(state)) return unknownState(id, state);
  if (state !== 'available') return reason('NOT_AVAILABLE', `${id} is ${state}`);
  if (target.kind === 'natGateway') {
    if (isEdge(table)) return reason('EDGE_TARGET', `edge table ${table.id} takes no NAT gateway`);
    return isForNat(destination) ? undefined : reason('NO_IPV6', `${id} takes no IPv6 such as ${destination}`);
  }
  // AWS's documents disagree on whether such a table passes traffic to a Gateway Load Balancer endpoint or drops it.
  return table.gatewayIds.some((gateway) => gateway.startsWith('vgw-'))
    ? reason('VGW_ENDPOINT', `${table.id} is a virtual private gateway's, which may drop what it sends to ${id}`)
    : undefined;
};
