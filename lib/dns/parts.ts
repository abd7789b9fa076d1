/**
 * Where zones and publishing meet, which know nothing of each other: they share the endpoints that both follow, and each
 * learns from here which names the other claims.
 */
import { counting } from '../aws/clients.ts';
import { withinShare } from '../aws/route53/share.ts';
import type { Config } from '../config/types.ts';
import { type Controller, type Finding, type Plan, type Scope, type Skip, sortPlan } from '../core/plan.ts';
import { readOrUnseen } from '../core/read.ts';
import type { Sweep } from '../core/sweep.ts';
import type { Notes } from '../core/told/notes.ts';
import { partlySeen } from './endpoints/addresses.ts';
import { indexed } from './endpoints/indexed.ts';
import { createLookup, type Lookup } from './endpoints/lookup.ts';
import { keysOf, observeEndpoints, otherTypesAmong, readAny, readEndpoints } from './endpoints/observe.ts';
import type { EndpointsRead, Follower } from './endpoints/types.ts';
import { followedIn } from './followed.ts';
import { createFollowedNote, type FollowedNote } from './followed-note.ts';
import { answersFollower } from './publishing/answers.ts';
import { createPublisher, PUBLISH_BUDGET_MS } from './publishing/apply.ts';
import { answersKey, recordNamesIn } from './publishing/keys.ts';
import { observePublishing } from './publishing/observe.ts';
import { planPublishing } from './publishing/plan.ts';
import { createPrimaries, type Primaries } from './publishing/primaries.ts';
import type { ObservedForPublishing, PublishChange, PublishClaims } from './publishing/types.ts';
import {
  candidates,
  concerned,
  concernedForwarders,
  concernedVerifications,
  endpointReads,
  goneAmong,
  listedBy,
  unselected,
} from './scope.ts';
import { applyZones } from './zones/apply.ts';
import type { Asking } from './zones/ask.ts';
import { isClaimed, zoneFollower } from './zones/claims.ts';
import { observeZones } from './zones/observe.ts';
import { managedSets as managedInZones, planZones } from './zones/plan.ts';
import { createRunMemory, type RunMemory } from './zones/run-memory.ts';
import type { NamesElsewhere, ObservedZones, ZoneChange, ZoneClaims } from './zones/types.ts';
import type { WarmMemory } from './zones/warm-memory.ts';
import type { WriteOptions } from './zones/write.ts';

/** What of the config the dns controller acts on. */
export interface DnsClaims extends ZoneClaims, PublishClaims {}

/** All that a plan is made from. */
export interface ObservedDns extends ObservedZones, ObservedForPublishing {}

/** All that the controller may change: in zones, and in what is published. */
export type DnsChange = ZoneChange | PublishChange;

type Part = DnsChange | Skip | Finding;

/** What becomes of the zones, and of what is published. Pure. */
export const planDns = (claims: DnsClaims, seen: ObservedDns): Plan<DnsChange> => {
  const observed = indexed(seen);
  const parts: Part[] = [
    ...planZones(claims, observed, namesElsewhere(claims)),
    ...planPublishing(claims, observed, (zone, name) => isClaimed(claims.zones, zone, name, observed.azs)),
  ];
  return sortPlan({
    controller: 'dns',
    changes: onePerKey(parts.filter((part) => 'action' in part)),
    skips: parts.filter((part) => !('action' in part) && !('severity' in part)),
    findings: parts.filter((part) => 'severity' in part),
  });
};

const onePerKey = (changes: readonly DnsChange[]): DnsChange[] => [
  ...new Map(changes.map((change) => [change.key, change])).values(),
];

const namesElsewhere =
  ({ forwarders }: PublishClaims): NamesElsewhere =>
  (zoneId) =>
    recordNamesIn(forwarders, zoneId);

/** By zone: the keys of the record sets that it now holds for the config. Pure. */
export const managedSets = (claims: DnsClaims, observed: ObservedDns): ReadonlyMap<string, readonly string[]> =>
  managedInZones(claims, indexed(observed), namesElsewhere(claims));

/** How the parts of a run work. */
interface PartsOptions extends WriteOptions {
  /** Outside of `dns.network`, whose function alone keeps dynamic zones. Default false. */
  readonly outside?: boolean;
  /** Where it is noted which endpoints are followed; without it that is asked of the zones. */
  readonly notes?: Notes;
  readonly by?: string | undefined;
}

/** What one run remembers, and what it works with. */
interface Run {
  readonly outside: boolean;
  readonly by: string | undefined;
  readonly now: () => number;
  readonly lookup: Lookup;
  readonly primaries: Primaries;
  readonly memory: RunMemory;
  readonly followed: FollowedNote;
  readonly asking: Asking;
}

