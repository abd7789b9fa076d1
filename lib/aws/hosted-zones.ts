/** Route 53 hosted zones and their record sets. */
import {
  ChangeResourceRecordSetsCommand,
  GetHostedZoneCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { clientDefaults, read, write } from './clients.ts';
import type { HostedZone, RecordChange, RecordSet } from './types.ts';

const route53 = new Route53Client(clientDefaults);

const PAGE = 300;

/** One zone. Throws `NoSuchHostedZone`. */
export const getHostedZone = async (id: string): Promise<HostedZone> => {
  const { HostedZone: zone } = await read(route53.send(new GetHostedZoneCommand({ Id: id })));
  const linked = zone?.LinkedService?.ServicePrincipal;
  return {
    id,
    name: (zone?.Name ?? '').replace(/\.$/, '').toLowerCase(),
    private: zone?.Config?.PrivateZone ?? false,
    ...(linked === undefined ? {} : { linkedService: linked }),
  };
};

/** One page of record sets from a name on, in Route 53's order (by reversed labels), and whether more follow. */
export const listRecords = async (zoneId: string, from: string): Promise<{ records: RecordSet[]; more: boolean }> => {
  const command = new ListResourceRecordSetsCommand({ HostedZoneId: zoneId, StartRecordName: from, MaxItems: PAGE });
  const page = await read(route53.send(command));
  return { records: (page.ResourceRecordSets ?? []).map(toRecord), more: page.IsTruncated ?? false };
};

/** Writes one atomic batch. Throws `InvalidChangeBatch` when the zone is not what the batch expects. */
export const changeRecords = async (zoneId: string, changes: readonly RecordChange[]): Promise<void> => {
  const Changes = changes.map(({ action, record }) => ({ Action: action, ResourceRecordSet: fromRecord(record) }));
  await write(route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zoneId, ChangeBatch: { Changes } })));
};

const toRecord = (set: ResourceRecordSet): RecordSet => ({
  name: set.Name ?? '',
  type: set.Type ?? '',
  ...(set.TTL === undefined ? {} : { ttl: set.TTL }),
  ...(set.ResourceRecords ? { values: set.ResourceRecords.map(({ Value = '' }) => Value) } : {}),
  ...(set.SetIdentifier === undefined ? {} : { setIdentifier: set.SetIdentifier }),
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

const fromRecord = ({ name, type, ttl, values, alias }: RecordSet): ResourceRecordSet => ({
  Name: name,
  Type: type as NonNullable<ResourceRecordSet['Type']>,
  TTL: ttl,
  ResourceRecords: values?.map((Value) => ({ Value })),
  AliasTarget: alias && {
    HostedZoneId: alias.zoneId,
    DNSName: alias.name,
    EvaluateTargetHealth: alias.evaluateTargetHealth,
  },
});
