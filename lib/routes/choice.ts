/** Which appliance a path set takes: the judgement of the routes controller. Pure. */
import type { NetworkInterface, RouteTable, Subnet } from '../aws/types.ts';
import { type Reason, reason } from '../plan.ts';
import { isEdge, servedBy } from './path-sets.ts';
import type { ApplianceState, Claim, PathSet } from './types.ts';

/** What the choice rests on beside the path set itself. Times are ms. */
export interface Circumstances {
  readonly appliances: readonly ApplianceState[];
  readonly tables: readonly RouteTable[];
  readonly subnets: readonly Subnet[];
  readonly now: number;
  /** A person asked for failback. */
  readonly failback: boolean;
}

/** One decision for all routes of a path set: where they go, or why they stay. */
export type Choice =
  | { readonly kind: 'stay'; readonly reason: Reason }
  | { readonly kind: 'move'; readonly to: ApplianceState; readonly voluntary: boolean; readonly reason: Reason }
  | { readonly kind: 'stuck'; readonly reason: Reason };

/** Where one route of a path set points now. `appliance` is absent for a blackhole that is none's any more. */
export type Pointing =
  | { readonly kind: 'missing' | 'foreign'; readonly reason: Reason }
  | { readonly kind: 'ours'; readonly appliance?: ApplianceState; readonly fit: boolean; readonly dead: boolean };

/** Origins of routes that a gateway or a route server announced. */
const ANNOUNCED = new Set(['EnableVgwRoutePropagation', 'Advertisement']);

/** A route is ours while it points at one of the group's interfaces, or at a blackhole that was an interface or instance. */
export const pointing = (
  { table, route, destination, role }: Claim,
  appliances: readonly ApplianceState[],
): Pointing => {
  if (!route) return { kind: 'missing', reason: reason('ROUTE_MISSING', `${table.id} has no route to ${destination}`) };
  if (ANNOUNCED.has(route.origin)) {
    return { kind: 'foreign', reason: reason('NOT_OURS', `${destination} is announced (${route.origin})`) };
  }
  const holders = appliances.filter(({ interfaces }) => [...interfaces.values()].some(({ id }) => id === route.target));
  const appliance = holders.find((holder) => interfaceFor(holder, role)?.id === route.target) ?? holders[0];
  const dead = route.state === 'blackhole';
  if (!appliance && !(dead && /^(?:eni|i)-/.test(route.target))) {
    const why = `${destination} of ${table.id} points at ${route.target || 'nothing known'}, which is none of the group's`;
    return { kind: 'foreign', reason: reason('NOT_OURS', why) };
  }
  const fit = appliance !== undefined && interfaceFor(appliance, role)?.id === route.target && !dead;
  return { kind: 'ours', fit, dead, ...(appliance ? { appliance } : {}) };
};

/** The interface of an appliance for a leg: by role where it has several, the one for all legs otherwise. */
export const interfaceFor = ({ interfaces }: ApplianceState, role: string): NetworkInterface | undefined =>
  interfaces.get(role) ?? interfaces.get('');

/** Why an appliance cannot carry a path set, on the first leg that says so. */
export const ineligible = (state: ApplianceState, pathSet: PathSet, at: Circumstances): Reason | undefined => {
  for (const claim of pathSet.claims) {
    const found = unfit(interfaceFor(state, claim.role), claim, pathSet, at);
    if (found) return { ...found, message: `${state.name}: ${found.message}` };
  }
  return undefined;
};

const unfit = (
  face: NetworkInterface | undefined,
  { table, destination, role }: Claim,
  { group }: PathSet,
  { tables, subnets }: Circumstances,
): Reason | undefined => {
  if (!face) return reason('NO_INTERFACE', `it has no single interface${role ? ` for ${role}` : ''}`);
  const { id } = face;
  if (face.vpcId !== table.vpcId)
    return reason('OTHER_VPC', `${id} is in ${face.vpcId}, table ${table.id} in ${table.vpcId}`);
  if (face.status !== 'in-use' || !face.instanceId) return reason('DETACHED', `${id} is not attached (${face.status})`);
  if (face.sourceDestCheck && !group.fixSourceDestCheck) {
    return reason('SOURCE_DEST_CHECK', `${id} checks source and destination, and drops what it should forward`);
  }
  if (destination.includes(':') && !face.ipv6) return reason('NO_IPV6', `${id} has no IPv6 address for ${destination}`);
  const internet = table.gatewayIds.some((gateway) => gateway.startsWith('igw-'));
  if (internet && !destination.includes(':') && !face.publicIp) {
    return reason('NO_PUBLIC_IP', `${id} has no public address, which internet gateway table ${table.id} needs`);
  }
  const looped = !isEdge(table) && servedBy(table, tables, subnets).some((subnet) => subnet.id === face.subnetId);
  return looped ? reason('LOOP', `${id} is in a subnet that ${table.id} itself serves`) : undefined;
};

