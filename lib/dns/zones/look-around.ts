/** When to look at the VPCs of a zone: while it lacks one, and at the others by the first sweep of an hour. */
import type { HostedZone } from '../../aws/types.ts';
import type { ZoneClaim } from '../../config/types.ts';
import type { Found } from '../../core/read.ts';
import type { EndpointIndex } from '../endpoints/indexed.ts';
import type { Surroundings } from '../resolution/vpc.ts';
import { zoneFollower } from './claims.ts';
import { readSurroundings, type Wanted } from './read-surroundings.ts';
import type { RunMemory } from './run-memory.ts';
import type { MissingVpc, ObservedZone } from './types.ts';

interface Round {
  /** Is every entry in scope? */
  readonly all: boolean;
  /** The clock, in ms since the epoch. */
  readonly now: () => number;
  readonly memory: Pick<RunMemory, 'warm'>;
}

/** What is due is read; of the rest is told what the last look saw. */
export const lookAround = async (
  zones: readonly ObservedZone[],
  entries: readonly ZoneClaim[],
  index: EndpointIndex,
  missing: ReadonlyMap<string, readonly MissingVpc[]>,
  { all, now, memory: { warm } }: Round,
): Promise<Found<Surroundings>> => {
  const known = new Map(zones.map(({ zone }) => [zone.id, warm.around(zone.id, now())]));
  const due = zones
    .map(({ zone }) => wantedOf(zone, entries, index, missing.get(zone.id) ?? []))
    .map((one) => (all && !known.get(one.zoneId) ? one : { ...one, associated: [] }))
    .filter((one) => one.associated.length > 0 || one.missing.some(({ own }) => own));
  const { found, unseen } = await readSurroundings(due);
  const merged = zones.flatMap(({ zone }) => {
    const [fresh, old] = [found.find(({ zoneId }) => zoneId === zone.id), known.get(zone.id)];
    return fresh && old ? [withOld(fresh, old)] : (fresh ?? old ?? []);
  });
  if (all) for (const one of merged) if (!known.get(one.zoneId)) warm.noteAround(one, now());
  return { found: merged, unseen };
};

const withOld = (fresh: Surroundings, old: Surroundings): Surroundings => ({
  ...fresh,
  vpcs: [...fresh.vpcs, ...old.vpcs.filter(({ id }) => !fresh.vpcs.some((vpc) => vpc.id === id))],
});

const wantedOf = (
  zone: HostedZone,
  entries: readonly ZoneClaim[],
  index: EndpointIndex,
  missing: readonly MissingVpc[],
): Wanted => {
  const claims = entries.filter((claim) => claim.zone === zone.id);
  const wanted = new Set(zone.private ? claims.flatMap(({ vpcs }) => vpcs) : []);
  return {
    ...{ zoneId: zone.id, missing },
    associated: zone.vpcs.flatMap(({ id }) => (wanted.has(id) ? [id] : [])),
    endpoints: [...new Set(claims.flatMap((claim) => index.select(zoneFollower(claim))))],
  };
};
