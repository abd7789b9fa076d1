/** Plans which routes to move. Pure. */
import type { Guard, RouteGroup, Unsupported } from '../config/schema.ts';
import {
  type Finding,
  finding,
  type Plan,
  type Refusal,
  reason,
  type Skip,
  skip,
  skipNotYetSupported,
  skipUnseen,
  sortPlan,
} from '../plan.ts';
import { type Choice, type Circumstances, choose, ineligible, interfaceFor, pointing } from './choice.ts';
import { applianceStates } from './health.ts';
import { claimsOf, pathSets } from './path-sets.ts';
import type { ApplianceState, CheckChange, Claim, ObservedRoutes, PathSet, RouteChange, RouteMove } from './types.ts';

/** What of the config the routes controller acts on. */
export interface RouteClaims {
  readonly groups: readonly RouteGroup[];
  readonly unsupported: readonly Unsupported[];
}

interface Parts {
  readonly changes: readonly RouteChange[];
  readonly skips: readonly Skip[];
  readonly findings: readonly Finding[];
}

export const planRoutes = (claims: RouteClaims, observed: ObservedRoutes): Plan<RouteChange> => {
  const contested = claimedTwice(claims.groups, observed);
  const parts = claims.groups
    .map((group, entry) => ({ group, entry }))
    .filter(({ group }) => observed.groups.includes(group.name))
    .map(({ group, entry }) => planGroup(group, undecidable(entry, claims.unsupported), contested, observed));
  const paths = claims.unsupported.filter(({ section }) => section === 'routes').map(({ path }) => path);
  return sortPlan({
    controller: 'routes',
    changes: once(parts.flatMap(({ changes }) => changes)),
    skips: [...parts.flatMap(({ skips }) => skips), ...skipNotYetSupported(paths)],
    findings: parts.flatMap(({ findings }) => findings),
  });
};

/** An interface that serves several appliances or groups is made fit once. */
const once = (changes: readonly RouteChange[]): RouteChange[] => [
  ...new Map(changes.map((change) => [change.key, change])).values(),
];

/** Keys that only add to what a group does leave the rest decidable; all others could exclude an appliance or a route. */
const ONLY_ADDS = /\.(?:whenNoneHealthy|bypass)\b|\.appliances\[\d+\]\.(?:endpoint|natGateway)\b/;

const undecidable = (entry: number, unsupported: readonly Unsupported[]): string | undefined =>
  unsupported.find((key) => key.list === 'routes' && key.entry === entry && !ONLY_ADDS.test(key.path))?.path;

/** Routes that several legs or groups claim: none of them may decide. */
const claimedTwice = (groups: readonly RouteGroup[], { tables }: ObservedRoutes): ReadonlySet<string> => {
  const keys = groups.flatMap((group) => claimsOf(group, tables).map(({ key }) => key));
  return new Set(keys.filter((key, at) => keys.indexOf(key) !== at));
};

const planGroup = (
  group: RouteGroup,
  undecided: string | undefined,
  contested: ReadonlySet<string>,
  observed: ObservedRoutes,
): Parts => {
  const nothing = { changes: [], findings: [] };
  const [unread] = observed.unseen.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  if (unread) return { ...nothing, skips: [skipUnseen(group.name, unread)] };
  if (undecided) {
    return {
      ...nothing,
      skips: [skip(group.name, 'UNDECIDED', `${undecided} is not acted on yet, and could change the choice`)],
    };
  }
  const appliances = applianceStates(group, observed);
  const at: Circumstances = { ...observed, appliances };
  const sets = pathSets(group, observed).map((pathSet) => planPathSet(pathSet, contested, at));
  const lost = group.legs.filter(
    ({ tables }) => claimsOf({ ...group, legs: [{ tables, destinations: ['*'] }] }, observed.tables).length === 0,
  );
  return {
    changes: [...sets.flatMap(({ changes }) => changes), ...checkChanges(group, appliances)],
    skips: [
      ...sets.flatMap(({ skips }) => skips),
      ...lost.map(({ tables }) =>
        skip(
          `${group.name}/${JSON.stringify(tables)}`,
          'NOTHING_SELECTED',
          'the selector of a leg finds no route table',
        ),
      ),
    ],
    findings: [
      ...sets.flatMap(({ findings }) => findings),
      ...appliances.flatMap((state) => applianceFindings(group, state)),
    ],
  };
};

const planPathSet = (pathSet: PathSet, contested: ReadonlySet<string>, at: Circumstances): Parts => {
  if (pathSet.claims.some(({ key }) => contested.has(key))) return planContested(pathSet, contested);
  const choice = choose(pathSet, at);
  const loose = pathSet.claims.flatMap((claim) => {
    const point = pointing(claim, at.appliances);
    return point.kind === 'ours' ? [] : [skip(claim.key, point.reason.code, point.reason.message)];
  });
  const held = choice.kind === 'move' && choice.voluntary && loose.length > 0;
  const moves = choice.kind === 'move' && !held ? movesOf(pathSet, choice, at) : [];
  const stays = pathSet.claims.filter(({ key }) => ![...moves, ...loose].some((part) => part.key === key));
  return {
    changes: moves,
    skips: [...loose, ...stays.map(({ key }) => ({ key, reason: stayReason(choice, held) }))],
    findings: [
      ...splitFinding(pathSet, loose),
      ...stuckFinding(pathSet, choice),
      ...standbyFindings(pathSet, choice, at),
    ],
  };
};

