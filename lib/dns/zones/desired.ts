/** What the record sets at a claimed name should be. Pure. */
import type { AliasTarget, AvailabilityZone, Endpoint, RecordSet } from '../../aws/types.ts';
import type { Reason } from '../../core/plan.ts';
import { reason } from '../codes.ts';
import { type AddressType, addressesOf } from '../endpoints/addresses.ts';
import type { Indexed } from '../endpoints/indexed.ts';
import { aliasTo, hasZonalEntries, zonalEntry } from '../endpoints/names.ts';
import type { ClaimedName } from './claims.ts';

/** What should stand at a name for one type: a record set, or none and why. */
export type Desired =
  | { readonly type: AddressType; readonly after: RecordSet; readonly why: Reason }
  /** `doubtful`: the endpoint answers the type, though no interface was seen with such an address. */
  | { readonly type: AddressType; readonly none: Reason; readonly doubtful?: boolean };

interface Target {
  readonly endpoint: Endpoint;
  readonly alias: AliasTarget;
  /** What stands at the name now. */
  readonly present: readonly RecordSet[];
}

const TYPES = ['A', 'AAAA'] as const;

/** What is desired of each type, or why nothing can be decided, so that the last good value stays. */
export const desiredAt = (claimed: ClaimedName, target: Target, observed: Indexed): readonly Desired[] | Reason => {
  if (claimed.az) return zonalAliases(claimed.name, claimed.az, target.endpoint);
  if (claimed.record.to === 'addresses') return addressSets(claimed.name, claimed.record, target, observed);
  return aliases(claimed.name, target.endpoint, target.alias);
};

const aliases = (name: string, endpoint: Endpoint, alias: AliasTarget): Desired[] =>
  TYPES.map((type) => {
    if (!endpoint.recordTypes.includes(type)) {
      return { type, none: reason('TYPE_LEFT', `endpoint ${endpoint.id} does not answer ${type}`) };
    }
    const why = reason('ENDPOINT_CHANGED', `the zone now follows endpoint ${endpoint.id}`);
    return { type, after: { name, type, alias }, why };
  });

const zonalAliases = (name: string, az: AvailabilityZone, endpoint: Endpoint): readonly Desired[] | Reason => {
  if (!hasZonalEntries(endpoint)) {
    return reason('NO_ZONAL_NAMES', `endpoint ${endpoint.id} shows no zonal names; the last good value stays`);
  }
  const entry = zonalEntry(endpoint, az.name);
  if (entry) return aliases(name, endpoint, aliasTo(entry));
  const none = reason('AZ_LEFT', `endpoint ${endpoint.id} is not in ${az.id} (${az.name})`);
  return TYPES.map((type) => ({ type, none }));
};

const addressSets = (
  name: string,
  record: Extract<ClaimedName['record'], { readonly to: 'addresses' }>,
  { endpoint, present }: Target,
  observed: Indexed,
): readonly Desired[] | Reason => {
  const published = present.flatMap(({ values = [] }) => values);
  const found = addressesOf(endpoint, record, observed, published);
  if ('reason' in found) return found.reason;
  const silent = found.dropped.length > 0 ? `; withheld, since they no longer answer: ${found.dropped.join(' ')}` : '';
  return TYPES.map((type): Desired => {
    const values = found.values[type];
    if (values.length === 0) {
      const none = reason('TYPE_LEFT', `endpoint ${endpoint.id} has no ${type} address`);
      return { type, none, doubtful: endpoint.recordTypes.includes(type) };
    }
    const why = reason('ADDRESSES_CHANGED', `endpoint ${endpoint.id} now has these addresses${silent}`);
    return { type, after: { name, type, ttl: record.ttl, values }, why };
  });
};
