/** Calls of Route 53: hosted zones by id, and their record sets by name, type and action. */
import type { Config, RecordClaim, ZoneClaim } from '../../lib/config/types.ts';
import { ownerMarkName } from '../../lib/dns/record-sets/owner-mark.ts';
import { FEW_ZONES } from '../../lib/dns/zones/few-zones.ts';
import { chunks } from '../../lib/std/lists.ts';
import type { StackNames } from '../names.ts';
import { arn, distinct, type Permission, type Target, these, when } from './permission.ts';
import type { Condition } from './policy.ts';
import { claimedPatterns, conditionName } from './record-names.ts';
import { ANY, coveredZones, wholeZone } from './zone-names.ts';

const zoneArn = (id: string) => arn(`arn:aws:route53:::hostedzone/${id}`);

/** What is published as a record set. */
const publishedRecords = ({ dns }: Config) =>
  dns.forwarders.flatMap(({ publish }) => publish.flatMap((one) => ('record' in one ? [one] : [])));

const allZones = (config: Config): string[] =>
  distinct([...config.dns.zones, ...config.dns.verifications, ...publishedRecords(config)].map(({ zone }) => zone));

/** Those that are read by a listing where they are many. */
const listedZones = ({ dns }: Config): string[] =>
  distinct([...dns.zones, ...dns.verifications].map(({ zone }) => zone));

const associated = ({ dns }: Config): ZoneClaim[] => dns.zones.filter(({ vpcs }) => vpcs.length > 0);

/** VPCs in one statement: it has to fit into a policy. A call names one, so that several statements do as well. */
const VPCS = 50;

/** The VPCs that zones are associated with, as the condition key has them, some in each target. */
const withTheirVpcs = (resources: readonly unknown[], zones: readonly ZoneClaim[]): readonly Target[] =>
  chunks(distinct(zones.flatMap(({ vpcs }) => vpcs)), VPCS).map((ids) => ({
    resources,
    condition: {
      StringEquals: { 'route53:VPCs': ids.map((id) => ({ 'Fn::Sub': `VPCId=${id},VPCRegion=\${AWS::Region}` })) },
    },
  }));

interface Writes {
  /** Patterns of names. */
  readonly names: readonly string[];
  readonly types: readonly string[];
  readonly actions: readonly string[];
}

const KEY = 'route53:ChangeResourceRecordSets';

/**
 * All record sets of one call must be covered. A call whose record sets AWS would not tell would have empty lists, which
 * ForAllValues takes for covered: Null refuses it.
 */
const covering = ({ names, types, actions }: Writes): Condition => ({
  'ForAllValues:StringLike': { [`${KEY}NormalizedRecordNames`]: names },
  'ForAllValues:StringEquals': { [`${KEY}RecordTypes`]: types, [`${KEY}Actions`]: actions },
  Null: { [`${KEY}NormalizedRecordNames`]: 'false', [`${KEY}RecordTypes`]: 'false', [`${KEY}Actions`]: 'false' },
});

type NamesIn = (zone: string, config: Config, names: StackNames) => readonly string[];

/** The zones in which there are such names, few of them in each target. */
const inZones =
  (namesIn: NamesIn, kind: Omit<Writes, 'names'>): Permission['on'] =>
  (config, stack) =>
    coveredZones(
      allZones(config).map((zone) => ({
        ...{ zone, name: nameOf(zone, config) },
        names: distinct(namesIn(zone, config, stack)),
      })),
    ).map(({ zones, names }) => ({ resources: zones.map(zoneArn), condition: covering({ names, ...kind }) }));

/** The zone's name, where one of its entries tells it. */
const nameOf = (zone: string, { dns }: Config): string | undefined =>
  dns.zones.find((claim) => claim.zone === zone && claim.name !== undefined)?.name;

type Which<T> = (one: T) => boolean;

const isAlias: Which<RecordClaim> = ({ to }) => to !== 'addresses';

const isAdopting: Which<{ readonly adopt: boolean }> = ({ adopt }) => adopt;

const claimedIn = (
  zone: string,
  config: Config,
  { region }: StackNames,
  whichRecords: Which<RecordClaim>,
  which: Which<ZoneClaim> = () => true,
): string[] =>
  config.dns.zones
    .filter((claim) => claim.zone === zone && which(claim))
    .flatMap(({ records }) => claimedPatterns(records.filter(whichRecords), nameOf(zone, config), region));

const publishedIn = (zone: string, config: Config, which: Which<{ readonly adopt: boolean }> = () => true): string[] =>
  publishedRecords(config)
    .filter((one) => one.zone === zone && which(one))
    .map(({ record }) => conditionName(record));

/** Names with addresses, and those of the owner marks beside them. */
const markedIn = (
  zone: string,
  config: Config,
  names: StackNames,
  which: Which<{ readonly adopt: boolean }> = () => true,
): string[] =>
  [...claimedIn(zone, config, names, (record) => !isAlias(record), which), ...publishedIn(zone, config, which)].flatMap(
    (name) => [name, ownerMarkName(name)],
  );

/** The names that are written in a zone, if it is one with marks or without, as is asked for. */
const writtenIn = (
  zone: string,
  config: Config,
  names: StackNames,
  withMarks: boolean,
  which: Which<{ readonly adopt: boolean }> = () => true,
): string[] => {
  if (withMarks !== markedIn(zone, config, names).length > 0) return [];
  return [...claimedIn(zone, config, names, isAlias, which), ...markedIn(zone, config, names, which)];
};

