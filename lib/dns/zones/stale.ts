/** Aliases that were left behind by endpoints which are gone. Pure. */
import type { RecordSet } from '../../aws/types.ts';
import { normalName } from '../../net/dns-name.ts';
import { reason } from '../codes.ts';
import type { Indexed } from '../endpoints/indexed.ts';
import { endpointIn, serviceOf } from '../endpoints/names.ts';
import { removalOf } from '../record-sets/change.ts';
import type { RecordSetChange } from '../record-sets/types.ts';
import { isEndpointAlias } from './ours.ts';
import type { ZoneState } from './state.ts';

/**
 * Removes aliases of the given services to endpoints that this account does not know, wherever in the zone they are;
 * `claimed` names are planned elsewhere, those with a foreign owner are left. Only a whole zone and a whole list of endpoints
 * tell what is unknown.
 */
export const planStale = (
  { found: { zone, records, whole }, claimed, ownerOf }: Pick<ZoneState, 'found' | 'claimed' | 'ownerOf'>,
  services: ReadonlySet<string>,
  observed: Indexed,
): RecordSetChange[] => {
  const { allEndpoints, index } = observed;
  if (!whole || !allEndpoints || index.byId.size === 0 || services.size === 0) return [];
  const isStale = (record: RecordSet): boolean => {
    const target = record.alias?.name ?? '';
    const id = endpointIn(target);
    return (
      isEndpointAlias(record, index) && services.has(serviceOf(target) ?? '') && id !== undefined && !index.byId.has(id)
    );
  };
  return records
    .filter((record) => isStale(record) && !claimed.has(normalName(record.name)))
    .filter((record) => ownerOf(normalName(record.name)) === undefined)
    .map((record) => {
      const why = reason(
        'STALE_ALIAS',
        `the record leads to endpoint ${endpointIn(record.alias?.name ?? '')}, which is gone`,
      );
      return { ...removalOf(zone.id, record, { reason: why }), unclaimed: true };
    });
};
