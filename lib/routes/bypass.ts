/** Where traffic goes while no appliance is healthy, if the group asks for a bypass. Pure. */
import { type Reason, reason } from '../core/plan.ts';
import { isEdge } from './path-sets.ts';
import type { Claim, ObservedRoutes, PathSet } from './types.ts';

type Ways = Pick<ObservedRoutes, 'endpoints' | 'natGateways'>;

/** Why a path set could not take its bypass, on the first leg that says so; nothing when every leg could. */
export const bypassFault = ({ claims }: PathSet, ways: Ways): Reason | undefined => {
  for (const claim of claims) {
    const why = claim.bypass === undefined ? 'the leg has none' : unfit(claim, claim.bypass, ways);
    if (why) return reason('BYPASS_UNFIT', `${claim.key} cannot take its bypass: ${why}`);
  }
  return undefined;
};

const unfit = (claim: Claim, bypass: string, ways: Ways): string | undefined => {
  switch (bypass.split('-')[0]) {
    case 'local':
      return unfitLocal(claim);
    case 'nat':
      return unfitNat(claim, bypass, ways);
    case 'vpce':
      return unfitEndpoint(claim, bypass, ways);
    default:
      return isEdge(claim.table) ? `an edge table takes no ${bypass}` : undefined;
  }
};

/** `ReplaceRoute` resets local routes; whether it can make one of a subnet's route AWS does not say. */
const unfitLocal = ({ route, destination }: Claim): string | undefined =>
  route === undefined || route.origin === 'CreateRouteTable'
    ? undefined
    : `local needs the CIDR of a whole VPC, ${destination} is none`;

const unfitNat = ({ table, destination }: Claim, id: string, { natGateways }: Ways): string | undefined => {
  const found = natGateways.find((gateway) => gateway.id === id);
  if (isEdge(table)) return `an edge table takes no ${id}`;
  if (destination.includes(':')) return `${id} takes no IPv6`;
  return unfitPlace(id, table.vpcId, found);
};

const unfitEndpoint = ({ table }: Claim, id: string, { endpoints }: Ways): string | undefined =>
  unfitPlace(
    id,
    table.vpcId,
    endpoints.find((endpoint) => endpoint.id === id),
  );

const unfitPlace = (
  id: string,
  vpcId: string,
  found: { readonly vpcId: string; readonly state: string } | undefined,
): string | undefined => {
  if (!found) return `there is no ${id}`;
  if (found.vpcId !== vpcId) return `${id} is in ${found.vpcId}, the table in ${vpcId}`;
  return found.state === 'available' ? undefined : `${id} is ${found.state}`;
};
