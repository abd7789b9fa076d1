/** What the tests of the dns controller begin with: one empty private zone and one available endpoint. */
import { planDns } from '../../lib/dns/plan.ts';
import type { ObservedDns, RecordSetChange } from '../../lib/dns/types.ts';
import type { Plan } from '../../lib/plan.ts';
import { endpoint, hostedZone, NOW } from './aws.ts';
import { dnsClaims, type ZoneInput, zoneClaim } from './configs.ts';

const observed = (given: Partial<ObservedDns> = {}): ObservedDns => ({
  now: NOW,
  unseen: [],
  endpoints: [endpoint()],
  zones: [{ zone: hostedZone(), records: [] }],
  ...given,
});

/** The plan for a world and zone entries; by default one that claims the zone's own name. */
export const plan = (world: Partial<ObservedDns>, ...zones: readonly ZoneInput[]): Plan<RecordSetChange> =>
  planDns(dnsClaims(...(zones.length > 0 ? zones : [zoneClaim()])), observed(world));

/** The zone with some record sets. */
export const holding = (...records: ObservedDns['zones'][number]['records']): Pick<ObservedDns, 'zones'> => ({
  zones: [{ zone: hostedZone(), records }],
});
