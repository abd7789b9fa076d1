/** What the config claims in a zone, name by name. Pure. */
import type { AvailabilityZone, HostedZone } from '../../aws/types.ts';
import type { RecordClaim, ZoneClaim } from '../../config/types.ts';
import { fullName } from '../../net/dns-name.ts';
import type { Follower } from '../endpoints/types.ts';

/** One name that an entry claims. A template is claimed for every Availability Zone of the Region. */
export interface ClaimedName {
  readonly name: string;
  readonly record: RecordClaim;
  /** The Availability Zone that a zonal name stands for. */
  readonly az?: AvailabilityZone;
}

/** Does the entry claim a name for each Availability Zone? */
export const isZonal = (claim: ZoneClaim): boolean => claim.records.some(({ to }) => to === 'zonal');

/** The entry as one that follows an endpoint. */
export const zoneFollower = (claim: ZoneClaim): Follower => ({
  ...{ key: claim.zone, endpoint: claim.endpoint, prefer: claim.prefer },
  needsAzs: isZonal(claim),
  needsAddresses: claim.records.some(({ to }) => to === 'addresses'),
  needsLookup: claim.records.some((record) => record.to === 'addresses' && record.answering),
});

/** Every name that an entry claims in its zone. */
export const claimedNames = (
  { records }: ZoneClaim,
  zoneName: string,
  azs: readonly AvailabilityZone[],
): ClaimedName[] =>
  records.flatMap((record): ClaimedName[] => {
    if (record.to !== 'zonal') return [{ name: fullName(record.name, zoneName), record }];
    return azs.map((az) => ({ name: fullName(forAz(record.name, az), zoneName), record, az }));
  });

const forAz = (template: string, { id, name }: AvailabilityZone): string =>
  template.replaceAll('{azId}', id).replaceAll('{az}', name);

/** Does an entry claim this name, which is in normal form, of the zone? */
export const isClaimed = (
  claims: readonly ZoneClaim[],
  zone: Pick<HostedZone, 'id' | 'name'>,
  name: string,
  azs: readonly AvailabilityZone[],
): boolean =>
  claims
    .filter((claim) => claim.zone === zone.id)
    .some((claim) => claimedNames(claim, zone.name, azs).some((claimed) => claimed.name === name));
