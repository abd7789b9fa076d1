/** What is wrong around a group as a whole and not the controller's to mend, found before it does harm. Pure. */
import type { RouteGroup } from '../config/types.ts';
import type { Finding } from '../core/plan.ts';
import { bitsOf } from '../net/bits.ts';
import { finding, isFindable, reason } from './codes.ts';
import { tellsSets } from './completeness.ts';
import { eventsOf } from './health.ts';
import type { GroupModel } from './model.ts';
import { blocksOf, isEdge } from './network.ts';
import { alarmMatches } from './signals.ts';
import type { ApplianceState, ClaimedRoute, ObservedRoutes, UnseenPart } from './types.ts';

/** What a person should know of a group. */
export const groupFindings = (
  { group, claimed, appliances, unread }: GroupModel,
  observed: ObservedRoutes,
): Finding[] => [
  ...unread.map((one) => unreadFinding(group, one)),
  ...vpcFinding(group, appliances),
  ...detachedFindings(group, claimed),
  ...alarmFindings(group, observed),
  ...sharedTargets(group, appliances),
  ...prefixListFindings(group),
  ...unique(appliances.flatMap((state) => applianceFindings(group, state, observed))),
];

const unreadFinding = ({ name }: RouteGroup, { key, part, error }: UnseenPart): Finding => {
  const together = tellsSets(part) ? 'all routes that may belong together do, and ' : '';
  const why = `${key} could not be read (${error}): ${together}nothing moves but what is dead`;
  return finding(`${name}/${key}`, reason('READ_IN_PART', why));
};

/** One finding for all of several that an appliance may be. */
const unique = (findings: readonly Finding[]): Finding[] => [
  ...new Map(findings.map((one) => [`${one.key} ${one.reason.code}`, one])).values(),
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
const detachedFindings = (group: RouteGroup, claimed: readonly ClaimedRoute[]): Finding[] => {
  const idle = claimed.filter(({ table }) => !isEdge(table) && !table.main && table.subnetIds.length === 0);
  const inward = idle.filter(({ table, destination }) =>
    blocksOf(table).some((block) => bitsOf(destination)?.startsWith(bitsOf(block) ?? '-')),
  );
  return [...new Set(inward.map(({ table }) => table.id))].sort().map((id) => {
    const why = reason('EDGE_DETACHED', `${id} is associated with no gateway: what comes in passes no appliance`);
    return finding(`${group.name}/${id}`, why);
  });
};

/** A pattern that finds many alarms makes an appliance unhealthy by any of them, which is rarely meant. */
const MANY_ALARMS = 3;

const alarmFindings = (group: RouteGroup, { alarms }: ObservedRoutes): Finding[] =>
  group.appliances.flatMap(({ name }) =>
    group.health.alarms.flatMap((text) => {
      const pattern = text.replaceAll('{appliance}', name);
      const found = alarms.filter((alarm) => alarmMatches(pattern, alarm.name)).length;
      if (found <= MANY_ALARMS) return [];
      const why = reason('MANY_ALARMS', `${pattern} finds ${found} alarms, any of which makes ${name} unhealthy`);
      return [finding(`${group.name}/${name}`, why)];
    }),
  );

/** Two appliances that are one stand in for nobody. */
const sharedTargets = (group: RouteGroup, appliances: readonly ApplianceState[]): Finding[] => {
  const owners = appliances.flatMap(({ name, found }) => found.map(({ target }) => ({ id: target.id, name })));
  const bypasses = group.legs.flatMap(({ bypass }) => (bypass === undefined ? [] : [{ id: bypass, name: 'a bypass' }]));
  return [...Map.groupBy([...owners, ...bypasses], ({ id }) => id)].sort().flatMap(([id, all]) => {
    const names = [...new Set(all.map(({ name }) => name))].sort();
    if (names.length < 2) return [];
    return [
      finding(
        group.name,
        reason('SAME_TARGET', `${id} is the target of ${names.join(' and ')}, none of which could take over`),
      ),
    ];
  });
};

const prefixListFindings = ({ name, appliances, legs }: RouteGroup): Finding[] => {
  const lists = [...new Set(legs.flatMap(({ destinations }) => destinations.filter((one) => one.startsWith('pl-'))))];
  const endpoints = appliances.flatMap((appliance) => ('endpoint' in appliance ? [appliance.endpoint] : []));
  if (lists.length === 0 || endpoints.length === 0) return [];
  const why = `${lists.sort().join(' and ')} would lead to ${endpoints.sort().join(' or ')}: AWS does not say that it takes that, and that it refuses it is a guess`;
  return [finding(name, reason('PREFIX_LIST_ENDPOINT', why))];
};

/** Ms for which an appliance may be unknown before people are told: a start or a new alarm is over by then. */
const LONG_UNKNOWN_MS = 3_600_000;

const applianceFindings = (group: RouteGroup, state: ApplianceState, { now, checks }: ObservedRoutes): Finding[] => {
  const { name, health, flaps, found, ambiguous } = state;
  const key = `${group.name}/${name}`;
  const flapping = reason(
    'FLAPPING',
    `its alarms went off ${flaps} times within ${group.holdDownSeconds} s: it is held off`,
  );
  const since = health.unknownSince ?? now;
  const unknown = `its health has been unknown since ${new Date(since).toISOString()}: ${health.reason.message}`;
  const instances = found.flatMap(({ target }) => (target.kind === 'interface' ? (target.instanceId ?? []) : []));
  const events = eventsOf([...new Set(instances)], checks).map(
    ({ code, notBefore, description }) => `${code} at ${new Date(notBefore).toISOString()} (${description})`,
  );
  return [
    ...(isFindable(health.reason) ? [finding(key, health.reason)] : []),
    ...(flaps === undefined ? [] : [finding(key, flapping)]),
    ...(ambiguous === undefined ? [] : [finding(key, reason('SEVERAL_INTERFACES', ambiguous))]),
    ...(now - since > LONG_UNKNOWN_MS ? [finding(key, reason('UNKNOWN_LONG', unknown))] : []),
    ...(events.length > 0
      ? [finding(key, reason('SCHEDULED_EVENT', `AWS has scheduled ${events.sort().join(' and ')}`))]
      : []),
    ...(isTimeless(group, state) ? [noRecoveryTime(key)] : []),
  ];
};

/** Does nothing tell since when it is healthy? Minutes of status checks would, and are read when a failback hangs on them. */
const isTimeless = ({ health: { targetGroups } }: RouteGroup, { health, appliance }: ApplianceState): boolean =>
  health.verdict === 'healthy' && health.since === undefined && (targetGroups.length > 0 || 'endpoint' in appliance);

const noRecoveryTime = (key: string): Finding => {
  const why = reason('NO_RECOVERY_TIME', 'no source tells since when it is healthy, so failback to it is by hand');
  return finding(key, why);
};
