/** Where traffic goes while no appliance is healthy, if the group asks for a bypass. Pure. */
import type { Reason } from '../core/plan.ts';
import { reason } from './codes.ts';
import { isForNat } from './eligibility.ts';
import { isEdge } from './network.ts';
import type { ClaimedRoute, ObservedRoutes, PathSet } from './types.ts';

/** What routes can be bypassed by, as far as it is read. */
type BypassTargets = Pick<ObservedRoutes, 'endpoints' | 'natGateways'>;

/** Why a path set could not take its bypass, on the first leg that says so; nothing when every leg could. */
export const bypassProblem = ({ routes }: PathSet, targets: BypassTargets): Reason<'BYPASS_UNFIT'> | undefined => {
  for (const claimed of routes) {
    const why = claimed.bypass === undefined ? 'the leg has none' : unfit(claimed, claimed.bypass, targets);
    if (why) return reason('BYPASS_UNFIT', `${claimed.key} cannot take its bypass: ${why}`);
  }
  return undefined;
};

const unfit = (claimed: ClaimedRoute, bypass: string, targets: BypassTargets): string | undefined => {
  switch (bypass.split('-')[0]) {
    case 'local':
      return unfitLocal(claimed);
    case 'nat':
      return unfitNat(claimed, bypass, targets);
    case 'vpce':
      return unfitEndpoint(claimed, bypass, targets);
    default:
      return isEdge(claimed.table) ? `an edge table takes no ${bypass}` : undefined;
  }
};

/** `ReplaceRoute` resets local routes; whether it can make one of a subnet's route AWS does not say. */
const unfitLocal = ({ route, destination }: ClaimedRoute): string | undefined =>
  route === undefined || route.origin === 'CreateRouteTable'
    ? undefined
    : `local needs the CIDR of a whole VPC, ${destination} is none`;

const unfitNat = (
  { table, destination }: ClaimedRoute,
  id: string,
  { natGateways }: BypassTargets,
): string | undefined => {
  const found = natGateways.find((gateway) => gateway.id === id);
  if (isEdge(table)) return `an edge table takes no ${id}`;
  if (!isForNat(destination)) return `${id} takes no IPv6`;
  return unfitTarget(id, table.vpcId, found);
};

const unfitEndpoint = ({ table }: ClaimedRoute, id: string, { endpoints }: BypassTargets): string | undefined =>
  unfitTarget(
    id,
    table.vpcId,
    endpoints.find((endpoint) => endpoint.id === id),
  );

const unfitTarget = (
  id: string,
  vpcId: string,
  found: { readonly vpcId: string; readonly state: string } | undefined,
): string | undefined => {
  if (!found) return `there is no ${id}`;
  if (found.vpcId !== vpcId) return `${id} is in ${found.vpcId}, the table in ${vpcId}`;
  return found.state === 'available' ? undefined : `${id} is ${found.state}`;
};
