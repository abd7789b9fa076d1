/** What the record sets at a claimed name should be. Pure. */
import type { AliasTarget, Endpoint, RecordSet } from '../../aws/types.ts';
import { type Reason, reason } from '../../core/plan.ts';
import { type AddressType, addressesOf } from '../endpoints/addresses.ts';
import { aliasTo, hasZonalEntries, zonalEntry } from '../endpoints/follow.ts';
import type { ClaimedName } from './claims.ts';
import type { ObservedDns } from './types.ts';

/** What should stand at a name for one type: a record set, or none and why. */
export type Wish =
  | { readonly type: AddressType; readonly after: RecordSet; readonly why: Reason }
  /** `surely`: the endpoint is known to have nothing of the type, whatever the name holds. */
  | { readonly type: AddressType; readonly none: Reason; readonly surely?: boolean };

interface Target {
  readonly endpoint: Endpoint;
  readonly alias: AliasTarget;
  /** What stands at the name now. */
  readonly present: readonly RecordSet[];
}

const TYPES = ['A', 'AAAA'] as const;

/** A wish for each type, or why nothing can be decided, so that the last good value stays. */
export const wishesFor = (claimed: ClaimedName, target: Target, observed: ObservedDns): readonly Wish[] | Reason => {
  if (claimed.az) return zonalWishes(claimed, claimed.az, target.endpoint);
  if (claimed.record.to === 'addresses') return addressWishes(claimed, claimed.record, target, observed);
  return aliasWishes(claimed.name, target.endpoint, target.alias);
};

const aliasWishes = (name: string, endpoint: Endpoint, alias: AliasTarget): Wish[] =>
  TYPES.map((type) => {
    if (!endpoint.recordTypes.includes(type)) {
      return { type, none: reason('TYPE_LEFT', `endpoint ${endpoint.id} does not answer ${type}`) };
    }
    const why = reason('ENDPOINT_CHANGED', `the zone now follows endpoint ${endpoint.id}`);
    return { type, after: { name, type, alias }, why };
  });

const zonalWishes = (
  { name }: ClaimedName,
  az: NonNullable<ClaimedName['az']>,
  endpoint: Endpoint,
): readonly Wish[] | Reason => {
  if (!hasZonalEntries(endpoint)) {
    return reason('NO_ZONAL_NAMES', `endpoint ${endpoint.id} shows no zonal names; the last good value stays`);
  }
  const entry = zonalEntry(endpoint, az.name);
  if (entry) return aliasWishes(name, endpoint, aliasTo(entry));
  const none = reason('AZ_LEFT', `endpoint ${endpoint.id} is not in ${az.id} (${az.name})`);
  return TYPES.map((type) => ({ type, none }));
};

const addressWishes = (
  { name }: ClaimedName,
  record: Extract<ClaimedName['record'], { readonly to: 'addresses' }>,
  { endpoint, present }: Target,
  observed: ObservedDns,
): readonly Wish[] | Reason => {
  const found = addressesOf(endpoint, record, observed, present);
  if ('reason' in found) return found.reason;
  const silent = found.dropped.length > 0 ? `; withheld, since they no longer answer: ${found.dropped.join(' ')}` : '';
  return TYPES.map((type): Wish => {
    const values = found.values[type];
    if (values.length === 0) {
      const none = reason('TYPE_LEFT', `endpoint ${endpoint.id} has no ${type} address`);
      return { type, none, surely: !endpoint.recordTypes.includes(type) };
    }
    const why = reason('ADDRESSES_CHANGED', `endpoint ${endpoint.id} now has these addresses${silent}`);
    return { type, after: { name, type, ttl: record.ttl, values }, why };
  });
};
