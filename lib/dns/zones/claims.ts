/** What the config claims in a zone, name by name. Pure. */
import type { AvailabilityZone } from '../../aws/types.ts';
import type { AnswersEntry, Forwarder, RecordClaim, Verification, ZoneClaim } from '../../config/types.ts';
import { fullName } from '../../net/dns-name.ts';
import { answersKey } from '../publishing/keys.ts';

/** What of the config the dns controller acts on. */
export interface DnsClaims {
  readonly zones: readonly ZoneClaim[];
  readonly forwarders: readonly Forwarder[];
  readonly answers: readonly AnswersEntry[];
  readonly verifications: readonly Verification[];
}

/**
 * An answers entry as the zone that it is for whoever looks for its endpoint: one with a set of addresses, or with none.
 * It goes by the entry's key instead of a zone's id.
 */
export const asZone = ({ name, from }: AnswersEntry): ZoneClaim => ({
  zone: answersKey(name),
  endpoint: from.endpoint,
  prefer: 'current',
  records: from.as === 'addresses' ? [{ name: '@', to: 'addresses', ttl: 0, answering: from.answering }] : [],
  vpcs: [],
  staleAliases: 'keep',
  adopt: false,
});

/** One name that an entry claims. A template is claimed for every Availability Zone of the Region. */
export interface ClaimedName {
  readonly name: string;
  readonly record: RecordClaim;
  /** The zone that a zonal name stands for. */
  readonly az?: AvailabilityZone;
}

export const isZonal = (claim: ZoneClaim): boolean => claim.records.some(({ to }) => to === 'zonal');

/** Does the entry make sets of addresses? */
export const hasAddresses = (claim: ZoneClaim): boolean => claim.records.some(({ to }) => to === 'addresses');

/** Every name that an entry claims in its zone. */
export const claimedNames = (
  { records }: ZoneClaim,
  zoneName: string,
  azs: readonly AvailabilityZone[],
): ClaimedName[] =>
  records.flatMap((record): ClaimedName[] => {
    if (record.to !== 'zonal') return [{ name: fullName(record.name, zoneName), record }];
    return azs.map((az) => ({ name: fullName(forZone(record.name, az), zoneName), record, az }));
  });

const forZone = (template: string, { id, name }: AvailabilityZone): string =>
  template.replaceAll('{azId}', id).replaceAll('{az}', name);
