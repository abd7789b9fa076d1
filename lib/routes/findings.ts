/** What is wrong around the routes of a group and not the controller's to mend, found before it does harm. Pure. */
import type { RouteGroup } from '../config/types.ts';
import type { Finding, Reason, Skip } from '../core/plan.ts';
import { bypassProblem } from './bypass.ts';
import type { Choice, Situation } from './choice.ts';
import { finding, isFindable, reason } from './codes.ts';
import { ineligible } from './eligibility.ts';
import { alarmMatches } from './health.ts';
import { pointing } from './ownership.ts';
import { blocksOf, claimedRoutes, covers, isEdge } from './path-sets.ts';
import type { ApplianceState, ClaimedRoute, ObservedRoutes, PathSet } from './types.ts';

/** What a person should know of one path set, given what was decided for it and which of its routes cannot move. */
export const pathSetFindings = (
  pathSet: PathSet,
  choice: Choice,
  foreign: readonly Skip[],
  situation: Situation,
): Finding[] => [
  ...splitFinding(pathSet, foreign, situation),
  ...outcomeFinding(pathSet, choice),
  ...standbyFindings(pathSet, choice, situation),
  ...bypassFinding(pathSet, situation),
  ...edgeFindings(pathSet, situation),
];

/** The two directions of the same traffic disagree: a stateful appliance drops what it sees one half of. */
const splitFinding = ({ key, routes }: PathSet, foreign: readonly Skip[], situation: Situation): Finding[] => {
  const targets = [...new Set(routes.flatMap((claimed) => leadsTo(claimed, situation)))].sort();
  const why = [
    ...(targets.length > 1 ? [`its routes lead to ${targets.join(' and ')}`] : []),
    ...foreign.map(({ reason: { message } }) => message),
  ];
  if (why.length === 0) return [];
  const remedy =
    foreign.length > 0
      ? 'point the named routes at one of the appliances, or take them out of the config'
      : 'the failed changes say what was refused; the next run tries again';
  return [finding(key, reason('SPLIT', `its routes do not all take the same way: ${why.join('; ')}`), remedy)];
};

/** Where a route of ours leads, in words. */
const leadsTo = (claimed: ClaimedRoute, situation: Situation): string[] => {
  const point = pointing(claimed, situation.appliances, situation);
  if (point.kind !== 'ours') return [];
  if (point.bypassed) return ['the bypass'];
  return [point.dead ? 'nowhere' : (point.appliance?.name ?? 'nowhere')];
};

const outcomeFinding = ({ key }: PathSet, choice: Choice): Finding[] => {
  if (choice.kind === 'stuck') return [finding(key, choice.reason)];
  const bypassed = choice.kind === 'bypass' || choice.reason.code === 'BYPASSED';
  if (!bypassed) return [];
  const why = reason('BYPASSED', 'no appliance is healthy, so its traffic passes none');
  return [finding(key, why)];
};

/** Why an appliance could not take over: a person must know before it is needed. */
const standbyFindings = (pathSet: PathSet, choice: Choice, situation: Situation): Finding[] =>
  situation.appliances.flatMap((state) => {
    const why = choice.kind === 'move' && choice.to === state ? undefined : ineligible(state, pathSet, situation);
    return why ? [finding(`${pathSet.key}/${state.name}`, why)] : [];
  });

const bypassFinding = (pathSet: PathSet, situation: Situation): Finding[] => {
  const why = pathSet.group.whenNoneHealthy === 'bypass' ? bypassProblem(pathSet, situation) : undefined;
  return why ? [finding(pathSet.key, why)] : [];
};

/** Routes that an edge table can never hold, and tables of edge legs that no gateway uses. */
const edgeFindings = ({ routes }: PathSet, situation: Situation): Finding[] =>
  routes.flatMap((claimed) => {
    const point = pointing(claimed, situation.appliances, situation);
    if (point.kind !== 'missing' || !isUnfitForEdge(point.reason)) return [];
    return [finding(claimed.key, point.reason)];
  });

const isUnfitForEdge = (why: Reason): why is Reason<'EDGE_DESTINATION'> => why.code === 'EDGE_DESTINATION';

/** What a person should know of a group as a whole. */
export const groupFindings = (
  group: RouteGroup,
  appliances: readonly ApplianceState[],
  observed: ObservedRoutes,
): Finding[] => [
  ...vpcFinding(group, appliances),
  ...detachedFindings(group, observed),
  ...alarmFindings(group, appliances, observed),
  ...appliances.flatMap((state) => applianceFindings(group, state)),
];

const vpcFinding = ({ name }: RouteGroup, appliances: readonly ApplianceState[]): Finding[] => {
  const vpcs = [...new Set(appliances.flatMap(({ targets }) => [...targets.values()].map(({ vpcId }) => vpcId)))];
  if (vpcs.length < 2) return [];
  const why = reason(
    'SEVERAL_VPCS',
    `its appliances are in ${vpcs.sort().join(' and ')}: a route leads into its own VPC`,
  );
  return [finding(name, why)];
};

/** An edge table without its gateway changes nothing: what comes in passes no appliance. */
const detachedFindings = (group: RouteGroup, { tables }: ObservedRoutes): Finding[] => {
  const routes = claimedRoutes(group, tables).filter(
    ({ table, destination }) =>
      !isEdge(table) &&
      !table.main &&
      table.subnetIds.length === 0 &&
      blocksOf(table).some((block) => covers(block)(destination)),
  );
  return [...new Set(routes.map(({ table }) => table.id))].sort().map((id) => {
    const why = reason('EDGE_DETACHED', `${id} is associated with no gateway: what comes in passes no appliance`);
    return finding(`${group.name}/${id}`, why);
  });
};

/** A pattern that finds many alarms makes an appliance unhealthy by any of them, which is rarely meant. */
const MANY_ALARMS = 3;

const alarmFindings = (
  group: RouteGroup,
  appliances: readonly ApplianceState[],
  { alarms }: ObservedRoutes,
): Finding[] =>
  appliances.flatMap(({ name }) =>
    group.health.alarms.flatMap((text) => {
      const pattern = text.replaceAll('{appliance}', name);
      const found = alarms.filter((alarm) => alarmMatches(pattern, alarm.name)).length;
      if (found <= MANY_ALARMS) return [];
      const why = reason('MANY_ALARMS', `${pattern} finds ${found} alarms, any of which makes ${name} unhealthy`);
      return [finding(`${group.name}/${name}`, why)];
    }),
  );

const applianceFindings = (group: RouteGroup, state: ApplianceState): Finding[] => {
  const { name, health, flaps } = state;
  const key = `${group.name}/${name}`;
  const flapping = reason(
    'FLAPPING',
    `its alarms went off ${flaps} times within ${group.holdDownSeconds} s: it is held off`,
  );
  return [
    ...(isFindable(health.reason) ? [finding(key, health.reason)] : []),
    ...(flaps === undefined ? [] : [finding(key, flapping)]),
    ...(health.verdict === 'healthy' && health.since === undefined ? [noRecoveryTime(key)] : []),
  ];
};

const noRecoveryTime = (key: string): Finding => {
  const why = reason('NO_RECOVERY_TIME', 'no source tells since when it is healthy, so failback to it is by hand');
  return finding(key, why);
};
