/** Aliases that were left behind by endpoints which are gone. Pure. */
import type { RecordSet } from '../../aws/types.ts';
import { normalName } from '../../net/dns-name.ts';
import { reason } from '../codes.ts';
import { endpointIn, serviceOf } from '../endpoints/names.ts';
import type { ObservedEndpoints } from '../endpoints/types.ts';
import { removalOf } from '../record-sets/change.ts';
import { foreignOwnerOf, foreignOwnersIn } from '../record-sets/foreign-owner.ts';
import type { RecordSetChange } from '../record-sets/types.ts';
import { isEndpointAlias, knownOf } from './ours.ts';
import type { ObservedZone } from './types.ts';

/**
 * Removes aliases of the given services to endpoints that this account does not know, wherever in the zone they are;
 * `claimed` names are planned elsewhere, those
 * with a foreign owner are left. Only a whole zone and a whole list of endpoints tell what is unknown.
 */
export const planStale = (
  { zone, records, whole }: ObservedZone,
  services: ReadonlySet<string>,
  claimed: ReadonlySet<string>,
  observed: ObservedEndpoints,
): RecordSetChange[] => {
  const { endpoints, allEndpoints } = observed;
  if (!whole || !allEndpoints || endpoints.length === 0 || services.size === 0) return [];
  const known = new Set(endpoints.map(({ id }) => id));
  const nameZones = knownOf(observed);
  const owners = foreignOwnersIn(records);
  const isStale = (record: RecordSet): boolean => {
    const target = record.alias?.name ?? '';
    const id = endpointIn(target);
    return (
      isEndpointAlias(record, nameZones) && services.has(serviceOf(target) ?? '') && id !== undefined && !known.has(id)
    );
  };
  return records
    .filter((record) => isStale(record) && !claimed.has(normalName(record.name)))
    .filter((record) => foreignOwnerOf(owners, normalName(record.name)) === undefined)
    .map((record) => {
      const why = reason(
        'STALE_ALIAS',
        `the record leads to endpoint ${endpointIn(record.alias?.name ?? '')}, which is gone`,
      );
      return { ...removalOf(zone.id, record, { reason: why }), unclaimed: true };
    });
};
