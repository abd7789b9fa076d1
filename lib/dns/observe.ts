/** Reads the endpoints that zones select, and the record sets at the names that they claim. */
import { describeEndpoints } from '../aws/endpoints.ts';
import { getHostedZone, listRecords } from '../aws/hosted-zones.ts';
import type { Endpoint } from '../aws/types.ts';
import type { ZoneClaim } from '../config/schema.ts';
import { unseen } from '../errors.ts';
import type { Scope, Unseen } from '../plan.ts';
import { inScope, readsFor } from '../selector.ts';
import { isServiceSelector } from './desired.ts';
import { fullName } from './names.ts';
import { readNames } from './read-names.ts';
import type { ObservedDns, ObservedZone } from './types.ts';

/** A zone that cannot be read is `unseen` by its id. Throws when the endpoints cannot be read. */
export const observeDns = async (claims: readonly ZoneClaim[], scope: Scope, now: number): Promise<ObservedDns> => {
  const ids = new Set(claims.filter((claim) => concerned(claim, scope)).map(({ zone }) => zone));
  if (ids.size === 0) return { now, unseen: [], endpoints: [], zones: [] };
  const looked = Map.groupBy(
    claims.filter(({ zone }) => ids.has(zone)),
    ({ zone }) => zone,
  );
  const [endpoints, ...zones] = await Promise.all([
    readEndpoints([...looked.values()].flat()),
    ...[...looked].map(([id, entries]) => readZone(id, entries)),
  ]);
  return {
    now,
    endpoints,
    zones: zones.flatMap((zone) => ('zone' in zone ? [zone] : [])),
    unseen: zones.flatMap((zone) => ('zone' in zone ? [] : [zone])),
  };
};

const concerned = ({ zone, endpoint }: ZoneClaim, scope: Scope): boolean =>
  scope === 'all' || scope.ids.includes(zone) || isServiceSelector(endpoint) || inScope(scope, endpoint);

/** Few selectors are read one by one; many would cost more than one listing of all endpoints. */
const readEndpoints = async (claims: readonly ZoneClaim[]): Promise<Endpoint[]> => {
  const selectors = claims.map(({ endpoint }) => endpoint);
  const byService = new Map(
    selectors.filter(isServiceSelector).map(({ service, vpc }) => [`${service} ${vpc}`, { service, vpc }]),
  );
  const reads = [
    ...readsFor(selectors.flatMap((selector) => (isServiceSelector(selector) ? [] : [selector]))),
    ...byService.values(),
  ];
  const found = (await Promise.all((reads.length > 2 ? [{}] : reads).map(describeEndpoints))).flat();
  return [...new Map(found.map((endpoint) => [endpoint.id, endpoint])).values()];
};

const readZone = async (id: string, claims: readonly ZoneClaim[]): Promise<ObservedZone | Unseen> => {
  try {
    const zone = await getHostedZone(id);
    const names = claims.flatMap(({ records }) => records.map(({ name }) => fullName(name, zone.name)));
    return { zone, records: await readNames(names, (from) => listRecords(id, from)) };
  } catch (error) {
    return unseen(id, error);
  }
};
