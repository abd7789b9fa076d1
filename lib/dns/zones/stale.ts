/** Aliases that were left behind by endpoints which are gone. Pure. */
import type { RecordSet } from '../../aws/types.ts';
import { reason } from '../../core/plan.ts';
import { normalName } from '../../net/dns-name.ts';
import { isEndpointAlias } from '../endpoints/follow.ts';
import { deletion } from './diff.ts';
import { markedBy, marksIn } from './foreign-owner.ts';
import type { ObservedDns, ObservedZone, RecordSetChange } from './types.ts';

/** The service and Region of an endpoint's name: what follows its first label, `s3.eu-west-2.vpce.amazonaws.com`. */
export const serviceOf = (aliasName: string): string =>
  normalName(aliasName).replace(/^\*\./, '').split('.').slice(1).join('.');

const endpointOf = (aliasName: string): string | undefined =>
  /^(?:\*\.)?(vpce-[0-9a-z]+)-/.exec(normalName(aliasName))?.[1];

/**
 * Removes aliases of the given services to endpoints that this account does not know, wherever in the zone they are;
 * `claimed` names are planned elsewhere, marked ones
 * are another tool's. Only a whole zone and a whole list of endpoints tell what is unknown.
 */
export const planStale = (
  { zone, records, whole }: ObservedZone,
  services: ReadonlySet<string>,
  claimed: ReadonlySet<string>,
  { endpoints, allEndpoints }: ObservedDns,
): RecordSetChange[] => {
  if (!whole || !allEndpoints || endpoints.length === 0 || services.size === 0) return [];
  const known = new Set(endpoints.map(({ id }) => id));
  const marks = marksIn(records);
  const isStale = (record: RecordSet): boolean => {
    const target = record.alias?.name ?? '';
    const id = endpointOf(target);
    return isEndpointAlias(record) && services.has(serviceOf(target)) && id !== undefined && !known.has(id);
  };
  return records
    .filter((record) => isStale(record) && !claimed.has(normalName(record.name)))
    .filter((record) => markedBy(marks, normalName(record.name)) === undefined)
    .map((record) => {
      const why = reason('STALE_ALIAS', `it leads to endpoint ${endpointOf(record.alias?.name ?? '')}, which is gone`);
      return deletion(zone.id, `${zone.id}/${normalName(record.name)}/${record.type}`, record, why);
    });
};
