/** What the config claims in a zone, name by name. Pure. */
import type { AvailabilityZone, HostedZone } from '../../aws/types.ts';
import { nameFault } from '../../config/record-name.ts';
import type { RecordClaim, ZoneClaim } from '../../config/types.ts';
import type { Reason } from '../../core/plan.ts';
import { fullName, LONGEST_NAME } from '../../net/dns-name.ts';
import { reason } from '../codes.ts';
import type { Follower } from '../endpoints/types.ts';
import { ownerMarkName } from '../record-sets/owner-mark.ts';

/** One name that an entry claims. A template is claimed for every Availability Zone of the Region. */
export interface ClaimedName {
  readonly name: string;
  readonly record: RecordClaim;
  /** The Availability Zone that a zonal name stands for. */
  readonly az?: AvailabilityZone;
  /** Why nothing is written for it: the config's name can be none in this zone, or is probably not the one that was meant. */
  readonly refusal?: Reason;
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
    const refusal = refusalOf(record.name, zoneName);
    const claimed = { record, ...(refusal ? { refusal } : {}) };
    if (record.to !== 'zonal') {
      const name = fullName(record.name, zoneName);
      const tooLong = record.to === 'addresses' && ownerMarkName(name).length > LONGEST_NAME ? TOO_LONG : undefined;
      return [{ name, ...(tooLong ? { refusal: tooLong } : {}), ...claimed }];
    }
    return azs.map((az) => ({ name: fullName(forAz(record.name, az), zoneName), ...claimed, az }));
  });

const TOO_LONG = reason(
  'NAME_TOO_LONG',
  `the owner mark beside it would have more than the ${LONGEST_NAME} characters that a name can have`,
);

const refusalOf = (name: string, zoneName: string): Reason | undefined => {
  const fault = nameFault(name, zoneName);
  if (fault?.kind === 'outsideZone') return reason('NAME_OUTSIDE_ZONE', `the zone is ${zoneName}`);
  if (!fault) return undefined;
  const why = `the config's ${JSON.stringify(name)} is relative to ${zoneName} and repeats it`;
  return reason(
    'NAME_REPEATS_ZONE',
    `${why}: did you mean ${JSON.stringify(fault.instead)}? A whole name ends with a dot`,
  );
};

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
