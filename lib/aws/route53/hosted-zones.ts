/** Route 53 hosted zones and their record sets. */
import {
  AssociateVPCWithHostedZoneCommand,
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  GetHostedZoneCommand,
  ListHostedZonesByVPCCommand,
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandInput,
  type ResourceRecordSet,
  Route53Client,
  type VPC,
} from '@aws-sdk/client-route-53';
import { normalName } from '../../net/dns-name.ts';
import { allPages, clientDefaults, read, write } from '../clients.ts';
import { inTurns, type Patience, patiently } from '../patience.ts';
import type { HostedZone, RecordChange, RecordSet, VpcZone, ZoneVpc } from '../types.ts';

/** Calls are tried again here: the SDK's own quota of retries is spent long before Route 53's bucket fills again. */
const route53 = new Route53Client({ ...clientDefaults, maxAttempts: 1 });

/** So many reads wait for the bucket of an account together (burst 50, 10 calls/s, AWS-FACTS 0); more would only be refused. */
const turns = inTurns(8);

/** A read counts once, however often it is made. Its patience begins with its turn. */
const reading = <T>(call: () => Promise<T>, patience: Patience): Promise<T> =>
  read(turns(() => patiently(call, patience)));

const PAGE = 300;

/** One zone. Throws `NoSuchHostedZone`. */
export const getHostedZone = async (id: string, patience: Patience): Promise<HostedZone> => {
  const { HostedZone: zone, VPCs } = await reading(() => route53.send(new GetHostedZoneCommand({ Id: id })), patience);
  const linked = zone?.LinkedService?.ServicePrincipal;
  return {
    id,
    name: normalName(zone?.Name ?? ''),
    private: zone?.Config?.PrivateZone ?? false,
    vpcs: (VPCs ?? []).map(({ VPCId = '', VPCRegion = '' }) => ({ id: VPCId, region: VPCRegion })),
    ...(linked === undefined ? {} : { linkedService: linked }),
  };
};

/** One page of record sets from a name on, in Route 53's order (by reversed labels), and whether more follow. */
export const listRecords = async (
  zoneId: string,
  from: string,
  patience: Patience,
): Promise<{ records: RecordSet[]; more: boolean }> => {
  const command = new ListResourceRecordSetsCommand({ HostedZoneId: zoneId, StartRecordName: from, MaxItems: PAGE });
  const page = await reading(() => route53.send(command), patience);
  return { records: (page.ResourceRecordSets ?? []).map(toRecord), more: page.IsTruncated ?? false };
};

/** All record sets of a zone, page by page. Each page begins at exactly the set that the page before names. */
export const listAllRecords = async (zoneId: string, patience: Patience): Promise<RecordSet[]> => {
  const all = await allPages(async (start: StartOfPage | undefined) => {
    const input = { HostedZoneId: zoneId, MaxItems: PAGE, ...start };
    const page = await reading(() => route53.send(new ListResourceRecordSetsCommand(input)), patience);
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
 * `InvalidChangeBatch` when the zone is not what the batch expects. `patience`: how long it may be throttled.
 */
export const changeRecords = async (
  zoneId: string,
  changes: readonly RecordChange[],
  patience: Patience,
): Promise<string> => {
  const Changes = changes.map(({ action, record }) => ({ Action: action, ResourceRecordSet: fromRecord(record) }));
  const command = new ChangeResourceRecordSetsCommand({ HostedZoneId: zoneId, ChangeBatch: { Changes } });
  const { ChangeInfo } = await write(patiently(() => route53.send(command), patience));
  return ChangeInfo?.Id ?? '';
};

/** Do all name servers know the change? Throws `NoSuchChange` when AWS does not know it. `patience` as for a write. */
export const isInSync = async (changeId: string, patience: Patience): Promise<boolean> => {
  const { ChangeInfo } = await reading(() => route53.send(new GetChangeCommand({ Id: changeId })), patience);
  return ChangeInfo?.Status === 'INSYNC';
};

/**
 * Lets a private zone answer in a VPC of this account. Throws `ConflictingDomainExists` when the VPC sees another zone of
 * that name, one shared by a Route 53 Profile included. `patience` as for a write of records.
 */
export const associateVpc = async (zoneId: string, { id, region }: ZoneVpc, patience: Patience): Promise<void> => {
  const VPC = { VPCId: id, VPCRegion: region as NonNullable<VPC['VPCRegion']> };
  const command = new AssociateVPCWithHostedZoneCommand({ HostedZoneId: zoneId, VPC });
  await write(patiently(() => route53.send(command), patience));
};

/** The private zones that a VPC sees, other accounts' and AWS's own included; not those shared by Route 53 Profiles. */
export const listZonesOfVpc = async ({ id, region }: ZoneVpc, patience: Patience): Promise<VpcZone[]> => {
  const zones = await allPages(async (NextToken) => {
    const VPCRegion = region as NonNullable<VPC['VPCRegion']>;
    const page = await reading(
      () => route53.send(new ListHostedZonesByVPCCommand({ VPCId: id, VPCRegion, NextToken })),
      patience,
    );
    return { items: page.HostedZoneSummaries, next: page.NextToken };
  });
  return zones.map(({ HostedZoneId = '', Name = '', Owner }) => ({
    zoneId: HostedZoneId,
    name: normalName(Name),
    owner: Owner?.OwningService ?? Owner?.OwningAccount ?? '',
  }));
};

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
