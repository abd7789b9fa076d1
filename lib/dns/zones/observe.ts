/** Reads the claimed zones: the record sets that they are claimed for, and what their VPCs and verifications need. */
import { ownRegion } from '../../aws/ec2/client.ts';
import { ownVpcs } from '../../aws/ec2/network.ts';
import { describePrivateNames } from '../../aws/ec2/private-names.ts';
import { listAllRecords, listRecords, listZonesOfVpc } from '../../aws/route53/hosted-zones.ts';
import type { PrivateName } from '../../aws/types.ts';
import { readSelected } from '../../config/selector.ts';
import type { Verification, ZoneClaim } from '../../config/types.ts';
import { inTime } from '../../core/in-time.ts';
import type { Unseen } from '../../core/plan.ts';
import { type Found, readEach, readOrUnseen } from '../../core/read.ts';
import { fullName, isWithin, namesAbove } from '../../net/dns-name.ts';
import { partlySeen } from '../endpoints/addresses.ts';
import type { Indexed } from '../endpoints/indexed.ts';
import type { Lookup } from '../endpoints/lookup.ts';
import type { EndpointsRead, ObservedEndpoints } from '../endpoints/types.ts';
import { namesForeignOwner } from '../record-sets/foreign-owner.ts';
import { identityOf, nameKey } from '../record-sets/key.ts';
import { isOwnerMark, ownerMarkName } from '../record-sets/owner-mark.ts';
import { nameReader } from '../record-sets/read-names.ts';
import { type Asking, askNames } from './ask.ts';
import { type ClaimedName, claimedNames, zoneFollower } from './claims.ts';
import { lookAround } from './look-around.ts';
import { type ReadableZone, withForeignOwners } from './read-foreign-owners.ts';
import { type ReadZone, zoneReader } from './read-zones.ts';
import type { RunMemory } from './run-memory.ts';
import type { MissingVpc, NamesElsewhere, ObservedZone, ObservedZones, PlannedBy, ZoneClaims } from './types.ts';
import { proofName, proofsKey, provenBy } from './verifications.ts';
import { associationKey, vpcsKey } from './vpc-associations.ts';

/** A read that hangs holds up nobody who does not need it; those of Route 53 are patient for a while, and no longer. Ms. */
const LIMIT_MS = 8_000;

/** One round of looking at the zones. */
interface ZoneRound {
  /** Is every entry in scope? Only then may aliases have to go that nobody claims. */
  readonly all: boolean;
  /** The clock, in ms since the epoch. */
  readonly now: () => number;
  /** How many reads are left to look for foreign owners. */
  readonly readsLeft: () => number;
  /** Through whom names can be asked, and how. */
  readonly asking: Asking;
  readonly lookup: Lookup;
  /** What earlier rounds of the run had to leave, to which this one adds, and what was refused. */
  readonly memory: RunMemory;
}

type ZonesRead = Pick<ObservedZones, 'zones' | 'missingVpcs' | 'surroundings' | 'asked' | 'privateNames' | 'unseen'>;

/** The claims are those in scope. A zone that cannot be read is `unseen` by its id, and by a key of its own for its proofs. */
export const observeZones = async (
  { zones: entries, verifications }: ZoneClaims,
  read: EndpointsRead<Indexed<PlannedBy>>,
  elsewhere: NamesElsewhere,
  round: ZoneRound,
): Promise<ZonesRead> => {
  const { seen } = read;
  const readable = entries.filter(({ zone }) => !read.unseen.some(({ key }) => key === zone));
  const wanted = [
    ...readable.map(({ zone, vpcs }) => ({ id: zone, vpcs })),
    ...verifications.map(({ zone }) => ({ id: zone, vpcs: [] })),
  ];
  const readZone = zoneReader(wanted, seen.index);
  const [first, proofs] = await Promise.all([
    readClaimed(readable, seen, round, readZone),
    readProofs(verifications, readZone),
  ]);
  const vpcs = await Promise.all(first.found.map((zone) => readMissingVpcs(zone, entries, round)));
  const missing = new Map(first.found.map(({ zone }, at) => [zone.id, vpcs[at]?.value ?? []]));
  const around = await lookAround(first.found, entries, seen.index, missing, round);
  const asked = round.all ? await askNames(first.found, entries, { ...round, ...seen, now: round.now() }) : undefined;
  const owned = await withForeignOwners({ entries, elsewhere }, first.found, seen, round.readsLeft());
  return {
    zones: merged([...owned.zones.map(withEarlier(round.memory)), ...proofs.zones.found]),
    missingVpcs: vpcs.flatMap(({ value = [] }) => value),
    surroundings: around.found,
    ...(asked ? { asked } : {}),
    privateNames: proofs.privateNames,
    unseen: [
      ...around.unseen,
      ...[...first.unseen, ...owned.unseen, ...proofs.zones.unseen],
      ...owned.zones.flatMap((zone) => unseenAddresses(zone, entries, read)),
      ...vpcs.flatMap(({ unseen }) => unseen),
    ],
  };
};

/** What an earlier round had to leave is still to be told when the name has been changed. */
const withEarlier =
  (memory: RunMemory) =>
  (found: ObservedZone): ObservedZone => ({
    ...found,
    unchecked: memory.leaveUnchecked(found.zone.id, found.unchecked ?? []),
  });

