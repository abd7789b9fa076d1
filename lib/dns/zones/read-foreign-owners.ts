/** Before a record set is changed: looks for foreign owners of its name where the first read has not passed. */
import type { RecordSet } from '../../aws/types.ts';
import type { ZoneClaim } from '../../config/types.ts';
import type { Unseen } from '../../core/plan.ts';
import { readOrUnseen } from '../../core/read.ts';
import { normalName } from '../../net/dns-name.ts';
import type { Indexed } from '../endpoints/indexed.ts';
import { namesForeignOwner, ownerNamesOf } from '../record-sets/foreign-owner.ts';
import { markedName } from '../record-sets/owner-mark.ts';
import type { NameReader } from '../record-sets/read-names.ts';
import { planClaimedSets, refusalOf } from './claimed-sets.ts';
import { stateOf } from './state.ts';
import type { NamesElsewhere, ObservedZone, PlannedBy } from './types.ts';

/** What another tool owns: a name without any of these is nobody's yet. */
const OWNED = new Set(['A', 'AAAA', 'CNAME']);

/** A zone of which more names can still be read. */
export interface ReadableZone extends ObservedZone {
  readonly reader?: NameReader;
}

/** What of the zones the config claims: by their entries, and elsewhere. */
interface Claimed {
  readonly entries: readonly ZoneClaim[];
  readonly elsewhere: NamesElsewhere;
}

/**
 * The zones, with the records that name a foreign owner of a name which is about to be changed and holds something
 * already. Where nothing is to be changed nothing is read. `pages` is how many reads this may cost; names for which they
 * were too few are `unchecked`. A zone that fails is `unseen`.
 */
export const withForeignOwners = async (
  claimed: Claimed,
  zones: readonly ReadableZone[],
  observed: Indexed<PlannedBy>,
  pages: number,
): Promise<{ readonly zones: ObservedZone[]; readonly unseen: Unseen[] }> => {
  const result: { zones: ObservedZone[]; unseen: Unseen[] } = { zones: [], unseen: [] };
  let left = pages;
  for (const { reader, ...zone } of zones) {
    const before = reader?.pages() ?? 0;
    const pagesLeft = left;
    const names = reader ? namesToChange(zone, claimed, observed) : [];
    const owners = await readOrUnseen([zone.zone.id], async () =>
      reader ? readOwners(reader, names, zone, pagesLeft) : [],
    );
    result.unseen.push(...owners.unseen);
    if (owners.value) {
      const unchecked = names.filter((name) => ownerNamesIn(zone, name).some((one) => !reader?.isShown(one)));
      result.zones.push({ ...zone, records: [...zone.records, ...owners.value], unchecked });
    }
    left -= (reader?.pages() ?? 0) - before;
  }
  return result;
};

const readOwners = async (
  reader: NameReader,
  names: readonly string[],
  zone: ObservedZone,
  pages: number,
): Promise<RecordSet[]> => {
  const wanted = names.flatMap((name) => ownerNamesIn(zone, name));
  return (await reader.read(wanted, namesForeignOwner, Math.max(0, pages))).filter(namesForeignOwner);
};

const ownerNamesIn = ({ zone }: ObservedZone, name: string): string[] =>
  ownerNamesOf(name).filter((one) => one.endsWith(`.${zone.name}`));

const namesToChange = (
  found: ObservedZone,
  { entries, elsewhere }: Claimed,
  observed: Indexed<PlannedBy>,
): string[] => {
  const { zone, records } = found;
  const claims = entries.filter((claim) => claim.zone === zone.id);
  if (refusalOf(found, claims)) return [];
  const planned = planClaimedSets(stateOf(found, claims, observed, elsewhere(zone.id)), observed);
  const changed = new Set(
    planned.filter((part) => 'writes' in part).flatMap(({ writes }) => writes.map(({ record }) => markedName(record))),
  );
  const holding = new Set(records.filter(({ type }) => OWNED.has(type)).map(({ name }) => normalName(name)));
  return [...changed].filter((name) => holding.has(name));
};
