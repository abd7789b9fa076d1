/**
 * Reads what zones are and in which VPCs they answer. Zone by zone that costs as many reads as reading their records; listings
 * tell it of a hundred zones at once. Whatever they leave open is asked of the zone itself.
 */
import { ownRegion } from '../../aws/ec2/client.ts';
import { ownVpcs } from '../../aws/ec2/network.ts';
import { type BareZone, getHostedZone, listHostedZones, listSomeZonesOfVpc } from '../../aws/route53/hosted-zones.ts';
import type { HostedZone, ZoneVpc } from '../../aws/types.ts';
import { inTime } from '../../core/in-time.ts';
import { log } from '../../core/log.ts';
import { readOrUnseen } from '../../core/read.ts';
import type { EndpointIndex } from '../endpoints/indexed.ts';
import { FEW_ZONES } from './few-zones.ts';
import { answeredByAws, isRivalBeyond } from './vpc-associations.ts';

/** A listing that hangs holds up no zone for longer: it is asked itself. Ms. */
const LIMIT_MS = 3_000;

const UNLISTED = 'zones could not be listed: each is read by itself';

/** A zone that is to be read, and the VPCs in which the config wants it to answer. */
export interface WantedZone {
  readonly id: string;
  readonly vpcs: readonly string[];
}

/** Reads one zone. Throws `NoSuchHostedZone`. */
export type ReadZone = (id: string) => Promise<HostedZone>;

/** Of a VPC: the zones that it sees, as far as they were listed. */
interface SeenZones {
  readonly vpc: ZoneVpc;
  readonly ids: ReadonlySet<string>;
  readonly isWhole: boolean;
}

interface Listed {
  readonly zones: ReadonlyMap<string, BareZone>;
  readonly byVpc: ReadonlyMap<string, SeenZones>;
}

/** Reads zones by the listings where these cost less than each zone by itself. */
export const zoneReader = (wanted: readonly WantedZone[], index: EndpointIndex): ReadZone => {
  const vpcs = [...new Set(wanted.flatMap((zone) => zone.vpcs))];
  const vpcsOf = new Map([...Map.groupBy(wanted, ({ id }) => id)].map(([id, all]) => [id, wantedBy(all)]));
  if (vpcsOf.size <= FEW_ZONES || 1 + vpcs.length >= vpcsOf.size) return getHostedZone;
  const answered = answeredByAws(index);
  const reading = list([...vpcsOf.keys()], vpcs);
  return async (id) => {
    const { zones, byVpc } = await reading;
    const zone = zones.get(id);
    const seenBy = (vpcsOf.get(id) ?? []).map((vpc) => byVpc.get(vpc));
    const isTold = seenBy.every((seen) => seen !== undefined && (seen.isWhole || seen.ids.has(id)));
    if (!zone) return getHostedZone(id);
    if (!zone.private) return { ...zone, vpcs: [] };
    if (!isTold || isRivalBeyond(zone.name, vpcsOf.get(id) ?? [], answered)) return getHostedZone(id);
    return { ...zone, vpcs: seenBy.flatMap((seen) => (seen?.ids.has(id) ? [seen.vpc] : [])) };
  };
};

const wantedBy = (zones: readonly WantedZone[]): string[] => [...new Set(zones.flatMap(({ vpcs }) => vpcs))];

/** Never rejects: what cannot be listed each zone is asked for. Of a large account only some pages are worth reading. */
const list = async (ids: readonly string[], vpcs: readonly string[]): Promise<Listed> => {
  const [zones, seen] = await Promise.all([
    readOrUnseen(['listing of zones'], () =>
      inTime(() => listHostedZones(new Set(ids), Math.ceil(ids.length / 10)), { limitMs: LIMIT_MS }),
    ),
    readOrUnseen(['listing of zones'], () =>
      inTime(() => listByVpc(vpcs, 1 + Math.ceil(ids.length / 100)), { limitMs: LIMIT_MS }),
    ),
  ]);
  for (const { code, error } of [...zones.unseen, ...seen.unseen]) log.warn(UNLISTED, { code, error });
  return {
    zones: new Map(zones.value?.map((zone) => [zone.id, zone])),
    byVpc: new Map(seen.value?.map((one) => [one.vpc.id, one])),
  };
};

/** Of other accounts' VPCs, and those in other Regions, nothing can be listed here. */
const listByVpc = async (ids: readonly string[], mostPages: number): Promise<SeenZones[]> => {
  if (ids.length === 0) return [];
  const [region, own] = await Promise.all([ownRegion(), ownVpcs(ids)]);
  const lists = own.map((id) =>
    readOrUnseen(['listing of zones'], async (): Promise<SeenZones> => {
      const { zones, isWhole } = await listSomeZonesOfVpc({ id, region }, mostPages);
      return { vpc: { id, region }, ids: new Set(zones.map(({ zoneId }) => zoneId)), isWhole };
    }),
  );
  const read = await Promise.all(lists);
  for (const { code, error } of read.flatMap(({ unseen }) => unseen)) log.warn(UNLISTED, { code, error });
  return read.flatMap(({ value }) => value ?? []);
};
