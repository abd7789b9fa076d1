/** Puts hosted zones with fixed ids into an account. */
import type { Account } from '../../account.ts';
import { normalName } from './names.ts';
import { apexRecords, sortRecords } from './records.ts';
import type { HostedZone, RecordSet, ZoneVpc } from './state.ts';

interface HostedZoneSeed {
  readonly id: string;
  readonly name: string;
  readonly private: boolean;
  readonly vpcs?: readonly ZoneVpc[];
  /** Beside NS and SOA, which every zone has. Names and alias targets may be written in any form. */
  readonly records?: readonly RecordSet[];
  readonly comment?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

const normalRecord = (record: RecordSet): RecordSet => ({
  ...record,
  Name: normalName(record.Name),
  ...(record.AliasTarget && {
    AliasTarget: { ...record.AliasTarget, DNSName: normalName(record.AliasTarget.DNSName) },
  }),
});

/** Adds a hosted zone as if it had always been there: no id is used up, no change is pending. */
export const addHostedZone = (account: Account, seed: HostedZoneSeed): HostedZone => {
  const { id, vpcs = [], records = [], comment, tags = {} } = seed;
  const name = normalName(seed.name);
  const zone: HostedZone = {
    id,
    name,
    private: seed.private,
    callerReference: `seed-${id}`,
    ...(comment === undefined ? {} : { comment }),
    vpcs: [...vpcs],
    records: sortRecords([...apexRecords({ name, private: seed.private }), ...records.map(normalRecord)]),
    tags: { ...tags },
  };
  account.route53.zones[id] = zone;
  return zone;
};
