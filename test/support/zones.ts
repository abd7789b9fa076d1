/** What the tests of the dns controller begin with: one empty private zone and one available endpoint. */
import type {
  AvailabilityZone,
  DnsEntry,
  EndpointInterface,
  HostedZone,
  RecordSet,
  Route,
} from '../../lib/aws/types.ts';
import type { Plan } from '../../lib/core/plan.ts';
import { type DnsChange, type ObservedDns, planDns } from '../../lib/dns/parts.ts';
import type { ObservedPublishing } from '../../lib/dns/publishing/types.ts';
import type { Surroundings, VpcView } from '../../lib/dns/resolution/vpc.ts';
import type { ObservedZone } from '../../lib/dns/zones/types.ts';
import { endpoint, hostedZone, NAMES_ZONE, NOW, regionalName } from './aws.ts';
import { dnsClaims, type ZoneInput, zoneClaim } from './configs.ts';

/** The Region's Availability Zones: letters and numbers differ, as they may in any account. */
export const AZS: readonly AvailabilityZone[] = [
  { id: 'euw2-az2', name: 'eu-west-2a' },
  { id: 'euw2-az3', name: 'eu-west-2b' },
  { id: 'euw2-az1', name: 'eu-west-2c' },
];

/** An endpoint's name for one AZ. */
export const zonalName = (id: string, azName: string): string => regionalName(id).replace('.s3', `-${azName}.s3`);

/** The DNS entries of an endpoint in some AZs. */
export const entriesIn = (id: string, ...azNames: readonly string[]): DnsEntry[] =>
  [regionalName(id), ...azNames.map((name) => zonalName(id, name))].map((name) => ({ name, zoneId: NAMES_ZONE }));

export const face = (id: string, ipv4: string, given: Partial<EndpointInterface> = {}): EndpointInterface => ({
  ...{ id, azId: 'euw2-az2', ipv4: [ipv4], ipv6: [] },
  ...given,
});

/** A zone as it was read, with some record sets. */
export const observedZone = (
  records: readonly RecordSet[] = [],
  zone: Partial<HostedZone> = {},
  whole = false,
): ObservedZone => ({ zone: hostedZone(zone), records, whole });

/** Nothing is in scope that is published. */
export const NOTHING_PUBLISHED: ObservedPublishing = {
  ...{ forwarders: [], answers: [], sources: {}, rules: [], records: {}, files: [], updates: [] },
};

export const observedDns = (given: Partial<ObservedDns> = {}): ObservedDns => ({
  now: NOW,
  unseen: [],
  endpoints: [endpoint()],
  allEndpoints: false,
  otherTypes: {},
  zones: [observedZone()],
  azs: AZS,
  interfaces: [],
  resolving: [],
  lookups: {},
  missingVpcs: [],
  surroundings: [],
  privateNames: [],
  publishing: NOTHING_PUBLISHED,
  started: [],
  ...given,
});

/** The plan for a world and zone entries; by default one that claims the zone's own name. */
export const plan = (world: Partial<ObservedDns>, ...zones: readonly ZoneInput[]): Plan<DnsChange> =>
  planDns(dnsClaims(...(zones.length > 0 ? zones : [zoneClaim()])), observedDns(world));

/** The zone with some record sets. */
export const holding = (...records: readonly RecordSet[]): Pick<ObservedDns, 'zones'> => ({
  zones: [observedZone(records)],
});

/** What a zone meets in the VPC that it lacks: a way to an endpoint in 10.0.0.0/16 that lets everybody in, and nothing else. */
export const around = (vpc: Partial<VpcView> = {}, given: Partial<Surroundings> = {}): Surroundings => ({
  zoneId: 'Z1',
  vpcs: [
    {
      ...{ id: 'vpc-2', sources: [], unnamed: [], cidrs: ['10.1.0.0/16'], gateways: [] },
      tables: [{ id: 'rtb-2', routes: [routeTo('10.0.0.0/16')] }],
      ...vpc,
    },
  ],
  interfaces: [face('eni-1', '10.0.1.1')],
  admissions: [{ groupId: 'sg-1', protocol: '-1', from: -1, to: -1, cidr: '0.0.0.0/0' }],
  offered: {},
  ...given,
});

/** A route of a VPC to somewhere else. */
export const routeTo = (destination: string, target = 'tgw-1', state: Route['state'] = 'active'): Route => ({
  ...{ destination, target, state, origin: 'CreateRoute' },
});
