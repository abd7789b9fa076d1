/** Checks across the keys of `routes`: roles, bypasses, and routes claimed twice. Pure. */
import { by } from '../../std/lists.ts';
import { formatPath, isMapping, type Mapping, type Problem } from '../problem.ts';
import {
  type Claim,
  claimedAgain,
  mappingAt,
  mappingsAt,
  type Part,
  problem,
  sameNames,
  textAt,
  textsAt,
} from './raw.ts';

export const checkRoutes = (root: Part<Mapping>): Problem[] => {
  const groups = mappingsAt(root, 'routes');
  const legs = groups.flatMap((group) => mappingsAt(group, 'legs'));
  return [
    ...sameNames(groups),
    ...groups.flatMap(checkGroup),
    ...legs.flatMap((leg) => claimedAgain(destinationsOf(leg), 'each destination of a leg once', formatPath)),
    ...claimedAgain(legs.flatMap(routeClaims), 'each route claimed once', formatPath),
  ];
};

const checkGroup = (group: Part<Mapping>): Problem[] => {
  const appliances = mappingsAt(group, 'appliances');
  const legs = mappingsAt(group, 'legs');
  const probe = mappingAt(mappingAt(group, 'health'), 'probe');
  const roles = appliances.flatMap(rolesOf);
  return [
    ...sameNames(appliances),
    ...sharedTargets(appliances, legs),
    ...legs.flatMap((leg) => checkRole(leg, roles)),
    ...(Object.keys(probe.value).length > 0 ? checkRole(probe, roles) : []),
    ...(group.value.whenNoneHealthy === 'bypass' ? legs.flatMap(needsBypass) : []),
  ];
};

/** Two appliances that are one stand in for nobody, and neither does a bypass by way of an appliance. Tags are compared at run time. */
const sharedTargets = (appliances: readonly Part<Mapping>[], legs: readonly Part<Mapping>[]): Problem[] => {
  const own = appliances.flatMap(targetsOf);
  const ids = new Set(own.map(({ identity }) => identity));
  const bypasses = legs.flatMap((leg): Claim[] => {
    const bypass = textAt(leg, 'bypass');
    return bypass !== undefined && ids.has(bypass)
      ? [{ identity: bypass, what: bypass, path: [...leg.path, 'bypass'] }]
      : [];
  });
  return claimedAgain([...own, ...bypasses], 'a target that no other appliance of the group has', formatPath);
};

/** What an appliance names by id, each once: one interface may serve several roles. */
const targetsOf = (appliance: Part<Mapping>): Claim[] => {
  const { interfaces, ...rest } = appliance.value;
  const named = { ...rest, ...(isMapping(interfaces) ? interfaces : {}) };
  const ids = Object.entries(named).flatMap(([key, id]): [string, (string | number)[]][] => {
    if (typeof id !== 'string' || key === 'name') return [];
    return [[id, [...appliance.path, ...(isMapping(interfaces) ? ['interfaces', key] : [key])]]];
  });
  return [...new Map(ids)].map(([id, path]) => ({ identity: id, what: id, path }));
};

interface Roles {
  readonly appliance: string;
  readonly roles: readonly string[];
}

const rolesOf = (appliance: Part<Mapping>): Roles[] => {
  const { interfaces } = appliance.value;
  if (!isMapping(interfaces)) return [];
  return [{ appliance: textAt(appliance, 'name') ?? formatPath(appliance.path), roles: Object.keys(interfaces) }];
};

/** An appliance with one interface uses it everywhere; one with several needs to be told which, and to have it. */
const checkRole = (user: Part<Mapping>, several: readonly Roles[]): Problem[] => {
  const role = textAt(user, 'interface');
  const path = [...user.path, 'interface'];
  return several
    .filter(({ roles }) => role === undefined || !roles.includes(role))
    .map(({ appliance, roles }) =>
      problem(
        path,
        `a role of appliance ${appliance} (${roles.join(', ')})`,
        role === undefined ? 'nothing' : `"${role}"`,
      ),
    );
};

const needsBypass = (leg: Part<Mapping>): Problem[] =>
  'bypass' in leg.value
    ? []
    : [problem([...leg.path, 'bypass'], 'a bypass, as whenNoneHealthy: bypass needs', 'nothing')];

const destinationsOf = (leg: Part<Mapping>): Claim[] =>
  textsAt(leg, 'destinations').map(({ value, path }) => ({ identity: value, what: value, path }));

/** Tables given by id, or by the very same tags, can be told apart in the text; others are compared at run time. */
const routeClaims = (leg: Part<Mapping>): Claim[] => {
  const destinations = new Map(
    textsAt(leg, 'destinations').map((destination) => [destination.value, destination.path]),
  );
  return tablesOf(leg).flatMap((table) =>
    [...destinations].map(([destination, path]) => ({
      identity: `${table}/${destination}`,
      what: `${table}/${destination}`,
      path,
    })),
  );
};

const tablesOf = (leg: Part<Mapping>): string[] => {
  const tables = mappingAt(leg, 'tables');
  const one = textAt(tables, 'id');
  if (one !== undefined) return [one];
  const tags = Object.entries(mappingAt(tables, 'tags').value).sort(by(([key]) => key));
  const ids = textsAt(tables, 'ids').map(({ value }) => value);
  return [...new Set(ids), ...(tags.length > 0 ? [JSON.stringify(Object.fromEntries(tags))] : [])];
};
