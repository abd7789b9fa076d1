/** Before a record set is changed: looks for marks of other tools where the first look has not passed. */

import type { RecordSet } from '../../aws/types.ts';
import type { Forwarder, ZoneClaim } from '../../config/types.ts';
import type { Unseen } from '../../core/plan.ts';
import { unseen } from '../../core/read.ts';
import { normalName } from '../../net/dns-name.ts';
import { isMark, placesOf } from './foreign-owner.ts';
import { planZone } from './plan.ts';
import type { NameReader } from './read-names.ts';
import type { ObservedDns, ObservedZone } from './types.ts';

/** What a mark speaks of: a name without any of these is nobody's yet. */
const MARKED = new Set(['A', 'AAAA', 'CNAME']);

/** What the planning of zones looks at. */
type Seen = Omit<ObservedDns, 'zones' | 'started' | 'publishing'> & {
  readonly zones: readonly ReadableZone[];
};

/** A zone whose places that were not looked at can still be. */
export interface ReadableZone extends ObservedZone {
  readonly reader?: NameReader;
}

/** What the config claims: entries of zones, and names that forwarders are published at. */
interface Claimed {
  readonly entries: readonly ZoneClaim[];
  readonly forwarders: readonly Forwarder[];
}

/**
 * The zones, with the marks that stand beside names which are about to be changed and hold something already. Where
 * nothing is to be changed nothing is read. `pages` is how many reads this may cost; names for which they were too few are
 * `unmarked`. A zone that fails is `unseen`.
 */
export const withMarks = async (
  claimed: Claimed,
  observed: Seen,
  pages: number,
): Promise<{ readonly zones: ObservedZone[]; readonly unseen: Unseen[] }> => {
  const result: { zones: ObservedZone[]; unseen: Unseen[] } = { zones: [], unseen: [] };
  let left = pages;
  for (const { reader, ...zone } of observed.zones) {
    const before = reader?.pages() ?? 0;
    try {
      const names = reader ? namesToChange(zone, claimed, observed) : [];
      const marks = reader ? await marksBeside(reader, names, zone, left) : [];
      const unmarked = names.filter((name) => placesIn(zone, name).some((place) => !reader?.isShown(place)));
      result.zones.push({ ...zone, records: [...zone.records, ...marks], unmarked });
    } catch (error) {
      result.unseen.push(unseen(zone.zone.id, error));
    }
    left -= (reader?.pages() ?? 0) - before;
  }
  return result;
};

const marksBeside = async (
  reader: NameReader,
  names: readonly string[],
  zone: ObservedZone,
  pages: number,
): Promise<RecordSet[]> => {
  const places = names.flatMap((name) => placesIn(zone, name));
  return (await reader.read(places, isMark, Math.max(0, pages))).filter(isMark);
};

const placesIn = ({ zone }: ObservedZone, name: string): string[] =>
  placesOf(name).filter((place) => place.endsWith(`.${zone.name}`));

const namesToChange = ({ zone, records }: ObservedZone, { entries, forwarders }: Claimed, observed: Seen): string[] => {
  const claims = entries.filter((claim) => claim.zone === zone.id);
  const planned = planZone(zone.id, claims, observed as ObservedDns, forwarders);
  const changed = new Set(
    planned
      .filter((part) => 'writes' in part)
      .flatMap(({ writes }) => writes.map(({ record }) => normalName(record.name))),
  );
  const held = new Set(records.filter(({ type }) => MARKED.has(type)).map(({ name }) => normalName(name)));
  return [...changed].filter((name) => held.has(name));
};
