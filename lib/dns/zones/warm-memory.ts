/**
 * What a warm process remembers of its earlier runs. It is a cache: it saves calls, and nothing depends on it. A
 * process that has just begun knows none, and what AWS answers counts for more.
 */
import type { Bucket } from '../../aws/pacing.ts';
import { createShare } from '../../aws/route53/share.ts';
import type { RecordSet } from '../../aws/types.ts';
import { normalName } from '../../net/dns-name.ts';
import { canonicalAddress } from '../../net/ip.ts';
import { recordSetKey } from '../record-sets/key.ts';
import type { Surroundings } from '../resolution/vpc.ts';

/** An association that Route 53 refused: why, what zones its VPC saw then, and when (ms since the epoch). */
interface Refusal {
  readonly why: string;
  readonly zones: string;
  readonly at: number;
}

/** The memory of one execution environment: made where it begins, handed to each run in it. */
export interface WarmMemory {
  /** The bucket of a share of Route 53's quota (0 to 1): what an earlier run took of it is gone. */
  shareOf(share: number): Bucket;
  /** Notes which change has written sets of a zone. */
  noteWritten(zoneId: string, changeId: string, records: readonly RecordSet[]): void;
  /** The change that has written a set as it is now; nothing when that is not known. */
  changeBehind(zoneId: string, record: RecordSet): string | undefined;
  /** Forgets a change that AWS does not know (any more). */
  forgetChange(changeId: string): void;
  /** Notes that an association was refused, by its key. */
  noteRefused(key: string, refusal: Refusal): void;
  /** Notes that a zone was written to; `at` in ms. */
  noteWriting(zoneId: string, at: number): void;
  /** When that was last, as far as this process knows. */
  writtenAt(zoneId: string): number | undefined;
  /** What the last look around a zone saw, for an hour. `now` in ms. */
  around(zoneId: string, now: number): Surroundings | undefined;
  /** Notes what a look around a zone saw; `at` in ms. */
  noteAround(surroundings: Surroundings, at: number): void;
  /** Why the association was refused, while its VPC sees the same zones, and for an hour. `now` in ms. */
  refusedBefore(key: string, zones: string, now: number): string | undefined;
}

/** Most record sets that are remembered; beyond them the oldest are forgotten. */
const MOST = 20_000;
/** How long a refusal is taken for granted, and what was seen around a zone, in ms. */
const HOUR_MS = 3_600_000;

/** Two spellings of one set have one fingerprint. */
const printOf = ({ type, ttl, values, alias, healthCheckId }: RecordSet): string => {
  const spelled = type === 'A' || type === 'AAAA' ? values?.map(canonicalAddress) : values;
  const target = alias && [alias.zoneId, normalName(alias.name), alias.evaluateTargetHealth];
  return JSON.stringify([ttl, spelled?.toSorted(), target, healthCheckId]);
};

/** A memory that begins with nothing known. */
export const createWarmMemory = (): WarmMemory => ({
  ...{ ...rememberShare(), ...rememberWrites(), ...rememberWriting() },
  ...{ ...rememberRefusals(), ...rememberSurroundings() },
});

const rememberShare = (): Pick<WarmMemory, 'shareOf'> => {
  let last: { readonly share: number; readonly bucket: Bucket } | undefined;
  return {
    shareOf: (share) => {
      if (last?.share !== share) last = { share, bucket: createShare(share) };
      return last.bucket;
    },
  };
};

const rememberWrites = (): Pick<WarmMemory, 'noteWritten' | 'changeBehind' | 'forgetChange'> => {
  /** By record set: what was written last, and the id of the change. */
  const written = new Map<string, { readonly id: string; readonly print: string }>();
  return {
    noteWritten: (zoneId, changeId, records) => {
      for (const record of records) {
        const key = recordSetKey(zoneId, record);
        written.delete(key);
        written.set(key, { id: changeId, print: printOf(record) });
      }
      for (const key of written.keys()) {
        if (written.size <= MOST) return;
        written.delete(key);
      }
    },
    changeBehind: (zoneId, record) => {
      const found = written.get(recordSetKey(zoneId, record));
      return found?.print === printOf(record) ? found.id : undefined;
    },
    forgetChange: (changeId) => {
      for (const [key, { id }] of written) if (id === changeId) written.delete(key);
    },
  };
};

const rememberRefusals = (): Pick<WarmMemory, 'noteRefused' | 'refusedBefore'> => {
  const refusals = new Map<string, Refusal>();
  return {
    noteRefused: (key, refusal) => void refusals.set(key, refusal),
    refusedBefore: (key, zones, now) => {
      const found = refusals.get(key);
      if (found?.zones === zones && now - found.at < HOUR_MS) return found.why;
      refusals.delete(key);
      return undefined;
    },
  };
};

const rememberSurroundings = (): Pick<WarmMemory, 'around' | 'noteAround'> => {
  const looks = new Map<string, { readonly surroundings: Surroundings; readonly at: number }>();
  return {
    around: (zoneId, now) => {
      const look = looks.get(zoneId);
      return look && now - look.at < HOUR_MS ? look.surroundings : undefined;
    },
    noteAround: (surroundings, at) => void looks.set(surroundings.zoneId, { surroundings, at }),
  };
};

const rememberWriting = (): Pick<WarmMemory, 'noteWriting' | 'writtenAt'> => {
  const written = new Map<string, number>();
  return { noteWriting: (zoneId, at) => void written.set(zoneId, at), writtenAt: (zoneId) => written.get(zoneId) };
};
