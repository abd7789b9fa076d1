/** Asks claimed names by the way that clients take, by each sweep: what Route 53 holds is not yet what a client gets. */
import { describePrivateDnsNames } from '../../aws/ec2/consumed-services.ts';
import { describeEndpointInterfaces } from '../../aws/ec2/network.ts';
import { describeSubnets } from '../../aws/ec2/route-tables.ts';
import type { AvailabilityZone } from '../../aws/types.ts';
import type { ZoneClaim } from '../../config/types.ts';
import { inTime } from '../../core/in-time.ts';
import { readOrUnseen } from '../../core/read.ts';
import { isAwsName } from '../../net/partitions.ts';
import type { EndpointIndex } from '../endpoints/indexed.ts';
import type { Lookup } from '../endpoints/lookup.ts';
import { claimedNames, zoneFollower } from './claims.ts';
import type { RunMemory } from './run-memory.ts';
import type { Answers, Asked, ObservedZone } from './types.ts';

/** Through whom names can be asked: name servers of the config, or the resolver of the VPC that this function runs in. */
export type Asking = 'resolvers' | { readonly subnets: readonly string[] } | 'nobody';

/** All questions together; the names that have no answer by then were not asked. Ms. */
const LIMIT_MS = 6_000;
/** So many questions are under way together. */
const AT_ONCE = 50;
/** A zone is asked when caches have forgotten what it held before: aliases are kept for 60 s (R). Ms. */
const QUIET_MS = 120_000;

const NOTHING: Asked = { zones: [], answers: {}, interfaces: [], offered: {} };

interface AskRound {
  readonly asking: Asking;
  readonly lookup: Lookup;
  readonly azs: readonly AvailabilityZone[];
  readonly index: EndpointIndex;
  /** The clock, in ms since the epoch. */
  readonly now: number;
  readonly memory: RunMemory;
}

/** Asks by the first look of a run. Never rejects: a zone that cannot be asked, or was written to since, is none of those that were. */
export const askNames = async (
  zones: readonly ObservedZone[],
  entries: readonly ZoneClaim[],
  round: AskRound,
): Promise<Asked> => {
  const { memory, now } = round;
  const asked = memory.asked() ?? (await askAll(zones, entries, round));
  memory.noteAsked(asked);
  return { ...asked, zones: asked.zones.filter((id) => isQuiet(id, now, memory)) };
};

const isQuiet = (zoneId: string, now: number, { warm }: RunMemory): boolean =>
  now - (warm.writtenAt(zoneId) ?? 0) >= QUIET_MS;

const askAll = async (
  zones: readonly ObservedZone[],
  entries: readonly ZoneClaim[],
  round: AskRound,
): Promise<Asked> => {
  const { value } = await readOrUnseen([], () => inTime(() => askZones(zones, entries, round), { limitMs: LIMIT_MS }));
  return value ?? NOTHING;
};

const askZones = async (
  zones: readonly ObservedZone[],
  entries: readonly ZoneClaim[],
  { asking, lookup, azs, index, now, memory }: AskRound,
): Promise<Asked> => {
  const canAsk = await askable(asking);
  const asked = zones.filter((found) => found.zone.private && canAsk(found) && isQuiet(found.zone.id, now, memory));
  if (asked.length === 0) return NOTHING;
  const ids = new Set(asked.map(({ zone }) => zone.id));
  const claims = entries.filter(({ zone }) => ids.has(zone));
  const names = asked.flatMap(({ zone }) =>
    claims.filter((claim) => claim.zone === zone.id).flatMap((claim) => claimedNames(claim, zone.name, azs)),
  );
  // Clients ask for a name of AWS's whether it is claimed or not, and the zone hides what AWS would answer.
  const ownNames = asked.flatMap(({ zone }) => (isAwsName(zone.name) ? zone.name : []));
  const endpoints = [...new Set(claims.flatMap((claim) => index.select(zoneFollower(claim))))];
  const services = [...new Set(endpoints.map(({ serviceName }) => serviceName))];
  const [answers, interfaces, offered] = await Promise.all([
    answersTo([...new Set([...names.flatMap(({ name, refusal }) => (refusal ? [] : [name])), ...ownNames])], lookup),
    describeEndpointInterfaces(endpoints.flatMap(({ interfaceIds }) => interfaceIds)),
    Promise.all(services.map(async (service) => [service, await describePrivateDnsNames(service)] as const)),
  ]);
  return { zones: [...ids], answers, interfaces, offered: Object.fromEntries(offered) };
};

/** Of the zones that the resolver of this function's VPC knows, since it is known to see them. */
const askable = async (asking: Asking): Promise<(found: ObservedZone) => boolean> => {
  if (typeof asking === 'string') return () => asking === 'resolvers';
  const own = new Set((await describeSubnets({ ids: asking.subnets })).map(({ vpcId }) => vpcId));
  return ({ zone }) => zone.vpcs.some(({ id }) => own.has(id));
};

/** A wildcard is asked by a name that nobody claims. */
const questionFor = (name: string): string => name.replace(/^\*\./, 'waykeeper-asks.');

const answersTo = async (names: readonly string[], lookup: Lookup): Promise<Record<string, Answers>> => {
  const answers: Record<string, Answers> = {};
  const left = [...names];
  const askOn = async (): Promise<void> => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) {
      const [A, AAAA] = await Promise.all([lookup.answers(questionFor(name), 4), lookup.answers(questionFor(name), 6)]);
      answers[name] = { ...(A ? { A } : {}), ...(AAAA ? { AAAA } : {}) };
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, askOn));
  return answers;
};
