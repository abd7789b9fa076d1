/** Route 53 hosted zones and their record sets. */
import {
  AssociateVPCWithHostedZoneCommand,
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  GetHostedZoneCommand,
  type HostedZoneSummary,
  ListHostedZonesByVPCCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandInput,
  type ResourceRecordSet,
  Route53Client,
  type HostedZone as SdkHostedZone,
  type VPC,
} from '@aws-sdk/client-route-53';
import { normalName } from '../../net/dns-name.ts';
import { inTurns } from '../../std/turns.ts';
import { allPages, clientDefaults, REAL_TIME, readOrRetry, writeOrRetry } from '../clients.ts';
import { createBucket, inTurn, type Rate } from '../pacing.ts';
import { patient } from '../patience.ts';
import { QUOTAS } from '../quotas.ts';
import type { HostedZone, RecordChange, RecordSet, VpcZone, ZoneVpc } from '../types.ts';
import { takeOfShare } from './share.ts';

/** What Route 53 throttles waits for its turn in the bucket. */
const route53 = new Route53Client({ ...clientDefaults, retryStrategy: patient({ ...REAL_TIME, throttles: false }) });

/**
 * Route 53's bucket for all calls of an account, in all Regions together. Each action
 * has buckets of its own beside it, and a throttle does not say which was empty: each is held back by its own throttles alone.
 */
const RATE: Rate = { ...QUOTAS.route53, crowded: true };

/** So many reads of one action are under way together: they come in hundreds, and each that is throttled is made once more. */
const MOST_READS = 8;

/** Makes the reads of one action, each in its turn. */
const readsOf = () => {
  const [bucket, turns] = [createBucket(RATE, REAL_TIME), inTurns(MOST_READS)];
  return async <T>(call: () => Promise<T>): Promise<T> => {
    await takeOfShare();
    return turns(() => inTurn(bucket, (repeated) => readOrRetry(repeated, call())));
  };
};

/** Makes the writes of one action, each in its turn. */
const writesOf = () => {
  const bucket = createBucket(RATE, REAL_TIME);
  return <T>(call: () => Promise<T>): Promise<T> => inTurn(bucket, (repeated) => writeOrRetry(repeated, call()));
};

const [getting, listing, listingRecords, listingByVpc, gettingChange] = [
  readsOf(),
  readsOf(),
  readsOf(),
  readsOf(),
  readsOf(),
];
const [changing, associating] = [writesOf(), writesOf()];

const PAGE = 300;

/** One zone. Throws `NoSuchHostedZone`. */
export const getHostedZone = async (id: string): Promise<HostedZone> => {
  const { HostedZone: zone, VPCs } = await getting(() => route53.send(new GetHostedZoneCommand({ Id: id })));
  const vpcs = (VPCs ?? []).map(({ VPCId = '', VPCRegion = '' }) => ({ id: VPCId, region: VPCRegion }));
  return { ...toBareZone(zone), id, vpcs };
};

/** A zone without the VPCs that it answers in. */
export type BareZone = Omit<HostedZone, 'vpcs'>;

