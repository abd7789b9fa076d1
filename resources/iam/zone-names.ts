/** From the names that may be written in each zone to as few statements as hold them. Pure. */
import { isWithin } from '../../lib/net/dns-name.ts';
import { conditionName } from './record-names.ts';

/** What may be written in a zone. */
export interface ZoneNames {
  readonly zone: string;
  /** The zone's own name, where the config tells it. */
  readonly name: string | undefined;
  /** Patterns of names, sorted; none where nothing may be written. */
  readonly names: readonly string[];
}

/** What one statement covers. */
export interface CoveredZones {
  readonly zones: readonly string[];
  readonly names: readonly string[];
}

/** Covers every other pattern. */
export const ANY = '*';

/** The patterns of all names of a zone. */
export const wholeZone = (name: string): string[] => [conditionName(name), `*.${conditionName(name)}`];

/** Characters of names that one statement may hold: it has to fit into a policy of 6,144. */
const MOST_CHARACTERS = 4_500;
/** Zones in one statement, for the same reason. */
const MOST_ZONES = 25;
/** So many zones have statements of their own; of more, a role could hold no more than some 75. */
const FEW = 20;

/**
 * Zones of the same names share a statement. Where there are many, so do zones whose own names are told and do not lie in each
 * other: no name of one can be written in another, since Route 53 refuses a name outside of its zone.
 */
export const coveredZones = (all: readonly ZoneNames[]): readonly CoveredZones[] => {
  const wanted = all.filter(({ names }) => names.length > 0).map((one) => ({ ...one, names: coverable(one) }));
  const alike = [...Map.groupBy(wanted, ({ names }) => JSON.stringify(names)).values()];
  return (alike.length > FEW ? packed(alike) : alike).flatMap(inParts);
};

/** As few patterns as cover the names. So many that no statement could hold them are covered by the whole zone. */
const coverable = ({ names, name }: ZoneNames): readonly string[] => {
  if (names.includes(ANY)) return [ANY];
  if (JSON.stringify(names).length <= MOST_CHARACTERS) return names;
  return name === undefined ? [ANY] : wholeZone(name);
};

/** Lists of zones put together, each into the first that has room and none of whose zones it touches. */
const packed = (lists: readonly ZoneNames[][]): ZoneNames[][] => {
  const packs: ZoneNames[][] = [];
  for (const list of lists) {
    const pack = packs.find((one) => fits([...one, ...list]) && one.every((a) => list.every((b) => areApart(a, b))));
    if (pack) pack.push(...list);
    else packs.push([...list]);
  }
  return packs;
};

const fits = (zones: readonly ZoneNames[]): boolean =>
  zones.length <= MOST_ZONES && JSON.stringify(zones.flatMap(({ names }) => names)).length <= MOST_CHARACTERS;

const areApart = ({ name: one }: ZoneNames, { name: other }: ZoneNames): boolean =>
  one !== undefined && other !== undefined && !isWithin(one, other) && !isWithin(other, one);

const inParts = (zones: readonly ZoneNames[]): CoveredZones[] => {
  const names = [...new Set(zones.flatMap((one) => one.names))].sort();
  const count = Math.ceil(zones.length / MOST_ZONES);
  return Array.from({ length: count }, (_, at) => ({
    zones: zones.slice(at * MOST_ZONES, (at + 1) * MOST_ZONES).map(({ zone }) => zone),
    names,
  }));
};