/** A zone that is read for more than one reason is one, with all that was seen of it. */
const merged = (zones: readonly ObservedZone[]): ObservedZone[] =>
  [...Map.groupBy(zones, ({ zone }) => zone.id).values()].flatMap(([first, ...more]) => {
    if (!first) return [];
    const records = [first, ...more]
      .flatMap((found) => found.records)
      .map((record) => [identityOf(record), record] as const);
    return [{ ...first, records: [...new Map(records).values()] }];
  });

/** A whole zone is paged where aliases that nobody claims may have to go; otherwise only claimed names are read. */
const readClaimed = (
  entries: readonly ZoneClaim[],
  { azs }: ObservedEndpoints,
  round: ZoneRound,
  readZone: ReadZone,
): Promise<Found<ReadableZone>> =>
  readZones(
    readZone,
    [...Map.groupBy(entries, ({ zone }) => zone)].map(([id, claims]) => ({
      id,
      whole: round.all && claims.some(({ staleAliases }) => staleAliases === 'delete'),
      names: (zoneName) =>
        withDelegators(
          claims.flatMap((claim) => readable(claimedNames(claim, zoneName, azs))),
          zoneName,
        ),
    })),
    (id) => id,
  );

/** What is refused is not read: it need not lie in the zone. A set of addresses has its owner mark beside it. */
const readable = (names: readonly ClaimedName[]): string[] =>
  names
    .filter(({ refusal }) => refusal === undefined)
    .flatMap(({ name, record }) => (record.to === 'addresses' ? [name, ownerMarkName(name)] : [name]));

/** An NS set at a name between the zone's own and a claimed one hands the claimed one over. */
const withDelegators = (names: readonly string[], zoneName: string): string[] => [
  ...new Set(
    names.flatMap((name) => [
      name,
      ...namesAbove(name).filter((above) => above !== zoneName && isWithin(above, zoneName)),
    ]),
  ),
];

interface Wanted {
  readonly id: string;
  readonly whole: boolean;
  readonly names: (zoneName: string) => string[];
}

const readZones = (
  readZone: ReadZone,
  wanted: readonly Wanted[],
  keyOf: (id: string) => string,
): Promise<Found<ReadableZone>> =>
  readEach(
    wanted,
    ({ id }) => keyOf(id),
    async ({ id, whole, names }) => {
      const zone = await readZone(id);
      if (whole) return { zone, records: await listAllRecords(id), whole };
      const reader = nameReader((from) => listRecords(id, from));
      return {
        zone,
        records: await reader.read(names(zone.name), (record) => namesForeignOwner(record) || isOwnerMark(record)),
        whole,
        reader,
      };
    },
  );

/** The names of a zone whose addresses could be seen in part only. */
const unseenAddresses = (
  { zone }: ObservedZone,
  entries: readonly ZoneClaim[],
  read: EndpointsRead<Indexed>,
): Unseen[] =>
  entries
    .filter((claim) => claim.zone === zone.id)
    .flatMap((claim) =>
      claim.records
        .filter(({ to }) => to === 'addresses')
        .flatMap(({ name }) => partlySeen(nameKey(zone.id, fullName(name, zone.name)), zoneFollower(claim), read)),
    );

/** Only VPCs that a zone still lacks are read. */
const readMissingVpcs = ({ zone }: ObservedZone, entries: readonly ZoneClaim[], { memory, now }: ZoneRound) => {
  const wanted = new Set(entries.filter((claim) => claim.zone === zone.id).flatMap(({ vpcs }) => vpcs));
  const ids = zone.private ? [...wanted].filter((id) => !zone.vpcs.some((vpc) => vpc.id === id)) : [];
  return readOrUnseen([vpcsKey(zone.id)], async (): Promise<MissingVpc[]> => {
    if (ids.length === 0) return [];
    const [region, own] = await inTime(() => Promise.all([ownRegion(), ownVpcs(ids)]), { limitMs: LIMIT_MS });
    const missing = ids.map(async (id) => {
      const isOwn = own.includes(id);
      const zones = isOwn ? await listZonesOfVpc({ id, region }) : [];
      const why = memory.refusedBefore(associationKey(zone.id, id), zones, now());
      const refused = why === undefined ? {} : { refused: { zoneId: zone.id, why } };
      return { id, region, own: isOwn, zones, ...refused };
    });
    return Promise.all(missing);
  });
};

const readPrivateNames = (entries: readonly Verification[]): Promise<PrivateName[]> =>
  readSelected(
    entries.map(({ service }) => service),
    async (wanted) => (await describePrivateNames(wanted)).map((name) => ({ ...name, id: name.serviceId })),
  );

interface Proofs {
  readonly zones: Found<ObservedZone>;
  readonly privateNames: readonly PrivateName[];
}

const readProofs = async (entries: readonly Verification[], readZone: ReadZone): Promise<Proofs> => {
  if (entries.length === 0) return { zones: { found: [], unseen: [] }, privateNames: [] };
  const byZone = Map.groupBy(entries, ({ zone }) => zone);
  const { value: privateNames = [], unseen } = await readOrUnseen([...byZone.keys()].map(proofsKey), () =>
    inTime(() => readPrivateNames(entries), { limitMs: LIMIT_MS }),
  );
  if (unseen.length > 0) return { zones: { found: [], unseen }, privateNames };
  const zones = await readZones(
    readZone,
    [...byZone].map(([id, proven]) => ({
      ...{ id, whole: false },
      names: (zoneName) =>
        proven
          .flatMap((entry) => provenBy(entry, privateNames))
          .map((name) => proofName(name, fullName('@', zoneName))),
    })),
    proofsKey,
  );
  return { zones: { ...zones, found: zones.found.map(({ reader: _, ...zone }) => zone) }, privateNames };
};
