/** What one run remembers of zones: made with its controller, and gone with it. */
import type { VpcZone } from '../../aws/types.ts';
import type { FailedOutcome } from '../../core/plan.ts';
import type { Asked } from './types.ts';
import type { WarmMemory } from './warm-memory.ts';

type Rewriting = () => Promise<FailedOutcome | undefined>;

/** The memory of one run, above what its warm process knows. */
export interface RunMemory {
  readonly warm: WarmMemory;
  /** Ids of changes of a zone that may still be on their way to the name servers. */
  awaited(zoneId: string): readonly string[];
  /** Notes that a change of the zone may still be on its way. */
  awaitChange(zoneId: string, changeId: string): void;
  /** Notes that all name servers know these changes of the zone. */
  arrived(zoneId: string, changeIds: readonly string[]): void;
  /** Services whose verification this run has started, which is not to be started again. */
  started(): readonly string[];
  noteStarted(serviceId: string): void;
  /** Rewrites sets of a zone after what is being rewritten there, and not at all when that failed: then why. */
  rewriteInTurn(zoneId: string, rewrite: Rewriting): Promise<FailedOutcome | undefined>;
  /** Adds names of a zone whose foreign owners could not be looked for; gives all that were left in this run. */
  leaveUnchecked(zoneId: string, names: readonly string[]): readonly string[];
  /** Why an earlier run was refused the association; what this run itself was refused, its own outcome says. */
  refusedBefore(key: string, zones: readonly VpcZone[], now: number): string | undefined;
  /** What this run's first look asked. */
  asked(): Asked | undefined;
  noteAsked(asked: Asked): void;
  /** Notes that Route 53 refused an association; `at` in ms. */
  noteRefused(key: string, why: string, at: number): void;
}

/** The memory of a run that begins. */
export const createRunMemory = (warm: WarmMemory): RunMemory => ({
  ...{ warm, ...rememberPending(), ...rememberRewriting(), ...rememberRefusals(warm) },
  ...{ ...rememberStarted(), ...rememberUnchecked(), ...rememberAsked() },
});

const rememberPending = (): Pick<RunMemory, 'awaited' | 'awaitChange' | 'arrived'> => {
  const pending = new Map<string, readonly string[]>();
  const awaited = (zoneId: string): readonly string[] => pending.get(zoneId) ?? [];
  return {
    awaited,
    awaitChange: (zoneId, id) => void pending.set(zoneId, [...new Set([...awaited(zoneId), id])]),
    arrived: (zoneId, ids) => {
      pending.set(
        zoneId,
        awaited(zoneId).filter((id) => !ids.includes(id)),
      );
    },
  };
};

const rememberStarted = (): Pick<RunMemory, 'started' | 'noteStarted'> => {
  const started = new Set<string>();
  return { started: () => [...started], noteStarted: (serviceId) => void started.add(serviceId) };
};

const rememberAsked = (): Pick<RunMemory, 'asked' | 'noteAsked'> => {
  let first: Asked | undefined;
  return {
    asked: () => first,
    noteAsked: (asked) => {
      first = asked;
    },
  };
};

const rememberRewriting = (): Pick<RunMemory, 'rewriteInTurn'> => {
  const rewriting = new Map<string, Promise<FailedOutcome | undefined>>();
  return {
    rewriteInTurn: async (zoneId, rewrite) => {
      const before = rewriting.get(zoneId) ?? Promise.resolve(undefined);
      const mine = before.then((failure) => failure ?? rewrite());
      rewriting.set(zoneId, mine);
      const failure = await mine;
      if (failure) rewriting.delete(zoneId);
      return failure;
    },
  };
};

const rememberUnchecked = (): Pick<RunMemory, 'leaveUnchecked'> => {
  const unchecked = new Map<string, readonly string[]>();
  return {
    leaveUnchecked: (zoneId, names) => {
      const all = [...new Set([...(unchecked.get(zoneId) ?? []), ...names])];
      unchecked.set(zoneId, all);
      return all;
    },
  };
};

const rememberRefusals = (warm: WarmMemory): Pick<RunMemory, 'refusedBefore' | 'noteRefused'> => {
  /** By association: the zones that its VPC saw in the last round. */
  const lastSeen = new Map<string, string>();
  const own = new Set<string>();
  return {
    refusedBefore: (key, zones, now) => {
      const seen = JSON.stringify(zones.map(({ zoneId, name }) => [zoneId, name]).sort());
      lastSeen.set(key, seen);
      return own.has(key) ? undefined : warm.refusedBefore(key, seen, now);
    },
    noteRefused: (key, why, at) => {
      own.add(key);
      warm.noteRefused(key, { why, zones: lastSeen.get(key) ?? '', at });
    },
  };
};
