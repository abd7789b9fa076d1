/** Whose a claimed route is: what it points at now, and whether that is the group's. Pure. */
import { isUnlisted } from '../aws/states.ts';
import type { Route } from '../aws/types.ts';
import type { Reason } from '../core/plan.ts';
import { reason } from './codes.ts';
import { blocksOf, isEdge } from './path-sets.ts';
import { owns, targetFor } from './targets.ts';
import type { ApplianceState, ClaimedRoute, ObservedRoutes } from './types.ts';

/** Where one route of a path set points now. `appliance` is absent for a bypass, and for a blackhole that no appliance owns any more. */
export type Pointing =
  | { readonly kind: 'missing'; readonly reason: Reason<'EDGE_DESTINATION' | 'ROUTE_MISSING'> }
  | { readonly kind: 'foreign'; readonly reason: Reason<'NOT_OURS'> }
  | {
      readonly kind: 'ours';
      readonly appliance?: ApplianceState;
      /** It is on the leg's bypass. */
      readonly bypassed: boolean;
      /** It is alive, and on the target that its leg wants of that appliance. */
      readonly fit: boolean;
      readonly dead: boolean;
    };

/** Did a gateway or a route server announce it? What made a route of an origin that is not listed, nobody can tell. */
const isAnnounced = ({ origin }: Route): boolean =>
  origin === 'EnableVgwRoutePropagation' || origin === 'Advertisement' || isUnlisted(origin);

/** A route is ours while it points at one of the group's targets, at its bypass, or at a blackhole that was an interface or instance. */
export const pointing = (
  claimed: ClaimedRoute,
  appliances: readonly ApplianceState[],
  network: Pick<ObservedRoutes, 'subnets'>,
): Pointing => {
  const { table, route, destination, role, bypass } = claimed;
  if (!route) return { kind: 'missing', reason: whyMissing(claimed, network) };
  if (isAnnounced(route)) {
    return {
      kind: 'foreign',
      reason: reason('NOT_OURS', `${destination} is announced, or may be (its origin is ${route.origin})`),
    };
  }
  const { target } = route;
  const holders = appliances.filter((holder) => owns(holder, target));
  const appliance = holders.find((holder) => targetFor(holder, role)?.id === target) ?? holders[0];
  const dead = route.state === 'blackhole';
  const bypassed = !appliance && bypass !== undefined && target === bypass;
  if (!appliance && !bypassed && !(dead && /^(?:eni|i)-/.test(target))) {
    const why = `${destination} of ${table.id} points at ${target || 'nothing known'}, which is none of the group's`;
    return { kind: 'foreign', reason: reason('NOT_OURS', why) };
  }
  const fit = appliance !== undefined && targetFor(appliance, role)?.id === target && !dead;
  return { kind: 'ours', bypassed, fit, dead, ...(appliance ? { appliance } : {}) };
};

/** An edge table takes only the CIDR of the whole VPC or of a whole subnet, so other routes can never be there. */
const whyMissing = (
  { table, destination }: ClaimedRoute,
  { subnets }: Pick<ObservedRoutes, 'subnets'>,
): Reason<'EDGE_DESTINATION' | 'ROUTE_MISSING'> => {
  const whole = [
    ...blocksOf(table),
    ...subnets.filter(({ vpcId }) => vpcId === table.vpcId).flatMap(({ cidrs }) => cidrs),
  ];
  if (isEdge(table) && !whole.includes(destination)) {
    const why = `edge table ${table.id} takes the CIDR of a whole subnet or of the whole VPC only, not ${destination}`;
    return reason('EDGE_DESTINATION', why);
  }
  return reason('ROUTE_MISSING', `${table.id} has no route to ${destination}`);
};