/** The reading and the writing of one run, in zones and in what is published. */
export const createParts = (
  dns: Config['dns'],
  { outside = false, notes, by, ...options }: PartsOptions,
  warm: WarmMemory,
): Pick<Controller<ObservedDns, DnsChange>, 'observe' | 'apply' | 'batchBudget' | 'finish'> => {
  const { now } = options;
  const [primaries, memory] = [createPrimaries(), createRunMemory(warm)];
  const followed = createFollowedNote(notes, now);
  const asking = askingOf(dns, outside);
  const run: Run = { outside, by, now, lookup: createLookup(dns.resolvers), primaries, memory, followed, asking };
  const [inZones, publish] = [applyZones(options, memory), createPublisher(primaries, now)];
  return {
    observe: (scope, sweep) => {
      const made = { reads: 0, writes: 0, retries: 0 };
      const readsLeft = (): number => (scope === 'all' ? OWNER_READS : EVENT_READS - made.reads);
      const look = () => counting(made, () => observeDns(dns, scope, { ...run, readsLeft, sweep }));
      return sweep ? withinShare(warm.shareOf(dns.share), look) : look();
    },
    batchBudget: PUBLISH_BUDGET_MS,
    finish: followed.finish,
    apply: async (batch) => {
      followed.changed();
      const published = batch.filter((change) => change.action === 'publish');
      const others = batch.filter((change) => change.action !== 'publish');
      return [...(await inZones(others)), ...(await Promise.all(published.map(publish)))];
    },
  };
};

/** Whoever stands outside of `dns.network` has resolvers that know nothing of its VPC. */
const askingOf = ({ resolvers, network }: Config['dns'], outside: boolean): Asking => {
  if (resolvers.length > 0) return 'resolvers';
  return network && !outside ? network : 'nobody';
};

/** What a run that an event woke reads before its first write. */
const EVENT_READS = 5;
/** What any other run spends on looking for foreign owners: Route 53 lets an account make a few calls a second (R). */
const OWNER_READS = 100;

/** One look of a run; `readsLeft` says what it may still spend on looking for foreign owners. */
interface Look extends Run {
  readonly sweep: Sweep | undefined;
  readonly readsLeft: () => number;
}

/** Never rejects: what cannot be read is `unseen` by its own key. */
const observeDns = async (claims: DnsClaims, scope: Scope, run: Look): Promise<ObservedDns> => {
  const now = run.now();
  const { following, ...found } = await observeFollowed(claims, scope, run);
  const read = { ...found, seen: indexed({ ...found.seen, now, by: run.by }) };
  const keys = new Set(following.map(({ key }) => key));
  const covers = (zone: string): boolean => run.sweep?.covers(zone) ?? true;
  const kept = {
    zones: claims.zones.filter(({ zone }) => keys.has(zone)),
    verifications: concernedVerifications(claims.verifications, scope).filter(({ zone }) => covers(zone)),
  };
  const round = { ...run, all: scope === 'all' };
  const zones = await observeZones(kept, read, namesElsewhere(claims), round);
  const published = {
    forwarders: concernedForwarders(claims.forwarders, scope),
    answers: claims.answers.filter(({ name }) => keys.has(answersKey(name))),
  };
  const { publishing, unseen } = await observePublishing(published, run);
  const partly = published.answers.map(answersFollower).flatMap((one) => partlySeen(one.key, one, read));
  const all = [...read.unseen, ...zones.unseen, ...partly, ...unseen];
  const ids = followedIn(followersOf(claims), { endpoints: found.seen.endpoints, zones: zones.zones });
  run.followed.look(ids, now, { isWhole: scope === 'all' && all.length === 0, coverage: run.sweep?.coverage });
  return { ...{ now, by: run.by, ...found.seen, ...zones, publishing, started: run.memory.started() }, unseen: all };
};

interface Followed extends EndpointsRead {
  /** What of the config is in scope and follows an endpoint. */
  readonly following: readonly Follower[];
}

/** All that follows an endpoint. Pure. */
export const followersOf = ({ zones, answers }: Pick<DnsClaims, 'zones' | 'answers'>): Follower[] => [
  ...zones.map(zoneFollower),
  ...answers.map(answersFollower),
];

const observeFollowed = async (
  claims: DnsClaims,
  scope: Scope,
  { lookup, followed, sweep }: Look,
): Promise<Followed> => {
  const possible = candidates(followersOf(claims), scope);
  const covered = (all: readonly Follower[]): readonly Follower[] =>
    sweep ? all.filter(({ key }) => sweep.covers(key)) : all;
  const allEndpoints = scope === 'all' && claims.zones.some(({ staleAliases }) => staleAliases === 'delete');
  const { value, unseen } = await readOrUnseen(keysOf(possible), async () => {
    const endpoints = await readEndpoints(endpointReads(possible, allEndpoints));
    const any = await readAny([...unselected(possible, scope, endpoints), ...listedBy(possible)], endpoints);
    const states = new Map([...any].map(([id, { state }]) => [id, state]));
    const gone = goneAmong(possible, scope, endpoints, states);
    const lost = gone.length > 0 && (await followed.mayBeFollowed(gone));
    return {
      ...{ endpoints, following: covered(concerned(possible, scope, endpoints, lost)) },
      otherTypes: otherTypesAmong(any),
    };
  });
  // Without the endpoints, nobody who may follow one is decided on. The names that zones claim must be known all the same.
  const { endpoints, following, otherTypes } = value ?? { endpoints: [], following: covered(possible), otherTypes: {} };
  const isComplete = allEndpoints && value !== undefined;
  const read = await observeEndpoints(following, { endpoints, allEndpoints: isComplete, otherTypes }, lookup);
  return { ...read, following, unseen: [...unseen, ...read.unseen] };
};