/** A mark that is left beside what has become an alias goes, in a call of its own. */
const leftMarksIn: NamesIn = (zone, config, names) => {
  const hasLeft = markedIn(zone, config, names).length > 0 && claimedIn(zone, config, names, isAlias).length > 0;
  return hasLeft ? [ownerMarkName('*')] : [];
};

/** AWS gives the label of a proof, which begins with an underscore. */
const PROOFS = '_*';

/** Of a stale alias nobody knows the name before it is read. */
const staleIn: NamesIn = (zone, config) => {
  if (!config.dns.zones.some((claim) => claim.zone === zone && claim.staleAliases === 'delete')) return [];
  const name = nameOf(zone, config);
  return name === undefined ? [ANY] : wholeZone(name);
};

/** A set is replaced by deleting what stands there and creating another in its place, in one call. */
const REPLACING = ['CREATE', 'DELETE'];

/**
 * What the dns controller calls. What goes into one call has to be covered by one row: lib/dns/record-sets/batches.ts keeps
 * apart what these rows keep apart.
 */
export const ROUTE53: readonly Permission[] = [
  {
    sid: 'ReadZones',
    callers: ['dns'],
    access: 'read',
    actions: ['route53:GetHostedZone', 'route53:ListResourceRecordSets'],
    on: (config) => these(allZones(config).map(zoneArn)),
  },
  {
    sid: 'ListZones',
    callers: ['dns'],
    access: 'read',
    actions: ['route53:ListHostedZones'],
    wide: 'Route 53 knows no resource for it; many zones are read by their listing, and those that Profiles bring to VPCs',
    on: (config) => when(listedZones(config).length > FEW_ZONES || associated(config).length > 0, { resources: ['*'] }),
  },
  {
    sid: 'WriteAddresses',
    callers: ['dns'],
    access: 'write',
    actions: ['route53:ChangeResourceRecordSets'],
    on: inZones((zone, config, names) => writtenIn(zone, config, names, false), {
      types: ['A', 'AAAA'],
      actions: REPLACING,
    }),
  },
  {
    sid: 'ReplaceNames',
    callers: ['dns'],
    access: 'write',
    actions: ['route53:ChangeResourceRecordSets'],
    on: inZones((zone, config, names) => writtenIn(zone, config, names, false, isAdopting), {
      types: ['A', 'AAAA', 'CNAME'],
      actions: REPLACING,
    }),
  },
  {
    sid: 'WriteMarked',
    callers: ['dns'],
    access: 'write',
    actions: ['route53:ChangeResourceRecordSets'],
    on: inZones((zone, config, names) => writtenIn(zone, config, names, true), {
      types: ['A', 'AAAA', 'TXT'],
      actions: REPLACING,
    }),
  },
  {
    sid: 'ReplaceMarked',
    callers: ['dns'],
    access: 'write',
    actions: ['route53:ChangeResourceRecordSets'],
    on: inZones((zone, config, names) => writtenIn(zone, config, names, true, isAdopting), {
      types: ['A', 'AAAA', 'CNAME', 'TXT'],
      actions: REPLACING,
    }),
  },
  {
    sid: 'DeleteStaleAliases',
    callers: ['dns'],
    access: 'write',
    actions: ['route53:ChangeResourceRecordSets'],
    wide: 'the names of stale aliases are not known ahead',
    on: inZones(staleIn, { types: ['A', 'AAAA'], actions: ['DELETE'] }),
  },
  {
    sid: 'DeleteLeftMarks',
    callers: ['dns'],
    access: 'write',
    actions: ['route53:ChangeResourceRecordSets'],
    wide: 'marks beside any name of the zone: those beside each alias would fill a policy',
    on: inZones(leftMarksIn, { types: ['TXT'], actions: ['DELETE'] }),
  },
  {
    sid: 'WriteTexts',
    callers: ['dns'],
    access: 'write',
    actions: ['route53:ChangeResourceRecordSets'],
    // It covers owner marks that go into one call with proofs, too; in other zones the rows with their names do.
    on: inZones((zone, config) => config.dns.verifications.filter((one) => one.zone === zone).map(() => PROOFS), {
      types: ['TXT'],
      actions: REPLACING,
    }),
  },
  {
    sid: 'FollowChanges',
    callers: ['dns'],
    access: 'write',
    actions: ['route53:GetChange'],
    wide: 'AWS gives each change its id when it is made',
    on: (config) =>
      when(associated(config).length + config.dns.verifications.length > 0, {
        resources: [arn('arn:aws:route53:::change/*')],
      }),
  },
  {
    sid: 'ReadZonesOfVpcs',
    callers: ['dns'],
    access: 'read',
    actions: ['route53:ListHostedZonesByVPC'],
    wide: 'Route 53 knows no resource for it; the VPC is named in its condition',
    on: (config) => withTheirVpcs(['*'], associated(config)),
  },
  {
    sid: 'AssociateZones',
    callers: ['dns'],
    access: 'write',
    actions: ['route53:AssociateVPCWithHostedZone'],
    on: (config) => {
      const byZone = [...Map.groupBy(associated(config), ({ zone }) => zone)];
      const alike = Map.groupBy(byZone, ([, claims]) => distinct(claims.flatMap(({ vpcs }) => vpcs)).join());
      return [...alike.values()].flatMap((zones) =>
        withTheirVpcs(
          distinct(zones.map(([zone]) => zone)).map(zoneArn),
          zones.flatMap(([, claims]) => claims),
        ),
      );
    },
  },
];
