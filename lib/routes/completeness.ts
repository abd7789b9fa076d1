/** What of a group could not be seen, and therefore must not be decided, or only where something is dead. Pure. */
import type { RouteTable } from '../aws/types.ts';
import { idsOf, selectedBy, selects } from '../config/selector.ts';
import type { RouteGroup } from '../config/types.ts';
import { type Finding, type Reason, type Skip, skipUnseen } from '../core/plan.ts';
import { by } from '../std/lists.ts';
import { finding, reason, skip } from './codes.ts';
import { alarmPatterns } from './health.ts';
import { isEdge, type Network } from './network.ts';
import { asksForSubnets } from './path-sets.ts';
import { interfaceSelectors, managedTargets } from './scope.ts';
import { alarmMatches } from './signals.ts';
import type { ObservedPart, ObservedRoutes, UnseenPart } from './types.ts';

/** Can it matter where attachments enter? They join routes of subnet tables with others of the VPC, where there are any. */
export const asksForAttachments = ({ together, legs }: RouteGroup, claimed: readonly RouteTable[]): boolean => {
  const routesOf = (table: RouteTable): number =>
    legs.reduce((sum, leg) => sum + (selects(leg.tables, table) ? leg.destinations.length : 0), 0);
  const isJoinable = (tables: readonly RouteTable[]): boolean =>
    tables.some((table) => !isEdge(table)) && tables.reduce((sum, table) => sum + routesOf(table), 0) > 1;
  return together !== 'group' && [...Map.groupBy(claimed, ({ vpcId }) => vpcId).values()].some(isJoinable);
};

/** Without these it is not known what a route would lead to: nothing can be planned. */
const VITAL: readonly ObservedPart[] = ['interfaces', 'endpoints', 'natGateways'];

/** Is it not known without the part which routes carry the two directions of the same traffic? */
export const tellsSets = (part: ObservedPart): boolean => ['attachments', 'subnets', 'vpcTables'].includes(part);

/** Is it one thing that an answer lacks, and that will be in the next one? */
const isMomentary = ({ part, thing }: UnseenPart): boolean => part === 'subnets' && thing !== undefined;

const concerning = (group: RouteGroup, observed: ObservedRoutes): UnseenPart[] =>
  observed.unseen.filter(({ part, thing = '' }) => NEEDED[part](group, observed, thing)).toSorted(by(({ key }) => key));

/** Why nothing may be planned for a group: a part that it cannot do without is unseen, or the answer holds less than it should. */
export const unseenFor = (group: RouteGroup, observed: ObservedRoutes): Skip | undefined => {
  const unseen = concerning(group, observed);
  const first = unseen.find((one) => VITAL.includes(one.part) || isMomentary(one));
  if (first) return skipUnseen(group.name, first);
  if (unseen.some(({ part }) => part === 'subnets')) return undefined;
  const [subnet] = unseenSubnets(group, observed);
  if (subnet === undefined) return undefined;
  const why = `route tables name ${subnet}, which the answer about subnets lacks: which routes belong together is not known`;
  return skip(group.name, 'SUBNET_UNSEEN', why);
};

/**
 * What is unseen of all that the group is judged by, and does not stop it: of whose health nothing is told, it is unknown, and
 * what may belong together does. With that in doubt nothing moves but what is dead, and nothing is bypassed.
 */
export const unreadFor = (group: RouteGroup, observed: ObservedRoutes): readonly UnseenPart[] =>
  concerning(group, observed).filter((one) => !VITAL.includes(one.part) && !isMomentary(one));

/** Are decisions about the group worse without the part, or without that one thing of it? */
type IsNeeded = (group: RouteGroup, observed: ObservedRoutes, thing: string) => boolean;

const claimedBy = ({ legs }: RouteGroup, { tables }: Pick<ObservedRoutes, 'tables'>): RouteTable[] =>
  tables.filter(selectedBy(legs.map((leg) => leg.tables)));

const hasTargets =
  (kind: 'vpce-' | 'nat-'): IsNeeded =>
  (group) =>
    managedTargets(group).some((id) => id.startsWith(kind));

/** Behind one of its interfaces there is an instance, as far as is known. */
const hasInstances: IsNeeded = (group, { interfaces }) =>
  interfaces.some(
    (one) => one.instanceId !== undefined && interfaceSelectors(group).some((selector) => selects(selector, one)),
  );

/** Who needs which part. Nobody else is held up by its absence. */
const NEEDED: Readonly<Record<ObservedPart, IsNeeded>> = {
  interfaces: (group) => interfaceSelectors(group).length > 0,
  subnets: (group, observed, subnet) =>
    subnet === ''
      ? claimedBy(group, observed).some((table) => asksForSubnets(group, table))
      : unseenSubnets(group, observed).includes(subnet),
  vpcTables: (group, observed) => claimedBy(group, observed).some(({ main }) => main),
  attachments: (group, observed) => asksForAttachments(group, claimedBy(group, observed)),
  instances: hasInstances,
  checks: (group, observed, thing) => group.health.instanceStatus && hasInstances(group, observed, thing),
  alarms: ({ health }) => health.alarms.length > 0 || health.probe !== undefined,
  transitions: (group, { stage }, alarm) =>
    group.appliances.some((appliance) =>
      alarmPatterns(group, appliance, stage).some((pattern) => alarmMatches(pattern, alarm)),
    ),
  endpoints: hasTargets('vpce-'),
  natGateways: hasTargets('nat-'),
  targetHealth: ({ health }, _, targetGroup) => health.targetGroups.includes(targetGroup),
  // Without what probes reach AWS by, only findings are left out; without the others only what is voluntary waits.
  probeWays: () => false,
  leaving: () => false,
  writers: () => false,
  passing: () => false,
};

/** Subnets that claimed tables name and the answer lacks, where the group depends on them. */
export const unseenSubnets = (
  group: RouteGroup,
  { tables, subnets }: Pick<ObservedRoutes, 'tables' | 'subnets'>,
): string[] => {
  const claimed = claimedBy(group, { tables });
  const vpcs = new Set(claimed.filter((table) => asksForSubnets(group, table)).map(({ vpcId }) => vpcId));
  const seen = new Set(subnets.map(({ id }) => id));
  const named = claimed.filter(({ vpcId }) => vpcs.has(vpcId)).flatMap(({ subnetIds }) => subnetIds);
  return named.filter((id) => !seen.has(id)).sort();
};

/** Dangling legs: a table that is named and not there, a selector that finds none. */
export const danglingLegs = ({ name, legs }: RouteGroup, network: Network): Finding[] =>
  legs.flatMap((leg, at) => {
    const found = new Set(network.selected(leg.tables).map(({ id }) => id));
    const gone = (idsOf(leg.tables) ?? []).filter((id) => !found.has(id));
    const whys: Reason<'TABLE_NOT_FOUND' | 'NOTHING_SELECTED'>[] = gone.map((id) =>
      reason('TABLE_NOT_FOUND', `there is no route table ${id}`),
    );
    if (gone.length === 0 && found.size === 0) {
      whys.push(reason('NOTHING_SELECTED', 'the selector of the leg finds no route table'));
    }
    return whys.map((why) => finding(`${name}/legs[${at}]`, why));
  });