const toBareZone = (zone: SdkHostedZone | undefined): BareZone => {
  const linked = zone?.LinkedService?.ServicePrincipal;
  return {
    id: (zone?.Id ?? '').replace(/^\/hostedzone\//, ''),
    name: normalName(zone?.Name ?? ''),
    private: zone?.Config?.PrivateZone ?? false,
    ...(linked === undefined ? {} : { linkedService: linked }),
  };
};

/**
 * Those of the given zones of this account that the first pages tell, a hundred zones on each (AWS-FACTS B.4); no page is
 * read once all are found.
 */
export const listHostedZones = async (ids: ReadonlySet<string>, mostPages: number): Promise<BareZone[]> => {
  const found: BareZone[] = [];
  let pages = 0;
  await allPages(async (Marker: string | undefined) => {
    const page = await listing(() => route53.send(new ListHostedZonesCommand({ Marker })));
    found.push(...(page.HostedZones ?? []).map(toBareZone).filter(({ id }) => ids.has(id)));
    pages += 1;
    const isOver = pages >= mostPages || found.length >= ids.size || !page.IsTruncated;
    return { items: [], next: isOver ? undefined : page.NextMarker };
  });
  return found;
};

/** One page of record sets from a name on, in Route 53's order (by reversed labels), and whether more follow. */
export const listRecords = async (zoneId: string, from: string): Promise<{ records: RecordSet[]; more: boolean }> => {
  const command = new ListResourceRecordSetsCommand({ HostedZoneId: zoneId, StartRecordName: from, MaxItems: PAGE });
  const page = await listingRecords(() => route53.send(command));
  return { records: (page.ResourceRecordSets ?? []).map(toRecord), more: page.IsTruncated ?? false };
};

/** All record sets of a zone, page by page. Each page begins at exactly the set that the page before names. */
export const listAllRecords = async (zoneId: string): Promise<RecordSet[]> => {
  const all = await allPages(async (start: StartOfPage | undefined) => {
    const input = { HostedZoneId: zoneId, MaxItems: PAGE, ...start };
    const page = await listingRecords(() => route53.send(new ListResourceRecordSetsCommand(input)));
    const next: StartOfPage = {
      StartRecordName: page.NextRecordName,
      StartRecordType: page.NextRecordType,
      StartRecordIdentifier: page.NextRecordIdentifier,
    };
    return { items: page.ResourceRecordSets, next: page.IsTruncated ? next : undefined };
  });
  return all.map(toRecord);
};

type StartOfPage = Pick<
  ListResourceRecordSetsCommandInput,
  'StartRecordName' | 'StartRecordType' | 'StartRecordIdentifier'
>;

/**
 * Writes one atomic batch and returns the id of the change, which is INSYNC once all name servers know it. Throws
 * `InvalidChangeBatch` when the zone is not what the batch expects.
 */
export const changeRecords = async (zoneId: string, changes: readonly RecordChange[]): Promise<string> => {
  const Changes = changes.map(({ action, record }) => ({ Action: action, ResourceRecordSet: fromRecord(record) }));
  const command = new ChangeResourceRecordSetsCommand({ HostedZoneId: zoneId, ChangeBatch: { Changes } });
  const { ChangeInfo } = await changing(() => route53.send(command));
  return ChangeInfo?.Id ?? '';
};

/** Do all name servers know the change? Throws `NoSuchChange` when AWS does not know it. */
export const isInSync = async (changeId: string): Promise<boolean> => {
  const { ChangeInfo } = await gettingChange(() => route53.send(new GetChangeCommand({ Id: changeId })));
  return ChangeInfo?.Status === 'INSYNC';
};

/**
 * Lets a private zone answer in a VPC of this account. Throws `ConflictingDomainExists` when the VPC sees another zone of
 * that name, one shared by a Route 53 Profile included.
 */
export const associateVpc = async (zoneId: string, { id, region }: ZoneVpc): Promise<void> => {
  const VPC = { VPCId: id, VPCRegion: region as NonNullable<VPC['VPCRegion']> };
  const command = new AssociateVPCWithHostedZoneCommand({ HostedZoneId: zoneId, VPC });
  await associating(() => route53.send(command));
};

/** The private zones that a VPC sees, other accounts' and AWS's own included; not those shared by Route 53 Profiles. */
export const listZonesOfVpc = async (vpc: ZoneVpc): Promise<VpcZone[]> => [
  ...(await listSomeZonesOfVpc(vpc, Number.POSITIVE_INFINITY)).zones,
];

/** The same of the first pages, a hundred zones on each (AWS-FACTS B.4); `isWhole` says whether no more follow. */
export const listSomeZonesOfVpc = async (
  { id, region }: ZoneVpc,
  mostPages: number,
): Promise<{ readonly zones: readonly VpcZone[]; readonly isWhole: boolean }> => {
  let [pages, isWhole] = [0, true];
  const zones = await allPages(async (NextToken) => {
    const VPCRegion = region as NonNullable<VPC['VPCRegion']>;
    const page = await listingByVpc(() =>
      route53.send(new ListHostedZonesByVPCCommand({ VPCId: id, VPCRegion, NextToken })),
    );
    pages += 1;
    isWhole = !page.NextToken;
    return { items: page.HostedZoneSummaries, next: pages < mostPages ? page.NextToken : undefined };
  });
  return { zones: zones.map(toVpcZone), isWhole };
};

const toVpcZone = ({ HostedZoneId = '', Name = '', Owner }: HostedZoneSummary): VpcZone => ({
  zoneId: HostedZoneId,
  name: normalName(Name),
  owner: Owner?.OwningService ?? Owner?.OwningAccount ?? '',
});

const toRecord = (set: ResourceRecordSet): RecordSet => ({
  name: set.Name ?? '',
  type: set.Type ?? '',
  ...(set.TTL === undefined ? {} : { ttl: set.TTL }),
  ...(set.ResourceRecords ? { values: set.ResourceRecords.map(({ Value = '' }) => Value) } : {}),
  ...(set.SetIdentifier === undefined ? {} : { setIdentifier: set.SetIdentifier }),
  ...(set.HealthCheckId === undefined ? {} : { healthCheckId: set.HealthCheckId }),
  ...(set.AliasTarget
    ? {
        alias: {
          zoneId: set.AliasTarget.HostedZoneId ?? '',
          name: set.AliasTarget.DNSName ?? '',
          evaluateTargetHealth: set.AliasTarget.EvaluateTargetHealth ?? false,
        },
      }
    : {}),
});

const fromRecord = ({ name, type, ttl, values, alias, healthCheckId }: RecordSet): ResourceRecordSet => ({
  Name: name,
  Type: type as NonNullable<ResourceRecordSet['Type']>,
  TTL: ttl,
  ResourceRecords: values?.map((Value) => ({ Value })),
  HealthCheckId: healthCheckId,
  AliasTarget: alias && {
    HostedZoneId: alias.zoneId,
    DNSName: alias.name,
    EvaluateTargetHealth: alias.evaluateTargetHealth,
  },
});