/** Decides for a path set, by the numbered rule of docs/routes.md. */
export const choose = (pathSet: PathSet, at: Circumstances): Choice => {
  const points = pathSet.claims.map((claim) => pointing(claim, at.appliances));
  const ours = points.filter((point) => point.kind === 'ours');
  const whole = points.every((point) => point.kind === 'ours' && point.fit);
  if (ours.length === 0) return { kind: 'stay', reason: reason('NOT_OURS', 'none of its routes is ours') };
  const present = ours[0]?.appliance;
  const together = whole && ours.every(({ appliance }) => appliance === present);
  const candidates = preference(pathSet, at).filter((state) => !state.drained && !ineligible(state, pathSet, at));
  if (together && present && present.health.verdict !== 'unhealthy' && candidates.includes(present)) {
    return failback(pathSet, present, candidates, at);
  }
  const lost = ours.some(({ appliance, dead }) => dead || appliance?.health.verdict === 'unhealthy');
  return repair(
    pathSet,
    ours.flatMap(({ appliance }) => appliance ?? []),
    lost,
    candidates,
    at,
  );
};

/** In order, those in the path set's own zone first where the group asks for that. */
const preference = ({ group, azId }: PathSet, { appliances }: Circumstances): ApplianceState[] => {
  if (group.choose !== 'zone' || azId === undefined) return [...appliances];
  const near = ({ interfaces }: ApplianceState): boolean =>
    [...interfaces.values()].every((face) => face.azId === azId);
  return [...appliances.filter(near), ...appliances.filter((state) => !near(state))];
};

/** Healthy for long enough? Where no source can tell since when, only a person can say so. */
const past = ({ health }: ApplianceState, { group }: PathSet, { now, failback: byHand }: Circumstances): boolean => {
  if (health.verdict !== 'healthy') return false;
  return health.since === undefined ? byHand : now - health.since >= group.holdDownSeconds * 1_000;
};

/** Rule 1: wholly on one good appliance, it stays, unless a more preferred one is due. */
const failback = (
  pathSet: PathSet,
  present: ApplianceState,
  candidates: readonly ApplianceState[],
  at: Circumstances,
): Choice => {
  const better = candidates.slice(0, candidates.indexOf(present)).filter(({ health }) => health.verdict === 'healthy');
  const due = better.find((state) => past(state, pathSet, at));
  const { failback: how, holdDownSeconds } = pathSet.group;
  if (due && (how === 'automatic' || at.failback)) {
    const healthy = due.health.since === undefined ? 'is healthy' : `has been healthy for ${holdDownSeconds} s`;
    const why = `${due.name} is preferred to ${present.name} and ${healthy}`;
    return { kind: 'move', to: due, voluntary: true, reason: reason('FAILBACK', why) };
  }
  const [waiting] = better;
  if (!waiting)
    return { kind: 'stay', reason: reason('IN_ORDER', `${present.name}: ${present.health.reason.message}`) };
  const until = due ? 'failback is by hand' : waitingFor(waiting, pathSet, at);
  return { kind: 'stay', reason: reason('FAILBACK_WAITS', `${waiting.name} is preferred and healthy, but ${until}`) };
};

const waitingFor = ({ health: { since } }: ApplianceState, { group }: PathSet, { now }: Circumstances): string =>
  since === undefined
    ? 'no source tells since when: failback is by hand'
    : `only for ${Math.round((now - since) / 1_000)} s of the ${group.holdDownSeconds} s of hold-down`;

/** Rule 2: the most preferred appliance past the hold-down; then a healthy one; then, off a lost one, an unknown one. */
const repair = (
  pathSet: PathSet,
  present: readonly ApplianceState[],
  lost: boolean,
  candidates: readonly ApplianceState[],
  at: Circumstances,
): Choice => {
  const carried = (state: ApplianceState): number => present.filter((one) => one === state).length;
  const healthy = candidates.filter(({ health }) => health.verdict === 'healthy');
  const to =
    healthy.find((state) => past(state, pathSet, at)) ??
    healthy.toSorted((a, b) => carried(b) - carried(a))[0] ??
    (lost ? candidates.find(({ health }) => health.verdict === 'unknown' && health.running) : undefined);
  const away = cause(present, lost);
  if (to)
    return {
      kind: 'move',
      to,
      voluntary: !lost,
      reason: { ...away, message: `${away.message}; ${to.name} takes over` },
    };
  if (!lost) return { kind: 'stay', reason: reason('NO_BETTER', `${away.message}, but no other appliance is healthy`) };
  return { kind: 'stuck', reason: reason('NONE_HEALTHY', `${away.message}, and no appliance is fit to take over`) };
};

const cause = (present: readonly ApplianceState[], lost: boolean): Reason => {
  const bad = present.find(({ health }) => health.verdict === 'unhealthy');
  if (bad) return reason('FAILOVER', `${bad.name} is unhealthy: ${bad.health.reason.message}`);
  if (lost) return reason('FAILOVER', 'a route is a blackhole');
  const drained = present.find((state) => state.drained);
  if (drained) return reason('DRAINED', `${drained.name} is drained`);
  const names = [...new Set(present.map(({ name }) => name))].sort();
  if (names.length > 1) return reason('MENDED', `its routes were on ${names.join(' and ')}`);
  return reason('MENDED', `${names.join('')} is not fit to carry all of its routes`);
};
