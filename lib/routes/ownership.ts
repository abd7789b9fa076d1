/** Whose a claimed route is: what it points at now, and whether that is the group's. Pure. */
import type { RouteTable } from '../aws/types.ts';
import type { Reason } from '../core/plan.ts';
import { reason } from './codes.ts';
import { blocksOf, isAnnounced, isEdge, type Network } from './network.ts';
import { hasFor, owns } from './targets.ts';
import type { ApplianceState, ClaimedRoute } from './types.ts';

/** Where one route of a path set points now. `appliance` is absent for a bypass, and for a blackhole that no appliance owns any more. */
export type Pointing =
  | { readonly kind: 'missing'; readonly reason: Reason<'EDGE_DESTINATION' | 'ROUTE_MISSING'> }
  | { readonly kind: 'foreign'; readonly reason: Reason<'NOT_OURS'> }
  | Ours;

/** A route that the group may move. */
export interface Ours {
  readonly kind: 'ours';
  readonly appliance?: ApplianceState;
  /** It is on the leg's bypass. */
  readonly bypassed: boolean;
  /** It is alive, and on the target that its leg wants of that appliance. */
  readonly fit: boolean;
  readonly dead: boolean;
}

/** A route is ours while it points at one of the group's targets, at its bypass, or at a blackhole that was an interface or instance. */
export const pointing = (claimed: ClaimedRoute, appliances: readonly ApplianceState[], network: Network): Pointing => {
  const { table, route, destination, role, bypass } = claimed;
  if (!route) return { kind: 'missing', reason: whyMissing(table, destination, network) };
  if (isAnnounced(route)) {
    const why = `${destination} is announced, or may be (its origin is ${route.origin})`;
    return { kind: 'foreign', reason: reason('NOT_OURS', why) };
  }
  const { target } = route;
  const holders = appliances.filter((holder) => owns(holder, target));
  const appliance = holders.find((holder) => hasFor(holder, role, target)) ?? holders[0];
  const dead = route.state === 'blackhole';
  const bypassed = !appliance && bypass !== undefined && target === bypass;
  if (!appliance && !bypassed && !(dead && /^(?:eni|i)-/.test(target))) {
    const why = `${destination} of ${table.id} points at ${target || 'nothing known'}, which is none of the group's`;
    return { kind: 'foreign', reason: reason('NOT_OURS', why) };
  }
  const fit = appliance !== undefined && hasFor(appliance, role, target) !== undefined && !dead;
  return { kind: 'ours', bypassed, fit, dead, ...(appliance ? { appliance } : {}) };
};

/** An edge table takes only the CIDR of the whole VPC or of a whole subnet, so other routes can never be there. */
const whyMissing = (
  table: RouteTable,
  destination: string,
  network: Network,
): Reason<'EDGE_DESTINATION' | 'ROUTE_MISSING'> => {
  const isWhole = (): boolean =>
    blocksOf(table).includes(destination) || network.isSubnetBlock(table.vpcId, destination);
  if (isEdge(table) && !isWhole()) {
    const why = `edge table ${table.id} takes the CIDR of a whole subnet or of the whole VPC only, not ${destination}`;
    return reason('EDGE_DESTINATION', why);
  }
  return reason('ROUTE_MISSING', `${table.id} has no route to ${destination}`);
};