/** None of the claimants acts, and what shares a path set with such a route cannot move without it. */
const planContested = ({ claims }: PathSet, contested: ReadonlySet<string>): Parts => ({
  changes: [],
  findings: [],
  skips: claims.map(({ key }) =>
    contested.has(key)
      ? skip(key, 'CLAIMED_TWICE', 'claimed by several legs or groups: none of them acts')
      : skip(key, 'SPLIT', 'its path set holds a route that is claimed twice, so none of it moves'),
  ),
});

const stayReason = (choice: Choice, held: boolean) => {
  if (held) return reason('SPLIT', 'its path set holds routes that cannot move along, so it moves only when it must');
  return choice.kind === 'move' ? reason('IN_ORDER', `already on ${choice.to.name}`) : choice.reason;
};

/** All of a path set's routes that are ours and are not yet where the choice puts them. */
const movesOf = (pathSet: PathSet, choice: Choice & { kind: 'move' }, at: Circumstances): RouteMove[] =>
  pathSet.claims.flatMap((claim) => {
    const face = interfaceFor(choice.to, claim.role);
    const point = pointing(claim, at.appliances);
    if (!face || !claim.route || point.kind !== 'ours' || (point.fit && claim.route.target === face.id)) return [];
    return [moveOf(claim, face.id, face.sourceDestCheck, pathSet, choice)];
  });

const moveOf = (
  { key, table, destination, route }: Claim,
  target: string,
  needsCheckOff: boolean,
  pathSet: PathSet,
  { voluntary, reason: why }: Choice & { kind: 'move' },
): RouteMove => ({
  action: 'replace',
  key,
  tableId: table.id,
  destination,
  before: { target: route?.target ?? '', state: route?.state ?? '' },
  after: { target, state: 'active' },
  reason: why,
  voluntary,
  pathSet: pathSet.key,
  weight: pathSet.subnetIds.length,
  ...(needsCheckOff ? { needs: [target] } : {}),
});

/** An interface that checks source and destination is made fit before anything depends on it. */
const checkChanges = (group: RouteGroup, appliances: readonly ApplianceState[]): CheckChange[] => {
  const faces = appliances.flatMap(({ interfaces }) => [...interfaces.values()]);
  return faces
    .filter(({ sourceDestCheck }) => group.fixSourceDestCheck && sourceDestCheck)
    .map(({ id }) => ({
      action: 'turn off source/destination check',
      key: id,
      interfaceId: id,
      before: { sourceDestCheck: true },
      after: { sourceDestCheck: false },
      reason: reason(
        'SOURCE_DEST_CHECK',
        'an interface that checks source and destination drops what it should forward',
      ),
    }));
};

const splitFinding = ({ key }: PathSet, loose: readonly Skip[]): Finding[] =>
  loose.length === 0
    ? []
    : [
        finding(
          'error',
          key,
          reason(
            'SPLIT',
            `its routes cannot all take the same way: ${loose.map(({ reason: { message } }) => message).join('; ')}`,
          ),
          'point the named routes at one of the appliances, or take them out of the config',
        ),
      ];

const stuckFinding = ({ key }: PathSet, choice: Choice): Finding[] =>
  choice.kind === 'stuck'
    ? [
        finding(
          'error',
          key,
          choice.reason,
          'bring one of the appliances back; the routes stay where they are until then',
        ),
      ]
    : [];

/** Why an appliance could not take over, said before it is needed. */
const standbyFindings = (pathSet: PathSet, choice: Choice, at: Circumstances): Finding[] =>
  at.appliances.flatMap((state) => {
    const why = choice.kind === 'move' && choice.to === state ? undefined : ineligible(state, pathSet, at);
    return why
      ? [finding('warning', `${pathSet.key}/${state.name}`, why, 'until this is mended it cannot carry these routes')]
      : [];
  });

const applianceFindings = (group: RouteGroup, { name, health }: ApplianceState): Finding[] => {
  const key = `${group.name}/${name}`;
  if (health.reason.code === 'ALARM_NOT_FOUND') {
    return [
      finding(
        'warning',
        key,
        health.reason,
        'create the alarm, or take it out of health.alarms; until then its health is unknown',
      ),
    ];
  }
  if (health.verdict !== 'healthy' || health.since !== undefined) return [];
  const why = reason('NO_RECOVERY_TIME', 'no source tells since when it is healthy, so failback to it is by hand');
  return [finding('info', key, why, 'add an alarm to health.alarms')];
};

/** Failovers are never held up; failback and mending beyond `maxVoluntary` are. */
export const guardRoutes = (
  { maxVoluntary }: Guard['routes'],
  changes: readonly RouteChange[],
): Refusal<RouteChange> | undefined => {
  const isVoluntary = (change: RouteChange): boolean => change.action === 'replace' && change.voluntary;
  const count = changes.filter(isVoluntary).length;
  if (count <= maxVoluntary) return undefined;
  const why = `${count} routes would be moved voluntarily in one run; guard.routes.maxVoluntary allows ${maxVoluntary}`;
  return { reason: reason('TOO_MANY_CHANGES', why), holds: isVoluntary };
};
